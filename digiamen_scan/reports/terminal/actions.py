"""What to do, and exactly how."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from digiamen_scan.model.guides import Guide
from digiamen_scan.model.results import Action, Finding, FoundProblem
from digiamen_scan.model.verdicts import Paste
from digiamen_scan.reports.terminal.guidetext import guide_lines, labelled
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.reports.terminal.view import Told, View
from digiamen_scan.words import labels, remedies

_INDENT = 3
_CASES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class _Case:
    """One target of an action: what is wrong there. `problem` is None for an unknown."""

    finding: Finding
    problem: FoundProblem | None
    told: Told


def first_things(view: View) -> list[Line]:
    """The list of what to do first, each action whole."""
    actions = view.placed("first")
    if not actions:
        return []
    lines = [
        BLANK,
        Line(view.words("What to do first"), style=Style.HEADING),
        Line(
            view.words(
                "First what could hurt children most; among those, what you can fix fastest."
            )
        ),
    ]
    explained: set[str] = set()
    advised: dict[str, int] = {}
    for number, action in enumerate(actions, start=1):
        lines += [BLANK, *_whole(view, number, action, explain=action.check not in explained)]
        explained.add(action.check)
        if action.problem is not None:
            lines += _otherwise(view, action, advised.get(action.check))
            advised.setdefault(action.check, number)
    return lines


def small_things(view: View) -> list[Line]:
    """What takes under half an hour, what a technician does, and what comes after."""
    words = view.words
    lines = _titles(view, words("Also, in under 30 minutes"), "quick", _with_cost)
    if technician := view.placed("technician"):
        lines += [BLANK, Line(words("Small things for your technician: {n}", n=len(technician)))]
    return lines + _titles(view, words("After that"), "rest", _with_band)


def _titles(
    view: View, heading: str, placement: str, told: Callable[[View, Action], str]
) -> list[Line]:
    actions = [action for action in view.result.actions if action.placement == placement]
    if not actions:
        return []
    items = [
        Line(told(view, action), marker="- ")
        for action in sorted(actions, key=lambda action: action.rank)
    ]
    return [BLANK, Line(heading, style=Style.HEADING), *items]


def _with_cost(view: View, action: Action) -> str:
    time = labels.duration(view.words, action.effort, action.minutes)
    return f"{_named(view, action)} · {time} · {labels.who(view.words, action.who)}"


def _with_band(view: View, action: Action) -> str:
    return f"{_named(view, action)} · {labels.band(view.words, action.band)}"


def _named(view: View, action: Action) -> str:
    title = _title(view, action, _cases(view, action))
    names = view.names(action.targets)
    return title if not names or names in title else f"{title} ({names})"


def _whole(view: View, number: int, action: Action, *, explain: bool) -> list[Line]:
    cases = _cases(view, action)
    guide = view.guide(action.check)
    lines = [
        Line(_title(view, action, cases), marker=f"{number}. ", style=Style.STRONG),
        Line(_cost(view, action), _INDENT),
        Line(view.words("Concerns: {names}", names=view.names(action.targets)), _INDENT),
        *_each(view, cases, lambda case: _what(view, case)),
    ]
    if guide and explain:
        label = view.words("Why, for children:")
        lines += labelled(label, guide_lines(guide.why, {}, _INDENT), _INDENT)
    lines += _how(view, action, cases, guide)
    for case in cases:
        lines += _to_paste(view, case, several=len(cases) > 1)
    if (others := len(action.targets) - _CASES_SHOWN) > 0:
        text = view.words("The others are in the saved result: {n}", n=others)
        lines.append(Line(text, _INDENT))
    return lines


def _cases(view: View, action: Action) -> list[_Case]:
    cases: list[_Case] = []
    for finding in view.findings_of(action)[:_CASES_SHOWN]:
        if action.problem is None:
            cases.append(_Case(finding, None, _unseen(view, finding)))
        cases += [
            _Case(finding, problem, view.problem(finding, problem))
            for problem in finding.problems
            if problem.key == action.problem
        ]
    return cases


def _title(view: View, action: Action, cases: list[_Case]) -> str:
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


def _cost(view: View, action: Action) -> str:
    words = view.words
    parts = [
        labels.band(words, action.band),
        labels.duration(words, action.effort, action.minutes),
        labels.who(words, action.who),
        words("you may do it alone") if action.alone else words("with help"),
    ]
    return " · ".join(parts)


def _what(view: View, case: _Case) -> list[Line]:
    reason = case.finding.reason
    lines = guide_lines(case.told.text, case.told.values, _INDENT)
    if case.problem is None and reason and not lines:
        return guide_lines(remedies.why(view.words, reason.fact, reason.kind), {}, _INDENT)
    return lines


def _how(view: View, action: Action, cases: list[_Case], guide: Guide | None) -> list[Line]:
    if action.problem is None:
        return _each(view, cases, lambda case: _to_find_out(view, case))
    if guide is None:
        return [Line(view.words("How: its guide is not installed here."), _INDENT)]
    steps = _each(view, cases, lambda case: _steps(view, guide, case))
    return labelled(view.words("How:"), steps, _INDENT)


def _to_find_out(view: View, case: _Case) -> list[Line]:
    reason = case.finding.reason
    if reason is None or case.told.text:
        return []
    text = remedies.remedy(view.words, reason.fact, reason.kind)
    return labelled(view.words("How:"), guide_lines(text, {}, _INDENT), _INDENT)


def _steps(view: View, guide: Guide, case: _Case) -> list[Line]:
    if case.problem is None:
        return []
    target = view.target(case.finding.target)
    system = {target.system} if target and target.system else set[str]()
    chosen = {case.problem.key, *case.problem.steps, *system}
    return guide_lines(guide.steps(frozenset(chosen)), case.told.values, _INDENT)


def _each(
    view: View, cases: Iterable[_Case], lines_of: Callable[[_Case], list[Line]]
) -> list[Line]:
    """Say it once for all targets that it is the same for; name them where it differs."""
    groups: dict[tuple[Line, ...], list[_Case]] = {}
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


def _for_targets(view: View, cases: list[_Case]) -> Line:
    names = view.names(case.finding.target for case in cases)
    return Line(view.words("For {names}:", names=names), _INDENT)


def _to_paste(view: View, case: _Case, *, several: bool) -> list[Line]:
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
        Line(f"{head} · {ttl}" if ttl else head, _INDENT),
        *_copy(words("Its name:"), paste.name),
        *_copy(words("Its value:"), paste.after),
        *_copy(words("It takes the place of:"), paste.before),
        *_copy(words("To undo it:"), paste.undo),
    ]


def _copy(label: str, text: str) -> list[Line]:
    copied = [Line(row, verbatim=True) for row in text.splitlines()]
    return [Line(label, _INDENT), *copied] if copied else []


def _otherwise(view: View, action: Action, said: int | None) -> list[Line]:
    """Say what to do if the steps are not possible, or under which number it stands already."""
    guide = view.guide(action.check)
    if guide is None:
        return []
    if said is not None:
        return [Line(view.words("If you cannot: see number {n}.", n=said), _INDENT)]
    lines: list[Line] = []
    if guide.not_yours:
        label = view.words("If you did not put it there:")
        lines += labelled(label, guide_lines(guide.not_yours, {}, _INDENT), _INDENT)
    label = view.words("If you cannot:")
    return lines + labelled(label, guide_lines(guide.if_you_cannot, {}, _INDENT), _INDENT)
