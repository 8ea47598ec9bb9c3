"""What has changed since the result that this one was compared with."""

from collections.abc import Iterator

from digiamen_scan.model.results import Change, Finding
from digiamen_scan.model.scales import Status
from digiamen_scan.reports.terminal.actions import with_command
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.words import N_

_MINUTE = 16  # YYYY-MM-DDTHH:MM
# In the order in which they are told. None: it was known then, and is unknown now.
_SAID: dict[Change | None, str] = {
    "fixed": N_("Fixed: {title} ({name})"),
    "new": N_("New: {title} ({name})"),
    "worse": N_("Worse than then: {title} ({name})"),
    None: N_("Seen then, not seen now: {title} ({name})"),
    "better": N_("Better than then: {title} ({name})"),
    "rule_changed": N_("Judged by a newer rule: {title} ({name})"),
    "gone": N_("No longer applies: {title} ({name})"),
}


def changes(view: View) -> list[Line]:
    """Tell every change, the good news first; nothing where nothing was compared."""
    words, scan = view.words, view.result.scan
    if not scan.compared_with:
        return []
    when = scan.compared_with[:_MINUTE].replace("T", " ")
    title = words("Since the check of {date} (UTC)", date=when)
    told = [Line(text, marker="- ") for text in _told(view)]
    nothing = Line(words("Nothing has changed since then."))
    return [BLANK, Line(title, style=Style.HEADING), *(told or [nothing]), *_all_closed(view)]


def _all_closed(view: View) -> list[Line]:
    """Say plainly that nothing of what was open then is open now, and what that leaves out."""
    still_open = view.having(Status.FAIL) or view.having(Status.UNKNOWN)
    if not view.result.scan.again or view.result.scan.partial or still_open:
        return []
    text = N_(
        "Nothing of what was open then is open now. The rest was not looked at again. For a look at"
        " all of it: {command}"
    )
    return [Line(with_command(view.words, text, "digiamen scan"))]


def _told(view: View) -> Iterator[str]:
    for change, text in _SAID.items():
        for finding in view.result.findings:
            if finding.change == change and (change is not None or finding.last_known):
                yield view.words(text, title=_title(view, finding), name=view.name(finding.target))


def _title(view: View, finding: Finding) -> str:
    if finding.status is not Status.FAIL:
        return view.title(finding)
    worst = max(finding.problems, key=lambda problem: (problem.new, problem.severity.weight))
    return view.problem(finding, worst).headline
