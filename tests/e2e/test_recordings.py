"""A scan's recording judged again: the same findings, elsewhere, later, in another language."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ComputerFactory
from tests.e2e.running import (
    Ended,
    finding,
    names_in,
    problem_keys,
    run,
    saved,
    scan,
    told_plainly,
)
from tests.lab.dns_servers import DnsLab
from tests.lab.fixtures import require, require_root
from tests.lab.processes import program

PROFILE = """\
digiamen: 1
organisation: {name: Association Exemple, country: MA, language: fr}
contacts: [{role: focal point, say: "second floor, first door"}]
domains:
  - {name: good.example, exposure: 3}
  - {name: open.example}
  - {name: signed-bogus.example}
devices: {sensitive_folders: [~/Dossiers]}
accounts:
  - {name: Google Workspace, exposure: 3}
  - {name: Facebook page}
"""
ANSWERS = """\
digiamen: 1
answers:
  - check: accounts.two_factor
    target: Google Workspace
    values: {state: some, with_it: 3, total: 5}
    by: focal point
    on: 2026-11-01
    until: 2099-01-01
"""


@dataclass(frozen=True)
class Recorded:
    """A folder with one scan of an organisation: its result, and its recording, masked and full."""

    folder: Path
    code: int
    result: dict[str, Any]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory, dns_lab: DnsLab) -> Recorded:
    folder = tmp_path_factory.mktemp("recorded")
    (folder / "digiamen.yaml").write_text(PROFILE)
    (folder / "digiamen.answers.yaml").write_text(ANSWERS)
    options = ("--resolver", dns_lab.resolver, "--lang", "en")
    ended = scan(folder, *options, "-o", "result.json", "--record", "masked.jsonl")
    assert told_plainly(ended) == ""
    full = scan(folder, *options, "--record", "full.jsonl", "--record-full")
    assert full.code == ended.code
    return Recorded(folder, ended.code, saved(folder / "result.json"))


def _judge(folder: Path, *arguments: str, **options: Any) -> Ended:
    return run(folder, "judge", *arguments, "--format", "json", **options)


@pytest.mark.parametrize("name", ["masked.jsonl", "full.jsonl"])
def test_judging_again_finds_the_same(recorded: Recorded, name: str) -> None:
    again = _judge(recorded.folder, name, "--lang", "en")
    assert again.code == recorded.code
    told = json.dumps(again.result).replace("private-1", "~/Dossiers")
    for key in ("findings", "actions", "protections", "targets", "coverage", "errors"):
        assert json.loads(told)[key] == recorded.result[key], key
    assert again.result["scan"]["judged_from_recording"] is True
    assert again.result["scan"]["started"][:10] == recorded.result["scan"]["started"][:10]
    assert "time of the recording" in told_plainly(again)


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_judging_in_another_language_says_the_same(recorded: Recorded, lang: str) -> None:
    again = _judge(recorded.folder, "masked.jsonl", "--lang", lang)
    assert again.code == recorded.code
    keys = [[one["status"], problem_keys(one)] for one in again.result["findings"]]
    assert keys == [[one["status"], problem_keys(one)] for one in recorded.result["findings"]]
    assert _order(again.result) == _order(recorded.result)
    assert again.result["actions"][0]["title"] != recorded.result["actions"][0]["title"]


def _order(result: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["check"], one["problem"], one["band"]) for one in result["actions"]]


def test_the_language_of_the_profile_is_the_usual_one(recorded: Recorded) -> None:
    assert _judge(recorded.folder, "masked.jsonl").result["scan"]["lang"] == "fr"


def test_a_recording_keeps_no_secrets_unless_asked(recorded: Recorded) -> None:
    masked = (recorded.folder / "masked.jsonl").read_text()
    assert "second floor" not in masked
    assert "Dossiers" not in masked
    assert str(recorded.folder) not in masked
    assert "second floor" in (recorded.folder / "full.jsonl").read_text()


@pytest.mark.parametrize("only", ["mail", "device"])
def test_judging_a_part_of_a_scan_adds_nothing(tmp_path: Path, dns_lab: DnsLab, only: str) -> None:
    options = ("--only", only, "--domain", "good.example", "--resolver", dns_lab.resolver)
    first = scan(tmp_path, *options, "--record", "seen.jsonl", "--format", "json")
    again = _judge(tmp_path, "seen.jsonl")
    assert again.result["findings"] == first.result["findings"]
    assert again.code == first.code


def test_what_was_not_recorded_is_unknown(recorded: Recorded, tmp_path: Path) -> None:
    whole = _lines(recorded)

    def judge_the_first(lines: int) -> None:
        folder = tmp_path / str(lines)
        folder.mkdir()
        _copy(folder, whole[:lines])
        again = _judge(folder, "seen.jsonl", "--lang", "en")
        assert "seen.jsonl: the end is missing" in told_plainly(again)
        assert again.code == 3
        assert again.result["scan"]["partial"] is True
        _nothing_better(again.result, recorded.result)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(judge_the_first, range(1, len(whole) - 1)))


def test_a_recording_that_was_cut_anywhere(recorded: Recorded, tmp_path: Path) -> None:
    data = (recorded.folder / "masked.jsonl").read_bytes()
    header = data.index(b"\n") + 1
    for place in (1, header // 2, header + 7, (header + len(data)) // 2, len(data) - 9):
        (tmp_path / "seen.jsonl").write_bytes(data[:place])
        again = _judge(tmp_path, "seen.jsonl", "--lang", "en")
        assert "seen.jsonl:" in told_plainly(again)
        assert again.code in ({2} if place < header else {1, 3})
        if again.code != 2:
            _nothing_better(again.result, recorded.result)


def _nothing_better(after: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Show that a loss has turned findings to unknown, never to pass or not applicable."""
    for one in after["findings"]:
        was = finding(before, one["check"], one["target"]["name"])
        assert one["status"] in {was["status"], "unknown"}


def _lines(recorded: Recorded) -> list[str]:
    return (recorded.folder / "masked.jsonl").read_text().splitlines()


def _copy(folder: Path, lines: list[str]) -> None:
    (folder / "seen.jsonl").write_text("".join(f"{line}\n" for line in lines))


def test_a_recording_changed_by_hand_says_so(recorded: Recorded, tmp_path: Path) -> None:
    changed = [line.replace("p=reject", "p=none") for line in _lines(recorded)]
    _copy(tmp_path, changed)
    again = _judge(tmp_path, "seen.jsonl", "--lang", "en")
    assert "seen.jsonl: changed after it was written" in told_plainly(again)
    assert finding(again.result, "mail.dmarc", "good.example")["status"] == "fail"
    told = run(tmp_path, "judge", "seen.jsonl", "--lang", "en")
    assert told.code == again.code


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"\x00\xff\xfe\x80" * 100, "not a text file"),
        (b"{}\n", "not a recording"),
        (b"[1, 2\n", "not a recording"),
        (b"[" * 100_000, "not a recording"),
        (b"digiamen: 1\n", "not a recording"),
        (b'{"schema": "digiamen.recording/2", "new": 1}\n', "made by a newer digiamen"),
        (b'{"schema": "digiamen.recording/1"}\n', "is not as digiamen writes it"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "seen.jsonl").write_bytes(content)
    ended = _judge(tmp_path, "seen.jsonl", "-o", "result.json")
    assert ended.code == 2
    assert told_plainly(ended).startswith("seen.jsonl:1: ")
    assert says in ended.err
    assert names_in(tmp_path) == {"seen.jsonl"}


def test_a_value_that_no_probe_writes_is_refused_with_its_line(
    recorded: Recorded, tmp_path: Path
) -> None:
    lines = _lines(recorded)
    line = json.loads(lines[1]) | {"value": {"encrypted": "yes, all of it"}}
    _copy(tmp_path, [lines[0], json.dumps(line), *lines[2:]])
    ended = _judge(tmp_path, "seen.jsonl")
    assert ended.code == 2
    assert told_plainly(ended).startswith("seen.jsonl:2: ")


def test_a_profile_in_a_recording_is_not_trusted(recorded: Recorded, tmp_path: Path) -> None:
    lines = _lines(recorded)
    header = json.loads(lines[0])
    header["profile"]["domains"][0]["name"] = "-oProxy"
    _copy(tmp_path, [json.dumps(header), *lines[1:]])
    ended = _judge(tmp_path, "seen.jsonl")
    assert ended.code == 2
    assert told_plainly(ended)


def test_a_folder_or_a_missing_file_is_refused(tmp_path: Path) -> None:
    for name in (".", "missing.jsonl"):
        ended = _judge(tmp_path, name)
        assert ended.code == 2
        assert f"{name} cannot be read" in told_plainly(ended)


@pytest.mark.parametrize("now", ["2027-13-01", "tomorrow", "\x1b[2J"])
def test_a_bad_day_is_refused(recorded: Recorded, now: str) -> None:
    ended = _judge(recorded.folder, "masked.jsonl", "--now", now)
    assert ended.code == 2
    assert "write a day such as" in told_plainly(ended)
    assert "\x1b" not in ended.err


def test_answers_grow_old_with_the_day(recorded: Recorded) -> None:
    then = _judge(recorded.folder, "masked.jsonl", "--now", "2099-01-02")
    found = finding(then.result, "accounts.two_factor", "Google Workspace")
    assert (found["status"], found["reason"]["kind"]) == ("unknown", "expired")


def test_two_computers_are_judged_as_one_office(tmp_path: Path, computer: ComputerFactory) -> None:
    for label, encrypted in (("PC-1", True), ("PC-2", False)):
        enter = computer(encrypted=encrypted).enter
        only = ("--only", "device.disk_encryption")
        options = (*only, "--label", label, "--record", f"{label}.jsonl")
        assert scan(tmp_path, *options, inside=enter).code == (0 if encrypted else 1)
    both = _judge(tmp_path, "PC-1.jsonl", "PC-2.jsonl", *only)
    statuses = {one["target"]["name"]: one["status"] for one in both.result["findings"]}
    assert statuses == {"PC-1": "pass", "PC-2": "fail"}
    assert both.result["coverage"]["devices_seen"] == 2
    assert both.code == 1
    assert [one["target"]["name"] for one in both.result["findings"]] == ["PC-1", "PC-2"]
    swapped = _judge(tmp_path, "PC-2.jsonl", "PC-1.jsonl", *only)
    assert swapped.result["actions"] == both.result["actions"]


def test_judging_runs_no_program_and_needs_no_network(
    recorded: Recorded, tmp_path: Path, computer: ComputerFactory
) -> None:
    require("unshare")
    require_root()
    trap = tmp_path / "trap"
    enter = computer(lsblk=f"touch '{trap}'").enter
    assert scan(tmp_path, "--only", "device.disk_encryption", inside=enter).code == 3
    assert trap.exists(), "a scan springs the trap"
    trap.unlink()
    alone = (program("unshare"), "--net", *enter)
    again = _judge(recorded.folder, "full.jsonl", "--lang", "en", inside=alone)
    assert again.result["findings"] == recorded.result["findings"]
    assert not trap.exists()
