"""The folders of a profile and what is plugged in, scanned by the whole program."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.computer import Computer
from tests.e2e.conftest import ComputerFactory
from tests.e2e.running import Ended, Finding, finding, problem_keys, run, scan, told_plainly
from tests.e2e.somebody import NOBODY, as_nobody
from tests.lab.fixtures import require, require_device, require_root
from tests.lab.fscrypt_image import FscryptImage
from tests.lab.hanging_mount import DEVICE, hanging_mount
from tests.lab.processes import program

FOLDERS = "device.sensitive_folders"
MEDIA = "device.removable_media"
ONLY = ("--only", FOLDERS, "--only", MEDIA, "--format", "json")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give nobody a folder of their own, with children's files in it."""
    require("unshare", "setpriv")
    require_root()
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    make(folder / "Dossiers")
    own(folder)
    return folder


def make(folder: Path, mode: int = 0o755) -> Path:
    folder.mkdir(parents=True)
    (folder / "Amina invented.odt").write_text("invented\n")
    folder.chmod(mode)
    return folder


def own(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def profile(folder: Path, *named: str, name: str = "digiamen.yaml") -> None:
    devices = {"sensitive_folders": list(named)}
    text = {"digiamen": 1, "organisation": {"name": "Example"}, "devices": devices}
    (folder / name).write_text(json.dumps(text, ensure_ascii=False))


def look(home: Path, machine: Computer, *arguments: str, person: list[str] | None = None) -> Ended:
    ended = scan(home, *(arguments or ONLY), inside=[*machine.enter, *(person or [])])
    assert told_plainly(ended) == ""
    return ended


def found(home: Path, machine: Computer, person: list[str] | None = None) -> Finding:
    return finding(look(home, machine, person=person).result, FOLDERS)


def outcome(one: Finding) -> tuple[str, Any]:
    if one["status"] == "fail":
        return "fail", problem_keys(one)
    return one["status"], one["note"]["key"] if one["note"] else None


def test_a_closed_folder_on_an_encrypted_disk_is_in_order(
    home: Path, computer: ComputerFactory
) -> None:
    profile(home, "~/Dossiers")
    machine = computer()
    assert outcome(found(home, machine)) == ("pass", None)
    assert outcome(found(home, machine, as_nobody(home))) == ("pass", None)


def test_on_an_open_disk_it_is_not(home: Path, computer: ComputerFactory) -> None:
    profile(home, "~/Dossiers", "~/Nowhere")
    machine = computer(encrypted=False)
    for person in ([], as_nobody(home)):
        one = found(home, machine, person)
        assert outcome(one) == ("fail", ["not_encrypted"])
        assert one["severity"] == "critical"
        assert one["problems"][0]["values"]["folders"] == "~/Dossiers"


def test_a_folder_that_is_not_there_is_unknown(home: Path, computer: ComputerFactory) -> None:
    profile(home, "~/Dossiers", "~/Dosiers", "/nowhere/$(touch trap)/\u0645\u0644\u0641")
    one = found(home, computer())
    assert outcome(one) == ("unknown", "not_found")
    assert (
        one["note"]["values"]["folders"] == "~/Dosiers, /nowhere/$(touch trap)/\u0645\u0644\u0641"
    )
    assert "~/Dosiers" in one["reason"]["remedy"]


@pytest.mark.parametrize(
    ("home_mode", "mode", "expected"),
    [
        (0o700, 0o777, ("pass", None)),
        (0o755, 0o700, ("pass", None)),
        (0o755, 0o755, ("fail", ["open_to_all"])),
        (0o711, 0o701, ("fail", ["open_to_all"])),
    ],
)
def test_who_gets_in_depends_on_the_whole_way(
    home: Path, computer: ComputerFactory, home_mode: int, mode: int, expected: tuple[str, Any]
) -> None:
    _open_above(home)
    home.chmod(home_mode)
    (home / "Dossiers").chmod(mode)
    profile(home, "~/Dossiers")
    machine = computer()
    assert outcome(found(home, machine)) == expected


def _open_above(folder: Path) -> None:
    for above in folder.parents:
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o011)


def test_a_list_that_lets_in_one_more_account(home: Path, computer: ComputerFactory) -> None:
    entries = ((1, 7, -1), (2, 5, 1), (4, 0, -1), (0x10, 5, -1), (0x20, 0, -1))
    raw = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    _open_above(home)
    home.chmod(0o711)
    try:
        os.setxattr(home / "Dossiers", "system.posix_acl_access", raw)
    except OSError:
        pytest.skip("this file system has no access control lists")
    profile(home, "~/Dossiers")
    assert outcome(found(home, computer())) == ("fail", ["open_to_some"])


def test_a_bind_mount_is_another_door(
    home: Path, computer: ComputerFactory, tmp_path: Path
) -> None:
    _open_above(home)
    door = tmp_path / "door"
    door.mkdir()
    profile(home, "~/Dossiers")
    machine = computer()
    inside = str(home / "Dossiers")
    with (machine.files / "mountinfo").open("a") as file:
        file.write(f"31 23 {machine.number} {inside} {door} rw - xfs /dev/mapper/vg-root rw\n")
    script = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'
    person = [program("unshare"), "--mount", "sh", "-c", script, "bind", inside, str(door)]
    one = finding(scan(home, *ONLY, inside=[*machine.enter, *person]).result, FOLDERS)
    assert outcome(one) == ("fail", ["open_to_all"])


def test_somebody_elses_folder_is_closed(home: Path, computer: ComputerFactory) -> None:
    private = make(home / "private" / "Dossiers")
    (home / "private").chmod(0o700)
    profile(home, str(private))
    machine = computer()
    assert outcome(found(home, machine)) == ("pass", None)
    theirs = found(home, machine, as_nobody(home))
    assert outcome(theirs) == ("unknown", "closed")
    assert theirs["reason"]["kind"] == "not_this_user"


def test_under_sudo_the_folder_is_the_callers(
    home: Path, computer: ComputerFactory, tmp_path: Path
) -> None:
    passwd = tmp_path / "passwd"
    line = f"volunteer:x:4711:4711::{home}:/bin/sh\n"
    passwd.write_text(Path("/etc/passwd").read_text() + line)
    script = 'mount --bind "$1" /etc/passwd && shift && exec "$@"'
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    profile(elsewhere, "~/Dossiers")
    inside = [*computer().enter, "unshare", "--mount", "sh", "-c", script, "sudo", str(passwd)]
    as_root = scan(elsewhere, *ONLY, inside=inside)
    assert outcome(finding(as_root.result, FOLDERS)) == ("unknown", "not_found")
    sudo = scan(elsewhere, *ONLY, inside=inside, more={"SUDO_USER": "volunteer"})
    assert outcome(finding(sudo.result, FOLDERS)) == ("pass", None)


@pytest.mark.parametrize("place", ["Dropbox/Dossiers", "Dossiers"])
def test_whoever_runs_it_sees_what_the_folders_people_copy(
    home: Path, computer: ComputerFactory, tmp_path: Path, place: str
) -> None:
    passwd = tmp_path / "passwd"
    line = f"volunteer:x:4711:4711::{home}:/bin/sh\n"
    passwd.write_text(Path("/etc/passwd").read_text() + line)
    if place != "Dossiers":
        make(home / place, 0o700)
    make(home / ".dropbox")
    (home / ".dropbox/info.json").write_text(json.dumps({"personal": {"path": str(home)}}))
    for path in (home, *home.rglob("*")):
        os.chown(path, 4711, 4711)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    profile(elsewhere, str(home / place))
    script = 'mount --bind "$1" /etc/passwd && shift && exec "$@"'
    inside = [*computer().enter, "unshare", "--mount", "sh", "-c", script, "as-root", str(passwd)]
    ended = scan(elsewhere, *ONLY, inside=inside)
    assert outcome(finding(ended.result, FOLDERS)) == ("fail", ["in_cloud"])


@pytest.mark.parametrize("kind", ["fifo", "file", "loop", "empty"])
def test_what_is_no_folder_with_files_is_unknown(
    home: Path, computer: ComputerFactory, kind: str
) -> None:
    path = home / "Strange"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "file":
        path.touch()
    elif kind == "loop":
        path.symlink_to("Strange")
    else:
        path.mkdir()
    profile(home, "~/Strange")
    expected = "empty" if kind == "empty" else "not_found"
    assert outcome(found(home, computer())) == ("unknown", expected)


def test_a_link_into_a_cloud_folder_is_judged_there(home: Path, computer: ComputerFactory) -> None:
    make(home / "Dropbox" / "Children")
    (home / "Linked").symlink_to("Dropbox/Children")
    (home / ".dropbox").mkdir()
    told = {"personal": {"path": str(home / "Dropbox")}}
    (home / ".dropbox" / "info.json").write_text(json.dumps(told))
    own(home)
    profile(home, "~/Linked", "~/Dossiers")
    one = found(home, computer())
    assert outcome(one) == ("fail", ["in_cloud"])
    assert one["problems"][0]["values"] == {
        "folders": "~/Linked",
        "services": "Dropbox",
        "target": one["target"]["name"],
    }


def test_a_server_that_hangs_holds_up_nobody(home: Path, computer: ComputerFactory) -> None:
    require_device(DEVICE)
    machine = computer()
    profile(home, "~/Server/Dossiers", "~/Dossiers")
    with (machine.files / "mountinfo").open("a") as file:
        file.write(f"31 23 0:99 / {home}/Server rw - fuse.sshfs p@server.example: rw\n")
    with hanging_mount(home / "Server"):
        ended = look(home, machine)
    assert outcome(finding(ended.result, FOLDERS)) == ("unknown", "on_a_server")
    assert ended.seconds < 5


def test_a_disk_that_hangs_is_given_up_in_time(home: Path, computer: ComputerFactory) -> None:
    require_device(DEVICE)
    machine = computer(encrypted=False)
    profile(home, "~/Dossiers", "~/Dying/Dossiers", "~/Photos")
    make(home / "Photos")
    everything = ("--only", "device.disk_encryption", *ONLY)
    with hanging_mount(home / "Dying", "fuse"):
        ended = look(home, machine, *everything)
    assert outcome(finding(ended.result, FOLDERS)) == ("fail", ["not_encrypted"])
    assert finding(ended.result, "device.disk_encryption")["status"] == "fail"
    assert ended.seconds < 9
    encrypted = computer()
    with hanging_mount(home / "Dying", "fuse"):
        ended = look(home, encrypted, *everything)
    assert outcome(finding(ended.result, FOLDERS)) == ("unknown", "too_slow")
    assert finding(ended.result, "device.disk_encryption")["status"] == "pass"


def test_real_file_system_encryption_counts(
    fscrypt_image: FscryptImage, tmp_path: Path, computer: ComputerFactory
) -> None:
    machine = computer(encrypted=False)
    point = fscrypt_image.mount
    with (machine.files / "mountinfo").open("a") as file:
        device = point.stat().st_dev
        number = f"{os.major(device)}:{os.minor(device)}"
        file.write(f"31 23 {number} / {point} rw - ext4 /dev/sda1 rw\n")
    for folder in (fscrypt_image.plain, fscrypt_image.unlocked, fscrypt_image.locked):
        folder.chmod(0o700)
        profile(tmp_path, str(folder))
        one = finding(scan(tmp_path, *ONLY, inside=machine.enter).result, FOLDERS)
        expected = ("fail", ["not_encrypted"]) if folder == fscrypt_image.plain else ("pass", None)
        assert outcome(one) == expected, folder


def test_no_profile_and_a_profile_that_names_nothing(home: Path, computer: ComputerFactory) -> None:
    machine = computer()
    assert outcome(found(home, machine)) == ("not_applicable", "no_profile")
    everything = look(home, machine, "--format", "json").result
    assert all(action["check"] != FOLDERS for action in everything["actions"])
    profile(home)
    one = found(home, machine)
    assert outcome(one) == ("unknown", "none_named")
    assert one["reason"]["kind"] == "not_answered"
    assert "sensitive_folders" in one["reason"]["remedy"]
    profile(home, "C:\\Dossiers")
    assert outcome(found(home, machine)) == ("unknown", "none_for_this_system")


def test_neither_results_nor_recordings_name_what_is_inside(
    home: Path, computer: ComputerFactory
) -> None:
    profile(home, "~/Dossiers", "~/Photos of them")
    machine = computer(encrypted=False)
    files = ("--record", "masked.jsonl", "-o", "result.json", *ONLY)
    result = look(home, machine, *files).result
    look(home, machine, "--record", "full.jsonl", "--record-full", *ONLY)
    masked = (home / "masked.jsonl").read_text()
    assert "Dossiers" not in masked
    assert "Photos" not in masked
    assert "~/Dossiers" in (home / "full.jsonl").read_text()
    assert "Amina" not in (home / "full.jsonl").read_text() + (home / "result.json").read_text()
    judged = {
        name: run(home, "judge", name, "--format", "json", "--only", FOLDERS).result
        for name in ("masked.jsonl", "full.jsonl")
    }
    was = finding(result, FOLDERS)
    assert finding(judged["full.jsonl"], FOLDERS) == was
    again = finding(judged["masked.jsonl"], FOLDERS)
    assert again["problems"][0]["values"]["folders"] == "private-1"
    assert json.loads(json.dumps(again).replace("private-1", "~/Dossiers")) == was


# What is plugged in


def _with_stick(machine: Computer, content: str | None, *, empty: bool = False) -> None:
    script = machine.files / "lsblk"
    before, tree, after = script.read_text().partition('{"blockdevices"')
    told, end, rest = (tree + after).partition("\n")
    data = json.loads(told)
    part = {"name": "sdx1", "kname": "sdx1", "maj:min": "8:200", "type": "part", "fstype": content}
    disk = {"name": "sdx", "kname": "sdx", "maj:min": "8:199", "type": "disk", "hotplug": True}
    size = {"size": 0 if empty else 31_000_000_000}
    children = [] if empty else [part | size | {"hotplug": True}]
    data["blockdevices"].append(disk | size | {"children": children})
    script.write_text(before + json.dumps(data) + end + rest)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("vfat", ("fail", ["open"])),
        ("crypto_LUKS", ("pass", None)),
        ("BitLocker", ("pass", None)),
        ("apfs", ("unknown", "not_seen")),
        (None, ("unknown", "unrecognised")),
    ],
)
def test_a_stick(
    home: Path, computer: ComputerFactory, content: str | None, expected: tuple[str, Any]
) -> None:
    machine = computer()
    _with_stick(machine, content)
    one = finding(look(home, machine).result, MEDIA)
    assert outcome(one) == expected
    if expected[0] == "fail":
        assert one["problems"][0]["values"]["media"] == "sdx (31 GB)"


def test_an_ordinary_person_is_told_nothing_without_udevs_notes(
    home: Path, computer: ComputerFactory
) -> None:
    machine = computer()
    _with_stick(machine, None)
    one = finding(look(home, machine, person=as_nobody(home)).result, MEDIA)
    assert outcome(one) == ("unknown", "not_shown")
    assert one["reason"]["kind"] == "needs_admin"


def test_nothing_plugged_in_is_never_a_pass(home: Path, computer: ComputerFactory) -> None:
    machine = computer()
    expected = ("not_applicable", "nothing_plugged_in")
    assert outcome(finding(look(home, machine).result, MEDIA)) == expected
    _with_stick(machine, None, empty=True)
    assert outcome(finding(look(home, machine).result, MEDIA)) == expected


def test_a_computer_that_shows_no_disk_is_unknown(home: Path, computer: ComputerFactory) -> None:
    machine = computer(lsblk="""printf '{"blockdevices": []}'""")
    assert outcome(finding(look(home, machine).result, MEDIA)) == ("unknown", "no_disks")
