"""Answers: read, looked up, and saved without touching what people wrote beside them."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.profile import document
from digiamen_scan.profile.answers import AnswerBook, AnswerEntry
from digiamen_scan.profile.answers_load import (
    answers_beside,
    answers_of_text,
    answers_path,
    load_answers,
)
from digiamen_scan.profile.answers_save import AnswerSaveError, save_answers
from digiamen_scan.profile.edit import Item, append_item, flow
from digiamen_scan.profile.faults import ProfileError
from digiamen_scan.profile.load import profile_of_text

ON, UNTIL = date(2026, 11, 24), date(2027, 5, 23)
TEXT = """\
digiamen: 1
profile: digiamen.yaml

# Asked at the meeting of November.
answers:
  - check: accounts.two_factor
    target: Facebook page   # the old one
    values: {who: some, without: 3}
    by: focal point
    on: 2026-11-24
    until: 2027-05-23   # before the summer
  # The bank comes next.
  - {check: accounts.two_factor, target: Bank, declined: true, on: 2026-11-24, until: 2027-05-23}
# The end.
"""


def entry(target: str, **more: str | int) -> AnswerEntry:
    return AnswerEntry(
        "accounts.two_factor", target, ON, UNTIL, "focal point", tuple(more.items()), not more
    )


def test_answers_are_read() -> None:
    book = answers_of_text(TEXT, "a.yaml")
    assert book.profile == "digiamen.yaml"
    answer = book.lookup("accounts.two_factor", "Facebook page")
    assert answer is not None
    assert answer.answers.choice("who") == "some"
    assert answer.answers.number("without") == 3
    assert (answer.by, answer.on, answer.until) == ("focal point", ON, UNTIL)
    bank = book.lookup("accounts.two_factor", "Bank")
    assert bank is not None
    assert bank.declined
    assert book.lookup("accounts.two_factor", "Website") is None


def test_no_file_is_no_answers(tmp_path: Path) -> None:
    assert load_answers(tmp_path / "digiamen.answers.yaml") == AnswerBook()


def test_an_answer_takes_the_place_of_the_older_one() -> None:
    book = AnswerBook().with_answer(entry("A", who="all")).with_answer(entry("B", who="all"))
    newer = book.with_answer(entry("A", who="some"))
    assert len(newer.entries) == 2
    assert newer.lookup("accounts.two_factor", "A") == entry("A", who="some")
    assert book.lookup("accounts.two_factor", "A") == entry("A", who="all")


def test_faults_in_answers_have_their_place_too() -> None:
    text = """\
digiamen: 1
answers:
  - {check: a.b, target: A, values: {who: [x]}, on: 2026-11-24, until: 2027-05-23}
  - {check: a.b, target: B, values: {who: true}, on: 2026-11-24, until: 2027-05-23}
  - {check: a.b, target: C, valeus: {}, on: 2026-11-24, until: 2027-05-23}
  - {check: a.b, target: D, values: {who: x}, declined: true, on: 2026-11-24, until: 2027-05-23}
  - {check: a.b, target: E, declined: true, on: 2026-11-24}
  - {check: a.b, target: E, declined: true, on: yesterday, until: 2027-05-23}
"""
    with pytest.raises(ProfileError) as raised:
        answers_of_text(text, "a.yaml")
    assert [(one.line, one.column, one.message) for one in raised.value.faults] == [
        (3, 43, "An answer is a word or a whole number."),
        (4, 43, "An answer is a word or a whole number."),
        (5, 5, "An answer has either 'values' or 'declined: true'."),
        (5, 29, "Unknown key 'valeus'; did you mean 'values'?"),
        (6, 5, "An answer has either 'values' or 'declined: true'."),
        (7, 5, "'until' is missing here."),
        (8, 5, "This question is answered twice."),
        (8, 49, "'yesterday' is not a date."),
    ]


def test_a_first_answer_makes_a_file_that_people_can_read(tmp_path: Path) -> None:
    (tmp_path / "digiamen.yaml").write_text("digiamen: 1")
    book = answers_beside(tmp_path / "digiamen.yaml")
    save_answers(tmp_path / "digiamen.answers.yaml", book.with_answer(entry("Bank", who="all")))
    assert (
        (tmp_path / "digiamen.answers.yaml").read_text("utf-8")
        == """\
# Answers to the questions of digiamen. You may change them here, and write comments.
digiamen: 1
profile: digiamen.yaml
answers:
  - check: accounts.two_factor
    target: Bank
    values: {who: all}
    by: focal point
    on: 2026-11-24
    until: 2027-05-23
"""
    )


def test_a_new_answer_leaves_every_other_character_alone(tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    path.write_text(TEXT, "utf-8")
    save_answers(path, load_answers(path).with_answer(entry("صفحة: الجمعية", who="all")))
    added = """\
  - check: accounts.two_factor
    target: "صفحة: الجمعية"
    values: {who: all}
    by: focal point
    on: 2026-11-24
    until: 2027-05-23
"""
    assert path.read_text("utf-8") == TEXT.replace("# The end.", f"{added}# The end.")


def test_a_changed_answer_keeps_its_comments(tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    path.write_text(TEXT, "utf-8")
    save_answers(path, load_answers(path).with_answer(entry("Facebook page", who="all")))
    text = path.read_text("utf-8")
    assert text.startswith(TEXT[: TEXT.index("    target")])
    assert text.endswith(TEXT[TEXT.index("  # The bank") :])
    assert "    # the old one\n    target: Facebook page\n    values: {who: all}\n" in text
    assert "    until: 2027-05-23   # before the summer\n" in text


def test_saving_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    path.write_text(TEXT, "utf-8")
    save_answers(path, load_answers(path))
    assert path.read_text("utf-8") == TEXT


def test_an_answer_that_somebody_else_saved_meanwhile_stays(tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    mine = AnswerBook().with_answer(entry("Mine", who="all"))
    save_answers(path, AnswerBook().with_answer(entry("Theirs", who="all")))
    save_answers(path, mine)
    assert {one.target for one in load_answers(path).entries} == {"Mine", "Theirs"}


LAYOUTS = {
    "no list": "digiamen: 1",
    "an empty list": "digiamen: 1\nanswers: []  # none yet\n# more\n",
    "brackets": f"digiamen: 1\nanswers: [{TEXT.splitlines()[12][4:]}]\n",
    "a list at the margin": """\
digiamen: 1
answers:
- check: a.b
  target: 'A'  # hi
  values:
    who: 'all' # all of us
  on: 2026-11-24
  until: >-
    2027-05-23
""".replace("\n", "\r\n"),
    "another indentation": "digiamen: 1\nanswers:\n     -   target: A\n         check: a.b\n"
    "         declined: true\n         on: 2026-11-24\n         until: 2027-05-23",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_any_usual_layout_can_be_added_to_and_changed(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    path.write_bytes(layout.encode())
    book = load_answers(path).with_answer(entry("New", who="all"))
    for one in book.entries:
        book = book.with_answer(AnswerEntry(one.check, one.target, ON, UNTIL, "other", (("n", 1),)))
    save_answers(path, book)
    raw = path.read_bytes().decode()
    assert set(load_answers(path).entries) == set(book.entries)
    comments = [line.partition("#")[2].strip() for line in layout.splitlines() if "#" in line]
    assert all(comment in raw for comment in comments)
    assert (raw.count("\r\n") == raw.count("\n")) is ("\r\n" in layout)


@pytest.mark.parametrize("layout", ["{digiamen: 1}", "digiamen: 1\n...\n"])
def test_a_layout_that_is_not_foreseen_is_left_as_it_was(layout: str, tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    path.write_text(layout, "utf-8")
    with pytest.raises(AnswerSaveError, match="cannot be changed safely"):
        save_answers(path, load_answers(path).with_answer(entry("New", who="all")))
    assert path.read_text("utf-8") == layout


def test_faulty_answers_are_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    path.write_text("digiamen: 1\nanswers: [", "utf-8")
    with pytest.raises(ProfileError):
        save_answers(path, AnswerBook().with_answer(entry("New", who="all")))
    assert path.read_text("utf-8") == "digiamen: 1\nanswers: ["


def test_a_folder_that_went_away_has_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(AnswerSaveError) as raised:
        save_answers(tmp_path / "gone" / "a.yaml", AnswerBook().with_answer(entry("A", who="all")))
    assert raised.value.message == "The folder is not there any more."


def test_answers_lie_beside_the_profile(tmp_path: Path) -> None:
    assert answers_path(tmp_path / "digiamen.yaml") == tmp_path / "digiamen.answers.yaml"
    assert answers_path(tmp_path / "office.yaml") == tmp_path / "digiamen.answers.yaml"


def test_two_profiles_in_one_folder_never_share_their_answers(tmp_path: Path) -> None:
    north, south = tmp_path / "north.yaml", tmp_path / "south.yaml"
    for profile in (north, south):
        profile.write_text("digiamen: 1")
    for profile, who in ((north, "all"), (south, "none")):
        book = answers_beside(profile).with_answer(entry("Website", who=who))
        save_answers(answers_path(profile), book)
    assert answers_path(north) == tmp_path / "digiamen.answers.yaml"
    assert answers_path(south) == tmp_path / "south.answers.yaml"
    for profile, who in ((north, "all"), (south, "none")):
        answer = answers_beside(profile).lookup("accounts.two_factor", "Website")
        assert answer is not None
        assert answer.answers.choice("who") == who


@pytest.mark.parametrize("owner", ["../other.yaml", "🏠" * 80, "."])
def test_an_owner_that_is_no_profile_owns_nothing(owner: str, tmp_path: Path) -> None:
    path = tmp_path / "digiamen.answers.yaml"
    path.write_text(f"digiamen: 1\nprofile: '{owner}'\n", "utf-8")
    assert answers_path(tmp_path / "office.yaml") == path


def test_a_profile_that_is_renamed_keeps_its_answers(tmp_path: Path) -> None:
    profile = tmp_path / "north.yaml"
    profile.write_text("digiamen: 1")
    book = answers_beside(profile).with_answer(entry("Website", who="all"))
    save_answers(answers_path(profile), book)
    renamed = profile.rename(tmp_path / "digiamen.yaml")
    assert len(answers_beside(renamed).entries) == 1


def test_an_entry_can_be_added_to_a_profile_and_its_comments_stay() -> None:
    text = "# mine\ndigiamen: 1\nexceptions:   # what we accept\n  # none so far\n"
    item: Item = {
        "check": "web.hsts",
        "target": "example.org",
        "reason": "later",
        "expires": "2027-03-31",
    }
    added = append_item(text, "exceptions", item)
    assert profile_of_text(added, "digiamen.yaml").exceptions[0].reason == "later"
    assert all(line in added for line in text.splitlines())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_whatever_is_written_is_read_back(text: str) -> None:
    tree = document.read_tree(
        f"[{flow(text)}, {{{flow(text) or 'k'}: 1}}]" if text else f"[{flow(text)}]"
    )
    assert isinstance(tree, document.Sequence)
    read = document.plain(tree)
    assert isinstance(read, list)
    assert read[0] == text
