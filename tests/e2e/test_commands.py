"""lsblk hangs, is missing, prints without end or nonsense: unknown with the reason, in time."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.e2e import computer as invented
from tests.e2e.conftest import ComputerFactory
from tests.e2e.running import PROGRAM, finding, problem_keys, run_command, scan, told_plainly

DISK = "device.disk_encryption"
ONLY = ("--only", DISK)
_MOST_KILOBYTES = 300_000
_MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


def test_an_encrypted_computer_passes(tmp_path: Path, computer: ComputerFactory) -> None:
    ended = scan(tmp_path, *ONLY, "--format", "json", inside=computer().enter)
    assert told_plainly(ended) == ""
    assert (finding(ended.result, DISK)["status"], ended.code) == ("pass", 0)


def test_an_open_computer_fails(tmp_path: Path, computer: ComputerFactory) -> None:
    ended = scan(tmp_path, *ONLY, "--format", "json", inside=computer(encrypted=False).enter)
    found = finding(ended.result, DISK)
    assert (found["status"], found["severity"], ended.code) == ("fail", "critical", 1)
    assert problem_keys(found) == ["files_readable", "not_encrypted"]


@pytest.mark.parametrize(
    ("lsblk", "kind"),
    [
        ("", "tool_missing"),
        (invented.PRINTS_FOR_EVER, "unreadable"),
        (invented.PRINTS_GARBAGE, "unreadable"),
        (invented.PRINTS_NOTHING, "unreadable"),
        (invented.PRINTS_HALF, "unreadable"),
        (invented.FAILS, "unreadable"),
    ],
    ids=["absent", "endless", "garbage", "empty", "truncated", "failing"],
)
def test_a_program_that_is_no_help(
    tmp_path: Path, computer: ComputerFactory, lsblk: str, kind: str
) -> None:
    ended = scan(tmp_path, *ONLY, "--format", "json", inside=computer(lsblk=lsblk).enter)
    assert told_plainly(ended) == ""
    found = finding(ended.result, DISK)
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", kind, 3)
    assert found["reason"]["remedy"]
    assert ended.result["errors"] == []
    assert ended.seconds < 5


def test_a_gigabyte_is_not_kept(tmp_path: Path, computer: ComputerFactory) -> None:
    enter = computer(lsblk=invented.PRINTS_A_GIGABYTE).enter
    measured = [sys.executable, "-c", _MEASURE, *PROGRAM, "scan", "--no-input", *ONLY]
    ended = run_command(tmp_path, [*enter, *measured])
    assert ended.code == 3
    assert int(ended.err.splitlines()[-1]) < _MOST_KILOBYTES


def test_a_program_that_hangs_ends_with_all_that_it_started(
    tmp_path: Path, computer: ComputerFactory
) -> None:
    made = computer(lsblk=f"sleep 600 & echo $! > '{tmp_path}/child'; wait")
    ended = scan(tmp_path, *ONLY, "--format", "json", inside=made.enter)
    found = finding(ended.result, DISK)
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", "timeout", 3)
    assert ended.seconds < 15
    assert not _runs((tmp_path / "child").read_text().strip())


def test_the_scans_own_deadline_comes_first(tmp_path: Path, computer: ComputerFactory) -> None:
    enter = computer(lsblk=invented.HANGS).enter
    ended = scan(tmp_path, *ONLY, "--timeout", "1", "--format", "json", inside=enter)
    found = finding(ended.result, DISK)
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", "timeout", 3)
    assert ended.result["scan"]["partial"] is True
    assert ended.seconds < 5


def _runs(process: str) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
