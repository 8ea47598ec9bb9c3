"""The annex for a technician: what was seen, and where."""

from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.words import labels

_INDENT = 2


def what_was_seen(view: View) -> list[Line]:
    """Every finding with its evidence, in the order of the checks."""
    lines = [BLANK, Line(view.words("What was seen, for your technician"), style=Style.HEADING)]
    for finding in view.result.findings:
        name, status = view.name(finding.target), labels.status(view.words, finding.status)
        lines.append(Line(f"{finding.check} · {name} · {status}", marker="- "))
        lines += [Line(f"{seen.source}: {seen.observed}", _INDENT) for seen in finding.evidence]
    return lines
