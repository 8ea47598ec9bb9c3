"""What of a computer's disks can be carried away, and what lies on them, as its tools tell it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digiamen_scan.facts.storage import Storage
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.device.linux.storage import StorageProbe, StorageText
from digiamen_scan.probes.device.linux.sysfs import KernelDevice, read_kernel_devices
from digiamen_scan.probes.run import CommandOutput
from digiamen_scan.standards.storage.removable_media import removable_media
from digiamen_scan.standards.storage.storage_encryption import storage_encryption
from tests.unit.probes.test_linux_storage import sample, seen, states

Device = Mapping[str, Any]


def device(name: str, number: str, kind: str, content: str | None, *children: Device) -> Device:
    return {
        "name": name,
        "kname": name,
        "maj:min": number,
        "type": kind,
        "fstype": content,
        "size": 32_000_000_000,
        "hotplug": True,
        "children": list(children),
    }


def with_disk(raw: StorageText, *disks: Device) -> StorageText:
    assert isinstance(raw.lsblk, CommandOutput)
    tree = json.loads(raw.lsblk.stdout)
    tree["blockdevices"] += disks
    return replace(raw, lsblk=CommandOutput(0, json.dumps(tree).encode(), b""))


def media(raw: StorageText) -> dict[str, str]:
    return {one.id: one.state for one in removable_media(seen(raw)).media}


STICK = device("sdx", "8:199", "disk", None, device("sdx1", "8:200", "part", "vfat"))


def test_a_stick_is_seen_beside_the_disks_of_the_system() -> None:
    assert media(sample("luks_lvm")) == {}
    assert media(with_disk(sample("luks_lvm"), STICK)) == {"sdx": "open"}


@pytest.mark.parametrize(
    ("card", "expected"),
    [("SD", {"mmcblk1": "open"}), ("", {"mmcblk1": "open"}), ("MMC", {})],
)
def test_a_memory_card_is_told_from_one_that_is_soldered_in(
    card: str, expected: dict[str, str]
) -> None:
    part = device("mmcblk1p1", "179:1", "part", "exfat")
    raw = with_disk(sample("luks_lvm"), device("mmcblk1", "179:0", "disk", None, part))
    raw = replace(raw, kernel=(*raw.kernel, KernelDevice("mmcblk1", card=card)))
    assert media(raw) == expected


def test_start_areas_of_a_soldered_card_are_no_cards() -> None:
    raw = with_disk(sample("luks_lvm"), device("mmcblk0boot0", "179:8", "disk", None))
    raw = replace(raw, kernel=(*raw.kernel, KernelDevice("mmcblk0boot0", card="MMC")))
    assert media(raw) == {}


def test_a_disk_on_a_port_for_outside_devices_is_external() -> None:
    part = device("nvme7n1p1", "259:71", "part", "ext4")
    disk = {**device("nvme7n1", "259:70", "disk", None, part), "hotplug": False}
    raw = with_disk(sample("luks_lvm"), disk)
    assert media(raw) == {}
    outside = replace(raw, kernel=(*raw.kernel, KernelDevice("nvme7n1", outside=True)))
    assert media(outside) == {"nvme7n1": "open"}


def test_without_udevs_notes_only_an_administrator_is_told() -> None:
    locked = device("sdy", "8:210", "disk", None, device("sdy1", "8:211", "part", None))
    raw = with_disk(sample("luks_lvm"), locked)
    assert media(raw) == {"sdy": "unrecognised"}
    assert media(replace(raw, told=())) == {"sdy": "unseen"}
    assert media(replace(raw, told=("8:210", "8:211"))) == {"sdy": "unrecognised"}


def test_what_is_mounted_says_more_than_a_signature() -> None:
    stick = device("sdx", "8:199", "disk", None, device("sdx1", "8:200", "part", "crypto_LUKS"))
    raw = with_disk(sample("luks_lvm"), stick)
    assert media(raw) == {"sdx": "encrypted"}
    line = b"91 1 8:200 / /media/stick rw - ext4 /dev/sdx1 rw\n"
    assert media(replace(raw, mounts=raw.mounts + line)) == {"sdx": "open"}
    assert media(replace(raw, mounts=raw.mounts + line, told=())) == {"sdx": "open"}


def test_sizes_are_numbers_or_texts() -> None:
    for size, expected in ((5, 5), ("5", 5), ("5G", None), (None, None), (-1, None), (True, None)):
        raw = with_disk(sample("luks_lvm"), {**STICK, "size": size})
        found = next(one for one in seen(raw).devices if one.id == "sdx")
        assert found.size == expected
    assert media(with_disk(sample("luks_lvm"), {**STICK, "size": 0})) == {}


def test_what_a_device_says_of_itself_is_cleaned() -> None:
    hostile = "\x1b[2Jvfat" + "x" * 500
    part = {**device("sdx1", "8:200", "part", hostile), "parttype": "\u202e" * 99}
    storage = seen(with_disk(sample("luks_lvm"), device("sdx", "8:199", "disk", None, part)))
    found = next(one for one in storage.devices if one.id == "sdx1")
    assert len(found.content or "") <= 40
    assert "\x1b" not in repr(found)
    assert "\u202e" not in found.partition_type


# File systems over more than one device


@pytest.mark.parametrize(
    ("total", "expected"), [(900_000_000, "open"), (32_000_000_001, "unknown"), (None, "unknown")]
)
def test_f2fs_that_does_not_fit_on_its_first_device_is_unknown(
    total: int | None, expected: str
) -> None:
    raw = sample("plain_lvm")
    line = b"95 1 8:211 / /home rw - f2fs /dev/sdy1 rw\n"
    part = device("sdy1", "8:211", "part", "f2fs")
    disk = {**device("sdy", "8:210", "disk", None, part), "hotplug": False}
    raw = with_disk(replace(raw, mounts=raw.mounts + line), disk)
    raw = replace(raw, totals=() if total is None else (("8:211", total),))
    assert states(raw)["home"] == expected


@pytest.mark.parametrize("option", ["rtdev", "logdev", "journal_path"])
@pytest.mark.parametrize(("path", "expected"), [("/dev/sdz9", "unknown"), ("/dev/sdy1", "partly")])
def test_a_second_device_in_the_options_counts(option: str, path: str, expected: str) -> None:
    raw = sample("luks_lvm")
    line = f"95 1 253:1 / /home rw,noatime - xfs /dev/mapper/vg-root rw,{option}={path}\n"
    part = device("sdy1", "8:211", "part", "")
    disk = {**device("sdy", "8:210", "disk", None, part), "hotplug": False}
    raw = with_disk(replace(raw, mounts=raw.mounts + line.encode()), disk)
    raw = replace(raw, links=(*raw.links, ("/dev/sdy1", "sdy1"), ("/dev/sdz9", "sdz9")))
    assert states(raw)["home"] == expected


def test_veracrypt_without_the_kernels_help_is_seen() -> None:
    raw = sample("plain_lvm")
    mounts = (
        b"95 1 0:60 / /tmp/.veracrypt_aux_mnt1 rw - fuse.veracrypt veracrypt rw\n"
        b"96 1 7:0 / /home/p rw - ext4 /dev/loop0 rw\n"
    )
    backing = "/tmp/.veracrypt_aux_mnt1/volume"  # noqa: S108  # where VeraCrypt puts it
    loop = {**device("loop0", "7:0", "loop", "ext4"), "hotplug": False}
    raw = with_disk(replace(raw, mounts=raw.mounts + mounts), loop)
    raw = replace(raw, kernel=(*raw.kernel, KernelDevice("loop0", backing=backing)))
    assert states(raw)["home"] == "encrypted"
    plain = replace(raw, kernel=(*raw.kernel[:-1], KernelDevice("loop0", backing="/srv/image")))
    assert states(plain)["home"] == "open"


# The kernel's own files


def test_sysfs_tells_cards_and_outside_ports(tmp_path: Path) -> None:
    port = tmp_path / "devices" / "pci" / "port"
    disk = port / "nvme" / "nvme0"
    disk.mkdir(parents=True)
    (port / "removable").write_text("removable\n")
    inside = tmp_path / "devices" / "mmc"
    inside.mkdir()
    (inside / "type").write_text("MMC\n")
    (inside / "removable").write_text("fixed\n")
    block = tmp_path / "block"
    for name, target in (("nvme0n1", disk), ("mmcblk0", inside)):
        (block / name).mkdir(parents=True)
        (block / name / "device").symlink_to(target)
    found = {one.name: one for one in read_kernel_devices(block)}
    assert (found["nvme0n1"].outside, found["nvme0n1"].card) == (True, "")
    assert (found["mmcblk0"].outside, found["mmcblk0"].card) == (False, "MMC")


def test_every_sample_is_judged_without_a_fault() -> None:
    for folder in sorted((Path(__file__).parents[2] / "samples" / "linux").iterdir()):
        if not (folder / "rest.json").exists():
            continue
        readings = StorageProbe().parse(sample(folder.name))
        if isinstance(readings, Unavailable):
            continue
        storage = readings[Storage].value
        assert isinstance(storage, Storage)
        assert storage_encryption(storage).places
        assert removable_media(storage).disks_seen
