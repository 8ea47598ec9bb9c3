"""A guide's Markdown as terminal lines."""

import pytest

from digiamen_scan.reports.terminal.guidetext import guide_lines, labelled, plain_line
from digiamen_scan.reports.terminal.layout import Line, Look, layout, wrap


def shown(text: str, width: int = 60, **values: str) -> str:
    return layout(guide_lines(text, values), Look(width=width))


def test_lines_of_a_paragraph_are_joined_and_a_blank_line_ends_it() -> None:
    assert shown("one\ntwo\n\nthree") == "one two\nthree\n"


def test_lists_keep_their_markers_and_hang() -> None:
    assert shown("1. one two three\n2. four\n- five", 11) == (
        "1. one two\n   three\n2. four\n- five\n"
    )


def test_what_follows_an_item_belongs_to_it_until_a_blank_line() -> None:
    assert shown("1. one\n   two\n\nthree") == "1. one two\nthree\n"


def test_bold_code_and_links_lose_their_marks() -> None:
    text = "**Stop**: run `a b` and read [this](https://example.org/x) or [x](http://no.example)."
    assert shown(text, 100) == (
        "Stop: run a b and read this (https://example.org/x) or [x](http://no.example).\n"
    )


def test_code_alone_on_its_line_is_verbatim_whatever_its_length() -> None:
    code = "sudo something " + "very-long " * 20
    assert shown(f"Do this:\n`{code}`\nthen rest", 40) == f"Do this:\n{code}\nthen rest\n"


def test_fenced_code_is_verbatim_line_by_line() -> None:
    assert shown("```\n- a  b\n```\nc") == "- a  b\nc\n"


@pytest.mark.parametrize("value", ["**b**", "`c`", "[t](https://e.example)", "\n- item", "{found}"])
def test_a_value_never_becomes_markdown(value: str) -> None:
    assert shown("It says {found}.", found=value) == (
        f"It says {value}.\n".replace("\n-", "\\x0a-")
    )


def test_a_command_in_a_sentence_is_not_broken_unless_it_cannot_fit() -> None:
    assert shown("aaa bbb `ccc ddd`", 12) == "aaa bbb\nccc ddd\n"
    assert shown("aaa `ccc ddd eee fff`", 12) == "aaa ccc ddd\neee fff\n"


def test_a_long_word_stays_whole() -> None:
    assert wrap("a " + "x" * 30 + " b", 10) == ["a", "x" * 30, "b"]


def test_a_no_break_space_is_no_place_to_break() -> None:
    assert wrap("oui\u00a0: non", 6) == ["oui\u00a0:", "non"]


def test_marks_above_letters_take_no_room_and_wide_letters_take_two() -> None:
    assert wrap("مشفَّر مشفَّر", 9) == ["مشفَّر مشفَّر"]
    assert wrap("漢字 漢字", 8) == ["漢字", "漢字"]


def test_a_headline_is_one_line() -> None:
    assert plain_line("Run `a b`\nnow {x}", {"x": 1}) == "Run a b now 1"


def test_a_label_stands_before_a_paragraph_and_above_a_list() -> None:
    assert labelled("Why:", [Line("because")]) == [Line("Why: because")]
    item = Line("one", marker="1. ")
    assert labelled("How:", [item]) == [Line("How:"), item]
    assert labelled("How:", []) == []
