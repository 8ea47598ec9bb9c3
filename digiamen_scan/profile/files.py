"""Writes a file whole or not at all; reads one that is ordinary and not too large."""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Put `data` in place of the file at `path`, or leave everything as it was.

    The bytes go to a new file in the same folder, are forced to the disk, and take the old
    file's name in one step. A link is followed, so that the file it points to is replaced.
    Raises OSError; then the old file is untouched and nothing is left beside it.
    """
    target = Path(os.path.realpath(path))
    if target.exists():
        _refuse_extraordinary(target)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(beside, flags, mode)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            _give_to_owner(stream.fileno(), target)
            os.fsync(stream.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def read_whole(path: Path, limit: int) -> bytes:
    """Return what an ordinary file of at most `limit` bytes holds. Raises OSError.

    A pipe or a device is refused: reading one may never end.
    """
    _refuse_extraordinary(path)
    with path.open("rb") as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"it is larger than {limit // 1_000_000} MB", str(path))
    return data


def _refuse_extraordinary(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is not an ordinary file", str(path))


def _give_to_owner(descriptor: int, target: Path) -> None:
    """Let what the administrator writes belong to the person whose folder it is in (sudo)."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    owner = target.stat() if target.exists() else target.parent.stat()
    os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk, where the system can.

    Windows cannot open folders, and some network drives cannot sync them. The new file has taken
    its place by now, so this is no failure to write it.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
