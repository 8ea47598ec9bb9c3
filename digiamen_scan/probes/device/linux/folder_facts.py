"""Turns what was read of the profile's folders into facts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digiamen_scan.facts.folders import CopyService, FolderState, Readers, SensitiveFolder
from digiamen_scan.facts.storage import StoragePlace
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Evidence
from digiamen_scan.probes.device.linux.copies import Copied
from digiamen_scan.probes.device.linux.devices import DeviceTree
from digiamen_scan.probes.device.linux.folders import FolderText, RightsText
from digiamen_scan.probes.device.linux.mounts import Mount, mount_at, mount_of
from digiamen_scan.probes.device.linux.places import system_mount
from digiamen_scan.standards.storage.posix_access import Accounts, Rights, parse_acl, readers
from digiamen_scan.standards.storage.storage_encryption import MEMORY, NETWORK, ON_DEVICES

_MAX_PARTS = 50
_COPYING: Mapping[str, CopyService] = {
    "fuse.google-drive-ocamlfuse": "Google Drive",
    "fuse.onedriver": "OneDrive",
    "fuse.pcloud": "pCloud",
    "fuse.rclone": "rclone",
}
_COPYING_SOURCES: Mapping[str, CopyService] = {
    "google-drive-ocamlfuse": "Google Drive",
    "onedriver": "OneDrive",
    "pcloud.fs": "pCloud",
}
# GNOME's file manager shows servers of all kinds below one mount, by such names.
_GVFS: Mapping[str, CopyService] = {"google-drive": "Google Drive", "onedrive": "OneDrive"}
# What is mounted inside a folder and keeps no files of its own: views of what lies elsewhere,
# finished images, and the kernel's own.
_VIEWS = frozenset(
    {
        *("fuse.portal", "fuse.gvfsd-fuse", "fuse.kio-fuse", "fuse.lxcfs", "fusectl", "autofs"),
        *("overlay", "aufs", "squashfs", "iso9660", "erofs", "nsfs", "proc", "sysfs", "devtmpfs"),
        *("devpts", "cgroup", "cgroup2", "securityfs", "pstore", "efivarfs", "bpf", "debugfs"),
        *("tracefs", "configfs", "mqueue", "hugetlbfs", "binfmt_misc", "rpc_pipefs", "selinuxfs"),
        *MEMORY,
    }
)
# The computer starts from here; no files of people are kept in it.
_START_AREAS = ("/boot", "/efi")
_LOOKED_INTO: frozenset[FolderState] = frozenset({"found", "empty"})


@dataclass(frozen=True, slots=True)
class FolderReader:
    """What all folders of a computer are seen against."""

    mounts: Sequence[Mount]
    tree: DeviceTree
    datasets: Mapping[str, str]
    accounts: Accounts
    copies: Sequence[Copied]

    def folder(self, text: FolderText) -> SensitiveFolder:
        """Return the fact about one folder."""
        named = clean(text.named)
        if text.state not in _LOOKED_INTO or not text.paths:
            return SensitiveFolder(named, text.state)
        own = folder_mount(self.mounts, text.paths[0])
        if not _lies_on(text.number, mount_of(self.mounts, text.paths[0])):
            own = None
        inside = inner_mounts(self.mounts, text.paths[0])
        return SensitiveFolder(
            named,
            text.state,
            tuple(self._parts(own, inside, encrypted=text.encrypted)),
            self._readers(own, text.ways),
            tuple(sorted(self._copied_by(own, inside, text.paths))),
        )

    def _parts(
        self, own: Mount | None, inside: Sequence[Mount], *, encrypted: bool | None
    ) -> Iterator[StoragePlace]:
        for mount in (own, *inside[:_MAX_PARTS]):
            file_system = mount.file_system if mount else ""
            yield StoragePlace(
                "folder",
                clean(file_system, 40),
                self.tree.under_mount(mount),
                self.datasets.get(mount.source) if mount else None,
                encrypted if mount is own else False,
            )
        if len(inside) > _MAX_PARTS:
            yield StoragePlace("folder", "")

    def _readers(self, own: Mount | None, ways: Sequence[Sequence[RightsText]]) -> Readers:
        if own is not None and own.file_system.startswith("fuse") and not ways:
            return "unseen" if "allow_other" in own.options else "owner"
        unread: list[RightsText] = []
        found = readers(
            [[_rights(step, unread.append) for step in way] for way in ways], self.accounts
        )
        return "unseen" if unread and found == "owner" else found

    def _copied_by(
        self, own: Mount | None, inside: Sequence[Mount], paths: Sequence[str]
    ) -> set[CopyService]:
        found: set[CopyService] = set()
        for mount in (own, *inside):
            service = _copying(mount, paths[0]) if mount else None
            found |= {service} if service else set()
        for copied in self.copies:
            if copied.service == "unseen" or any(_overlap(copied.path, path) for path in paths):
                found.add(copied.service)
        return found


def folder_mount(mounts: Sequence[Mount], path: str) -> Mount | None:
    """Return what a folder lies on; inside an image's overlay, the file system behind it."""
    own = mount_of(mounts, path)
    return system_mount(mounts) if own is not None and own.point == "/" else own


def _lies_on(number: str, mount: Mount | None) -> bool:
    """Tell whether the kernel agrees about a folder's mount: another one may lie over it.

    Only block devices have numbers that stay; btrfs gives each of its volumes one of its own.
    """
    told = {number, mount.number if mount else ""} - {""}
    return len(told) < 2 or all(one.startswith("0:") for one in told)  # noqa: PLR2004  # a pair


def inner_mounts(mounts: Sequence[Mount], path: str) -> tuple[Mount, ...]:
    """Return what is mounted below a folder and keeps files, each file system once."""
    prefix = path.rstrip("/") + "/"
    found: dict[tuple[str, str, str], Mount] = {}
    for mount in mounts:
        if not mount.point.startswith(prefix) or mount.point == path or not _keeps_files(mount):
            continue
        if path == "/" and any(_is_within(mount.point, area) for area in _START_AREAS):
            continue
        if mount_at(mounts, mount.point) == mount:
            found[mount.file_system, mount.number, mount.source] = mount
    return tuple(found.values())


def _keeps_files(mount: Mount) -> bool:
    kind = mount.file_system
    return kind in ON_DEVICES or kind in NETWORK or kind not in _VIEWS


def _rights(text: RightsText, not_read: Callable[[RightsText], None]) -> Rights:
    try:
        acl = parse_acl(text.acl) if text.acl else ()
    except ValueError:
        acl = None
    if acl is None or text.acl is None:
        not_read(text)
    return Rights(text.owner, text.group, text.mode, acl or ())


def _copying(mount: Mount, path: str) -> CopyService | None:
    by_source = _COPYING_SOURCES.get(mount.source.lower()) if "fuse" in mount.file_system else None
    if mount.file_system == "fuse.gvfsd-fuse":
        first = path.removeprefix(mount.point).lstrip("/").partition("/")[0]
        return _GVFS.get(first.partition(":")[0])
    return _COPYING.get(mount.file_system) or by_source


def _overlap(one: str, other: str) -> bool:
    return _is_within(one, other) or _is_within(other, one)


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def folder_evidence(folders: Iterable[SensitiveFolder]) -> tuple[Evidence, ...]:
    """Return one line a folder, by its place in the profile: its name is private."""
    return tuple(
        Evidence(f"folder {number} of the profile", _told(folder))
        for number, folder in enumerate(folders, start=1)
    )


def _told(folder: SensitiveFolder) -> str:
    words: list[str] = [folder.state]
    for part in folder.parts:
        on = f" on {' '.join(part.devices)}" if part.devices else ""
        own = ", encrypted folder" if part.folder_encrypted else ""
        words.append(f"{part.file_system or 'more than could be followed'}{on}{own}")
    if folder.parts:
        words.append(f"entered by: {folder.readers}")
        words.append(f"copied by: {', '.join(folder.copied_by) or 'nothing seen'}")
    return "; ".join(words)
