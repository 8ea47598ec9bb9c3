"""Finds the home folder of the person at the keyboard, and whether it is encrypted by itself."""

import os
import struct
from collections.abc import Sequence

from digiamen_scan.probes.device.linux.mounts import Mount
from digiamen_scan.probes.device.linux.paths import follow

# The file systems with fscrypt (kernel, Documentation/filesystems/fscrypt.rst) that a disk has.
WITH_FSCRYPT = frozenset({"ext4", "f2fs", "ubifs"})
# _IOR('f', 1, long) of linux/fs.h. The kernel fills in an int all the same.
FS_IOC_GETFLAGS = 0x80000000 | struct.calcsize("l") << 16 | ord("f") << 8 | 1
FS_ENCRYPT_FL = 0x800


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
