"""A check's whole guide as lines, for `digiamen checks show`."""

from digiamen_scan.model.checks import Check
from digiamen_scan.reports.terminal.guidetext import guide_lines
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.words import Words, labels


def check_lines(check: Check, words: Words) -> list[Line]:
    """Return everything a guide says, with its steps for every case."""
    guide = check.guide(words.lang)
    lines = [
        Line(guide.title, style=Style.STRONG),
        Line(f"{check.id} · {labels.severity(words, check.meta.severity)}"),
        *_part(words("Why it matters"), guide.why),
    ]
    for steps in guide.how:
        case = " / ".join(sorted(steps.words))
        title = words("How to fix it")
        lines += _part(f"{title} ({case})" if case else title, steps.text)
    lines += _part(words("If you cannot"), guide.if_you_cannot)
    lines += _part(words("How we looked"), guide.how_we_looked)
    if guide.not_yours:
        lines += _part(words("If you did not put it there"), guide.not_yours)
    return lines


def _part(title: str, text: str) -> list[Line]:
    return [BLANK, Line(title, style=Style.HEADING), *guide_lines(text, {}, indent=2)]
