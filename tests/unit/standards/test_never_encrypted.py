"""Ways in which an open disk could have been taken for an encrypted one."""

from digiamen_scan.facts.storage import BlockDevice, Storage, StoragePlace
from digiamen_scan.probes.device.linux.mounts import Mount
from digiamen_scan.probes.device.linux.places import mounted_places
from digiamen_scan.standards.storage.blockdev import descend
from digiamen_scan.standards.storage.storage_encryption import storage_encryption

DISK = BlockDevice("sda", "disk", ())


def test_a_file_system_over_several_devices_that_is_not_followed_is_unknown() -> None:
    storage = Storage((DISK,), (StoragePlace("system", "bcachefs", ("sda",), None, False),))  # noqa: FBT003  # by place
    assert [place.state for place in storage_encryption(storage).places] == ["unknown"]


def test_a_disk_inside_the_home_folder_is_a_place_of_its_own() -> None:
    mounts = (
        Mount("253:0", "/", "/", "ext4", "/dev/mapper/root"),
        Mount("8:17", "/", "/home/p/Documents", "ext4", "/dev/sdb1"),
        Mount("0:40", "/", "/home/p/.cache/doc", "fuse.portal", "portal"),
    )
    places = [(place.role, place.mount.point) for place in mounted_places(mounts, "/home/p")]
    assert ("homes", "/home/p/Documents") in places
    assert all(point != "/home/p/.cache/doc" for _, point in places)


def test_a_key_that_lies_on_what_it_opens_is_not_seen_as_safe() -> None:
    crypt = BlockDevice("dm-0", "crypt", ("sda",), format="luks2", key="file", key_on=("dm-0",))
    found = descend({"sda": DISK, "dm-0": crypt}, ["dm-0"])
    assert found.covered
    assert not found.keys_seen
