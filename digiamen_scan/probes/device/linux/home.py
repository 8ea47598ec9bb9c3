"""Finds the home folder of the person at the keyboard, and whether it is encrypted by itself."""

import os
import struct
from collections.abc import Iterable, Iterator, Sequence

from digiamen_scan.probes.device.linux.mounts import Mount
from digiamen_scan.probes.device.linux.paths import follow

# The file systems with fscrypt (kernel, Documentation/filesystems/fscrypt.rst) that a disk has.
WITH_FSCRYPT = frozenset({"ext4", "f2fs", "ubifs"})
# _IOR('f', 1, long) of linux/fs.h. The kernel fills in an int all the same.
FS_IOC_GETFLAGS = 0x80000000 | struct.calcsize("l") << 16 | ord("f") << 8 | 1
FS_ENCRYPT_FL = 0x800
_PASSWD_FIELDS = 7
_MOST_HOMES = 20


def home_folder() -> str | None:
    """Return the home folder as configured: under sudo, that of the person who called it."""
    import pwd  # noqa: PLC0415  # not there on Windows

    caller = os.environ.get("SUDO_USER") if os.geteuid() == 0 else None
    home = None if caller else os.environ.get("HOME")
    try:
        return home or (pwd.getpwnam(caller) if caller else pwd.getpwuid(os.getuid())).pw_dir
    except KeyError:
        return None


def resolve(path: str, mounts: Sequence[Mount]) -> str | None:
    """Follow the links of an absolute path; None where there is no such folder."""
    followed = follow(path, mounts)
    return followed.path if followed.state in ("found", "behind") else None


def homes_of_others(
    passwd: str, folders: Iterable[tuple[str, int | None]], own: str | None
) -> tuple[str, ...]:
    """Return the home folders, other than one's own, of the people that folders belong to.

    A folder is a path and the number of its owner. It belongs to its owner, and to those in
    whose home folder it lies. The administrator is not counted among these people.
    """
    rows = [row for line in passwd.splitlines() if len(row := line.split(":")) == _PASSWD_FIELDS]
    folders = tuple(folders)
    found = dict.fromkeys(
        row[5].rstrip("/") for row in rows if row[2] != "0" and any(_is_theirs(row, folders))
    )
    return tuple(home for home in found if home not in ("", own))[:_MOST_HOMES]


def _is_theirs(row: Sequence[str], folders: Iterable[tuple[str, int | None]]) -> Iterator[bool]:
    for path, owner in folders:
        yield row[2] == str(owner) or f"{path}/".startswith(f"{row[5].rstrip('/')}/")


def is_encrypted(folder: str, file_system: str) -> bool | None:
    """Tell whether a folder carries the flag of file-system encryption; None if unreadable."""
    if file_system not in WITH_FSCRYPT:
        return False
    import fcntl  # noqa: PLC0415  # not there on Windows

    flags = bytearray(struct.calcsize("l"))
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.ioctl(handle, FS_IOC_GETFLAGS, flags)
    except OSError:
        return None
    finally:
        os.close(handle)
    return bool(struct.unpack_from("i", flags)[0] & FS_ENCRYPT_FL)
