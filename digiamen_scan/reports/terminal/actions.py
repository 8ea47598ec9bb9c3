"""What to do, and exactly how."""

from collections.abc import Callable

from digiamen_scan.model.guides import Guide
from digiamen_scan.model.results import Action
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.reports.terminal.cases import (
    CASES_SHOWN,
    INDENT,
    Case,
    cases_of,
    each,
    steps_of,
    title_of,
    to_find_out,
    to_paste,
    what,
)
from digiamen_scan.reports.terminal.guidetext import guide_lines, labelled
from digiamen_scan.reports.terminal.layout import BLANK, KEPT_SPACE, Line, Style
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.words import N_, Words, labels


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
            lines += otherwise(view, action, advised.get(action.check))
            advised.setdefault(action.check, number)
    return lines


def small_things(view: View) -> list[Line]:
    """What takes under half an hour, what a technician does, and what comes after."""
    words = view.words
    lines = _titles(view, words("Also, in under 30 minutes"), "quick", _with_cost)
    technician = view.placed("technician")
    if technician and len(technician) == len(view.result.actions):
        # There is nothing else to do: then they are worth their titles.
        lines += _titles(view, words("For your technician"), "technician", _with_cost)
    elif technician:
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
    cases = cases_of(view, action)
    title = cases[0].told.headline if cases and action.problem else title_of(view, action, cases)
    names = view.names(action.targets)
    return title if not names or names in title else f"{title} ({names})"


def _whole(view: View, number: int, action: Action, *, explain: bool) -> list[Line]:
    cases = cases_of(view, action)
    guide = view.guide(action.check)
    lines = [
        Line(title_of(view, action, cases), marker=f"{number}. ", style=Style.STRONG),
        Line(cost(view, action), INDENT),
        Line(view.words("Concerns: {names}", names=view.names(action.targets)), INDENT),
        *each(view, cases, lambda case: what(view, case)),
    ]
    if guide and explain:
        label = view.words("Why, for children:")
        lines += labelled(label, guide_lines(guide.why, {}, INDENT), INDENT)
    lines += _how(view, action, cases, guide)
    if explain:
        lines += _along(view, action)
    for case in cases:
        lines += to_paste(view, case, several=len(cases) > 1)
    if (others := len(action.targets) - CASES_SHOWN) > 0:
        text = view.words("The others are in the saved result: {n}", n=others)
        lines.append(Line(text, INDENT))
    return lines


def cost(view: View, action: Action) -> str:
    """Say when an action is due, how long it takes, and who can do it."""
    words = view.words
    parts = [
        labels.band(words, action.band),
        labels.duration(words, action.effort, action.minutes),
        labels.who(words, action.who),
        words("you may do it alone") if action.alone else words("with help"),
    ]
    return " · ".join(parts)


def _how(view: View, action: Action, cases: list[Case], guide: Guide | None) -> list[Line]:
    if action.problem is None:
        return each(view, cases, lambda case: to_find_out(view, case))
    if guide is None:
        return [Line(view.words("How: its guide is not installed here."), INDENT)]
    steps = each(view, cases, lambda case: steps_of(view, guide, case))
    return labelled(view.words("How:"), steps, INDENT)


def _along(view: View, action: Action) -> list[Line]:
    """Name the command that goes through the steps; it needs a profile for all but computers."""
    scan = view.result.scan
    is_here = bool(scan.profile_digest) or action.targets[0].kind is TargetKind.DEVICE
    if action.problem is None or not is_here or scan.judged_from_recording or scan.demo:
        return []
    command = f"digiamen fix-along {action.check}"
    return [Line(with_command(view.words, N_("One step at a time: {command}"), command), INDENT)]


def with_command(words: Words, message: str, command: str) -> str:
    """Tell a message with a `{command}` that is not broken over two rows where it fits on one."""
    return words(message, command=command).replace(command, command.replace(" ", KEPT_SPACE))


def otherwise(view: View, action: Action, said: int | None) -> list[Line]:
    """Say what to do if the steps are not possible, or under which number it stands already."""
    guide = view.guide(action.check)
    if guide is None:
        return []
    if said is not None:
        return [Line(view.words("If you cannot: see number {n}.", n=said), INDENT)]
    label = view.words("If you cannot:")
    lines = labelled(label, guide_lines(guide.if_you_cannot, {}, INDENT), INDENT)
    if guide.not_yours:
        label = view.words("If you did not put it there:")
        lines += labelled(label, guide_lines(guide.not_yours, {}, INDENT), INDENT)
    return lines
