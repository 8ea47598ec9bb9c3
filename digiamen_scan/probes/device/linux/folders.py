"""Looks at the folders that the profile names: whether they are there, and who may get in.

Nothing inside a folder is opened, listed or named; whether there is anything at all is seen.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digiamen_scan.facts.folders import FolderState
from digiamen_scan.probes.device.linux.home import is_encrypted
from digiamen_scan.probes.device.linux.mounts import Mount, may_hang, mount_at, mount_of
from digiamen_scan.probes.device.linux.paths import Followed, follow
from digiamen_scan.standards.storage.storage_encryption import ENCRYPTED_FOLDERS

LIMIT = 200
_MAX_WAYS = 20
_ACL = "system.posix_acl_access"
_NO_ACL = frozenset({errno.ENODATA, errno.EOPNOTSUPP, errno.ENOSYS})
_OF_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_NOT_FOLLOWED: dict[str, FolderState] = {"missing": "missing", "closed": "unreadable"}


@dataclass(frozen=True, slots=True)
class RightsText:
    """Owner, group, mode and list of one folder; `acl` is None where it could not be read."""

    owner: int
    group: int
    mode: int
    acl: bytes | None = b""


@dataclass(frozen=True, slots=True)
class FolderText:
    """What was read of one folder.

    `paths` are those that lead to it, its own first; `ways` are the rights along them, from `/`
    down. `encrypted` is the flag of file-system encryption, `number` the device that the kernel
    names for it, empty where the folder itself was not looked at.
    """

    named: str
    state: FolderState
    paths: tuple[str, ...] = ()
    ways: tuple[tuple[RightsText, ...], ...] = ()
    encrypted: bool | None = False
    number: str = ""

    @property
    def owner(self) -> int | None:
        """The number of whoever owns it, None where that was not seen."""
        return self.ways[0][-1].owner if self.ways else None


def read_folders(
    named: Sequence[str], home: str | None, mounts: Sequence[Mount]
) -> Iterator[FolderText]:
    """Yield each folder as soon as it is read; those beyond `LIMIT` are not looked at."""
    for name in named[:LIMIT]:
        yield _read(name, home, mounts)
    for name in named[LIMIT:]:
        yield FolderText(name, "not_looked")


def _read(named: str, home: str | None, mounts: Sequence[Mount]) -> FolderText:
    if _OF_WINDOWS.match(named):
        return FolderText(named, "other_system")
    path = named
    if named == "~" or named.startswith("~/"):
        if home is None:
            return FolderText(named, "missing")
        path = home + named[1:]
    followed = follow(path, mounts)
    if followed.state == "behind":
        return _behind(named, followed, mounts)
    if followed.state != "found":
        return FolderText(named, _NOT_FOLLOWED[followed.state])
    return _look(named, followed.path, mounts)


def _behind(named: str, followed: Followed, mounts: Sequence[Mount]) -> FolderText:
    """Tell of a folder by its mount alone: looking into it might wait for ever."""
    mount = mount_of(mounts, followed.path)
    below = mount is not None and mount.point != followed.path
    closed = mount is not None and mount.file_system in ENCRYPTED_FOLDERS
    return FolderText(named, "not_looked" if below and closed else "found", (followed.path,))


def _look(named: str, path: str, mounts: Sequence[Mount]) -> FolderText:
    try:
        found = os.lstat(path)  # a text, as below
    except OSError as error:
        missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
        return FolderText(named, "missing" if missing else "unreadable")
    if not stat.S_ISDIR(found.st_mode):
        return FolderText(named, "no_folder")
    mount = mount_of(mounts, path)
    own = _rights(path)
    if own is None:
        return FolderText(named, "unreadable")
    elsewhere = tuple(_elsewhere(path, mounts))
    inner = [(one, _rights(one)) for one in _inner_elsewhere(path, mounts)]
    ways = [_way(one, own, mounts) for one in (path, *elsewhere)]
    ways += [_way(one, rights or own, mounts) for one, rights in inner]
    return FolderText(
        named,
        "empty" if _is_empty(path) else "found",
        (path, *elsewhere, *(one for one, _ in inner)),
        tuple(ways),
        is_encrypted(path, mount.file_system) if mount else None,
        f"{os.major(found.st_dev)}:{os.minor(found.st_dev)}",
    )


def _is_empty(path: str) -> bool:
    try:
        with os.scandir(path) as entries:
            return next(entries, None) is None
    except OSError:
        return False


def _elsewhere(path: str, mounts: Sequence[Mount]) -> Iterator[str]:
    """Yield where else the same folder appears: in other mounts of its file system."""
    inside = _inside(path, mounts)
    for mount in _of_the_same(path, mounts):
        if inside == mount.root or inside.startswith(mount.root.rstrip("/") + "/"):
            other = _join(mount.point, os.path.relpath(inside, mount.root))
            if mount_of(mounts, other) == mount:
                yield other


def _inner_elsewhere(path: str, mounts: Sequence[Mount]) -> Iterator[str]:
    """Yield where a part of the folder is mounted by itself, outside of it."""
    inside, prefix = _inside(path, mounts), path.rstrip("/") + "/"
    for mount in _of_the_same(path, mounts):
        within = mount.root != inside and mount.root.startswith(inside.rstrip("/") + "/")
        if within and not mount.point.startswith(prefix):
            yield mount.point


def _of_the_same(path: str, mounts: Sequence[Mount]) -> list[Mount]:
    """Return the other mounts of a folder's file system that nothing hides."""
    own = mount_of(mounts, path)
    same = (mount for mount in mounts if own is not None and mount.number == own.number)
    seen = (mount for mount in same if mount is not own and mount_at(mounts, mount.point) == mount)
    return list(seen)[:_MAX_WAYS]


def _inside(path: str, mounts: Sequence[Mount]) -> str:
    """Return a folder's path within its own file system."""
    own = mount_of(mounts, path)
    return _join(own.root, os.path.relpath(path, own.point)) if own else path


def _join(folder: str, rest: str) -> str:
    return os.path.normpath(os.path.join(folder, rest))  # noqa: PTH118  # texts


def _way(path: str, own: RightsText, mounts: Sequence[Mount]) -> tuple[RightsText, ...]:
    """Return the rights from `/` down; where they cannot be read further, as if it were open."""
    parts = [part for part in path.split("/") if part]
    above = ["/" + "/".join(parts[:count]) for count in range(len(parts))]
    rights: list[RightsText] = []
    for folder in above:
        found = None if may_hang(mount_of(mounts, folder)) else _rights(folder)
        if found is None:
            break
        rights.append(found)
    return (*rights, own)


def _rights(path: str) -> RightsText | None:
    try:
        found = os.stat(path)  # noqa: PTH116  # a text
    except OSError:
        return None
    return RightsText(found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode), _acl(path))


def _acl(path: str) -> bytes | None:
    try:
        return os.getxattr(path, _ACL)
    except OSError as error:
        return b"" if error.errno in _NO_ACL else None
