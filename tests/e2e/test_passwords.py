"""The rule for new passwords on invented computers, as root and as an ordinary person."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.e2e.conftest import ComputerFactory
from tests.e2e.running import Ended, Finding, finding, problem_keys, run, scan, told_plainly
from tests.e2e.somebody import NOBODY, as_nobody, with_open_doors
from tests.lab.fixtures import require, require_root
from tests.lab.real_pam import PROGRAMS, RealPam, make_real_pam

CHECK = "device.password_policy"
DEBIAN = "ID=debian\n"
STRICT = """\
password requisite pam_pwquality.so retry=3
password [success=1 default=ignore] pam_unix.so obscure use_authtok yescrypt
password requisite pam_deny.so
password required pam_permit.so
"""
NONE = STRICT.partition("\n")[2].replace(" use_authtok", "")
NOBODYS_LINE = f"nobody:x:{NOBODY}:{NOBODY}:nobody:/:/bin/sh\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give nobody a folder of their own."""
    require(*PROGRAMS, "setpriv")
    require_root()
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    os.chown(folder, NOBODY, NOBODY)
    return folder


@pytest.fixture
def pam(tmp_path: Path) -> RealPam:
    made = make_real_pam(tmp_path / "etc")
    made.write("os-release", DEBIAN)
    made.write("pam.d/passwd", STRICT)
    made.write("security/pwquality.conf", "minlen = 14\n")
    return made


def look(
    home: Path, computer: ComputerFactory, pam: RealPam, person: list[str], *more: str
) -> Ended:
    inside = [*computer().enter, *pam.enter, *person]
    ended = scan(home, "--only", CHECK, *more, "--format", "json", inside=inside)
    assert told_plainly(ended) == ""
    assert ended.result["errors"] == []
    assert ended.seconds < 5
    return ended


def as_root(home: Path, computer: ComputerFactory, pam: RealPam) -> Finding:
    return finding(look(home, computer, pam, with_open_doors(home)).result, CHECK)


def test_a_computer_that_demands_the_length_passes(
    home: Path, computer: ComputerFactory, pam: RealPam
) -> None:
    found = as_root(home, computer, pam)
    assert (found["status"], found["note"]) == ("pass", None)
    assert {"source": "/etc/security/pwquality.conf", "observed": "minlen = 14"} in found[
        "evidence"
    ]


def test_a_debian_as_it_is_installed_fails_with_what_to_type(
    home: Path, computer: ComputerFactory, pam: RealPam
) -> None:
    pam.write("pam.d/passwd", NONE)
    found = as_root(home, computer, pam)
    assert (found["status"], found["severity"]) == ("fail", "medium")
    assert problem_keys(found) == ["no_rule"]
    pastes = [paste["after"] for paste in found["problems"][0]["paste"]]
    assert pastes == [
        "sudo apt install libpam-pwquality",
        "printf '\\nminlen = 14\\n' | sudo tee -a /etc/security/pwquality.conf",
    ]


def test_what_is_to_be_typed_mends_it(home: Path, computer: ComputerFactory, pam: RealPam) -> None:
    pam.write("security/pwquality.conf", "minlen = 9\ndcredit = 2\nenforcing = 0")
    found = as_root(home, computer, pam)
    assert problem_keys(found) == ["warns_only"]
    line = found["problems"][0]["paste"][0]["after"].split("'")[1]
    text = (pam.etc / "security/pwquality.conf").read_text() + line.replace("\\n", "\n")
    pam.write("security/pwquality.conf", text)
    assert as_root(home, computer, pam)["status"] == "pass"
    assert pam.lengths_taken(13, 14) == {14}


def test_the_profile_says_how_long(home: Path, computer: ComputerFactory, pam: RealPam) -> None:
    (home / "digiamen.yaml").write_text("digiamen: 1\npassword_policy: {min_length: 16}\n")
    found = as_root(home, computer, pam)
    assert problem_keys(found) == ["too_short"]
    told = found["problems"][0]["values"]
    assert (told["asked"], told["shortest"], told["wanted"]) == (14, 14, 16)


def test_an_ordinary_person_sees_what_root_sees(
    home: Path, computer: ComputerFactory, pam: RealPam
) -> None:
    pam.write("passwd", (pam.etc / "passwd").read_text() + NOBODYS_LINE)
    theirs = finding(look(home, computer, pam, as_nobody(home)).result, CHECK)
    assert theirs == as_root(home, computer, pam)
    assert theirs["status"] == "pass"


def test_somebody_whose_account_is_kept_elsewhere_does_not_know(
    home: Path, computer: ComputerFactory, pam: RealPam
) -> None:
    found = finding(look(home, computer, pam, as_nobody(home)).result, CHECK)
    assert (found["status"], found["note"]["key"]) == ("unknown", "account_elsewhere")


@pytest.mark.parametrize("name", ["pam.d/passwd", "security/pwquality.conf"])
def test_a_file_that_only_root_may_read_is_unknown_to_others(
    home: Path, computer: ComputerFactory, pam: RealPam, name: str
) -> None:
    pam.write("passwd", (pam.etc / "passwd").read_text() + NOBODYS_LINE)
    (pam.etc / name).chmod(0o600)
    assert as_root(home, computer, pam)["status"] == "pass"
    found = finding(look(home, computer, pam, as_nobody(home)).result, CHECK)
    assert (found["status"], found["reason"]["kind"]) == ("unknown", "needs_admin")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pam.d/passwd", b"password required pam_unix.so\n" * 40_000),
        ("pam.d/passwd", b"password include passwd\n" * 20),
        ("pam.d/passwd", b"password include /home/somebody/rules\n"),
        ("pam.d/passwd", b"\0\xff\xfe\n" * 300),
        ("security/pwquality.conf", b"minlen = 14\n" * 100_000),
        ("security/pwquality.conf", b"minlen = 14\0\n"),
    ],
    ids=["a megabyte", "includes itself", "elsewhere", "binary", "many settings", "a NUL byte"],
)
def test_files_that_are_no_help_are_unreadable(
    home: Path, computer: ComputerFactory, pam: RealPam, name: str, data: bytes
) -> None:
    (pam.etc / name).write_bytes(data)
    found = as_root(home, computer, pam)
    assert (found["status"], found["reason"]["kind"]) == ("unknown", "unreadable")
    assert found["reason"]["remedy"]


def test_what_is_no_file_is_not_waited_for(
    home: Path, computer: ComputerFactory, pam: RealPam
) -> None:
    (pam.etc / "security/pwquality.conf").unlink()
    os.mkfifo(pam.etc / "security/pwquality.conf")
    found = as_root(home, computer, pam)
    assert (found["status"], found["reason"]["kind"]) == ("unknown", "unreadable")


def test_a_recording_is_judged_as_the_computer_was(
    home: Path, computer: ComputerFactory, pam: RealPam
) -> None:
    pam.write("security/pwquality.conf", "minlen = 14\nbadwords = Amina\n")
    record = ("--record", "seen.jsonl")
    first = look(home, computer, pam, with_open_doors(home), *record).result
    kept = (home / "seen.jsonl").read_text()
    assert "Amina" not in kept
    assert "volunteer" not in kept
    again = run(home, "judge", "seen.jsonl", "--only", CHECK, "--format", "json")
    judged = finding(json.loads(again.stdout), CHECK)
    assert judged["status"] == finding(first, CHECK)["status"] == "pass"
