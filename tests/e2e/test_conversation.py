"""What the program asks at a terminal, what it keeps of the answers, and when it never asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import ComputerFactory, fill, make_read_only
from tests.e2e.conversation import on_terminal
from tests.e2e.running import PROGRAM, finding, names_in, run, run_command, saved, scan
from tests.lab.fixtures import TerminalFactory
from tests.lab.terminal import CTRL_C, Terminal

PROFILE = """\
digiamen: 1
organisation: {name: Association Exemple}
accounts:
  - {name: Google Workspace, exposure: 3}
  - {name: Facebook page}
  - {name: Website}
"""
CHECK = "accounts.two_factor"
ONLY = ("--only", CHECK)
ANSWERS = "digiamen.answers.yaml"
PROMPT = "> $"
BRING_TO_END = r"digiamen is independent of"
"""The last line of a report."""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "digiamen.yaml").write_text(PROFILE)
    return tmp_path


@pytest.fixture
def asked(office: Path, terminal: TerminalFactory) -> Iterator[Terminal]:
    """Scan an office at a terminal up to the offer of questions, and accept it."""
    with on_terminal(terminal, office, "scan", *ONLY, "-o", "result.json") as shown:
        shown.expect(BRING_TO_END)
        shown.expect(r"Questions that only you can answer: 3\.")
        shown.expect(r"Answer them now\? \[y/n\]")
        shown.expect(PROMPT)
        shown.send_line("y")
        yield shown


def _say(shown: Terminal, *lines: str) -> None:
    for line in lines:
        shown.expect(PROMPT)
        shown.send_line(line)


def _end(shown: Terminal) -> int:
    code = shown.wait()
    assert "Traceback" not in shown.transcript
    return code


def _statuses(folder: Path) -> dict[str, str]:
    found = saved(folder / "result.json")["findings"]
    return {one["target"]["name"]: one["status"] for one in found}


def _kept(folder: Path) -> str:
    return (folder / ANSWERS).read_text()


def test_a_first_scan_asks_about_childrens_files_after_its_result(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    inside = tuple(computer(encrypted=False).enter)
    with on_terminal(terminal, tmp_path, "scan", "-o", "r.json", inside=inside) as shown:
        shown.expect("The disk of this computer is not encrypted")
        shown.expect(BRING_TO_END)
        shown.expect("Are children's files kept on, or opened from, this computer")
        _say(shown, "yes")
        shown.expect("The disk of this computer is not encrypted")
        shown.expect(BRING_TO_END)
        assert _end(shown) == 1
    assert [one["exposure"] for one in saved(tmp_path / "r.json")["targets"]] == [3]
    assert names_in(tmp_path) == {"r.json"}


@pytest.mark.parametrize("answer", ["no", "", "\x04", CTRL_C])
def test_no_to_childrens_files_changes_nothing(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory, answer: str
) -> None:
    inside = tuple(computer(encrypted=False).enter)
    with on_terminal(terminal, tmp_path, "scan", "-o", "r.json", inside=inside) as shown:
        shown.expect("this computer\\?")
        shown.expect(PROMPT)
        shown.send(answer if answer in {"\x04", CTRL_C} else f"{answer}\r")
        assert _end(shown) == 1
        assert len(re.findall(BRING_TO_END, shown.transcript)) == 1
    assert [one["exposure"] for one in saved(tmp_path / "r.json")["targets"]] == [2]


def test_answers_change_the_list_and_the_exit_code(office: Path, asked: Terminal) -> None:
    asked.expect("Google Workspace: besides the password")
    _say(asked, "1")
    asked.expect("Who answers")
    _say(asked, "focal point")
    asked.expect("Facebook page: besides the password")
    _say(asked, "2")
    asked.expect("how many of them have it")
    _say(asked, "3")
    asked.expect("how many people can sign in")
    _say(asked, "5")
    asked.expect("Website: besides the password")
    _say(asked, "3")
    asked.expect("What to do first")
    asked.expect(BRING_TO_END)
    assert _end(asked) == 1
    assert _statuses(office) == {
        "Google Workspace": "pass",
        "Facebook page": "fail",
        "Website": "fail",
    }
    assert asked.transcript.count("Who answers") == 1
    kept = _kept(office)
    assert kept.count("by: focal point") == 3
    assert re.search(r"with_it: 3", kept)
    assert (office / ANSWERS).stat().st_mode & 0o777 == 0o600
    again = scan(office, *ONLY, "--format", "json")
    assert again.code == 1
    assert again.result["coverage"]["open_questions"] == 0
    assert finding(again.result, CHECK, "Google Workspace")["disposition"]["by"] == "focal point"


def test_wrong_numbers_are_asked_again_and_enter_means_later(office: Path, asked: Terminal) -> None:
    for wrong in ("0", "5", "99999999999", "000000123", "one", "-1", "1.5", "\x1b[A"):
        _say(asked, wrong)
        asked.expect("Type a number from 1 to 4")
    _say(asked, "2")
    for wrong in ("many", "-3", "999999999"):
        _say(asked, wrong)
        asked.expect("Type a whole number")
    _say(asked, "", "", "")
    assert _end(asked) == 3
    assert set(_statuses(office).values()) == {"unknown"}
    assert not (office / ANSWERS).exists()


def test_the_last_choice_is_kept_as_not_said(office: Path, asked: Terminal) -> None:
    _say(asked, "4", "", "", "")
    assert _end(asked) == 3
    assert "declined: true" in _kept(office)
    reason = finding(saved(office / "result.json"), CHECK, "Google Workspace")["reason"]
    assert reason["kind"] == "declined"


@pytest.mark.parametrize("stop", [CTRL_C, "\x04"], ids=["Ctrl-C", "end of input"])
def test_stopping_keeps_what_was_answered(office: Path, asked: Terminal, stop: str) -> None:
    _say(asked, "1", "director")
    asked.expect("Facebook page: besides")
    asked.expect(PROMPT)
    asked.send(stop)
    asked.expect("Stopped. What you answered is kept.")
    asked.expect(BRING_TO_END)
    assert _end(asked) == 3
    assert _statuses(office)["Google Workspace"] == "pass"
    assert "Google Workspace" in _kept(office)
    assert "Facebook page" not in _kept(office)


def test_stopping_at_the_question_who_answers_keeps_the_answer(
    office: Path, asked: Terminal
) -> None:
    _say(asked, "1")
    asked.expect("Who answers")
    asked.expect(PROMPT)
    asked.send(CTRL_C)
    asked.expect("Stopped. What you answered is kept.")
    assert _end(asked) == 3
    assert "by: not said" in _kept(office)
    assert _statuses(office)["Google Workspace"] == "pass"


def test_no_means_later(office: Path, terminal: TerminalFactory) -> None:
    with on_terminal(terminal, office, "scan", *ONLY) as shown:
        shown.expect("Answer them now")
        _say(shown, "n")
        assert _end(shown) == 3
    assert names_in(office) == {"digiamen.yaml"}


def test_questions_in_arabic(office: Path, terminal: TerminalFactory) -> None:
    with on_terminal(terminal, office, "answer", *ONLY, "--lang", "ar") as shown:
        shown.expect("Google Workspace")
        _say(shown, "1", "مديرة")
        shown.expect("Facebook page")
        _say(shown, "", "")
        assert _end(shown) == 0
    assert "مديرة" in _kept(office)


def test_answer_asks_without_a_scan_and_then_has_nothing_to_ask(
    office: Path, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, office, "answer", *ONLY) as shown:
        _say(shown, "1", "focal point", "1", "1")
        shown.expect("Answers are kept in: digiamen.answers.yaml")
        assert _end(shown) == 0
    before = _kept(office)
    with on_terminal(terminal, office, "answer", *ONLY) as shown:
        shown.expect("There are no open questions.")
        assert _end(shown) == 0
    assert _kept(office) == before
    with on_terminal(terminal, office, "answer", *ONLY, "--all") as shown:
        _say(shown, "3", "focal point", "", "")
        assert _end(shown) == 0
    assert "nobody" in _kept(office)
    assert scan(office, *ONLY).code == 1


def test_comments_in_the_answers_stay(office: Path, terminal: TerminalFactory) -> None:
    (office / ANSWERS).write_text("digiamen: 1\n# ask Amal in spring\nanswers: []\n")
    with on_terminal(terminal, office, "answer", *ONLY) as shown:
        _say(shown, "1", "focal point", "", "")
        assert _end(shown) == 0
    assert "# ask Amal in spring" in _kept(office)


@pytest.mark.parametrize("spoil", [make_read_only, fill], ids=["read-only", "full"])
def test_answers_that_cannot_be_kept_are_said_at_once(
    small_disk: Path, terminal: TerminalFactory, spoil: object
) -> None:
    (small_disk / "digiamen.yaml").write_text(PROFILE)
    (small_disk / ANSWERS).write_text("digiamen: 1\n")
    before = names_in(small_disk)
    assert callable(spoil)
    spoil(small_disk)
    with on_terminal(terminal, small_disk, "answer", *ONLY) as shown:
        _say(shown, "1", "focal point")
        shown.expect("your answers were not saved")
        assert _end(shown) == 2
    assert names_in(small_disk) - {"filler"} == before
    assert _kept(small_disk) == "digiamen: 1\n"


def test_a_scan_whose_answers_cannot_be_kept_still_saves_its_result(
    small_disk: Path, tmp_path: Path, terminal: TerminalFactory
) -> None:
    (small_disk / "digiamen.yaml").write_text(PROFILE)
    make_read_only(small_disk)
    result = tmp_path / "result.json"
    with on_terminal(terminal, small_disk, "scan", *ONLY, "-o", str(result)) as shown:
        shown.expect("Answer them now")
        _say(shown, "y", "1", "focal point")
        shown.expect("your answers were not saved")
        assert _end(shown) == 2
    assert saved(result)["findings"]


@pytest.mark.parametrize("arguments", [("scan", *ONLY, "--no-input"), ("scan", *ONLY)])
def test_a_pipe_is_never_kept_waiting(office: Path, arguments: tuple[str, ...]) -> None:
    for stdin in ("</dev/null", "<&-", "<digiamen.yaml"):
        ended = run_command(
            office, ["sh", "-c", f'exec "$@" {stdin}', "shell", *PROGRAM, *arguments], seconds=10
        )
        assert ended.code == 3
        assert "Answer them now" not in ended.err
    assert names_in(office) == {"digiamen.yaml"}


def test_no_input_asks_nothing_at_a_terminal(office: Path, terminal: TerminalFactory) -> None:
    with on_terminal(terminal, office, "scan", *ONLY, "--no-input") as shown:
        assert _end(shown) == 3
        assert "Answer them now" not in shown.transcript


def test_a_report_that_goes_to_a_file_asks_nothing(office: Path, terminal: TerminalFactory) -> None:
    inside = ("sh", "-c", 'exec "$@" >report.txt', "shell")
    with on_terminal(terminal, office, "scan", *ONLY, inside=inside) as shown:
        assert _end(shown) == 3
    assert "Google Workspace" in (office / "report.txt").read_text()


def test_answer_without_a_terminal_ends(office: Path) -> None:
    ended = run(office, "answer", seconds=10)
    assert "Traceback" not in ended.err
    assert ended.code in {0, 2}
    assert not (office / ANSWERS).exists()


def test_a_terminal_that_goes_away_leaves_whole_answers(
    office: Path, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, office, "answer", *ONLY) as shown:
        _say(shown, "1", "focal point")
        shown.expect("Facebook page: besides")
    assert run(office, "profile", "check").code == 0
    assert "Google Workspace" in _kept(office)
    assert names_in(office) == {"digiamen.yaml", ANSWERS}


def test_digits_of_an_arabic_keyboard_are_digits(office: Path, asked: Terminal) -> None:
    _say(asked, "\u0664", "director", "", "")
    assert _end(asked) == 3
    assert "declined: true" in _kept(office)
