"""How a guide is read, and what is said of one that is not written as guides are."""

from pathlib import Path

import pytest

from digiamen_scan.engine.guide import GuideError, guide_files, read_guide

WHOLE = """# The house is shut

## Why it matters
Children sleep here.

## How to fix it
### open / google, open / microsoft
1. Shut it with the provider's key.
### open
1. Shut it.
### any
1. Ask.

## If you cannot
Sleep elsewhere.

## How we looked
From the street.

## Messages
### open
The door of {target} is open.

Whoever passes
can come in.

## Questions
### state
Is the door of {target} shut?
- yes: Yes, always
- no: No
"""


@pytest.fixture
def guide_at(tmp_path: Path) -> Path:
    path = tmp_path / "guide.md"
    path.write_text(WHOLE, "utf-8")
    return path


def test_a_guide_has_its_parts(guide_at: Path) -> None:
    guide = read_guide(guide_at, "en")
    assert guide.title == "The house is shut"
    assert guide.why == "Children sleep here."
    assert guide.messages["open"].headline == "The door of {target} is open."
    assert guide.messages["open"].text == "Whoever passes\ncan come in."
    assert guide.questions["state"].text == "Is the door of {target} shut?"
    assert guide.questions["state"].choices == {"yes": "Yes, always", "no": "No"}
    assert guide.not_yours is None


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        ({"open", "google", "linux"}, "1. Shut it with the provider's key."),
        ({"open", "microsoft"}, "1. Shut it with the provider's key."),
        ({"open", "other"}, "1. Shut it."),
        ({"unheard_of"}, "1. Ask."),
    ],
)
def test_the_steps_that_fit_best_are_chosen(guide_at: Path, words: set[str], steps: str) -> None:
    assert read_guide(guide_at, "en").steps(frozenset(words)) == steps


@pytest.mark.parametrize(
    ("change", "place", "told"),
    [
        (("## If you cannot", "## If you can"), ":14:", "unknown section 'If you can'"),
        (("## How we looked\nFrom the street.\n", ""), ":1:", "missing: How we looked"),
        (("### open\n1. Shut", "### any\n1. Shut"), ":11:", "'any' stands twice"),
        (("Is the door of {target} shut?\n", ""), ":28:", "question 'state' has no text"),
        (("# The house is shut\n", "The house is shut\n"), ":1:", "text before the first section"),
        (("# The house is shut\n", ""), ":1:", "the title"),
    ],
)
def test_a_guide_that_is_not_right_is_told_with_its_line(
    guide_at: Path, change: tuple[str, str], place: str, told: str
) -> None:
    guide_at.write_text(WHOLE.replace(*change, 1), "utf-8")
    with pytest.raises(GuideError) as error:
        read_guide(guide_at, "en")
    assert told in str(error.value)
    assert place in str(error.value)


def test_windows_line_ends_change_nothing(guide_at: Path) -> None:
    unix = read_guide(guide_at, "en")
    guide_at.write_bytes(WHOLE.replace("\n", "\r\n").encode())
    assert read_guide(guide_at, "en") == unix


def test_the_languages_of_a_folder_are_found_by_file_name(guide_at: Path) -> None:
    (guide_at.parent / "guide.fr.md").write_text("translates: 0123456789ab\n" + WHOLE, "utf-8")
    files = guide_files(guide_at.parent)
    assert list(files) == ["en", "fr"]
    assert read_guide(files["fr"], "fr").title == "The house is shut"
