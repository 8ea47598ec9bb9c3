"""Says of each folder of the profile what its place means for it."""

from collections.abc import Mapping

from digiamen_scan.facts.folders import (
    FolderProtection,
    ProtectedFolder,
    SensitiveFolder,
    SensitiveFolders,
)
from digiamen_scan.facts.storage import BlockDevice, PlaceEncryption, PlaceState, Storage
from digiamen_scan.standards.storage.removable_media import carried_disks, disks_under
from digiamen_scan.standards.storage.storage_encryption import judge_place

_WORST_FIRST: tuple[PlaceState, ...] = (
    "open",
    "key_exposed",
    "partly",
    "unknown",
    "encrypted",
    "memory",
)
_NOTHING_SEEN = PlaceEncryption("folder", "unknown", reason="device_not_seen")


def folder_protection(folders: SensitiveFolders, storage: Storage) -> FolderProtection:
    """Judge every folder with all that is mounted below it."""
    devices = {device.id: device for device in storage.devices}
    carried = carried_disks(storage)
    judged = tuple(_judge(folder, devices, carried) for folder in folders.folders)
    return FolderProtection(judged, folders.asked)


def _judge(
    folder: SensitiveFolder, devices: Mapping[str, BlockDevice], carried: frozenset[str]
) -> ProtectedFolder:
    found = [judge_place(part, devices) for part in folder.parts] or [_NOTHING_SEEN]
    worst = min(found, key=lambda place: _WORST_FIRST.index(place.state))
    below = disks_under(devices, (name for part in folder.parts for name in part.devices))
    return ProtectedFolder(
        folder.named,
        folder.state,
        worst.state,
        worst.reason,
        on_stick=not below.isdisjoint(carried),
        readers=folder.readers,
        copied_by=folder.copied_by,
    )
