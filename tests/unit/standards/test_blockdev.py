"""The walk from a place down to its disks, against every way that there is."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiamen_scan.facts.storage import (
    BlockDevice,
    CryptFormat,
    DeviceKind,
    Storage,
    StoragePlace,
)
from digiamen_scan.standards.storage.blockdev import ENCRYPTING, descend
from digiamen_scan.standards.storage.storage_encryption import storage_encryption

LAYERS: tuple[DeviceKind, ...] = ("partition", "lvm", "raid", "loop", "other")
FORMATS: tuple[CryptFormat | None, ...] = ("luks2", "unrecognised", None)


def disk(name: str) -> BlockDevice:
    return BlockDevice(name, "disk")


def crypt(name: str, *parents: str, **more: object) -> BlockDevice:
    known = {"format": "luks2", "key": "asked"} | more
    return BlockDevice(name, "crypt", parents, **known)  # type: ignore[arg-type]  # test shorthand


def state(devices: list[BlockDevice], *start: str) -> str:
    return place(devices, *start)[0]


def place(devices: list[BlockDevice], *start: str) -> tuple[str, str, tuple[str, ...]]:
    storage = Storage(tuple(devices), (StoragePlace("system", "ext4", start),))
    found = storage_encryption(storage).places[0]
    return found.state, found.reason, found.open_disks


@st.composite
def stacks(draw: st.DrawFn) -> list[BlockDevice]:
    """Draw devices of which each lies on some of those before it: never in a circle."""
    count = draw(st.integers(1, 12))
    devices: list[BlockDevice] = []
    for number in range(count):
        below = [device.id for device in devices]
        parents = draw(st.lists(st.sampled_from(below), max_size=4)) if below else []
        if not parents:
            devices.append(disk(f"sd{number}"))
        elif draw(st.booleans()):
            devices.append(crypt(f"dm-{number}", *parents))
        else:
            devices.append(BlockDevice(f"dm-{number}", draw(st.sampled_from(LAYERS)), (*parents,)))
    return devices


def ways(devices: dict[str, BlockDevice], start: str) -> Iterator[list[BlockDevice]]:
    device = devices[start]
    if not device.parents:
        yield [device]
    for parent in device.parents:
        for way in ways(devices, parent):
            yield [device, *way]


@settings(max_examples=400, deadline=None)
@given(stacks())
def test_encrypted_exactly_if_every_way_down_passes_a_layer_that_encrypts(
    devices: list[BlockDevice],
) -> None:
    by_id = {device.id: device for device in devices}
    start = devices[-1].id
    every = list(ways(by_id, start))
    covered = [any(device.kind == "crypt" for device in way) for way in every]
    found, reason, open_disks = place(devices, start)
    expected = "encrypted" if all(covered) else "partly" if any(covered) else "open"
    assert (found, reason) == (expected, "")
    bare = {way[-1].id for way, cover in zip(every, covered, strict=True) if not cover}
    assert set(open_disks) == bare


@st.composite
def tangles(draw: st.DrawFn) -> list[BlockDevice]:
    """Draw devices that may lie on one another in circles, or on what is not there."""
    names = [f"dm-{number}" for number in range(draw(st.integers(1, 8)))]
    parents = st.lists(st.sampled_from([*names, "gone"]), max_size=3)
    kinds: st.SearchStrategy[DeviceKind] = st.sampled_from(("disk", "crypt", *LAYERS))
    return [
        BlockDevice(name, draw(kinds), tuple(draw(parents)), draw(st.sampled_from(FORMATS)))
        for name in names
    ]


@settings(max_examples=400, deadline=None)
@given(tangles())
def test_whatever_is_tangled_or_missing_is_never_encrypted(devices: list[BlockDevice]) -> None:
    by_id = {device.id: device for device in devices}
    found, _, _ = place(devices, devices[0].id)
    if found == "encrypted":
        assert _every_way_ends_in_a_layer(by_id, devices[0].id, frozenset())


def _every_way_ends_in_a_layer(
    devices: dict[str, BlockDevice], name: str, passed: frozenset[str]
) -> bool:
    device = devices.get(name)
    if device is None or name in passed:
        return False
    if device.kind == "crypt":
        return device.format in ENCRYPTING
    below = [_every_way_ends_in_a_layer(devices, up, passed | {name}) for up in device.parents]
    return bool(below) and all(below)


@pytest.mark.parametrize("format_", sorted(ENCRYPTING))
def test_every_known_format_encrypts(format_: str) -> None:
    assert state([disk("sda"), crypt("dm-0", "sda", format=format_)], "dm-0") == "encrypted"


@pytest.mark.parametrize(
    ("format_", "reason"),
    [
        ("luks2_opal", "self_encrypting"),
        ("unrecognised", "format_unrecognised"),
        (None, "format_unrecognised"),
    ],
)
def test_a_layer_that_may_not_encrypt_is_unknown(format_: str | None, reason: str) -> None:
    devices = [disk("sda"), crypt("dm-0", "sda", format=format_)]
    assert place(devices, "dm-0") == ("unknown", reason, ())


def test_devices_in_a_circle_are_unknown() -> None:
    devices = [BlockDevice("dm-0", "lvm", ("dm-1",)), BlockDevice("dm-1", "lvm", ("dm-0",))]
    assert place(devices, "dm-0") == ("unknown", "devices_in_a_circle", ())


def test_a_circle_beside_an_encrypted_way_is_unknown_too() -> None:
    devices = [
        disk("sda"),
        crypt("dm-0", "sda"),
        BlockDevice("dm-1", "lvm", ("dm-0", "dm-2")),
        BlockDevice("dm-2", "lvm", ("dm-1",)),
    ]
    assert place(devices, "dm-1") == ("unknown", "devices_in_a_circle", ())


def test_a_device_that_was_not_seen_is_unknown() -> None:
    assert place([], "dm-9") == ("unknown", "device_not_seen", ())
    assert place([]) == ("unknown", "device_not_seen", ())
    assert place([BlockDevice("dm-0", "lvm", ("sda",))], "dm-0")[0] == "unknown"


@pytest.mark.parametrize("kind", ["other", "loop", "partition", "lvm", "raid"])
def test_what_ends_in_no_disk_of_this_computer_is_unknown(kind: str) -> None:
    bottom = BlockDevice("x0", kind)  # type: ignore[arg-type]  # each kind in turn
    assert place([bottom], "x0") == ("unknown", "device_unrecognised", ())


def test_an_open_disk_beside_an_unknown_one_is_open() -> None:
    devices = [
        disk("sda"),
        BlockDevice("nbd0", "other"),
        BlockDevice("md0", "raid", ("sda", "nbd0")),
    ]
    assert place(devices, "md0") == ("open", "", ("sda",))


def test_memory_needs_no_encryption() -> None:
    assert state([BlockDevice("zram0", "zram")], "zram0") == "memory"


def test_many_layers_do_not_take_many_times_longer() -> None:
    devices = [disk("sda"), disk("sdb")]
    for number in range(2000):
        devices.append(BlockDevice(f"a{number}", "lvm", tuple(d.id for d in devices[-2:])))
    assert len(descend({d.id: d for d in devices}, ["a1999"]).open_disks) == 2


class TestKeys:
    open_root = BlockDevice("sda1", "partition", ("sda",))

    def test_a_key_on_an_open_disk_opens_the_lock(self) -> None:
        locked = crypt("dm-0", "sdb", key="file", key_on=("sda1",))
        devices = [disk("sda"), disk("sdb"), self.open_root, locked]
        assert place(devices, "dm-0") == ("key_exposed", "", ("sdb",))

    def test_a_key_on_an_encrypted_disk_is_as_safe_as_that(self) -> None:
        devices = [
            disk("sda"),
            disk("sdb"),
            crypt("dm-0", "sda"),
            crypt("dm-1", "sdb", key="file", key_on=("dm-0",)),
        ]
        assert state(devices, "dm-1") == "encrypted"

    def test_a_key_on_what_it_opens_is_no_way_in(self) -> None:
        devices = [disk("sda"), crypt("dm-0", "sda", key="file", key_on=("dm-0",))]
        assert state(devices, "dm-0") == "encrypted"

    def test_keys_that_lie_on_each_other_end(self) -> None:
        devices = [
            disk("sda"),
            crypt("dm-0", "sda", key="file", key_on=("dm-1",)),
            crypt("dm-1", "sda", key="file", key_on=("dm-0",)),
        ]
        assert state(devices, "dm-0") == "encrypted"

    def test_a_second_lock_below_still_protects(self) -> None:
        devices = [
            disk("sda"),
            disk("sdb"),
            self.open_root,
            crypt("dm-0", "sdb"),
            crypt("dm-1", "dm-0", key="file", key_on=("sda1",)),
        ]
        assert state(devices, "dm-1") == "encrypted"

    @pytest.mark.parametrize(
        ("key", "key_on", "expected"),
        [
            ("asked", (), True),
            ("random", (), True),
            ("chip", (), True),
            ("unseen", (), False),
            ("file", (), False),
            ("file", ("gone",), False),
        ],
    )
    def test_it_is_told_whether_the_key_was_seen(
        self, key: str, key_on: tuple[str, ...], *, expected: bool
    ) -> None:
        devices = [disk("sda"), crypt("dm-0", "sda", key=key, key_on=key_on)]
        storage = Storage(tuple(devices), (StoragePlace("system", "ext4", ("dm-0",)),))
        found = storage_encryption(storage).places[0]
        assert (found.state, found.key_seen) == ("encrypted", expected)


class TestPlaces:
    devices = (disk("sda"), disk("sdb"), crypt("dm-0", "sdb"))

    def judged(self, found: StoragePlace) -> tuple[str, str, str]:
        result = storage_encryption(Storage(self.devices, (found,))).places[0]
        return result.state, result.method, result.reason

    @pytest.mark.parametrize(
        ("file_system", "expected"),
        [
            ("tmpfs", ("memory", "none", "")),
            ("nfs4", ("unknown", "none", "network")),
            ("fuse.sshfs", ("unknown", "none", "network")),
            ("ecryptfs", ("encrypted", "folder", "")),
            ("fuse.cryfs", ("encrypted", "folder", "")),
            ("overlay", ("unknown", "none", "file_system_unrecognised")),
            ("somethingfs", ("unknown", "none", "file_system_unrecognised")),
            ("ext4", ("open", "none", "")),
        ],
    )
    def test_the_file_system_decides_how_to_look(
        self, file_system: str, expected: tuple[str, str, str]
    ) -> None:
        assert self.judged(StoragePlace("home", file_system, ("sda",))) == expected

    @pytest.mark.parametrize(
        ("value", "devices", "expected"),
        [
            ("aes-256-gcm", ("sda",), ("encrypted", "dataset", "")),
            ("off", ("sda",), ("open", "none", "")),
            ("-", ("sda",), ("open", "none", "")),
            ("off", ("dm-0",), ("encrypted", "disk", "")),
            ("off", (), ("unknown", "none", "device_not_seen")),
            (None, ("sda",), ("unknown", "none", "dataset_not_seen")),
            (None, ("dm-0",), ("encrypted", "disk", "")),
        ],
    )
    def test_a_dataset_speaks_for_itself(
        self, value: str | None, devices: tuple[str, ...], expected: tuple[str, str, str]
    ) -> None:
        assert self.judged(StoragePlace("system", "zfs", devices, value)) == expected

    @pytest.mark.parametrize(
        ("role", "flag", "devices", "expected"),
        [
            ("home", True, ("sda",), ("encrypted", "folder", "")),
            ("home", False, ("sda",), ("open", "none", "")),
            ("home", None, ("sda",), ("unknown", "none", "folder_unreadable")),
            ("home", None, ("dm-0",), ("encrypted", "disk", "")),
            ("home", True, (), ("encrypted", "folder", "")),
            ("system", True, ("sda",), ("open", "none", "")),
        ],
    )
    def test_the_home_folders_own_encryption_counts_for_it_alone(
        self,
        role: str,
        flag: bool | None,  # noqa: FBT001  # a parameter of the case
        devices: tuple[str, ...],
        expected: tuple[str, str, str],
    ) -> None:
        found = StoragePlace(role, "ext4", devices, None, flag)  # type: ignore[arg-type]  # in turn
        assert self.judged(found) == expected
