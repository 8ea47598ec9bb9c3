"""One action, one step a screen: for somebody who does it while they read."""

from dataclasses import replace

from digiamen_scan.model.results import Action
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


def screens(view: View, action: Action) -> tuple[Screen, ...]:
    """Return the screens for the first target of an action.

    First what is wrong and why it matters, then every step with what it needs to be pasted, in the
    end what to do if the steps are not possible.
    """
    one = replace(action, targets=action.targets[:1])
    cases = cases_of(view, one)
    title = Line(title_of(view, one, cases), style=Style.STRONG)
    steps = [step for case in cases for step in _steps(view, case)]
    pastes = [line for case in cases for line in to_paste(view, case, several=False)]
    last = otherwise(view, one, None)
    return (
        (title, *_opening(view, one, cases)),
        *(
            (title, _place(view, number, len(steps)), BLANK, *step, *_apart(pastes))
            for number, step in enumerate(steps, start=1)
        ),
        *([(title, BLANK, *last)] if last else []),
    )


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
