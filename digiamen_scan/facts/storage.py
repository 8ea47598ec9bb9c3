"""Facts about where a computer keeps its files.

Devices are named as the kernel names them (`sda3`, `dm-0`): the names that people give to
volumes, groups and folders may hold their own names, and are not kept at all.
"""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.model.facts import fact
from digiamen_scan.model.targets import TargetKind

DeviceKind = Literal["disk", "partition", "crypt", "lvm", "raid", "loop", "zram", "other"]
CryptFormat = Literal[
    "luks",
    "luks1",
    "luks2",
    "plain",
    "bitlk",
    "fvault2",
    "tcrypt",
    "veracrypt",
    "loopaes",
    "luks2_opal",
    "unrecognised",
]
KeySource = Literal["asked", "file", "random", "chip", "unseen"]
Role = Literal["system", "home", "homes", "variable", "temporary", "swap", "folder"]
PlaceState = Literal["encrypted", "partly", "open", "key_exposed", "memory", "unknown"]
Method = Literal["none", "disk", "dataset", "folder"]
Reason = Literal[
    "",
    "device_not_seen",
    "device_unrecognised",
    "devices_in_a_circle",
    "format_unrecognised",
    "self_encrypting",
    "network",
    "file_system_unrecognised",
    "dataset_not_seen",
    "folder_unreadable",
]


@dataclass(frozen=True, slots=True)
class BlockDevice:
    """One block device and what it lies on.

    `kind` `other` is anything that is neither a disk of this computer nor a known layer: a
    network disk, a ZFS volume, an integrity or multipath layer. `format` is set on `crypt`.
    `removable` is what can be taken along: a stick, a memory card, an external disk.
    `key` is where /etc/crypttab says that the key of a `crypt` comes from; `key_on` lists the
    devices under the key file, empty where they could not be told.

    `content` is libblkid's name of what lies on it (`vfat`, `crypto_LUKS`), empty where nothing
    was recognised, None where nobody told. `partition_type` is a GPT identifier or an MBR code.
    `size` is in bytes, None where it was not told.
    """

    id: str
    kind: DeviceKind
    parents: tuple[str, ...] = ()
    format: CryptFormat | None = None
    removable: bool = False
    key: KeySource = "unseen"
    key_on: tuple[str, ...] = ()
    content: str | None = None
    partition_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class StoragePlace:
    """A place where files or memory come to lie.

    `file_system` is the kernel's name of its type; `swap` for swap. `devices` are those that it
    lies on directly, all of them where a file system spans several; empty where there are none
    or they could not be told. `dataset_encryption` is ZFS's own value. `folder_encrypted` is the
    flag of file-system encryption (fscrypt) of a home folder or a folder of the profile, None
    where it could not be read.
    """

    role: Role
    file_system: str
    devices: tuple[str, ...] = ()
    dataset_encryption: str | None = None
    folder_encrypted: bool | None = False


@fact("storage", TargetKind.DEVICE)
class Storage:
    """The block devices of a computer and the places that matter, as its kernel shows them."""

    devices: tuple[BlockDevice, ...] = ()
    places: tuple[StoragePlace, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceEncryption:
    """Whether what lies in one place is encrypted.

    `partly` means on some of its disks only, `key_exposed` that the key lies on an unencrypted
    disk of the same computer, `memory` that nothing of it reaches a disk. `open_disks` are the
    disks on which it lies readable. `key_seen` is False where the place is encrypted and it
    could not be told where the key is kept. `reason` says why the state is `unknown`.
    """

    role: Role
    state: PlaceState
    method: Method = "none"
    open_disks: tuple[str, ...] = ()
    key_seen: bool = True
    reason: Reason = ""


@fact("storage_encryption", TargetKind.DEVICE)
class StorageEncryption:
    """The state of each place, followed down to every disk under it."""

    places: tuple[PlaceEncryption, ...] = ()
