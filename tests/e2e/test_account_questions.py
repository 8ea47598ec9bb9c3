"""The questions about administrators and about the rule for passwords, as somebody is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conversation import on_terminal
from tests.e2e.running import finding, names_in, problem_keys, run, scan
from tests.lab.fixtures import TerminalFactory
from tests.lab.terminal import CTRL_C, Terminal

PROFILE = """\
digiamen: 1
organisation: {name: Association Exemple}
password_policy: {min_length: 16}
accounts:
  - {name: Google Workspace, exposure: 3}
"""
ADMINS = "accounts.two_factor_admins"
RULE = "accounts.password_policy"
ONLY = ("--only", ADMINS, "--only", RULE)
ANSWERS = "digiamen.answers.yaml"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "digiamen.yaml").write_text(PROFILE)
    return tmp_path


def _say(shown: Terminal, *lines: str) -> None:
    for line in lines:
        shown.expect("> $")
        shown.send_line(line)


def _end(shown: Terminal) -> int:
    code = shown.wait()
    assert "Traceback" not in shown.transcript
    return code


def _kept(folder: Path) -> str:
    return (folder / ANSWERS).read_text()


def test_both_are_asked_in_plain_words_and_judged_at_once(
    office: Path, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, office, "scan", *ONLY) as shown:
        shown.expect(r"Questions that only you can answer: 2\.")
        _say(shown, "y")
        shown.expect("Google Workspace: administrators are those who can add people")
        _say(shown, "2", "1", "2", "focal point")
        shown.expect("Is there a written rule for passwords")
        _say(shown, "1")
        shown.expect("How many characters")
        _say(shown, "12")
        shown.expect("Which of these does the rule say")
        shown.expect("None of these")
        shown.expect("Type all the numbers that hold")
        _say(shown, "1 2 5")
        shown.expect("An administrator can still sign in with a password alone")
        shown.expect(r"The rule for passwords allows passwords that are too\s+short")
        shown.expect(
            r"by\s+your\s+rule:\s+12\.\s+Fewest\s+characters\s+that\s+your\s+profile\s+asks\s+for:\s+16\."
        )
        assert _end(shown) == 1
    result = scan(office, *ONLY, "--format", "json").result
    admins = finding(result, ADMINS)["problems"][0]
    assert (admins["key"], admins["values"]["without"], admins["minutes"]) == (
        "some_lack_it",
        1,
        [5, 10],
    )
    rule = finding(result, RULE)
    assert rule["target"] == {"kind": "organisation", "name": "organisation"}
    assert problem_keys(rule) == ["too_short"]
    told = rule["problems"][0]["values"]
    assert (told["length"], told["min_length"]) == (12, 16)
    assert _kept(office).count("by: focal point") == 2
    assert "says: unique manager regular_change" in _kept(office)


@pytest.mark.parametrize(
    "typed", ["1,2,3", "3 1 2 2", "1، 2؛ 3", " 1  2,3 ", "\u0661 \u0662 \u0663"]
)
def test_several_numbers_may_be_typed_as_people_do(
    office: Path, terminal: TerminalFactory, typed: str
) -> None:
    with on_terminal(terminal, office, "answer", "--only", RULE) as shown:
        _say(shown, "1", "16", typed, "director")
        assert _end(shown) == 0
    assert "says: unique manager leaked" in _kept(office)
    result = scan(office, "--only", RULE, "--format", "json").result
    found = finding(result, RULE)
    assert found["status"] == "pass"
    assert found["disposition"]["kind"] == "attested"
    assert found["disposition"]["by"] == "director"


@pytest.mark.parametrize(
    "typed", ["0", "8", "13", "1 8", "1 6", "2 7", "1-3", "one", "1.5", ",", "-1"]
)
def test_an_unclear_line_is_asked_again(
    office: Path, terminal: TerminalFactory, typed: str
) -> None:
    with on_terminal(terminal, office, "answer", "--only", RULE) as shown:
        _say(shown, "1", "16")
        shown.expect("Type all the numbers that hold")
        _say(shown, typed)
        shown.expect("Type all the numbers that hold")
        _say(shown, "6", "director")
        assert _end(shown) == 0
    assert "says: none" in _kept(office)


def test_enter_means_later_and_the_last_choice_that_nobody_knows(
    office: Path, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, office, "answer", "--only", RULE) as shown:
        _say(shown, "1", "16", "")
        assert _end(shown) == 0
    assert not (office / ANSWERS).exists()
    with on_terminal(terminal, office, "answer", "--only", RULE) as shown:
        _say(shown, "1", "16", "7", "director")
        assert _end(shown) == 0
    assert "declined: true" in _kept(office)
    result = scan(office, "--only", RULE, "--format", "json").result
    assert finding(result, RULE)["reason"]["kind"] == "declined"


def test_what_could_hurt_children_most_is_asked_first(
    office: Path, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, office, "answer") as shown:
        shown.expect("Google Workspace: besides the password")
        _say(shown, "1", "focal point")
        shown.expect("Google Workspace: administrators")
        _say(shown, "1")
        shown.expect("written rule for passwords")
        shown.expect("> $")
        shown.send(CTRL_C)
        shown.expect("Stopped. What you answered is kept.")
        assert _end(shown) == 0
    assert RULE not in _kept(office)


def test_nobody_knows_the_administrators_is_a_finding_with_a_way_out(
    office: Path, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, office, "scan", "--only", ADMINS) as shown:
        _say(shown, "y", "4", "focal point")
        shown.expect("Nobody here knows who all the administrators are")
        shown.expect("admin.google.com/ac/roles")
        shown.expect("If you did not put it there")
        assert _end(shown) == 1


def test_no_administrators_is_not_applicable(office: Path, terminal: TerminalFactory) -> None:
    with on_terminal(terminal, office, "answer", "--only", ADMINS) as shown:
        _say(shown, "5", "focal point")
        assert _end(shown) == 0
    found = finding(scan(office, "--only", ADMINS, "--format", "json").result, ADMINS)
    assert found["status"] == "not_applicable"


@pytest.mark.parametrize(
    ("lang", "words", "said"),
    [
        ("ar", ("المسؤولون هم من يستطيعون", "لا أحد هنا يعرف المسؤولين جميعًا"), "مديرة"),
        ("fr", ("les administrateurs sont les", "Personne ici ne connaît tous"), "direction"),
    ],
)
def test_the_questions_in_other_languages(
    office: Path, terminal: TerminalFactory, lang: str, words: tuple[str, str], said: str
) -> None:
    with on_terminal(terminal, office, "answer", "--only", ADMINS, "--lang", lang) as shown:
        for told in words:
            shown.expect(told)
        _say(shown, "1", said)
        assert _end(shown) == 0
    assert f"by: {said}" in _kept(office)


def test_old_answers_are_unknown_whatever_end_somebody_wrote(office: Path) -> None:
    (office / ANSWERS).write_text(
        "digiamen: 1\nanswers:\n"
        f"  - {{check: {ADMINS}, target: Google Workspace, values: {{state: all}},"
        " on: 2024-01-01, until: 2099-12-31}\n"
        f"  - {{check: {RULE}, target: organisation, values: {{rule: none}},"
        " on: 2024-01-01, until: 2099-12-31}\n"
    )
    ended = scan(office, *ONLY, "--format", "json")
    assert ended.code == 3
    reasons = {finding(ended.result, check)["reason"]["kind"] for check in (ADMINS, RULE)}
    assert reasons == {"expired"}
    assert ended.result["coverage"]["open_questions"] == 2


def test_without_input_nothing_is_asked_and_nothing_is_waited_for(
    office: Path, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, office, "scan", *ONLY, "--no-input") as shown:
        assert _end(shown) == 3
        assert "Answer them now" not in shown.transcript
    assert names_in(office) == {"digiamen.yaml"}
    assert run(office, "answer", seconds=10).code in {0, 2}
    assert not (office / ANSWERS).exists()


def test_without_a_profile_nothing_is_asked_of_an_organisation(tmp_path: Path) -> None:
    ended = scan(tmp_path, "--offline", "--format", "json")
    kinds = {one["target"]["kind"] for one in ended.result["findings"]}
    assert kinds == {"device"}
