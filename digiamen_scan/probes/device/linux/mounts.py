"""Reads /proc/self/mountinfo and /proc/swaps (proc_pid_mountinfo(5), proc_swaps(5))."""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from digiamen_scan.standards.storage.storage_encryption import NETWORK

_ESCAPE = re.compile(rb"\\([0-7]{3})")
_FIELDS_BEFORE_OPTIONS = 6
_FIELDS_AFTER_DASH = 2
_SWAP_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount. `number` is the device's `major:minor`, `root` the part that is mounted.

    `options` are those of the mount, then those of its file system.
    """

    number: str
    root: str
    point: str
    file_system: str
    source: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Swap:
    """One swap area: the path of a partition or of a file."""

    path: str
    is_file: bool


def parse_mounts(text: bytes) -> tuple[Mount, ...]:
    """Return the mounts in the order they were made; lines of another shape are left out."""
    found = (_mount(line) for line in text.splitlines())
    return tuple(mount for mount in found if mount is not None)


def _mount(line: bytes) -> Mount | None:
    before, dash, after = line.partition(b" - ")
    left = [_path(part) for part in before.split(b" ")]
    right = [_path(part) for part in after.split(b" ")]
    if not dash or len(left) < _FIELDS_BEFORE_OPTIONS or len(right) < _FIELDS_AFTER_DASH:
        return None
    options = ",".join((left[5], *right[2:3])).split(",")
    return Mount(left[2], left[3], left[4], right[0], right[1], tuple(options))


def parse_swaps(text: bytes) -> tuple[Swap, ...]:
    """Return the swap areas in use; the first line names the columns."""
    rows = (line.split() for line in text.splitlines()[1:])
    return tuple(Swap(_path(row[0]), row[1] == b"file") for row in rows if len(row) >= _SWAP_FIELDS)


def _path(escaped: bytes) -> str:
    return os.fsdecode(_ESCAPE.sub(lambda found: bytes([int(found[1], 8) & 0xFF]), escaped))


def mount_at(mounts: Iterable[Mount], point: str) -> Mount | None:
    """Return what is mounted exactly there: the last of several hides the others."""
    found = [mount for mount in mounts if mount.point == point]
    return found[-1] if found else None


def mount_of(mounts: Sequence[Mount], path: str) -> Mount | None:
    """Return the mount that an absolute path without links lies on."""
    parts = [part for part in path.split("/") if part]
    points = ["/" + "/".join(parts[:count]) for count in range(len(parts), -1, -1)]
    found = (mount_at(mounts, point) for point in points)
    return next((mount for mount in found if mount is not None), None)


def may_hang(mount: Mount | None) -> bool:
    """Tell whether looking into a mount may wait for a server or another program."""
    if mount is None:
        return False
    kind = mount.file_system
    return kind in NETWORK or kind in ("autofs", "fuse") or kind.startswith("fuse.")
