"""What a YAML parser complains about, in sentences for the person who typed the line."""

import re
from dataclasses import dataclass
from typing import Protocol, cast

from digiamen_scan.profile.faults import BadTextError, Place

LINE_BREAK = re.compile(r"\r\n|\r|\n")


class _Mark(Protocol):
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What to say where all of `words` are in the complaint; `opening`: shown where it begins."""

    words: tuple[str, ...]
    message: str
    hint: str
    opening: bool = False


_QUOTED = "Put the whole text in quotes."
_COLUMNS = "Keys that belong together begin in the same column; entries of a list begin with '- '."
_SENTENCES = (
    _Sentence(
        ("quoted scalar", "end of stream"),
        "The quotation mark that opens here is never closed.",
        "Write the same mark at the end of the text.",
        opening=True,
    ),
    _Sentence(
        ("quoted scalar",),
        "In double quotes the sign \\ has a meaning of its own.",
        "Put paths in single quotes: 'C:\\Files'.",
    ),
    _Sentence(
        ("flow sequence",),
        "The list that opens here with [ is not closed, or a comma is missing in it.",
        "Write ] at its end, and a comma between its entries.",
        opening=True,
    ),
    _Sentence(
        ("flow mapping",),
        "The group that opens here with { is not closed, or a comma is missing in it.",
        "Write } at its end, and a comma between its entries.",
        opening=True,
    ),
    _Sentence(
        ("flow node",),
        "A value is missing here, or a bracket is not closed.",
        "Write ] or } at the end of what was opened, and a value between commas.",
    ),
    _Sentence(
        ("mapping values are not allowed",),
        "This colon does not fit here.",
        f"Text with a colon in it stands in quotes. {_COLUMNS}",
    ),
    _Sentence(
        ("sequence entries are not allowed",),
        "A list cannot begin on this line.",
        "Write '- ' on the next line, two blanks further in than the key.",
    ),
    _Sentence(("cannot start any token",), "A text cannot begin with this sign.", _QUOTED),
    _Sentence(("anchor",), "A text that begins with & needs quotes.", _QUOTED),
    _Sentence(("alias",), "A text that begins with * needs quotes.", _QUOTED),
    _Sentence(("tag",), "A text that begins with ! needs quotes.", _QUOTED),
    _Sentence(("block",), "This line does not fit to the lines above it.", _COLUMNS),
    _Sentence(
        ("YAML document",),
        "This line asks for another version of YAML.",
        "Take out the line that begins with %.",
    ),
)
_OTHER = _Sentence((), "This line cannot be read.", f"Compare it with the lines above. {_COLUMNS}")


def syntax_fault(text: str, error: Exception) -> BadTextError:
    """Return the sentence for what `yaml` raised, and where the person should look."""
    complaint = " ".join(str(getattr(error, part, None)) for part in ("context", "problem"))
    sentence = next((s for s in _SENTENCES if all(w in complaint for w in s.words)), _OTHER)
    place = _place(error, "problem_mark")
    tab = _leading_tab(text, place.line if place else 0)
    if tab is not None:
        hint = "Use blanks at the beginning of a line."
        return BadTextError(tab, "A tab stands at the beginning of this line.", hint)
    if sentence.opening:
        place = _place(error, "context_mark") or place
    return BadTextError(place, sentence.message, sentence.hint)


def _place(error: Exception, attribute: str) -> Place | None:
    mark = cast("_Mark | None", getattr(error, attribute, None))
    return None if mark is None else Place(mark.line + 1, mark.column + 1)


def _leading_tab(text: str, until: int) -> Place | None:
    for number, line in enumerate(LINE_BREAK.split(text)[:until], start=1):
        indentation = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indentation and (len(indentation) < len(line) or number == until):
            return Place(number, indentation.index("\t") + 1)
    return None
