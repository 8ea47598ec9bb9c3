"""Reads what the kernel and the system's own files say of disks, mounts and accounts."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.device.linux.mounts import Mount, parse_mounts, parse_swaps
from digiamen_scan.probes.device.linux.surroundings import MOUNTS, mounts_text, seen_markers
from digiamen_scan.probes.device.linux.sysfs import (
    KernelDevice,
    read_btrfs_pools,
    read_kernel_devices,
)

SWAPS = "/proc/swaps"
CRYPTTAB = "/etc/crypttab"
ACCOUNTS = ("/etc/passwd", "/etc/group")
UDEV = Path("/run/udev/data")
_SPANS_DEVICES = "f2fs"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemText:
    """What was read, not yet interpreted.

    `links` are the kernel's names of the devices that mounts and swaps name by path. `crypttab` is
    None where it may not be read and empty where there is none. `markers` are the signs of a
    container. `told` are the numbers of the devices that udev examined, None where this account
    may look itself. `totals` are the sizes in bytes of file systems that may span several devices.
    """

    mounts: bytes
    swaps: bytes
    kernel: tuple[KernelDevice, ...] = ()
    pools: tuple[tuple[str, ...], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    crypttab: str | None = None
    markers: tuple[str, ...] = ()
    told: tuple[str, ...] | None = None
    totals: tuple[tuple[str, int], ...] = ()
    passwd: str = ""
    group: str = ""


def read_system() -> SystemText | Unavailable:
    """Read everything that needs no administrator rights."""
    shown = mounts_text()
    swaps = _file(SWAPS)
    if not shown:
        return Unavailable(Kind.UNREADABLE, MOUNTS)
    if swaps is None:
        return Unavailable(Kind.UNREADABLE, SWAPS)
    mounts = parse_mounts(shown)
    passwd, group = (_text(path) or "" for path in ACCOUNTS)
    return SystemText(
        mounts=shown,
        swaps=swaps,
        kernel=read_kernel_devices(),
        pools=read_btrfs_pools(),
        links=_links([mount.source for mount in mounts], swaps),
        crypttab=_text(CRYPTTAB),
        markers=seen_markers(),
        told=None if os.geteuid() == 0 else _examined_by_udev(),
        totals=_totals(mounts),
        passwd=passwd,
        group=group,
    )


def _file(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _text(path: str) -> str | None:
    try:
        return Path(path).read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError:
        return None


def _links(sources: Iterable[str], swaps: bytes) -> tuple[tuple[str, str], ...]:
    paths = {path for path in sources if path.startswith("/dev/")}
    paths |= {swap.path for swap in parse_swaps(swaps) if not swap.is_file}
    return tuple((path, os.path.realpath(path).rpartition("/")[2]) for path in sorted(paths))


def _examined_by_udev() -> tuple[str, ...]:
    """Return the numbers of the block devices in udev's notes, which are files `b8:1`."""
    try:
        names = sorted(os.listdir(UDEV))  # noqa: PTH208  # names alone
    except OSError:
        return ()
    return tuple(name[1:] for name in names if name.startswith("b"))


def _totals(mounts: Sequence[Mount]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for mount in mounts:
        if mount.file_system == _SPANS_DEVICES and mount.number not in found:
            try:
                told = os.statvfs(mount.point)
            except OSError:
                continue
            found[mount.number] = told.f_blocks * told.f_frsize
    return tuple(found.items())
