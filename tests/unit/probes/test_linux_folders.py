"""The folders of a profile: real ones with their rights, links and mounts, and rebuilt disks."""

import asyncio
import os
import struct
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from digiamen_scan.facts.folders import (
    DeclaredFolders,
    FolderProtection,
    ProtectedFolder,
    SensitiveFolder,
    SensitiveFolders,
)
from digiamen_scan.facts.storage import Storage
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.device.linux.copies import Copied
from digiamen_scan.probes.device.linux.folders import (
    LIMIT,
    FolderText,
    RightsText,
    read_folders,
)
from digiamen_scan.probes.device.linux.home import homes_of_others
from digiamen_scan.probes.device.linux.mounts import Mount
from digiamen_scan.probes.device.linux.storage import StorageProbe, StorageText
from digiamen_scan.probes.run import CommandOutput
from digiamen_scan.standards.storage.folder_protection import folder_protection
from tests.unit.probes.test_linux_storage import sample

LOCAL = (Mount("8:1", "/", "/", "xfs", "/dev/sda1"),)
CLOSED = ((RightsText(1000, 1000, 0o700),),)


def look(named: str, home: str | None, mounts: Sequence[Mount] = LOCAL) -> FolderText:
    (found,) = read_folders([named], home, mounts)
    return found


def text(path: str, **more: object) -> FolderText:
    known: dict[str, object] = {"paths": (path,), "ways": CLOSED} | more
    return FolderText("~/Dossiers", "found", **known)  # type: ignore[arg-type]  # test shorthand


def judged(
    raw: StorageText, *folders: FolderText, copies: Sequence[Copied] = ()
) -> ProtectedFolder:
    return protection(raw, *folders, copies=copies).folders[0]


def protection(
    raw: StorageText, *folders: FolderText, copies: Sequence[Copied] = ()
) -> FolderProtection:
    raw = replace(raw, folders=folders, copies=tuple(copies), asked=True)
    readings = StorageProbe().parse(raw)
    assert not isinstance(readings, Unavailable)
    storage, seen = readings[Storage].value, readings[SensitiveFolders].value
    assert isinstance(storage, Storage)
    assert isinstance(seen, SensitiveFolders)
    return folder_protection(seen, storage)


def with_mounts(name: str, *lines: str) -> StorageText:
    raw = sample(name)
    return replace(raw, mounts=raw.mounts + "".join(f"{line}\n" for line in lines).encode())


# What lies where, on rebuilt computers


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("luks_lvm", "/home/p/Dossiers", "encrypted"),
        ("plain_lvm", "/home/p/Dossiers", "open"),
        ("raid1_lvm", "/srv/Dossiers", "open"),
        ("lvm_over_mixed_disks", "/home/p/Dossiers", "partly"),
        ("btrfs_over_mixed_disks", "/home/p/Dossiers", "partly"),
        ("btrfs_on_luks", "/home/p/Dossiers", "encrypted"),
        ("zfs_encrypted_home", "/home/p/Dossiers", "encrypted"),
        ("zfs_encrypted_home", "/srv/Dossiers", "open"),
        ("zfs_on_luks", "/home/p/Dossiers", "encrypted"),
        ("veracrypt_home", "/home/p/Dossiers", "encrypted"),
        ("veracrypt_home", "/srv/Dossiers", "open"),
        ("key_on_open_disk", "/home/p/Dossiers", "key_exposed"),
        ("image_based", "/srv/Dossiers", "encrypted"),
        ("luks_lvm", "/boot/Dossiers", "open"),
    ],
)
def test_a_folder_is_followed_down_to_its_disks(name: str, path: str, expected: str) -> None:
    assert judged(sample(name), text(path)).encryption == expected


def test_zfs_that_does_not_tell_is_unknown() -> None:
    raw = replace(sample("zfs_encrypted_home"), zfs=CommandOutput(1, b"", b""))
    found = judged(raw, text("/home/p/Dossiers"))
    assert (found.encryption, found.reason) == ("unknown", "dataset_not_seen")


@pytest.mark.parametrize(
    ("flag", "expected"), [(True, "encrypted"), (False, "open"), (None, "unknown")]
)
def test_a_folder_with_encryption_of_its_own(flag: object, expected: str) -> None:
    found = judged(sample("plain_lvm"), text("/home/p/Dossiers", encrypted=flag))
    assert found.encryption == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("90 1 0:50 / /home/p/Dossiers rw - ecryptfs /home/.ecryptfs/p rw", "encrypted"),
        ("90 1 0:50 / /home/p/Dossiers rw - fuse.gocryptfs x rw", "encrypted"),
        ("90 1 0:50 / /home/p/Dossiers rw - fuse.cryfs x rw", "encrypted"),
        ("90 1 0:50 / /home/p/Dossiers rw - fuse.encfs x rw", "encrypted"),
        ("90 1 0:50 / /home/p/Dossiers rw - nfs4 server.example:/x rw", "network"),
        ("90 1 0:50 / /home/p/Dossiers rw - cifs //server.example/x rw", "network"),
        ("90 1 0:50 / /home/p/Dossiers rw - fuse.sshfs p@server.example: rw", "network"),
        ("90 1 0:50 / /home/p/Dossiers rw - fuse.new x rw", "file_system_unrecognised"),
        ("90 1 0:50 / /home/p/Dossiers rw - fuse x rw", "file_system_unrecognised"),
        ("90 1 8:99 / /home/p/Dossiers rw - ext4 /dev/sdz9 rw", "device_not_seen"),
        ("90 1 0:50 / /home/p/Dossiers rw - tmpfs tmpfs rw", "memory"),
    ],
)
def test_what_is_mounted_at_the_folder_counts(line: str, expected: str) -> None:
    found = judged(with_mounts("plain_lvm", line), text("/home/p/Dossiers", ways=()))
    assert expected in (found.encryption, found.reason)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("90 1 259:2 / /home/p/Dossiers/a rw - ext4 /dev/nvme0n1p2 rw", "open"),
        ("90 1 0:50 / /home/p/Dossiers/a/b rw - nfs4 server.example:/x rw", "unknown"),
        ("90 1 0:50 / /home/p/Dossiers/a rw - fuse.new x rw", "unknown"),
        ("90 1 0:50 / /home/p/Dossiers/a rw - fuse.portal portal rw", "encrypted"),
        ("90 1 0:50 / /home/p/Dossiers/a rw - tmpfs tmpfs rw", "encrypted"),
        ("90 1 0:50 / /home/p/Dossiers/a rw - fuse.gocryptfs x rw", "encrypted"),
        ("90 1 259:2 / /home/p/Dossiers2 rw - ext4 /dev/nvme0n1p2 rw", "encrypted"),
    ],
)
def test_what_is_mounted_inside_the_folder_counts(line: str, expected: str) -> None:
    found = judged(with_mounts("luks_lvm", line), text("/home/p/Dossiers"))
    assert found.encryption == expected


def test_more_mounts_inside_than_can_be_followed_are_unknown() -> None:
    lines = [
        f"{n} 1 0:{n} / /home/p/Dossiers/{n} rw - fuse.gocryptfs x{n} rw" for n in range(100, 160)
    ]
    found = judged(with_mounts("luks_lvm", *lines), text("/home/p/Dossiers"))
    assert found.encryption == "unknown"


def test_the_whole_disk_as_a_folder_leaves_out_what_starts_the_computer() -> None:
    assert judged(sample("luks_lvm"), text("/")).encryption == "encrypted"
    other = "90 1 259:2 / /srv/data rw - ext4 /dev/nvme0n1p2 rw"
    assert judged(with_mounts("luks_lvm", other), text("/")).encryption == "open"


def stick(name: str, content: str, **crypt: object) -> StorageText:
    """Add a stick to a computer, mounted at /media/stick."""
    import json  # noqa: PLC0415  # only here

    raw = sample(name)
    assert isinstance(raw.lsblk, CommandOutput)
    tree = json.loads(raw.lsblk.stdout)
    child = {"name": "sdx1", "kname": "sdx1", "maj:min": "8:200", "type": "part", "fstype": content}
    disk = {"name": "sdx", "kname": "sdx", "maj:min": "8:199", "type": "disk", "fstype": None}
    number = "8:200"
    if crypt:
        child["children"] = [
            {"name": "luks-x", "kname": "dm-9", "maj:min": "253:9", "type": "crypt"}
        ]  # type: ignore[assignment]  # JSON
        number = "253:9"
    tree["blockdevices"].append(disk | {"hotplug": True, "children": [child | {"hotplug": True}]})
    line = f"91 1 {number} / /media/stick rw - vfat /dev/sdx1 rw\n"
    return replace(
        raw,
        lsblk=CommandOutput(0, json.dumps(tree).encode(), b""),
        mounts=raw.mounts + line.encode(),
    )


def test_a_stick_is_recognised_wherever_the_folder_leads() -> None:
    found = judged(stick("luks_lvm", "vfat"), text("/media/stick/Dossiers"))
    assert (found.encryption, found.on_stick) == ("open", True)
    locked = judged(stick("luks_lvm", "crypto_LUKS", crypt=True), text("/media/stick/Dossiers"))
    assert (locked.encryption, locked.on_stick) == ("encrypted", True)
    at_home = judged(stick("luks_lvm", "vfat"), text("/home/p/Dossiers"))
    assert (at_home.encryption, at_home.on_stick) == ("encrypted", False)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("253:1", "encrypted"), ("", "encrypted"), ("8:200", "unknown"), ("0:40", "unknown")],
)
def test_where_the_kernel_names_another_device_it_is_unknown(number: str, expected: str) -> None:
    found = judged(sample("luks_lvm"), text("/home/p/Dossiers", number=number))
    assert found.encryption == expected


def test_a_volume_of_btrfs_has_a_number_of_its_own() -> None:
    found = judged(sample("btrfs_on_luks"), text("/home/p/Dossiers", number="0:77"))
    assert found.encryption == "encrypted"


# Who gets in


def test_a_mount_that_only_its_owner_sees_is_closed() -> None:
    line = "90 1 0:50 / /home/p/Dossiers rw - fuse.gocryptfs x rw,user_id=1000"
    folder = text("/home/p/Dossiers", ways=())
    assert judged(with_mounts("plain_lvm", line), folder).readers == "owner"
    shared = with_mounts("plain_lvm", f"{line},allow_other")
    assert judged(shared, folder).readers == "unseen"


def test_a_list_that_cannot_be_read_leaves_it_open_who_gets_in() -> None:
    closed = RightsText(1000, 1000, 0o700, None)
    assert judged(sample("luks_lvm"), text("/x", ways=((closed,),))).readers == "unseen"
    garbage = RightsText(1000, 1000, 0o700, b"\x01garbage")
    assert judged(sample("luks_lvm"), text("/x", ways=((garbage,),))).readers == "unseen"
    wide = RightsText(1000, 1000, 0o755, None)
    assert judged(sample("luks_lvm"), text("/x", ways=((wide,),))).readers == "everybody"


@pytest.mark.parametrize(
    ("above", "mode", "acl", "expected"),
    [
        (0o755, 0o755, b"", 0o755),
        (0o700, 0o755, b"", 0o755),
    ],
)
def test_rights_of_real_folders_are_read_from_the_top(
    tmp_path: Path, above: int, mode: int, acl: bytes, expected: int
) -> None:
    home = tmp_path / "home"
    (home / "Dossiers").mkdir(parents=True)
    (home / "Dossiers" / "file").touch()
    (home / "Dossiers").chmod(mode)
    home.chmod(above)
    found = look("~/Dossiers", str(home))
    assert found.state == "found"
    (way,) = found.ways
    assert [step.mode for step in way[-2:]] == [above, expected]
    assert way[-1].acl == acl
    assert len(way) == len((home / "Dossiers").resolve().parts)
    assert (way[0].owner, way[0].mode) == (
        Path("/").stat().st_uid,
        Path("/").stat().st_mode & 0o7777,
    )


def test_a_real_access_control_list_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "Dossiers"
    folder.mkdir()
    (folder / "file").touch()
    entries = ((1, 7, -1), (2, 5, 4711), (4, 5, -1), (0x10, 5, -1), (0x20, 0, -1))
    raw = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    try:
        os.setxattr(folder, "system.posix_acl_access", raw)
    except OSError:
        pytest.skip("this file system has no access control lists")
    found = look(str(folder), None)
    assert found.ways[0][-1].acl == raw
    people = "p:x:1000:1000:::\nq:x:4711:4711:::\n"
    groups = f"p:x:1000:\nq:x:4711:\nmine:x:{folder.stat().st_gid}:\n"
    above = tuple(RightsText(0, 0, 0o755) for _ in found.ways[0][:-1])
    raw_text = replace(sample("luks_lvm"), passwd=people, group=groups)
    seen = judged(raw_text, replace(found, ways=((*above, found.ways[0][-1]),)))
    assert seen.readers == "some"


def test_another_mount_of_the_same_place_is_another_way_in(tmp_path: Path) -> None:
    base = os.path.realpath(tmp_path)
    for name in ("closed/home/Dossiers", "open/Dossiers", "part"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    (tmp_path / "closed/home/Dossiers/file").touch()
    mounts = (
        *LOCAL,
        Mount("8:2", "/", f"{base}/closed", "xfs", "/dev/sdb1"),
        Mount("8:2", "/home", f"{base}/open", "xfs", "/dev/sdb1"),
        Mount("8:2", "/home/Dossiers/part", f"{base}/part", "xfs", "/dev/sdb1"),
        Mount("8:2", "/other", f"{base}/elsewhere", "xfs", "/dev/sdb1"),
    )
    found = look(f"{base}/closed/home/Dossiers", None, mounts)
    ends = (f"{base}/closed/home/Dossiers", f"{base}/open/Dossiers", f"{base}/part")
    assert found.paths == ends
    assert [len(way) for way in found.ways] == [len(Path(path).parts) for path in ends]


# What is there


def test_a_link_is_followed_to_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real" / "Dossiers").mkdir(parents=True)
    (tmp_path / "real" / "Dossiers" / "file").touch()
    (tmp_path / "Dossiers").symlink_to("real/Dossiers")
    found = look("~/Dossiers", str(tmp_path))
    assert found.paths == (os.path.realpath(tmp_path / "real" / "Dossiers"),)


def test_a_link_that_leads_out_to_a_server_is_never_touched(tmp_path: Path) -> None:
    base = os.path.realpath(tmp_path)
    (tmp_path / "Dossiers").symlink_to(f"{base}/server/x")
    mounts = (*LOCAL, Mount("0:9", "/", f"{base}/server", "fuse.sshfs", "p@server.example:"))
    found = look("~/Dossiers", str(tmp_path), mounts)
    assert (found.state, found.paths, found.ways) == ("found", (f"{base}/server/x",), ())


def test_below_the_top_of_an_encrypted_safe_nothing_is_looked_at(tmp_path: Path) -> None:
    base = os.path.realpath(tmp_path)
    mounts = (*LOCAL, Mount("0:9", "/", f"{base}/safe", "fuse.gocryptfs", "x"))
    assert look(f"{base}/safe", None, mounts).state == "found"
    assert look(f"{base}/safe/deeper", None, mounts).state == "not_looked"


def test_what_is_no_folder_or_not_there(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    states = {
        name: look(f"~/{name}", str(tmp_path)).state
        for name in ("fifo", "file", "loop", "one", "gone", "file/below", "x" * 300)
    }
    assert states == {
        "fifo": "no_folder",
        "file": "no_folder",
        "loop": "missing",
        "one": "missing",
        "gone": "missing",
        "file/below": "missing",
        "x" * 300: "missing",
    }


@pytest.mark.parametrize(
    "named", ["~/$(reboot)", "~/'; rm -rf /", "~/\\e[31m", "/../../..", "//", "~//./.", "~/é/ملف"]
)
def test_hostile_names_are_names(tmp_path: Path, named: str) -> None:
    assert look(named, str(tmp_path)).state in {"missing", "found", "empty"}


def test_paths_of_windows_are_of_another_system() -> None:
    for named in ("C:\\Files", "c:/Files", "\\\\server\\share"):
        assert look(named, "/home/p").state == "other_system"


def test_without_a_home_folder_nothing_of_it_is_found() -> None:
    assert look("~", None).state == "missing"
    assert look("~/x", None).state == "missing"


def test_an_empty_folder_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "Dossiers").mkdir()
    assert look("~/Dossiers", str(tmp_path)).state == "empty"
    (tmp_path / "Dossiers" / ".hidden").touch()
    assert look("~/Dossiers", str(tmp_path)).state == "found"


def test_too_many_folders_are_not_looked_at(tmp_path: Path) -> None:
    named = [f"~/{number}" for number in range(LIMIT + 3)]
    states = [found.state for found in read_folders(named, str(tmp_path), LOCAL)]
    assert states == ["missing"] * LIMIT + ["not_looked"] * 3


# Copies


@pytest.mark.parametrize(
    ("copied", "expected"),
    [
        (Copied("Dropbox", "/home/p/Dropbox"), ()),
        (Copied("Dropbox", "/home/p/Dossiers"), ("Dropbox",)),
        (Copied("Nextcloud", "/home/p"), ("Nextcloud",)),
        (Copied("Syncthing", "/home/p/Dossiers/2026"), ("Syncthing",)),
        (Copied("OneDrive", "/home/p/Dossiers2"), ()),
        (Copied("MEGA", "/"), ("MEGA",)),
        (Copied("unseen", ""), ("unseen",)),
    ],
)
def test_a_folder_is_copied_with_what_is_above_or_inside(
    copied: Copied, expected: tuple[str, ...]
) -> None:
    found = judged(sample("luks_lvm"), text("/home/p/Dossiers"), copies=[copied])
    assert found.copied_by == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fuse.rclone remote:", "rclone"),
        ("fuse.google-drive-ocamlfuse google-drive-ocamlfuse", "Google Drive"),
        ("fuse pCloud.fs", "pCloud"),
        ("fuse.onedriver onedriver", "OneDrive"),
    ],
)
@pytest.mark.parametrize("point", ["/home/p/Dossiers", "/home/p", "/home/p/Dossiers/inside"])
def test_a_cloud_that_is_mounted_is_seen(line: str, expected: str, point: str) -> None:
    raw = with_mounts("luks_lvm", f"90 1 0:50 / {point} rw - {line} rw")
    assert judged(raw, text("/home/p/Dossiers")).copied_by == (expected,)


def test_a_cloud_of_the_file_manager_is_told_from_a_server() -> None:
    raw = with_mounts("luks_lvm", "90 1 0:50 / /run/user/1/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw")
    cloud = text("/run/user/1/gvfs/google-drive:host=example.org,user=p/x", ways=())
    assert judged(raw, cloud).copied_by == ("Google Drive",)
    share = judged(raw, text("/run/user/1/gvfs/smb-share:server=s.example/x", ways=()))
    assert (share.copied_by, share.encryption) == ((), "unknown")


def test_copies_that_were_not_read_in_time_are_unseen() -> None:
    raw = replace(sample("luks_lvm"), folders=(text("/home/p/Dossiers"),), copies=None)
    readings = StorageProbe().parse(raw)
    assert not isinstance(readings, Unavailable)
    seen = readings[SensitiveFolders].value
    assert isinstance(seen, SensitiveFolders)
    assert seen.folders[0].copied_by == ("unseen",)


# The whole


def test_nothing_of_a_folder_is_public_but_its_place_in_the_profile() -> None:
    raw = replace(
        sample("luks_lvm"), folders=(text("/home/amina/Dossiers"), FolderText("/gone", "missing"))
    )
    readings = StorageProbe().parse(raw)
    assert not isinstance(readings, Unavailable)
    evidence = readings[SensitiveFolders].evidence
    assert [line.source for line in evidence] == [
        "folder 1 of the profile",
        "folder 2 of the profile",
    ]
    for hidden in ("amina", "Dossiers", "gone"):
        assert hidden not in repr(evidence)
        assert hidden not in repr(readings[Storage])


def test_no_folder_and_no_profile() -> None:
    raw = sample("luks_lvm")
    assert protection(raw) == FolderProtection(asked=True)
    readings = StorageProbe().parse(raw)
    assert not isinstance(readings, Unavailable)
    assert readings[SensitiveFolders].value == SensitiveFolders(asked=False)


def test_this_computers_folders_are_read_in_the_profiles_order(tmp_path: Path) -> None:
    folder = tmp_path / "Dossiers"
    folder.mkdir(mode=0o700)
    (folder / "file").touch()
    named = (str(folder), "/nowhere/at/all", "C:\\Files")
    raw = asyncio.run(StorageProbe().read(None, DeclaredFolders(named, asked=True)))  # type: ignore[arg-type]  # not used
    assert isinstance(raw, StorageText)
    assert [(one.named, one.state) for one in raw.folders] == [
        (str(folder), "found"),
        ("/nowhere/at/all", "missing"),
        ("C:\\Files", "other_system"),
    ]
    assert raw.asked


def test_without_what_the_profile_says_the_disks_are_read_all_the_same() -> None:
    began = time.monotonic()
    raw = asyncio.run(StorageProbe().read(None, Unavailable("not_recorded")))  # type: ignore[arg-type]  # not used
    assert isinstance(raw, StorageText)
    assert (raw.folders, raw.asked) == ((), False)
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    ("path", "owner", "expected"),
    [
        ("/home/amina/Dropbox/Dossiers", None, ("/home/amina",)),
        ("/srv/Dossiers", 1001, ("/home/amina",)),
        ("/home/aminata/Dossiers", None, ()),
        ("/home/me/Dossiers", 1002, ()),
        ("/srv/Dossiers", 0, ()),
        ("/root/Dossiers", 0, ()),
        ("/home/amina/Dossiers", 1003, ("/home/amina", "/srv/bob")),
    ],
)
def test_a_folder_belongs_to_its_owner_and_to_whose_home_it_is_in(
    path: str, owner: int | None, expected: tuple[str, ...]
) -> None:
    people = (
        "root:x:0:0::/root:/bin/sh\ndaemon:x:2:2::/:/sbin/nologin\nbroken\n"
        "amina:x:1001:1001::/home/amina/:/bin/sh\nme:x:1002:1002::/home/me:/bin/sh\n"
        "bob:x:1003:1003::/srv/bob:/bin/sh\n"
    )
    assert homes_of_others(people, [(path, owner)], "/home/me") == expected


def test_a_folders_fact_holds_what_was_cleaned() -> None:
    raw = replace(sample("luks_lvm"), folders=(FolderText("~/a\x1b[31mb", "missing"),))
    readings = StorageProbe().parse(raw)
    assert not isinstance(readings, Unavailable)
    value = readings[SensitiveFolders].value
    assert isinstance(value, SensitiveFolders)
    assert value.folders == (SensitiveFolder("~/a\\x1b[31mb", "missing"),)
