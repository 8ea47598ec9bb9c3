"""Reads what the kernel says about block devices in /sys; every user may."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = Path("/sys/block")
BTRFS = Path("/sys/fs/btrfs")
_MEMORY_CARD = "mmcblk"
_LEVELS = 12


@dataclass(frozen=True, slots=True)
class KernelDevice:
    """One whole device as /sys/block shows it; a text is empty where it does not apply.

    `mapper_uuid` and `mapper_name` are device-mapper's, `backing` the file under a loop device
    or the device that a zram device writes back to. `card` is `SD` for a memory card and `MMC`
    for one that is soldered in. `outside` tells that it hangs on a port for outside devices.
    """

    name: str
    mapper_uuid: str = ""
    mapper_name: str = ""
    lies_on: tuple[str, ...] = ()
    backing: str = ""
    card: str = ""
    outside: bool = False


def read_kernel_devices(folder: Path = BLOCK) -> tuple[KernelDevice, ...]:
    """Return every device of `/sys/block`; empty where there is no such folder."""
    return tuple(
        KernelDevice(
            entry.name,
            _text(entry / "dm" / "uuid"),
            _text(entry / "dm" / "name"),
            tuple(slave.name for slave in _entries(entry / "slaves")),
            _text(entry / "loop" / "backing_file") or _text(entry / "backing_dev"),
            _text(entry / "device" / "type") if entry.name.startswith(_MEMORY_CARD) else "",
            _is_outside(entry),
        )
        for entry in _entries(folder)
    )


def read_btrfs_pools(folder: Path = BTRFS) -> tuple[tuple[str, ...], ...]:
    """Return the devices of each mounted btrfs file system, which may span several."""
    found = (tuple(link.name for link in _entries(pool / "devices")) for pool in _entries(folder))
    return tuple(devices for devices in found if devices)


def _is_outside(entry: Path) -> bool:
    """Tell whether a bus says that what hangs on it can be unplugged (sysfs-devices-removable)."""
    device = Path(os.path.realpath(entry / "device"))
    above = (device, *device.parents)[:_LEVELS]
    return any(_text(folder / "removable") == "removable" for folder in above)


def _entries(folder: Path) -> Iterator[Path]:
    try:
        return iter(sorted(folder.iterdir()))
    except OSError:
        return iter(())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape").removesuffix("\n")
    except OSError:
        return ""
