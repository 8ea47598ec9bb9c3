"""What the findings say beyond the list of actions: the protections, and each state in turn."""

from collections.abc import Iterable

from digiamen_scan.model.clean import clean
from digiamen_scan.model.protections import TECHNICAL
from digiamen_scan.model.results import Finding, FoundReason, Protection
from digiamen_scan.model.scales import Status
from digiamen_scan.reports.terminal.guidetext import guide_lines, labelled
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.words import labels, remedies
from digiamen_scan.words.texts import fill

_REASON_INDENT = 2
_DETAIL_LIMIT = 200
_DETAILS_SHOWN = 3
_DAY = 10  # YYYY-MM-DD


def protections(view: View) -> list[Line]:
    """How the workshop's protections came out; its other points where something was found."""
    words = view.words
    found = {protection.id: protection for protection in view.result.protections}
    lines = [
        BLANK,
        Line(words("Protections that the DIGI-AMEN workshop named"), style=Style.HEADING),
    ]
    lines += [_counts(view, key, found.get(key)) for key in TECHNICAL]
    others = [
        _counts(view, key, protection)
        for key, protection in found.items()
        if key not in TECHNICAL and _was_looked_at(protection)
    ]
    if others:
        lines.append(Line(words("Other points of its text that these checks serve:")))
    return lines + others


def not_seen(view: View) -> list[Line]:
    """What could not be seen, grouped by the reason, with what would make it visible."""
    words = view.words
    groups = _by_way_out(view)
    if not groups:
        return []
    lines = [
        BLANK,
        Line(words("Could not be seen"), style=Style.HEADING),
        Line(words("This is neither good news nor bad: it is not known yet.")),
    ]
    for (why, way_out), findings in groups.items():
        lines += _by_title(view, findings)
        lines += guide_lines(why, {}, _REASON_INDENT)
        lines += _details(view, findings)
        label, told = words("To see it:"), guide_lines(way_out, {}, _REASON_INDENT)
        lines += labelled(label, told, _REASON_INDENT)
    questions = view.result.coverage.open_questions
    return [*lines, Line(words("Open questions: {n}", n=questions))] if questions else lines


def in_order(view: View) -> list[Line]:
    """What is good, and what of it rests on somebody's word."""
    passes = view.having(Status.PASS)
    attested = [f for f in passes if f.disposition and f.disposition.kind == "attested"]
    measured = [finding for finding in passes if finding not in attested]
    if not passes:
        return []
    return [
        BLANK,
        Line(view.words("In order"), style=Style.HEADING),
        *_by_title(view, measured),
        *(Line(_attested(view, finding), marker="- ") for finding in attested),
        *_notes(view, passes),
    ]


def not_applicable(view: View) -> list[Line]:
    """What does not arise here, with the reason: the reader may know better."""
    found = [finding for finding in view.having(Status.NOT_APPLICABLE) if finding.note]
    if not found:
        return []
    words, whys = view.words, dict[str, list[Finding]]()
    for finding in found:
        if finding.note:
            whys.setdefault(view.note(finding, finding.note).headline, []).append(finding)
    lines = [BLANK, Line(words("Does not apply here"), style=Style.HEADING)]
    for why, findings in whys.items():
        lines += [*_by_title(view, findings), Line(why, _REASON_INDENT)]
    return lines


def exceptions(view: View) -> list[Line]:
    """What is not in order and was accepted until a day."""
    accepted = [
        Line(_excepted(view, finding), marker="- ")
        for finding in view.result.findings
        if finding.disposition and finding.disposition.kind == "excepted"
    ]
    if not accepted:
        return []
    return [BLANK, Line(view.words("Exceptions"), style=Style.HEADING), *accepted]


def _by_way_out(view: View) -> dict[tuple[str, str], list[Finding]]:
    """Group the unknowns by why they are and what to do; what stands above is not repeated."""
    words = view.words
    above = {
        (action.check, target): number
        for number, action in enumerate(view.placed("first"), start=1)
        if action.problem is None
        for target in action.targets
    }
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in view.having(Status.UNKNOWN):
        why, way_out = _reason(view, finding)
        if number := above.get((finding.check, finding.target)):
            way_out = words("see what to do first, number {n}.", n=number)
        groups.setdefault((why, way_out), []).append(finding)
    return groups


def _reason(view: View, finding: Finding) -> tuple[str, str]:
    """Return why it is unknown and the way out, in the check's own words where it has some."""
    words, reason = view.words, finding.reason or FoundReason("", "", "")
    if finding.note and (told := view.note(finding, finding.note)).text:
        return told.headline, fill(told.text, told.values)
    way_out = remedies.remedy(words, reason.fact, reason.kind)
    return remedies.why(words, reason.fact, reason.kind), way_out


def _details(view: View, findings: Iterable[Finding]) -> list[Line]:
    """What a technician can use: the program or server concerned, and the last known state."""
    words = view.words
    details = list(
        dict.fromkeys(
            clean(finding.reason.detail, _DETAIL_LIMIT)
            for finding in findings
            if finding.reason and finding.reason.detail
        )
    )[:_DETAILS_SHOWN]
    text = words("Detail: {detail}", detail=words(", ").join(details))
    lines = [Line(text, _REASON_INDENT)] if details else []
    return lines + [
        Line(
            words(
                "Last time, on {date}: {status} ({name})",
                date=finding.last_known.at[:_DAY],
                status=labels.status(words, finding.last_known.status),
                name=view.name(finding.target),
            ),
            _REASON_INDENT,
        )
        for finding in findings
        if finding.last_known
    ]


def _was_looked_at(protection: Protection) -> bool:
    return bool(protection.pass_ or protection.fail or protection.unknown)


def _counts(view: View, key: str, protection: Protection | None) -> Line:
    words = view.words
    counted = protection or Protection(key, 0, 0, 0, 0)
    counts = {
        Status.FAIL: counted.fail,
        Status.PASS: counted.pass_,
        Status.UNKNOWN: counted.unknown,
        Status.NOT_APPLICABLE: counted.not_applicable,
    }
    said = [
        words("{status}: {n}", status=labels.status(words, status), n=n)
        for status, n in counts.items()
        if n
    ]
    parts = [labels.protection(words, key), *(said or [words("not looked at")])]
    return Line(" · ".join(parts), marker="- ")


def _by_title(view: View, findings: Iterable[Finding]) -> list[Line]:
    titles: dict[str, list[Finding]] = {}
    for finding in findings:
        titles.setdefault(view.title(finding), []).append(finding)
    return [
        Line(
            view.words(
                "{title} ({names})", title=title, names=view.names(f.target for f in members)
            ),
            marker="- ",
        )
        for title, members in titles.items()
    ]


def _attested(view: View, finding: Finding) -> str:
    until = finding.disposition.until if finding.disposition else ""
    return view.words(
        "{title} ({names}): on your word, good until {until}",
        title=view.title(finding),
        names=view.name(finding.target),
        until=until,
    )


def _excepted(view: View, finding: Finding) -> str:
    disposition = finding.disposition
    return view.words(
        "Not in order: {title} ({names}); accepted until {until}, because: {reason}",
        title=view.title(finding),
        names=view.name(finding.target),
        until=disposition.until if disposition else "",
        reason=disposition.reason if disposition else "",
    )


def _notes(view: View, findings: Iterable[Finding]) -> list[Line]:
    lines: dict[tuple[Line, ...], None] = {}
    for finding in findings:
        if finding.note:
            told = view.note(finding, finding.note)
            head = Line(view.words("Good to know: {note}", note=told.headline), marker="- ")
            lines[head, *guide_lines(told.text, told.values, _REASON_INDENT)] = None
    return [line for told in lines for line in told]
