"""What has to be done before what. It orders the list and never scores."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digiamen_scan.engine.steps import Step, StepKey, band_of
from digiamen_scan.model.scales import Band

Needs = Mapping[StepKey, tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A step in its place, with the band it has there: its own, or that of what needs it."""

    step: Step
    band: Band


def needs_of_steps(steps: Sequence[Step]) -> Needs:
    """Return for each step those that come first, in the order they have by themselves.

    A check that passes, does not apply or was not asked has no step, so it holds nothing up.
    """
    return {step.key: tuple(_before(step, steps)) for step in steps}


def _before(step: Step, steps: Sequence[Step]) -> Iterator[Step]:
    if step.meta.waiting and step.problem not in step.meta.waiting:
        return iter(())
    earlier = (other for other in steps if other.check in step.meta.after)
    return iter(sorted((other for other in earlier if _meet(step, other)), key=Step.order))


def _meet(step: Step, other: Step) -> bool:
    """One domain's SPF is no other domain's concern; the back-up is every computer's."""
    mine, theirs = set(step.targets), set(other.targets)
    same_kind = {target.kind for target in mine} & {target.kind for target in theirs}
    return not same_kind or not mine.isdisjoint(theirs)


def with_all_before(steps: Iterable[Step], needs: Needs) -> dict[StepKey, Step]:
    """Return the steps and all that must come before them, however far, by key."""
    found: dict[StepKey, Step] = {}
    waiting = list(steps)
    while waiting:
        step = waiting.pop()
        if step.key not in found:
            found[step.key] = step
            waiting.extend(needs[step.key])
    return found


def in_order(steps: Iterable[Step], needs: Needs) -> list[Ranked]:
    """Put steps in order; one that another needs stands before it, at the latest just before.

    The first step that needs it gives it its band, if that is the higher one: steps are walked
    by band, so no later one could give a higher band.
    """
    placed: dict[StepKey, Ranked] = {}

    def place(step: Step, band: Band, waiting: frozenset[StepKey]) -> None:
        if step.key in placed or step.key in waiting:
            return
        for before in needs[step.key]:
            place(before, band, waiting | {step.key})
        placed[step.key] = Ranked(step, band)

    for step in sorted(steps, key=Step.order):
        place(step, band_of(step.danger), frozenset())
    return list(placed.values())
