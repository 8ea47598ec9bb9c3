"""Sticks, cards and external disks: what can be read by whoever has them."""

import pytest

from digiamen_scan.facts.media import Medium, RemovableMedia
from digiamen_scan.facts.storage import BlockDevice, Storage, StoragePlace
from digiamen_scan.standards.storage.removable_media import removable_media

GIGABYTE = 10**9
ESP = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
RESERVED = "e3c9e316-0b5c-4db8-817d-f92df00215ae"
SYSTEM = (
    BlockDevice("sda", "disk", content="", size=500 * GIGABYTE),
    BlockDevice("sda1", "partition", ("sda",), content="ext4", size=500 * GIGABYTE),
)
PLACES = (StoragePlace("system", "ext4", ("sda1",)), StoragePlace("home", "ext4", ("sda1",)))


def disk(name: str = "sdb", content: str | None = "", **more: object) -> BlockDevice:
    known: dict[str, object] = {"removable": True, "content": content, "size": 32 * GIGABYTE} | more
    return BlockDevice(name, "disk", **known)  # type: ignore[arg-type]  # test shorthand


def part(content: str | None, name: str = "sdb1", on: str = "sdb", **more: object) -> BlockDevice:
    known: dict[str, object] = {"removable": True, "content": content, "size": 32 * GIGABYTE} | more
    return BlockDevice(name, "partition", (on,), **known)  # type: ignore[arg-type]  # as above


START = part("vfat", partition_type=ESP, size=200_000_000)
LOCKED = part("crypto_LUKS", "sdb2")


def crypt(name: str, on: str, kind: str = "luks2") -> BlockDevice:
    return BlockDevice(name, "crypt", (on,), format=kind, content="ext4")  # type: ignore[arg-type]  # as above


def state(*devices: BlockDevice) -> str:
    found = removable_media(Storage((*SYSTEM, *devices), PLACES)).media
    assert len(found) == 1
    return found[0].state


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        ([disk(), part("vfat")], "open"),
        ([disk(), part("exfat")], "open"),
        ([disk(), part("ntfs")], "open"),
        ([disk(), part("hfsplus")], "open"),
        ([disk(content="vfat")], "open"),
        ([disk(), part("crypto_LUKS")], "encrypted"),
        ([disk(content="crypto_LUKS")], "encrypted"),
        ([disk(), part("BitLocker")], "encrypted"),
        ([disk(), part("crypto_LUKS"), crypt("dm-0", "sdb1")], "encrypted"),
        ([disk(), part(""), crypt("dm-0", "sdb1", "veracrypt")], "encrypted"),
        ([disk(), part(""), crypt("dm-0", "sdb1", "plain")], "encrypted"),
        ([disk(), part(""), crypt("dm-0", "sdb1", "unrecognised")], "unknown"),
        ([disk(), part("")], "unrecognised"),
        ([disk(content="")], "unrecognised"),
        ([disk(), part("apfs")], "unknown"),
        ([disk(), part("zfs_member")], "unknown"),
        ([disk(), part("LVM2_member")], "unknown"),
        ([disk(content=None), part(None)], "unseen"),
        ([disk(), part("vfat"), part("crypto_LUKS", "sdb2")], "partly"),
        ([disk(), part("vfat"), part(None, "sdb2")], "open"),
        ([disk(), part("crypto_LUKS"), part("", "sdb2")], "unrecognised"),
        ([disk(), part("crypto_LUKS"), part(None, "sdb2")], "unseen"),
        ([disk(), part("something-new")], "unknown"),
    ],
)
def test_the_worst_part_counts(devices: list[BlockDevice], expected: str) -> None:
    assert state(*devices) == expected


@pytest.mark.parametrize(
    ("devices", "expected"),
    [
        # What a disk needs for itself is not looked at.
        ([disk(), START, LOCKED], "encrypted"),
        ([disk(), part("", partition_type=RESERVED, size=16_777_216), LOCKED], "encrypted"),
        ([disk(), part("", partition_type="0x5", size=1024), LOCKED], "encrypted"),
        ([disk(), part("", size=300_000), LOCKED], "encrypted"),
        # … unless it is large enough to hold people's files, or holds a file system.
        ([disk(), part("vfat", partition_type=ESP)], "open"),
        ([disk(), part("vfat", partition_type=ESP, size=None)], "open"),
        ([disk(), part("ntfs", partition_type=RESERVED)], "open"),
        ([disk(), part("vfat", size=500_000)], "open"),
        ([disk(), START], "unknown"),
    ],
)
def test_start_areas_hold_no_files(devices: list[BlockDevice], expected: str) -> None:
    assert state(*devices) == expected


def test_a_stick_to_install_from_is_no_place_for_files() -> None:
    assert state(disk(content="iso9660")) == "read_only"
    start = part("vfat", "sdb2", partition_type=ESP, size=5_000_000)
    assert state(disk(content="iso9660"), part("iso9660"), start) == "read_only"
    assert state(disk(content="iso9660"), part("iso9660"), start, part("ext4", "sdb3")) == "open"
    assert state(disk(content="iso9660"), part("iso9660"), part("", "sdb3")) == "unrecognised"


def test_volumes_on_a_stick_are_followed_up() -> None:
    volume = BlockDevice("dm-1", "lvm", ("sdb1",), content="ext4")
    assert state(disk(), part("LVM2_member"), volume) == "open"
    locked = BlockDevice("dm-1", "lvm", ("sdb1",), content="crypto_LUKS")
    assert state(disk(), part("LVM2_member"), locked) == "encrypted"


def test_a_file_of_the_stick_that_is_opened_as_a_disk_hides_nothing() -> None:
    loop = BlockDevice("loop0", "loop", ("sdb1",), content="crypto_LUKS")
    assert state(disk(), part("vfat"), loop, crypt("dm-0", "loop0")) == "open"


def test_devices_in_a_circle_end() -> None:
    one = BlockDevice("dm-1", "lvm", ("sdb1", "dm-2"), content="LVM2_member")
    two = BlockDevice("dm-2", "lvm", ("dm-1",), content="LVM2_member")
    assert state(disk(), part("LVM2_member"), one, two) == "unknown"


@pytest.mark.parametrize(
    "devices",
    [
        [disk(removable=False), part("vfat", removable=False)],
        [disk(size=0)],
        [BlockDevice("sr0", "other", removable=True, content="iso9660", size=GIGABYTE)],
    ],
)
def test_what_is_not_carried_or_not_there_does_not_count(devices: list[BlockDevice]) -> None:
    assert removable_media(Storage((*SYSTEM, *devices), PLACES)) == RemovableMedia()


@pytest.mark.parametrize("role", ["system", "home", "variable", "temporary", "swap"])
def test_what_the_system_runs_from_is_not_a_stick(role: str) -> None:
    layers = (disk(), part("crypto_LUKS"), crypt("dm-0", "sdb1"))
    places = (*PLACES, StoragePlace(role, "ext4", ("dm-0",)))  # type: ignore[arg-type]  # each role
    assert removable_media(Storage((*SYSTEM, *layers), places)).media == ()


def test_a_stick_that_is_mounted_inside_the_home_folder_still_counts() -> None:
    places = (*PLACES, StoragePlace("homes", "vfat", ("sdb1",)))
    found = removable_media(Storage((*SYSTEM, disk(), part("vfat")), places))
    assert found.media == (Medium("sdb", "open", 32 * GIGABYTE),)


def test_several_are_told_apart_in_a_fixed_order() -> None:
    devices = (disk("sdc"), part("vfat", "sdc1", "sdc"), disk("sdb"), part("crypto_LUKS"))
    for order in (devices, devices[::-1]):
        found = removable_media(Storage((*SYSTEM, *order), PLACES))
        assert [(one.id, one.state) for one in found.media] == [
            ("sdb", "encrypted"),
            ("sdc", "open"),
        ]


def test_where_no_disk_is_shown_nothing_was_seen() -> None:
    assert removable_media(Storage()) == RemovableMedia(disks_seen=False)
    assert removable_media(Storage(SYSTEM, PLACES)) == RemovableMedia()


def test_a_recording_of_before_does_not_say_what_lies_on_a_stick() -> None:
    old = (BlockDevice("sdb", "disk", removable=True), BlockDevice("sdb1", "partition", ("sdb",)))
    assert state(*old) == "unseen"
