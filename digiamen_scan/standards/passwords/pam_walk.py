"""Follows every way through a PAM stack, as Linux-PAM walks it (pam.d(5), pam_chauthtok(3)).

A password is changed in two rounds. The first only asks whether it may be; the second asks for
the new one and stores it, if the first came to a good end. What a module answers is not always
known; then all ways are followed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from digiamen_scan.facts.passwords import PamStep
from digiamen_scan.standards.passwords.pam import actions
from digiamen_scan.standards.passwords.pam_modules import Outcome

MAX_WAYS = 5_000
_Impression = tuple[bool | None, bool]
"""None before any answer counted, then whether it is good; and whether the good one was plain."""

_NOTHING_YET: _Impression = (None, False)
_BAD: _Impression = (False, False)


class TooComplexError(Exception):
    """The stack has more ways through it than are followed."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one way stands. `entered` is the impression at the start of each substack around it."""

    index: int = 0
    impression: _Impression = _NOTHING_YET
    token: int | None = None
    entered: tuple[tuple[int, _Impression], ...] = ()


Answers = Callable[[PamStep, int | None], Iterable[Outcome]]


def ends(steps: Sequence[PamStep], answers: Answers) -> tuple[bool, frozenset[int]]:
    """Return whether some way ends well, and the lengths of what is stored on the ways.

    Raises TooComplexError.
    """
    ahead, seen = [_Place()], {_Place()}
    good, stored = False, set[int]()
    while ahead:
        place = ahead.pop()
        if place.index >= len(steps):
            good = good or place.impression == (True, True)
            continue
        for after, kept in _onward(steps, place, answers):
            if kept is not None:
                stored.add(kept)
            if after not in seen:
                seen.add(after)
                ahead.append(after)
        if len(seen) > MAX_WAYS:
            raise TooComplexError
    return good, frozenset(stored)


def _onward(
    steps: Sequence[PamStep], place: _Place, answers: Answers
) -> Iterator[tuple[_Place, int | None]]:
    step = steps[place.index]
    if step.kind == "substack":
        around = tuple(one for one in place.entered if one[0] <= step.level)
        yield replace(place, index=place.index + 1, entered=around), None
        return
    entered = _entered(place, step.level)
    control = actions(step.control)
    for outcome in answers(step, place.token):
        index, impression = _act(
            steps, place, entered, control[outcome.answer], plain=outcome.answer == "success"
        )
        yield _Place(index, impression, outcome.token, entered), outcome.stored


def _entered(place: _Place, level: int) -> tuple[tuple[int, _Impression], ...]:
    """Remember the impression where a substack begins, and forget those that ended."""
    known = tuple(one for one in place.entered if one[0] <= level)
    deepest = known[-1][0] if known else 0
    return known if level <= deepest else (*known, (level, place.impression))


def _act(
    steps: Sequence[PamStep],
    place: _Place,
    entered: tuple[tuple[int, _Impression], ...],
    action: str,
    *,
    plain: bool,
) -> tuple[int, _Impression]:
    """Return where an action leads, and the impression it leaves."""
    impression, after = place.impression, place.index + 1
    if action in ("ok", "done"):
        if impression in (_NOTHING_YET, (True, True)):
            impression = (True, plain)
        leaves = action == "done" and impression[0] is True
        return (_end(steps, place.index) if leaves else after), impression
    if action in ("bad", "die"):
        return (_end(steps, place.index) if action == "die" else after), _BAD
    if action == "reset":
        level = steps[place.index].level
        return after, dict(entered).get(level, _NOTHING_YET) if level else _NOTHING_YET
    if action.isdigit():
        index, left = _jump(steps, place.index, int(action))
        return index, _BAD if left else impression
    return after, impression


def _end(steps: Sequence[PamStep], index: int) -> int:
    """Return the place after the stack or substack that a step belongs to."""
    level = steps[index].level
    after = index + 1
    while after < len(steps) and steps[after].level >= level:
        after += 1
    return after


def _jump(steps: Sequence[PamStep], index: int, count: int) -> tuple[int, bool]:
    """Skip steps, a substack counting as one; also tell whether there were too few."""
    level, last = steps[index].level, len(steps) - 1
    while count and index < last and steps[index + 1].level >= level:
        index += 1
        while index < last and steps[index + 1].level > level:
            index += 1
        count -= 1
    return index + 1, count > 0
