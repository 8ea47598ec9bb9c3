"""Lines for a terminal: wrapped to its width, styled, and harmless whatever they hold."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from digiamen_scan.model.clean import clean
from digiamen_scan.reports.terminal.glyphs import fit, isolate_foreign, width_of

KEPT_SPACE = "\0"
"""Stands for a space inside a command or record, where no line may break."""


class Style(StrEnum):
    """How a line stands out, as an ANSI sequence; never the only way to tell it apart."""

    PLAIN = ""
    STRONG = "\x1b[1m"
    HEADING = "\x1b[1;4m"
    PASTE = "\x1b[36m"


_RESET = "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Look:
    """What the stream can show: columns, ANSI styles, characters, isolates for Arabic."""

    width: int = 80
    color: bool = False
    encoding: str = "utf-8"
    isolate: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `marker` stands before it; what wraps is aligned behind the marker.

    A `verbatim` line is to be copied: it starts in the first column and is never wrapped, since a
    space too many can break a record.
    """

    text: str
    indent: int = 0
    marker: str = ""
    style: Style = Style.PLAIN
    verbatim: bool = False


BLANK = Line("")


def layout(lines: Iterable[Line], look: Look) -> str:
    """Return the lines as text that ends with a line break. Control characters cannot pass."""
    return "".join(f"{row}\n" for line in lines for row in _rows(line, look))


def _rows(line: Line, look: Look) -> list[str]:
    text = fit(_harmless(line.text), look.encoding)
    if line.verbatim:
        return [_styled(text.replace(KEPT_SPACE, " "), Style.PASTE, look)]
    marker = fit(line.marker, look.encoding)
    hang = " " * width_of(marker)
    rows = wrap(text, look.width - line.indent - len(hang)) or [""]
    margin = " " * line.indent
    return [
        f"{margin}{hang if number else marker}{_styled(_turned(row, look), line.style, look)}"
        for number, row in enumerate(rows)
    ]


def wrap(text: str, width: int) -> list[str]:
    """Break `text` at its plain spaces into rows of at most `width` columns.

    A word that is longer stays whole on its own row: it may be an address. What is held together
    by kept spaces is broken there if it does not fit into a row.
    """
    rows: list[str] = []
    room = 0
    for word in _words(text, width):
        size = width_of(word)
        if rows and size < room:
            rows[-1] += f" {word}"
            room -= size + 1
        else:
            rows.append(word)
            room = width - size
    return [row.replace(KEPT_SPACE, " ") for row in rows]


def _words(text: str, width: int) -> list[str]:
    return [
        part
        for word in text.split(" ")
        for part in ([word] if width_of(word) <= width else word.split(KEPT_SPACE))
        if part
    ]


def _harmless(text: str) -> str:
    return KEPT_SPACE.join(clean(part, sys.maxsize) for part in text.split(KEPT_SPACE))


def _turned(row: str, look: Look) -> str:
    return isolate_foreign(row) if look.isolate else row


def _styled(text: str, style: Style, look: Look) -> str:
    return f"{style.value}{text}{_RESET}" if look.color and style.value and text else text
