"""Where the result cannot go: full disks, read-only folders, closed pipes, poor encodings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import fill, make_read_only
from tests.e2e.running import (
    PROGRAM,
    Ended,
    environment,
    names_in,
    run,
    run_command,
    saved,
    scan,
    start,
    told_plainly,
)

OFFLINE = ("--offline", "--domain", "one.example", "--only", "mail")
"""A scan that sees nothing and ends with 3, on every computer."""
OLD = b'{"old": true}\n'


def test_a_full_disk_keeps_the_old_result(tmp_path: Path, small_disk: Path) -> None:
    (small_disk / "result.json").write_bytes(OLD)
    fill(small_disk)
    ended = scan(tmp_path, *OFFLINE, "-o", "small-disk/result.json")
    _not_saved(ended, "small-disk/result.json", "No space left on device")
    assert (small_disk / "result.json").read_bytes() == OLD
    assert names_in(small_disk) == {"result.json", "filler"}


def test_a_read_only_folder_keeps_the_old_result(tmp_path: Path, small_disk: Path) -> None:
    (small_disk / "result.json").write_bytes(OLD)
    make_read_only(small_disk)
    ended = scan(tmp_path, *OFFLINE, "-o", "small-disk/result.json")
    _not_saved(ended, "small-disk/result.json", "Read-only file system")
    assert (small_disk / "result.json").read_bytes() == OLD
    assert names_in(small_disk) == {"result.json"}


def test_a_full_disk_keeps_the_old_recording(tmp_path: Path, small_disk: Path) -> None:
    (small_disk / "seen.jsonl").write_bytes(OLD)
    fill(small_disk)
    ended = scan(tmp_path, *OFFLINE, "--record", "small-disk/seen.jsonl", "-o", "result.json")
    said = _not_saved(ended, "small-disk/seen.jsonl", "No space left on device")
    assert "-o" not in said, "it was --record that failed"
    assert (small_disk / "seen.jsonl").read_bytes() == OLD
    assert names_in(small_disk) == {"seen.jsonl", "filler"}
    assert saved(tmp_path / "result.json")["findings"], "the other file is saved all the same"


def test_one_file_that_cannot_be_saved_costs_no_other(tmp_path: Path, small_disk: Path) -> None:
    fill(small_disk)
    ended = scan(tmp_path, *OFFLINE, "-o", "small-disk/one.json", "-o", "two.json")
    _not_saved(ended, "small-disk/one.json", "No space left on device")
    assert saved(tmp_path / "two.json")["findings"]


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "result.json").mkdir()
    ended = scan(tmp_path, *OFFLINE, "-o", "result.json")
    assert "result.json" in told_plainly(ended)
    assert ended.code == 2
    assert names_in(tmp_path) == {"result.json"}


def _not_saved(ended: Ended, *words: str) -> str:
    """Show that the person was told why, and that the report was told all the same."""
    said = told_plainly(ended)
    assert all(word in said for word in words), said
    assert ended.code == 2
    assert "one.example" in ended.out
    return said


def test_what_is_no_file_is_never_replaced(tmp_path: Path) -> None:
    """As root, `--record /dev/null` must not turn the device into a file."""
    os.mkfifo(tmp_path / "pipe.json")
    for option in (("-o", "pipe.json"), ("--record", "pipe.json")):
        ended = scan(tmp_path, *OFFLINE, *option)
        assert "pipe.json" in told_plainly(ended)
        assert ended.code == 2
        assert (tmp_path / "pipe.json").is_fifo()
    assert names_in(tmp_path) == {"pipe.json"}


def test_a_recording_never_takes_the_place_of_the_profile_or_the_result(tmp_path: Path) -> None:
    profile = "digiamen: 1\norganisation: {name: Association Exemple}\n"
    (tmp_path / "digiamen.yaml").write_text(profile)
    ended = scan(tmp_path, *OFFLINE, "--record", "digiamen.yaml")
    assert "digiamen.yaml" in told_plainly(ended)
    assert ended.code == 2
    assert (tmp_path / "digiamen.yaml").read_text() == profile
    ended = scan(tmp_path, *OFFLINE, "--record", "same.json", "-o", "same.json")
    assert "same.json" in told_plainly(ended)
    assert ended.code == 2
    assert names_in(tmp_path) == {"digiamen.yaml"}


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "result.json").symlink_to("behind.json")
    assert scan(tmp_path, *OFFLINE, "-o", "result.json").code == 3
    assert (tmp_path / "result.json").is_symlink()
    assert saved(tmp_path / "behind.json")["findings"]


def test_a_saved_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "result.json").touch(0o644)
    assert scan(tmp_path, *OFFLINE, "-o", "result.json", "--record", "seen.jsonl").code == 3
    for name in ("result.json", "seen.jsonl"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("shape", ["terminal", "json"])
def test_a_closed_pipe_is_no_fault(tmp_path: Path, shape: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    argv = [*PROGRAM, "scan", "--no-input", *OFFLINE, "--format", shape, "-o", "result.json"]
    process = start(tmp_path, argv, stdout=writer)
    os.close(writer)
    _, stderr = process.communicate(timeout=20)
    told_plainly(Ended(process.returncode, b"", stderr, 0.0))
    assert process.returncode == 3
    assert saved(tmp_path / "result.json")["findings"]


@pytest.mark.parametrize(
    "arguments", [("scan", "--no-input", *OFFLINE), ("checks", "list"), ("profile", "schema")]
)
def test_a_reader_that_wants_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    pipeline = '"$@" | head -1; exit "${PIPESTATUS[0]}"'
    ended = run_command(tmp_path, ["bash", "-c", pipeline, "pipeline", *PROGRAM, *arguments])
    assert told_plainly(ended) == ""
    assert ended.code == (3 if "scan" in arguments else 0)
    assert ended.stdout.count(b"\n") == 1


SCAN = ("scan", "--no-input", *OFFLINE, "-o", "result.json")
LOST: dict[tuple[str, ...], int] = {
    SCAN: 3,
    (*SCAN, "--format", "json"): 3,
    ("checks", "list"): 0,
    ("--version",): 0,
    ("scan", "--help"): 0,
    ("scan", "missing.yaml"): 2,
    ("scan", "--nonsense"): 2,
}


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-", "2>/dev/full"])
@pytest.mark.parametrize(
    "arguments", [SCAN, ("--version",), ("scan", "missing.yaml"), ("scan", "--nonsense")]
)
def test_a_stream_that_is_not_there_changes_no_exit_code(
    tmp_path: Path, closed: str, arguments: tuple[str, ...]
) -> None:
    shell = ["sh", "-c", f'exec "$@" {closed}', "shell", *PROGRAM, *arguments]
    ended = run_command(tmp_path, shell)
    told_plainly(ended)
    assert ended.code == LOST[arguments]
    if arguments[0] == "scan" and "-o" in arguments:
        assert saved(tmp_path / "result.json")["findings"]


@pytest.mark.parametrize("arguments", LOST, ids=" ".join)
def test_a_full_standard_output_is_said_and_costs_no_file(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    shell = ["sh", "-c", 'exec "$@" >/dev/full', "shell", *PROGRAM, *arguments]
    ended = run_command(tmp_path, shell)
    assert told_plainly(ended)
    assert ended.code == 2
    if arguments[0] == "scan" and "-o" in arguments:
        assert saved(tmp_path / "result.json")["findings"]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "cp1256", "ascii"])
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_poor_encoding_still_tells_everything(tmp_path: Path, encoding: str, lang: str) -> None:
    more = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ended = scan(tmp_path, *OFFLINE, "--lang", lang, more=more)
    assert ended.code == 3
    said = ended.stdout.decode(encoding)
    assert "Traceback" not in ended.stderr.decode(encoding)
    assert "one.example" in said
    assert "?" * 3 not in said, "words are not lost in question marks"
    assert (_has_arabic(said)) == (lang == "ar" and encoding == "cp1256")


def _has_arabic(text: str) -> bool:
    return any("\u0600" <= one <= "\u06ff" for one in text)


def test_a_locale_without_letters(tmp_path: Path) -> None:
    more = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for lang in ("fr", "ar"):
        ended = scan(tmp_path, *OFFLINE, "--lang", lang, more=more)
        assert ended.code == 3
        assert b"one.example" in ended.stdout
        assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "cp1256", "ascii", "utf-16"])
def test_json_is_utf_8_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    more = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ended = scan(tmp_path, *OFFLINE, "--lang", "ar", "--format", "json", more=more)
    assert ended.code == 3
    assert _has_arabic(ended.out)
    assert ended.result["scan"]["lang"] == "ar"


def test_the_report_stands_alone_on_standard_output(tmp_path: Path) -> None:
    merged = subprocess.run(
        [*PROGRAM, "scan", "--no-input", *OFFLINE, "--format", "json"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=20,
        check=False,
    )
    assert Ended(merged.returncode, merged.stdout, b"", 0.0).result["findings"]


@pytest.mark.parametrize("columns", ["60", "20", "1", "nonsense", "-5", "100000"])
def test_any_width_will_do(tmp_path: Path, columns: str) -> None:
    ended = scan(tmp_path, *OFFLINE, more={"COLUMNS": columns, "NO_COLOR": "1"})
    told_plainly(ended)
    assert ended.code == 3
    assert "\x1b" not in ended.out
    if columns == "60":
        assert max(map(len, ended.out.splitlines())) <= 60


def test_nothing_is_left_open(tmp_path: Path) -> None:
    warned = [sys.executable, "-X", "dev", "-m", "digiamen_scan", "scan", "--no-input"]
    ended = run_command(tmp_path, [*warned, "--record", "seen.jsonl", "-o", "result.json"])
    assert told_plainly(ended) == ""


def test_a_saved_result_is_told_again(tmp_path: Path) -> None:
    first = scan(tmp_path, *OFFLINE, "-o", "result.json")
    again = run(tmp_path, "report", "result.json")
    assert (again.code, again.out) == (0, first.out)
    shown = run(tmp_path, "report", "result.json", "--format", "json")
    assert shown.result == saved(tmp_path / "result.json")
