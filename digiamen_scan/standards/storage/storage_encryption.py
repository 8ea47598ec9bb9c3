"""Says of each place on a computer whether what lies there is encrypted.

A folder that is encrypted by itself (fscrypt, eCryptfs, gocryptfs) is encrypted whatever it
lies on. A ZFS dataset says it of itself, and its children may differ from it (zfsprops(7)). All
else is as its block devices are.
"""

from collections.abc import Mapping

from digiamen_scan.facts.storage import (
    BlockDevice,
    PlaceEncryption,
    PlaceState,
    Storage,
    StorageEncryption,
    StoragePlace,
)
from digiamen_scan.standards.storage.blockdev import Descent, descend

MEMORY = frozenset({"tmpfs", "ramfs"})
ENCRYPTED_FOLDERS = frozenset({"ecryptfs", "fuse.gocryptfs", "fuse.cryfs", "fuse.encfs"})
NETWORK = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.sshfs",
        "lustre",
        "nfs",
        "nfs4",
        "smb3",
        "virtiofs",
    }
)
ON_DEVICES = frozenset(
    {
        "btrfs",
        "erofs",
        "exfat",
        "ext2",
        "ext3",
        "ext4",
        "f2fs",
        "fuseblk",
        "jfs",
        "nilfs2",
        "ntfs3",
        "reiserfs",
        "swap",
        "vfat",
        "xfs",
    }
)


def storage_encryption(storage: Storage) -> StorageEncryption:
    """Judge every place of a computer."""
    devices = {device.id: device for device in storage.devices}
    return StorageEncryption(tuple(judge_place(place, devices) for place in storage.places))


def judge_place(place: StoragePlace, devices: Mapping[str, BlockDevice]) -> PlaceEncryption:
    """Judge one place on the devices of its computer, which are by id."""
    if place.file_system in MEMORY:
        return PlaceEncryption(place.role, "memory")
    if place.file_system in ENCRYPTED_FOLDERS:
        return PlaceEncryption(place.role, "encrypted", "folder")
    if place.file_system in NETWORK:
        return PlaceEncryption(place.role, "unknown", reason="network")
    if place.file_system == "zfs":
        return _judge_dataset(place, devices)
    if place.file_system not in ON_DEVICES:
        return PlaceEncryption(place.role, "unknown", reason="file_system_unrecognised")
    return _judge_folder(place, _by_devices(place, devices))


def _judge_dataset(place: StoragePlace, devices: Mapping[str, BlockDevice]) -> PlaceEncryption:
    value = place.dataset_encryption
    if value and value not in ("off", "-"):
        return PlaceEncryption(place.role, "encrypted", "dataset", key_seen=False)
    below = _by_devices(place, devices)
    if value is None and below.state != "encrypted":
        return PlaceEncryption(place.role, "unknown", reason="dataset_not_seen")
    return below


def _judge_folder(place: StoragePlace, below: PlaceEncryption) -> PlaceEncryption:
    """Let a folder's own encryption decide where its devices do not protect it."""
    if place.role not in ("home", "folder") or below.state in ("encrypted", "memory"):
        return below
    if place.folder_encrypted is None:
        return PlaceEncryption(place.role, "unknown", reason="folder_unreadable")
    if place.folder_encrypted:
        return PlaceEncryption(place.role, "encrypted", "folder")
    return below


def _by_devices(place: StoragePlace, devices: Mapping[str, BlockDevice]) -> PlaceEncryption:
    way = descend(devices, place.devices)
    state = _state(way)
    return PlaceEncryption(
        place.role,
        state,
        "disk" if state == "encrypted" else "none",
        tuple(sorted(way.open_disks)),
        way.keys_seen or not way.covered,
        min(way.reasons) if state == "unknown" else "",
    )


def _state(way: Descent) -> PlaceState:
    if way.open_disks and way.covered:
        return "partly"
    if way.open_disks:
        return "key_exposed" if way.key_exposed else "open"
    if way.reasons:
        return "unknown"
    return "encrypted" if way.covered else "memory"
