"""Reads small files of the system: never a device, never without end, never waiting for one."""

import errno
import os
import stat

from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Kind, Unavailable

SMALL = 65_536
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_CLOSED = (errno.EACCES, errno.EPERM)
_SHOWN = 120


def read_small(path: str, limit: int = SMALL) -> bytes | Unavailable | None:
    """Return a file's bytes, None where there is none, else why it cannot be read.

    What is longer than `limit` bytes, or no ordinary file, is unreadable.
    """
    try:
        data = _read(path, limit + 1)
    except (OSError, ValueError) as error:
        return _why(path, error)
    if data is None or len(data) > limit:
        return Unavailable(Kind.UNREADABLE, clean(path, _SHOWN))
    return data


def _read(path: str, most: int) -> bytes | None:
    """Return the first bytes of an ordinary file, None of anything else."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(most)


def _why(path: str, error: OSError | ValueError) -> Unavailable | None:
    number = error.errno if isinstance(error, OSError) else None
    if number in _ABSENT:
        return None
    kind = Kind.NEEDS_ADMIN if number in _CLOSED else Kind.UNREADABLE
    return Unavailable(kind, clean(path, _SHOWN))
