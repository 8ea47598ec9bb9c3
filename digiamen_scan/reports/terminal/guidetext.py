"""A guide's Markdown as terminal lines: paragraphs, lists, code, bold and https links.

Values are put in after the Markdown is understood, so that data can never become Markdown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from digiamen_scan.reports.terminal.layout import KEPT_SPACE, Line
from digiamen_scan.words.texts import fill

Values = Mapping[str, str | int]

_ITEM = re.compile(r"^ *(?P<marker>[0-9]{1,3}[.)]|[-*]) +(?P<text>.*)$")
_ONLY_CODE = re.compile(r"^`(?P<code>[^`]+)`$")
_SPAN = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>[^*]+)\*\*"
    r"|\[(?P<words>[^\]]+)\]\((?P<address>https://[^\s)]+)\)"
)
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    marker: str = ""
    verbatim: bool = False


def guide_lines(text: str, values: Values, indent: int = 0) -> list[Line]:
    """Return the lines of a guide's text; code alone on its line is verbatim, to be copied."""
    return [_line(block, values, indent) for block in _blocks(text)]


def plain_line(text: str, values: Values) -> str:
    """Return a text of one paragraph, such as a headline, as one line's text."""
    line = " ".join(_inline(block.text, values) for block in _blocks(text))
    return line.replace(KEPT_SPACE, " ")


def labelled(label: str, lines: list[Line], indent: int = 0) -> list[Line]:
    """Put a label before the first paragraph, or on its own line before a list or code."""
    if not lines:
        return []
    first = lines[0]
    if first.marker or first.verbatim:
        return [Line(label, indent), *lines]
    return [Line(f"{label} {first.text}", indent), *lines[1:]]


def _line(block: _Block, values: Values, indent: int) -> Line:
    if block.verbatim:
        return Line(fill(block.text, values), verbatim=True)
    return Line(_inline(block.text, values), indent, block.marker)


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    going_on = fenced = False
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith(_FENCE):
            fenced, going_on = not fenced, False
        elif fenced:
            blocks.append(_Block(raw, verbatim=True))
        elif not line:
            going_on = False
        elif code := _ONLY_CODE.match(line):
            blocks.append(_Block(code["code"], verbatim=True))
            going_on = False
        elif item := _ITEM.match(raw):
            blocks.append(_Block(item["text"], f"{item['marker']} "))
            going_on = True
        elif going_on:
            blocks[-1] = _Block(f"{blocks[-1].text} {line}", blocks[-1].marker)
        else:
            blocks.append(_Block(line))
            going_on = True
    return blocks


def _inline(text: str, values: Values) -> str:
    parts: list[str] = []
    at = 0
    for span in _SPAN.finditer(text):
        parts += [fill(text[at : span.start()], values), _span(span, values)]
        at = span.end()
    return "".join([*parts, fill(text[at:], values)])


def _span(span: re.Match[str], values: Values) -> str:
    if span["code"]:
        return fill(span["code"], values).replace(" ", KEPT_SPACE)
    if span["bold"]:
        return fill(span["bold"], values)
    words, address = fill(span["words"], values), fill(span["address"], values)
    return address if words == address else f"{words} ({address})"
