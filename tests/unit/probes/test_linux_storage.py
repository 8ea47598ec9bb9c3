"""The storage of Linux computers, from what their tools and kernels print to what it means."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from digiamen_scan.facts.folders import DeclaredFolders
from digiamen_scan.facts.storage import Storage, StorageEncryption
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.probes import Probe
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux.crypttab import KeyEntry, parse_crypttab
from digiamen_scan.probes.device.linux.home import (
    FS_IOC_GETFLAGS,
    home_folder,
    is_encrypted,
    resolve,
)
from digiamen_scan.probes.device.linux.lsblk import parse_lsblk
from digiamen_scan.probes.device.linux.mounts import Mount, mount_of, parse_mounts
from digiamen_scan.probes.device.linux.storage import StorageProbe, StorageText
from digiamen_scan.probes.device.linux.sysfs import KernelDevice
from digiamen_scan.probes.run import CommandOutput
from digiamen_scan.standards.storage.storage_encryption import storage_encryption

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples" / "linux"
DEVICE = Target(TargetKind.DEVICE, "PC-1", system="linux")


def sample(name: str) -> StorageText:
    folder = SAMPLES / name
    rest = json.loads((folder / "rest.json").read_text("utf-8"))
    zfs, crypttab = folder / "zfs", folder / "crypttab"
    return StorageText(
        mounts=(folder / "mountinfo").read_bytes(),
        swaps=(folder / "swaps").read_bytes(),
        lsblk=CommandOutput(0, (folder / "lsblk.json").read_bytes(), b""),
        zfs=CommandOutput(0, zfs.read_bytes(), b"") if zfs.exists() else None,
        kernel=tuple(
            KernelDevice(**{**entry, "lies_on": tuple(entry["lies_on"])})
            for entry in rest["kernel"]
        ),
        pools=tuple(tuple(pool) for pool in rest["pools"]),
        links=tuple(sorted(rest["links"].items())),
        crypttab=crypttab.read_text("utf-8") if crypttab.exists() else None,
        home=rest["home"],
        home_encrypted=rest["home_encrypted"],
        markers=tuple(rest["markers"]),
    )


def seen(raw: StorageText) -> Storage:
    readings = StorageProbe().parse(raw)
    assert not isinstance(readings, Unavailable), readings
    storage = readings[Storage].value
    assert isinstance(storage, Storage)
    return storage


def states(raw: StorageText) -> dict[str, str]:
    judged = storage_encryption(seen(raw))
    return {place.role: place.state for place in judged.places}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain_lvm", {"system": "open", "home": "open", "swap": "open"}),
        (
            "luks_lvm",
            {"system": "encrypted", "home": "encrypted", "temporary": "memory"}
            | {"swap": "encrypted"},
        ),
        (
            "two_crypt_partitions",
            {"system": "encrypted", "home": "encrypted", "swap": "encrypted"},
        ),
        ("btrfs_on_luks", {"system": "encrypted", "home": "encrypted", "swap": "memory"}),
        ("raid1_lvm", {"system": "open", "home": "open", "swap": "open"}),
        ("lvm_over_mixed_disks", {"system": "partly", "home": "partly"}),
        ("btrfs_over_mixed_disks", {"system": "partly", "home": "partly"}),
        ("zfs_encrypted_home", {"system": "open", "home": "encrypted", "homes": "encrypted"}),
        ("zfs_on_luks", {"system": "encrypted", "home": "encrypted"}),
        ("old_util_linux", {"system": "encrypted", "home": "encrypted"}),
        ("without_udev", {"system": "encrypted", "home": "encrypted"}),
        ("veracrypt_home", {"system": "open", "home": "encrypted"}),
        ("key_on_open_disk", {"system": "open", "home": "key_exposed"}),
        ("verity_is_not_encryption", {"system": "open", "home": "open"}),
        ("image_based", {"system": "encrypted", "home": "encrypted"}),
        ("home_in_encrypted_file", {"system": "open", "home": "encrypted", "swap": "open"}),
    ],
)
def test_each_computer_is_followed_down_to_its_disks(name: str, expected: dict[str, str]) -> None:
    assert states(sample(name)) == expected


@pytest.mark.parametrize(
    ("name", "disks"),
    [
        ("raid1_lvm", ("vda", "vdb")),
        ("lvm_over_mixed_disks", ("sdb",)),
        ("btrfs_over_mixed_disks", ("sdb",)),
    ],
)
def test_the_open_disks_are_named(name: str, disks: tuple[str, ...]) -> None:
    assert storage_encryption(seen(sample(name))).places[0].open_disks == disks


@pytest.mark.parametrize(
    ("name", "key_seen"),
    [("luks_lvm", True), ("two_crypt_partitions", True), ("btrfs_on_luks", False)],
)
def test_an_unreadable_crypttab_is_told_apart(name: str, *, key_seen: bool) -> None:
    assert storage_encryption(seen(sample(name))).places[0].key_seen is key_seen


@pytest.mark.parametrize("name", ["truncated", "empty"])
def test_what_is_not_lsblks_answer_is_unreadable(name: str) -> None:
    assert StorageProbe().parse(sample(name)) == Unavailable("unreadable", "lsblk")


@pytest.mark.parametrize(
    "printed",
    [
        b"[]",
        b"null",
        b"{}",
        b'{"blockdevices": {}}',
        b'{"blockdevices": [null]}',
        b'{"blockdevices": [{"type": "disk"}]}',
        b'{"blockdevices": [{"name": "sda", "children": "sda1"}]}',
        b'{"blockdevices":' + b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_json_of_another_shape_is_unreadable(printed: bytes) -> None:
    raw = replace(sample("luks_lvm"), lsblk=CommandOutput(0, printed, b""))
    assert StorageProbe().parse(raw) == Unavailable("unreadable", "lsblk")


def test_a_failed_lsblk_is_unreadable_whatever_it_printed() -> None:
    good = sample("luks_lvm")
    assert isinstance(good.lsblk, CommandOutput)
    raw = replace(good, lsblk=replace(good.lsblk, code=1))
    assert StorageProbe().parse(raw) == Unavailable("unreadable", "lsblk: 1")


def test_a_missing_lsblk_says_so() -> None:
    missing = Unavailable("tool_missing", "lsblk")
    assert StorageProbe().parse(replace(sample("luks_lvm"), lsblk=missing)) == missing


def test_devices_that_lsblk_does_not_show_are_unknown() -> None:
    nothing = CommandOutput(0, b'{"blockdevices": []}', b"")
    assert set(states(replace(sample("luks_lvm"), lsblk=nothing)).values()) == {
        "unknown",
        "memory",
    }


def test_a_container_does_not_own_its_disks() -> None:
    assert StorageProbe().parse(sample("container")) == Unavailable("undetermined", "container")


def test_an_overlay_without_a_mark_is_no_computer_either() -> None:
    raw = replace(sample("container"), markers=())
    assert StorageProbe().parse(raw) == Unavailable("undetermined", "overlay")


@pytest.mark.parametrize(
    ("markers", "detail"),
    [(("/run/.containerenv",), "container"), (("wsl",), "wsl")],
)
def test_a_running_container_and_wsl_are_recognised(markers: tuple[str, ...], detail: str) -> None:
    raw = replace(sample("luks_lvm"), markers=markers)
    assert StorageProbe().parse(raw) == Unavailable("undetermined", detail)


def test_a_mark_left_in_a_disk_image_does_not_hide_a_computer() -> None:
    raw = replace(sample("plain_lvm"), markers=("/.dockerenv",))
    assert states(raw)["system"] == "open"


def test_btrfs_whose_devices_cannot_be_listed_is_unknown() -> None:
    assert states(replace(sample("btrfs_on_luks"), pools=()))["system"] == "unknown"


def test_mapped_names_that_are_no_links_are_found_all_the_same() -> None:
    links = (("/dev/mapper/luks-0f6c1d2e", "luks-0f6c1d2e"),)
    assert states(replace(sample("btrfs_on_luks"), links=links))["system"] == "encrypted"


@pytest.mark.parametrize("zfs", [None, CommandOutput(1, b"", b"denied"), Unavailable("timeout")])
def test_zfs_that_does_not_answer_is_unknown(zfs: CommandOutput | Unavailable | None) -> None:
    assert states(replace(sample("zfs_encrypted_home"), zfs=zfs)) == {
        "system": "unknown",
        "home": "unknown",
        "homes": "unknown",
    }


def test_the_encrypted_home_folder_is_its_own_place() -> None:
    assert states(replace(sample("plain_lvm"), home_encrypted=True))["home"] == "encrypted"
    assert states(replace(sample("plain_lvm"), home_encrypted=None))["home"] == "unknown"
    assert states(replace(sample("luks_lvm"), home_encrypted=None))["home"] == "encrypted"


@pytest.mark.parametrize(
    ("line", "state"),
    [
        (b"90 1 0:50 / /home nfs4 x - nfs4 server.example:/home rw", "unknown"),
        (b"90 1 0:50 / /home/p rw - ecryptfs /home/.ecryptfs/p/.Private rw", "encrypted"),
        (b"90 1 0:50 / /home/p rw - fuse.gocryptfs gocryptfs rw", "encrypted"),
        (b"90 1 0:50 / /home/p/Private rw - fuse.gocryptfs gocryptfs rw", "open"),
        (b"90 1 0:50 / /home rw - fuse.something x rw", "unknown"),
        (b"90 1 8:99 / /home rw - ext4 /dev/sdz9 rw", "unknown"),
    ],
)
def test_what_is_mounted_over_the_home_folder_counts(line: bytes, state: str) -> None:
    raw = sample("plain_lvm")
    assert states(replace(raw, mounts=raw.mounts + line + b"\n"))["home"] == state


def test_a_zram_device_that_writes_back_to_a_disk_is_no_memory() -> None:
    raw = sample("btrfs_on_luks")
    kernel = tuple(
        replace(device, backing="/dev/nvme0n1p2") if device.name == "zram0" else device
        for device in raw.kernel
    )
    assert states(replace(raw, kernel=kernel))["swap"] == "open"


def test_names_of_people_and_markup_reach_neither_facts_nor_evidence() -> None:
    readings = StorageProbe().parse(sample("markup_in_names"))
    assert not isinstance(readings, Unavailable)
    told = repr(readings[Storage])
    assert states(sample("markup_in_names"))["system"] == "encrypted"
    for hidden in ("amina", "script", "bold", "\x1b", "x1b", "202e", "cmd", "home/"):
        assert hidden not in told


def test_opal_is_neither_encrypted_nor_open() -> None:
    raw = sample("without_udev")
    opal = replace(raw.kernel[0], mapper_uuid="CRYPT-LUKS2-OPAL-0f6c-vg_crypt")
    found = storage_encryption(seen(replace(raw, kernel=(opal,))))
    assert {(place.state, place.reason) for place in found.places} == {
        ("unknown", "self_encrypting")
    }


def test_a_device_of_two_parents_keeps_both() -> None:
    raw = sample("raid1_lvm")
    assert isinstance(raw.lsblk, CommandOutput)
    assert sorted(parse_lsblk(raw.lsblk.stdout)["md126"].parents) == ["vda2", "vdb2"]


def test_crypttab_names_where_keys_come_from() -> None:
    text = (
        "# comment\n\na UUID=1\nb UUID=2 none luks\nc UUID=3 /root/k luks\nd UUID=4 /dev/urandom "
        "swap\ne UUID=5 none tpm2-device=auto\nf UUID=6 none luks,keyscript=decrypt_x\n"
        "g UUID=7 /dev/disk/by-label/STICK luks\nh UUID=8 /k:LABEL=STICK luks\nlonely\n"
    )
    found = parse_crypttab(text)
    assert {name: entry.source for name, entry in found.items()} == {
        "a": "asked",
        "b": "asked",
        "c": "file",
        "d": "random",
        "e": "chip",
        "f": "unseen",
        "g": "unseen",
        "h": "unseen",
        "lonely": "asked",
    }
    assert found["c"] == KeyEntry("file", "/root/k")


def test_mount_points_are_unescaped_and_the_last_one_hides_the_others() -> None:
    mounts = parse_mounts(
        b"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        b"2 1 8:2 / /mnt/a\\040b rw shared:1 master:2 - xfs /dev/sda2 rw\n"
        b"3 1 8:3 / /mnt/a\\040b rw - xfs /dev/sda3 rw\nnot a mount\n"
    )
    for path, number in (("/mnt/a b/c", "8:3"), ("/mnt/a", "8:1"), ("//x", "8:1"), ("", "8:1")):
        found = mount_of(mounts, path)
        assert found is not None
        assert found.number == number


def test_links_are_followed_but_never_into_a_server(tmp_path: Path) -> None:
    (tmp_path / "real" / "sub").mkdir(parents=True)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "loop").symlink_to("loop")
    base = os.path.realpath(tmp_path)
    local = [Mount("8:1", "/", "/", "ext4", "/dev/sda1")]
    remote = [*local, Mount("0:9", "/", f"{base}/real", "nfs4", "server.example:/x")]
    assert resolve(f"{base}/link/sub", local) == f"{base}/real/sub"
    assert resolve(f"{base}/link/gone", local) is None
    assert resolve(f"{base}/loop", local) is None
    assert resolve(f"{base}/link/gone", remote) == f"{base}/real/gone"
    assert resolve("/", local) == "/"


def test_a_plain_folder_carries_no_flag_and_a_missing_one_cannot_be_read(tmp_path: Path) -> None:
    assert is_encrypted(str(tmp_path), "xfs") is False
    assert is_encrypted(str(tmp_path / "gone"), "ext4") is None
    if _file_system(tmp_path) == "ext4":
        assert is_encrypted(str(tmp_path), "ext4") is False


def _file_system(path: Path) -> str:
    found = mount_of(parse_mounts(Path("/proc/self/mountinfo").read_bytes()), str(path))
    return found.file_system if found else ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root takes SUDO_USER at its word")
def test_under_sudo_the_home_folder_is_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/root")
    monkeypatch.setenv("SUDO_USER", "daemon")
    assert home_folder() == "/usr/sbin"
    monkeypatch.setenv("SUDO_USER", "no-such-person")
    assert home_folder() is None
    monkeypatch.delenv("SUDO_USER")
    assert home_folder() == "/root"


def test_the_probe_has_the_shape_the_engine_asks_for() -> None:
    assert isinstance(StorageProbe(), Probe)
    assert "lsblk" in StorageProbe().commands()[0]


def test_this_computer_can_be_read() -> None:
    raw = asyncio.run(StorageProbe().read(DEVICE, DeclaredFolders()))
    assert isinstance(raw, StorageText)
    readings = StorageProbe().parse(raw)
    if isinstance(readings, Unavailable):
        assert readings.kind == "undetermined"  # a container
        return
    storage = readings[Storage].value
    assert isinstance(storage, Storage)
    assert any(place.role == "system" for place in storage.places)
    assert readings[Storage].evidence
    assert isinstance(storage_encryption(storage), StorageEncryption)


AS_NOBODY = (
    "import asyncio, sys; sys.path.insert(0, sys.argv[1])\n"
    "from digiamen_scan.facts.folders import DeclaredFolders\n"
    "from digiamen_scan.probes.device.linux.storage import StorageProbe\n"
    "probe = StorageProbe(); raw = asyncio.run(probe.read(None, DeclaredFolders()))\n"
    "print(repr(probe.parse(raw)))\n"
)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become nobody")
def test_nobody_sees_the_system_disk_too() -> None:
    python = next(filter(_nobody_may_start, (sys.executable, "/usr/bin/python3")), None)
    if python is None:
        pytest.skip("no Python that nobody may start")
    with tempfile.TemporaryDirectory(prefix="digiamen-") as folder:
        Path(folder).chmod(0o755)
        shutil.copytree(ROOT / "digiamen_scan", Path(folder) / "digiamen_scan")
        told = _as_nobody(python, "-c", AS_NOBODY, folder)
    assert "role='system'" in told or "kind='undetermined'" in told
    assert "role='home'" not in told


def _as_nobody(*command: str) -> str:
    return subprocess.run(
        command,
        user=65534,
        group=65534,
        extra_groups=[],
        env={"HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def _nobody_may_start(python: str) -> bool:
    try:
        return (
            _as_nobody(python, "-c", "import sys; print(sys.version_info >= (3, 11))") == "True\n"
        )
    except (OSError, subprocess.CalledProcessError):
        return False


def test_the_flag_is_asked_for_by_the_kernels_number() -> None:
    # As linux/fs.h gives it where a long has 8 bytes, and where it has 4.
    assert FS_IOC_GETFLAGS in (0x80086601, 0x80046601)
