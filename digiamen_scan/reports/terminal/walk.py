"""One action, one step a screen: for somebody who does it while they read."""

from collections.abc import Sequence
from dataclasses import replace

from digiamen_scan.model.results import Action, TargetRef
from digiamen_scan.reports.terminal.actions import cost, otherwise
from digiamen_scan.reports.terminal.cases import (
    Case,
    cases_of,
    steps_of,
    title_of,
    to_find_out,
    to_paste,
    what,
)
from digiamen_scan.reports.terminal.guidetext import guide_lines, labelled
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style
from digiamen_scan.reports.terminal.view import View

Screen = tuple[Line, ...]


def screens(view: View, target: TargetRef, actions: Sequence[Action]) -> tuple[Screen, ...]:
    """Return the screens of a target's actions, all of the same check.

    Of each action first what is wrong and why it matters, then every step; in the end what to do
    if the steps are not possible. What is to be pasted stands with the steps that speak of it.
    """
    told = [_screens_of(view, replace(action, targets=(target,))) for action in actions]
    return (*(screen for one in told for screen in one), *_last(view, target, actions))


def _screens_of(view: View, action: Action) -> list[Screen]:
    cases = cases_of(view, action)
    title = _title(view, action, cases)
    steps = [step for case in cases for step in _steps(view, case)]
    pastes = _pastes(view, cases)
    said = [_speaks_of_pastes(view, step) for step in steps]
    if steps and not any(said):
        said[-1] = True
    return [
        (title, *_opening(view, action, cases)),
        *(
            (title, _place(view, number, len(steps)), BLANK, *step, *(pastes if paste else []))
            for number, (step, paste) in enumerate(zip(steps, said, strict=True), start=1)
        ),
    ]


def _last(view: View, target: TargetRef, actions: Sequence[Action]) -> list[Screen]:
    action = replace(actions[0], targets=(target,))
    otherwise_lines = otherwise(view, action, None)
    if action.problem is None or not otherwise_lines:
        return []
    cases = cases_of(view, action)
    pastes = _pastes(view, cases) if _may_be_sent_on(cases) else []
    return [(_title(view, action, cases), BLANK, *otherwise_lines, *pastes)]


def _title(view: View, action: Action, cases: list[Case]) -> Line:
    return Line(title_of(view, action, cases), style=Style.STRONG)


def _pastes(view: View, cases: list[Case]) -> list[Line]:
    return _apart([line for case in cases for line in to_paste(view, case, several=False)])


def _speaks_of_pastes(view: View, step: list[Line]) -> bool:
    """Tell whether a step names the label that stands above what is to be pasted."""
    label = view.words("To paste:").rstrip(" :\N{NO-BREAK SPACE}")
    return any(label in line.text for line in step)


def _may_be_sent_on(cases: list[Case]) -> bool:
    """Tell whether somebody else could publish it: a record, but no command of this computer."""
    pastes = (paste for case in cases if case.problem for paste in case.problem.paste)
    return any(paste.kind == "dns_record" for paste in pastes)


def _opening(view: View, action: Action, cases: list[Case]) -> list[Line]:
    words = view.words
    lines = [
        Line(cost(view, action)),
        Line(words("Concerns: {names}", names=view.names(action.targets))),
        BLANK,
    ]
    for case in cases:
        lines += what(view, case)
        if case.problem is None:
            lines += to_find_out(view, case)
    if guide := view.guide(action.check):
        lines += labelled(words("Why, for children:"), guide_lines(guide.why, {}))
    return lines


def _steps(view: View, case: Case) -> list[list[Line]]:
    """Split the steps of a guide: each number begins one; what stands before is part of it."""
    guide = view.guide(case.finding.check)
    if guide is None or case.problem is None:
        return []
    steps: list[list[Line]] = []
    before: list[Line] = []
    for line in steps_of(view, guide, case):
        if line.marker[:1].isdigit():
            steps.append([*before, line])
            before = []
        elif steps:
            steps[-1].append(line)
        else:
            before.append(line)
    return steps or ([before] if before else [])


def _place(view: View, number: int, total: int) -> Line:
    return Line(view.words("Step {number} of {total}", number=number, total=total))


def _apart(lines: list[Line]) -> list[Line]:
    return [BLANK, *lines] if lines else []
