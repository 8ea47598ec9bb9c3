"""Learns where files and memory come to lie, and on what. Needs no administrator rights."""

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.facts.storage import Storage, StoragePlace
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux import home as home_folders
from digiamen_scan.probes.device.linux.crypttab import parse_crypttab
from digiamen_scan.probes.device.linux.devices import DeviceTree
from digiamen_scan.probes.device.linux.evidence import storage_evidence
from digiamen_scan.probes.device.linux.lsblk import COMMAND as LSBLK
from digiamen_scan.probes.device.linux.lsblk import parse_lsblk
from digiamen_scan.probes.device.linux.mounts import (
    Mount,
    mount_at,
    mount_of,
    parse_mounts,
    parse_swaps,
)
from digiamen_scan.probes.device.linux.places import LAYERED, mounted_places, system_mount
from digiamen_scan.probes.device.linux.sysfs import (
    KernelDevice,
    read_btrfs_pools,
    read_kernel_devices,
)
from digiamen_scan.probes.run import CommandOutput, run

MOUNTS = "/proc/self/mountinfo"
SWAPS = "/proc/swaps"
CRYPTTAB = "/etc/crypttab"
KERNEL_RELEASE = "/proc/sys/kernel/osrelease"
ZFS_GET = ("zfs", "get", "-Hp", "-o", "name,value", "encryption")
# A marker in /run is as old as the last start; one in / may have come with the disk's image.
RUNNING_MARKERS = ("/run/systemd/container", "/run/.containerenv")
IMAGE_MARKER = "/.dockerenv"
_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class StorageText:
    """What was read, not yet interpreted.

    `links` are the kernel's names of the devices that mounts and swaps name by path. `zfs` is
    None where no place is on ZFS, `crypttab` None where it may not be read and empty where there
    is none, `home` None where there is no such folder. `markers` are the signs of a container.
    """

    mounts: bytes
    swaps: bytes
    lsblk: CommandOutput | Unavailable
    zfs: CommandOutput | Unavailable | None = None
    kernel: tuple[KernelDevice, ...] = ()
    pools: tuple[tuple[str, ...], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    crypttab: str | None = None
    home: str | None = None
    home_encrypted: bool | None = False
    markers: tuple[str, ...] = ()


class StorageProbe:
    """Reads lsblk, /proc and /sys at the same time; ZFS is asked only where it is in use."""

    name = "linux.storage"
    gives = (Storage,)
    target = TargetKind.DEVICE
    systems = frozenset({"linux"})
    deadline = 10.0
    network = False

    async def read(self, target: Target) -> StorageText | Unavailable:  # noqa: ARG002  # this computer
        """Read everything; files are read while the programs run."""
        async with asyncio.TaskGroup() as programs:
            lsblk = programs.create_task(run(LSBLK, timeout=_SECONDS))
            await asyncio.sleep(0)  # lets lsblk start
            return await self._beside(lsblk, programs)

    async def _beside(
        self, lsblk: "asyncio.Task[CommandOutput | Unavailable]", programs: asyncio.TaskGroup
    ) -> StorageText | Unavailable:
        mounts_text = _file(MOUNTS)
        swaps_text = _file(SWAPS)
        if not mounts_text:
            return Unavailable(Kind.UNREADABLE, MOUNTS)
        if swaps_text is None:
            return Unavailable(Kind.UNREADABLE, SWAPS)
        mounts = parse_mounts(mounts_text)
        configured = home_folders.home_folder()
        home = home_folders.resolve(configured, mounts) if configured else None
        datasets = {
            place.mount.source
            for place in mounted_places(mounts, home)
            if place.mount.file_system == "zfs"
        }
        zfs = programs.create_task(_ask_zfs(sorted(datasets)))
        return StorageText(
            mounts=mounts_text,
            swaps=swaps_text,
            kernel=read_kernel_devices(),
            pools=read_btrfs_pools(),
            links=_links([mount.source for mount in mounts], swaps_text),
            crypttab=_crypttab(),
            home=home,
            home_encrypted=_home_encrypted(home, mounts),
            markers=_markers(),
            lsblk=await lsblk,
            zfs=await zfs,
        )

    def parse(self, raw: StorageText) -> Readings | Unavailable:
        """Interpret what was read."""
        mounts = parse_mounts(raw.mounts)
        system = system_mount(mounts)
        elsewhere = _not_a_computer(raw.markers, mount_at(mounts, "/"), system)
        if elsewhere:
            return Unavailable(Kind.UNDETERMINED, elsewhere)
        if isinstance(raw.lsblk, Unavailable):
            return raw.lsblk
        if raw.lsblk.code != 0:
            return Unavailable(Kind.UNREADABLE, f"lsblk: {raw.lsblk.code}")
        try:
            nodes = parse_lsblk(raw.lsblk.stdout)
        except ValueError:
            return Unavailable(Kind.UNREADABLE, "lsblk")
        tree = DeviceTree(
            nodes,
            {device.name: device for device in raw.kernel},
            raw.pools,
            dict(raw.links),
            mounts,
            parse_crypttab(raw.crypttab or ""),
        )
        places = (*_mounted(raw, tree, mounts), *_swaps(raw, tree))
        storage = Storage(tree.devices(), places)
        return {Storage: Reading(storage, storage_evidence(storage))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:  # noqa: ARG002  # none for any
        """Nothing on a network."""
        return ()

    def commands(self) -> tuple[str, ...]:
        """The programs that are run and the files that are read."""
        programs = (" ".join(LSBLK), " ".join(ZFS_GET))
        return (*programs, MOUNTS, SWAPS, "/sys/block", "/sys/fs/btrfs", CRYPTTAB)


async def _ask_zfs(datasets: Sequence[str]) -> CommandOutput | Unavailable | None:
    return await run((*ZFS_GET, *datasets), timeout=_SECONDS) if datasets else None


def _file(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except OSError:
        return None


def _crypttab() -> str | None:
    try:
        return Path(CRYPTTAB).read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return ""
    except OSError:
        return None


def _links(sources: Iterable[str], swaps: bytes) -> tuple[tuple[str, str], ...]:
    paths = {path for path in sources if path.startswith("/dev/")}
    paths |= {swap.path for swap in parse_swaps(swaps) if not swap.is_file}
    return tuple((path, os.path.realpath(path).rpartition("/")[2]) for path in sorted(paths))


def _home_encrypted(home: str | None, mounts: Sequence[Mount]) -> bool | None:
    mount = mount_of(mounts, home) if home else None
    return home_folders.is_encrypted(home, mount.file_system) if home and mount else False


def _markers() -> tuple[str, ...]:
    found = [path for path in (*RUNNING_MARKERS, IMAGE_MARKER) if Path(path).exists()]
    release = _file(KERNEL_RELEASE) or b""
    return (*found, *(["wsl"] if b"microsoft" in release.lower() else []))


def _not_a_computer(markers: Sequence[str], root: Mount | None, system: Mount | None) -> str:
    """Return why this system does not own its disks; empty where it does."""
    if "wsl" in markers:
        return "wsl"
    whole = root is not None and root.root == "/" and root.number.partition(":")[0] != "0"
    if set(markers) & set(RUNNING_MARKERS) or (IMAGE_MARKER in markers and not whole):
        return "container"
    return "overlay" if system is not None and system.file_system in LAYERED else ""


def _mounted(raw: StorageText, tree: DeviceTree, mounts: Sequence[Mount]) -> Iterable[StoragePlace]:
    datasets = _dataset_values(raw.zfs)
    for place in mounted_places(mounts, raw.home):
        yield StoragePlace(
            place.role,
            clean(place.mount.file_system, 40),
            tree.under_mount(place.mount),
            datasets.get(place.mount.source),
            raw.home_encrypted if place.role == "home" else False,
        )


def _swaps(raw: StorageText, tree: DeviceTree) -> Iterable[StoragePlace]:
    for swap in parse_swaps(raw.swaps):
        below = tree.under_path(swap.path) if swap.is_file else tree.under_device(swap.path)
        yield StoragePlace("swap", "swap", below)


def _dataset_values(zfs: CommandOutput | Unavailable | None) -> Mapping[str, str]:
    """Return the encryption of each dataset; one that is not told of is missing."""
    if not isinstance(zfs, CommandOutput) or zfs.code != 0:
        return {}
    rows = (line.split("\t") for line in os.fsdecode(zfs.stdout).splitlines())
    return {row[0]: clean(row[1], 40) for row in rows if len(row) == 2}  # noqa: PLR2004  # as asked
