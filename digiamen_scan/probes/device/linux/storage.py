"""Learns where files and memory come to lie, and on what. Needs no administrator rights."""

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import TypeVar

from digiamen_scan.facts.folders import DeclaredFolders, SensitiveFolders
from digiamen_scan.facts.storage import Storage, StoragePlace
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux import home as home_folders
from digiamen_scan.probes.device.linux.copies import SETTINGS, Copied, read_copies
from digiamen_scan.probes.device.linux.crypttab import parse_crypttab
from digiamen_scan.probes.device.linux.devices import DeviceTree
from digiamen_scan.probes.device.linux.evidence import storage_evidence
from digiamen_scan.probes.device.linux.folder_facts import (
    FolderReader,
    folder_evidence,
    folder_mount,
    inner_mounts,
)
from digiamen_scan.probes.device.linux.folders import FolderText, read_folders
from digiamen_scan.probes.device.linux.lsblk import COMMAND as LSBLK
from digiamen_scan.probes.device.linux.lsblk import parse_lsblk
from digiamen_scan.probes.device.linux.mounts import (
    Mount,
    mount_of,
    parse_mounts,
    parse_swaps,
)
from digiamen_scan.probes.device.linux.places import mounted_places
from digiamen_scan.probes.device.linux.surroundings import MOUNTS, inside_what
from digiamen_scan.probes.device.linux.system_files import (
    ACCOUNTS,
    CRYPTTAB,
    SWAPS,
    SystemText,
    read_system,
)
from digiamen_scan.probes.run import CommandOutput, run
from digiamen_scan.probes.threads import in_daemon_thread
from digiamen_scan.standards.storage.posix_access import parse_accounts

ZFS_GET = ("zfs", "get", "-Hp", "-o", "name,value", "encryption")
T = TypeVar("T")
_SECONDS = 8.0
_SECONDS_FOR_FOLDERS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageText(SystemText):
    """What was read, not yet interpreted.

    `zfs` is None where no place is on ZFS, `home` None where there is no such folder. `copies`
    is None where they could not be read in time. `asked` tells whether the profile was there to
    name `folders`.
    """

    lsblk: CommandOutput | Unavailable
    zfs: CommandOutput | Unavailable | None = None
    home: str | None = None
    home_encrypted: bool | None = False
    folders: tuple[FolderText, ...] = ()
    copies: tuple[Copied, ...] | None = ()
    asked: bool = False


class StorageProbe:
    """Reads lsblk, /proc and /sys at the same time; ZFS is asked only where it is in use."""

    name = "linux.storage"
    gives = (Storage, SensitiveFolders)
    target = TargetKind.DEVICE
    systems = frozenset({"linux"})
    deadline = 10.0
    network = False

    async def read(
        self,
        target: Target,  # noqa: ARG002  # this computer
        declared: DeclaredFolders | Unavailable,
    ) -> StorageText | Unavailable:
        """Read everything; files are read beside the loop while the programs run."""
        if isinstance(declared, Unavailable):
            declared = DeclaredFolders()
        async with asyncio.TaskGroup() as programs:
            lsblk = programs.create_task(run(LSBLK, timeout=_SECONDS))
            await asyncio.sleep(0)  # lets lsblk start
            nothing: SystemText | Unavailable = Unavailable(Kind.ERROR)
            system = await _in_thread(read_system, nothing)
            if isinstance(system, Unavailable):
                return system
            mounts = parse_mounts(system.mounts)
            own = await _read_own(declared.folders, mounts, system.passwd)
            zfs = programs.create_task(_ask_zfs(_datasets(mounts, own)))
            return StorageText(
                **{entry.name: getattr(system, entry.name) for entry in fields(system)},
                lsblk=await lsblk,
                zfs=await zfs,
                home=own.home,
                home_encrypted=own.home_encrypted,
                folders=own.in_order(declared.folders),
                copies=own.copies,
                asked=declared.asked,
            )

    def parse(self, raw: StorageText) -> Readings | Unavailable:
        """Interpret what was read."""
        mounts = parse_mounts(raw.mounts)
        elsewhere = inside_what(raw.markers, raw.mounts)
        if elsewhere:
            return Unavailable(Kind.UNDETERMINED, elsewhere)
        if isinstance(raw.lsblk, Unavailable):
            return raw.lsblk
        if raw.lsblk.code != 0:
            return Unavailable(Kind.UNREADABLE, f"lsblk: {raw.lsblk.code}")
        try:
            tree = _tree(raw, raw.lsblk.stdout, mounts)
        except ValueError:
            return Unavailable(Kind.UNREADABLE, "lsblk")
        storage = Storage(tree.devices(), (*_mounted(raw, tree, mounts), *_swaps(raw, tree)))
        folders = _folders(raw, tree, mounts)
        return {
            Storage: Reading(storage, storage_evidence(storage)),
            SensitiveFolders: Reading(folders, folder_evidence(folders.folders)),
        }

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:  # noqa: ARG002  # none for any
        """Nothing on a network."""
        return ()

    def commands(self) -> tuple[str, ...]:
        """The programs that are run and the files that are read."""
        programs = (" ".join(LSBLK), " ".join(ZFS_GET))
        files = (MOUNTS, SWAPS, "/sys/block", "/sys/fs/btrfs", "/run/udev/data", CRYPTTAB)
        return (*programs, *files, *ACCOUNTS, *SETTINGS)


@dataclass(slots=True)
class _Own:
    """What is read of the person's own folders. It is filled while a deadline runs."""

    home: str | None = None
    home_encrypted: bool | None = False
    copies: tuple[Copied, ...] | None = None
    folders: list[FolderText] = field(default_factory=list[FolderText])

    def read(self, named: Sequence[str], mounts: Sequence[Mount], passwd: str) -> None:
        configured = home_folders.home_folder()
        home = home_folders.resolve(configured, mounts) if configured else None
        mount = mount_of(mounts, home) if home else None
        encrypted = home_folders.is_encrypted(home, mount.file_system) if home and mount else False
        self.home_encrypted, self.home = encrypted, home
        for folder in read_folders(named, configured, mounts):
            self.folders.append(folder)
        kept = [(one.paths[0], one.owner) for one in self.folders if one.paths]
        others = home_folders.homes_of_others(passwd, kept, configured)
        homes = (configured, *(one for one in others if home_folders.resolve(one, mounts)))
        self.copies = tuple(copied for one in homes if named for copied in read_copies(one, mounts))

    def in_order(self, named: Sequence[str]) -> tuple[FolderText, ...]:
        """Return every folder, those that were not reached in time as such."""
        read = tuple(self.folders)[: len(named)]
        return (*read, *(FolderText(name, "too_slow") for name in named[len(read) :]))


async def _read_own(named: Sequence[str], mounts: Sequence[Mount], passwd: str) -> _Own:
    own = _Own()
    with suppress(TimeoutError):
        async with asyncio.timeout(_SECONDS_FOR_FOLDERS):
            await _in_thread(lambda: own.read(named, mounts, passwd), None)
    return own


async def _in_thread(work: Callable[[], T], fault: T) -> T:
    """Run what may wait for a disk where it holds up nobody else."""
    return await in_daemon_thread(work, stop=_nothing, fault=fault, name="linux.storage")


def _nothing() -> None:
    """Leave a thread that waits for a disk to itself: nothing can end it."""


def _datasets(mounts: Sequence[Mount], own: _Own) -> list[str]:
    found = [place.mount for place in mounted_places(mounts, own.home)]
    for path in (folder.paths[0] for folder in own.folders if folder.paths):
        found += inner_mounts(mounts, path)
        found += [mount] if (mount := folder_mount(mounts, path)) else []
    return sorted({mount.source for mount in found if mount.file_system == "zfs"})


async def _ask_zfs(datasets: Sequence[str]) -> CommandOutput | Unavailable | None:
    return await run((*ZFS_GET, *datasets), timeout=_SECONDS) if datasets else None


def _tree(raw: StorageText, lsblk: bytes, mounts: Sequence[Mount]) -> DeviceTree:
    return DeviceTree(
        parse_lsblk(lsblk),
        {device.name: device for device in raw.kernel},
        raw.pools,
        dict(raw.links),
        mounts,
        parse_crypttab(raw.crypttab or ""),
        None if raw.told is None else frozenset(raw.told),
        dict(raw.totals),
    )


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


def _folders(raw: StorageText, tree: DeviceTree, mounts: Sequence[Mount]) -> SensitiveFolders:
    reader = FolderReader(
        mounts,
        tree,
        _dataset_values(raw.zfs),
        parse_accounts(raw.passwd, raw.group),
        (Copied("unseen", ""),) if raw.copies is None else raw.copies,
    )
    return SensitiveFolders(tuple(map(reader.folder, raw.folders)), raw.asked)


def _dataset_values(zfs: CommandOutput | Unavailable | None) -> Mapping[str, str]:
    """Return the encryption of each dataset; one that is not told of is missing."""
    if not isinstance(zfs, CommandOutput) or zfs.code != 0:
        return {}
    rows = (line.split("\t") for line in os.fsdecode(zfs.stdout).splitlines())
    return {row[0]: clean(row[1], 40) for row in rows if len(row) == 2}  # noqa: PLR2004  # as asked
