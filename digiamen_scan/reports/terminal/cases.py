"""One target of an action: what is wrong there, what to do, what to paste."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from digiamen_scan.model.guides import Guide
from digiamen_scan.model.results import Action, Finding, FoundProblem
from digiamen_scan.model.verdicts import Paste
from digiamen_scan.reports.terminal.guidetext import guide_lines, labelled
from digiamen_scan.reports.terminal.layout import Line
from digiamen_scan.reports.terminal.view import Told, View
from digiamen_scan.words import remedies

INDENT = 3
CASES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Case:
    """One target of an action: what is wrong there. `problem` is None for an unknown."""

    finding: Finding
    problem: FoundProblem | None
    told: Told


def cases_of(view: View, action: Action) -> list[Case]:
    """Return what an action is about, target by target, up to a number that can be shown."""
    cases: list[Case] = []
    for finding in view.findings_of(action)[:CASES_SHOWN]:
        if action.problem is None:
            cases.append(Case(finding, None, _unseen(view, finding)))
        cases += [
            Case(finding, problem, view.problem(finding, problem))
            for problem in finding.problems
            if problem.key == action.problem
        ]
    return cases


def title_of(view: View, action: Action, cases: list[Case]) -> str:
    """Name the worst target's problem; of unknowns that differ, name the good state."""
    if not cases:
        return action.title
    keys = {case.finding.note.key if case.finding.note else "" for case in cases}
    if action.problem is None and len(keys) > 1:
        return _find_out(view, cases[0].finding)
    headlines = dict.fromkeys(case.told.headline for case in cases)
    first = next(iter(headlines))
    if len(headlines) == 1:
        return first
    return view.words("{headline} (and others: {n})", headline=first, n=len(action.targets) - 1)


def _unseen(view: View, finding: Finding) -> Told:
    if finding.note:
        return view.note(finding, finding.note)
    return Told(_find_out(view, finding), "", {})


def _find_out(view: View, finding: Finding) -> str:
    return view.words("Find out: {title}", title=view.title(finding))


def what(view: View, case: Case) -> list[Line]:
    """Say what is wrong; of an unknown, why it could not be seen."""
    reason = case.finding.reason
    lines = guide_lines(case.told.text, case.told.values, INDENT)
    if case.problem is None and reason and not lines:
        return guide_lines(remedies.why(view.words, reason.fact, reason.kind), {}, INDENT)
    return lines


def to_find_out(view: View, case: Case) -> list[Line]:
    """Say what would make an unknown known, where its message does not say it already."""
    reason = case.finding.reason
    if reason is None or case.told.text:
        return []
    text = remedies.remedy(view.words, reason.fact, reason.kind)
    return labelled(view.words("How:"), guide_lines(text, {}, INDENT), INDENT)


def steps_of(view: View, guide: Guide, case: Case) -> list[Line]:
    """Return the steps of the guide that fit the problem and the system."""
    if case.problem is None:
        return []
    target = view.target(case.finding.target)
    system = {target.system} if target and target.system else set[str]()
    chosen = {case.problem.key, *case.problem.steps, *system}
    return guide_lines(guide.steps(frozenset(chosen)), case.told.values, INDENT)


def each(view: View, cases: Iterable[Case], lines_of: Callable[[Case], list[Line]]) -> list[Line]:
    """Say it once for all targets that it is the same for; name them where it differs."""
    groups: dict[tuple[Line, ...], list[Case]] = {}
    for case in cases:
        groups.setdefault(tuple(lines_of(case)), []).append(case)
    if len(groups) == 1:
        return list(next(iter(groups)))
    return [
        line
        for lines, members in groups.items()
        if lines
        for line in (_for_targets(view, members), *lines)
    ]


def _for_targets(view: View, cases: list[Case]) -> Line:
    names = view.names(case.finding.target for case in cases)
    return Line(view.words("For {names}:", names=names), INDENT)


def to_paste(view: View, case: Case, *, several: bool) -> list[Line]:
    """Return what is ready to be pasted; with several targets, whose it is."""
    pastes = case.problem.paste if case.problem else ()
    lines = [line for paste in pastes for line in _paste(view, paste)]
    return [_for_targets(view, [case]), *lines] if lines and several else lines


def _paste(view: View, paste: Paste) -> list[Line]:
    words = view.words
    if paste.kind != "dns_record":
        return [
            *_copy(words("To paste:"), paste.after),
            *_copy(words("To undo it:"), paste.undo),
        ]
    ttl = "" if paste.ttl is None else words("TTL in seconds: {ttl}", ttl=paste.ttl)
    head = words("To paste: DNS record, type {type}", type=paste.type)
    return [
        Line(f"{head} · {ttl}" if ttl else head, INDENT),
        *_copy(words("Its name:"), paste.name),
        *_copy(words("Its value:"), paste.after),
        *_copy(words("It takes the place of:"), paste.before),
        *_copy(words("To undo it:"), paste.undo),
    ]


def _copy(label: str, text: str) -> list[Line]:
    copied = [Line(row, verbatim=True) for row in text.splitlines()]
    return [Line(label, INDENT), *copied] if copied else []
