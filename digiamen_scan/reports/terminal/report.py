"""A result told on a terminal: all its parts, in their order."""

from collections.abc import Mapping

from digiamen_scan.model.checks import Check
from digiamen_scan.model.results import Result
from digiamen_scan.reports.terminal import actions, changes, findings, overview
from digiamen_scan.reports.terminal.annex import what_was_seen
from digiamen_scan.reports.terminal.layout import Line, Look, layout
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.words import Words

_PARTS = (
    overview.header,
    overview.verdict,
    changes.changes,
    actions.first_things,
    actions.small_things,
    findings.protections,
    findings.not_seen,
    findings.in_order,
    findings.not_applicable,
    findings.exceptions,
    overview.emergency,
    overview.closing,
)


def render(
    result: Result,
    checks: Mapping[str, Check],
    words: Words,
    look: Look,
    *,
    details: bool = False,
) -> str:
    """Return the whole report as text that fits `look` and ends with a line break.

    It is told in the language of `words`, whatever the scan's was, as far as the guides of
    `checks` reach; a check that is not among them is told as the result tells it. `details` adds
    what was seen, and where.
    """
    view = View(result, checks, words)
    lines: list[Line] = [line for part in _PARTS for line in part(view)]
    if details:
        lines += what_was_seen(view)
    return layout(lines, look)
