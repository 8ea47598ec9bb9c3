"""Root, sudo and an ordinary person: the same facts or unknown, and whose the files are."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.e2e.conftest import ComputerFactory
from tests.e2e.running import Ended, finding, names_in, problem_keys, run, saved, scan, told_plainly
from tests.e2e.somebody import NOBODY, as_nobody, with_open_doors
from tests.lab.fixtures import require, require_root

DISK = "device.disk_encryption"
FILES = ("-o", "result.json", "--record", "seen.jsonl")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give nobody a folder of their own."""
    require("unshare", "setpriv")
    require_root()
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    os.chown(folder, NOBODY, NOBODY)
    return folder


def _scan(home: Path, *arguments: str, inside: list[str]) -> Ended:
    ended = scan(home, *arguments, inside=inside)
    assert told_plainly(ended) == ""
    return ended


def test_an_ordinary_person_sees_what_root_sees_or_does_not_know(home: Path) -> None:
    shape = ("--format", "json")
    as_root = finding(_scan(home, *shape, inside=with_open_doors(home)).result, DISK)
    theirs = finding(_scan(home, *shape, inside=as_nobody(home)).result, DISK)
    assert theirs["status"] in {as_root["status"], "unknown"}
    if theirs["status"] != "unknown":
        assert problem_keys(theirs) == problem_keys(as_root)
        assert theirs["evidence"] == as_root["evidence"]


@pytest.mark.parametrize("encrypted", [True, False])
def test_on_the_same_disks_everybody_learns_the_same(
    home: Path, computer: ComputerFactory, *, encrypted: bool
) -> None:
    machine = computer(encrypted=encrypted)
    told = {}
    for name, person in (("root", with_open_doors(home)), ("nobody", as_nobody(home))):
        only = ("--only", DISK, "--format", "json")
        ended = _scan(home, *only, inside=[*machine.enter, *person])
        assert ended.code == (0 if encrypted else 1)
        told[name] = (ended.result["findings"], ended.result["actions"], ended.result["targets"])
    assert told["root"] == told["nobody"]


def test_a_persons_files_are_theirs_alone(home: Path) -> None:
    ended = _scan(home, *FILES, inside=as_nobody(home))
    assert ended.code in {0, 1, 3}
    assert names_in(home) == {"result.json", "seen.jsonl"}
    for path in home.iterdir():
        assert (path.stat().st_uid, path.stat().st_mode & 0o777) == (NOBODY, 0o600)


def test_what_root_writes_belongs_to_the_folders_owner(home: Path) -> None:
    (home / "digiamen.yaml").write_text("digiamen: 1\n")
    _scan(home, *FILES, inside=[])
    for name in ("result.json", "seen.jsonl"):
        state = (home / name).stat()
        assert (state.st_uid, state.st_gid, state.st_mode & 0o777) == (NOBODY, NOBODY, 0o600)


def test_under_sudo_the_home_is_the_callers(tmp_path: Path, computer: ComputerFactory) -> None:
    caller = tmp_path / "caller"
    caller.mkdir()
    passwd = tmp_path / "passwd"
    line = f"volunteer:x:4711:4711::{caller}:/bin/sh\n"
    passwd.write_text(Path("/etc/passwd").read_text() + line)
    script = 'mount --bind "$1" /etc/passwd && shift && exec "$@"'
    machine = computer(in_memory=str(caller)).enter
    inside = [*machine, "unshare", "--mount", "sh", "-c", script, "sudo", str(passwd)]
    kinds = {}
    for name, more in (("root", {}), ("sudo", {"SUDO_USER": "volunteer"})):
        file = f"{name}.jsonl"
        told_plainly(
            run(tmp_path, "scan", "--no-input", "--record", file, inside=inside, more=more)
        )
        kinds[name] = re.findall(
            '"role":"home","file_system":"(.*?)"', (tmp_path / file).read_text()
        )
    assert kinds == {"root": ["xfs"], "sudo": ["ramfs"]}


def test_somebody_that_does_not_exist_is_no_fault(home: Path) -> None:
    ended = run(home, "scan", "--no-input", more={"SUDO_USER": "no-such-person"})
    told_plainly(ended)
    assert ended.code in {0, 1, 3}


@pytest.mark.parametrize("there", ["/nonexistent", "", "relative/../path"])
def test_a_home_that_is_not_there_is_no_fault(tmp_path: Path, there: str) -> None:
    ended = run(tmp_path, "scan", "--no-input", more={"HOME": there})
    told_plainly(ended)
    assert ended.code in {0, 1, 3}


def test_a_folder_that_may_not_be_written_to(home: Path) -> None:
    closed = home.with_name("closed")
    closed.mkdir(mode=0o755)
    (closed / "result.json").write_text("{}\n")
    options = ("--offline", "--domain", "one.example", "--only", "mail")
    ended = scan(closed, *options, "-o", "result.json", inside=as_nobody(closed))
    assert "result.json cannot be written: Permission denied" in told_plainly(ended)
    assert ended.code == 2
    assert "one.example" in ended.out
    assert names_in(closed) == {"result.json"}
    assert saved(closed / "result.json") == {}


def test_a_profile_that_may_not_be_read(home: Path) -> None:
    profile = home / "digiamen.yaml"
    profile.write_text("digiamen: 1\n")
    profile.chmod(0o600)
    ended = scan(home, inside=as_nobody(home))
    assert ended.code == 2
    assert told_plainly(ended).startswith("digiamen.yaml: This file cannot be read.")
