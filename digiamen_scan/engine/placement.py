"""In which of the lists a step is shown: the few to do first, the quick ones, the rest."""

from collections.abc import Sequence

from digiamen_scan.engine.prerequisites import Needs, Ranked, with_all_before
from digiamen_scan.engine.steps import Step, StepKey
from digiamen_scan.model.results import Placement
from digiamen_scan.model.scales import Effort

FIRST = 6
QUICK = 3
QUICK_MINUTES = 30


def placements(ordered: Sequence[Ranked], needs: Needs) -> dict[StepKey, Placement]:
    """Return the list of each step, by key."""
    first = _first(ordered, needs)
    quick = _quick(ordered, first, needs)
    return {ranked.step.key: _placement(ranked.step, first, quick) for ranked in ordered}


def _placement(step: Step, first: set[StepKey], quick: set[StepKey]) -> Placement:
    if step.key in first:
        return "first"
    if step.key in quick:
        return "quick"
    return "technician" if step.for_technician else "rest"


def _first(ordered: Sequence[Ranked], needs: Needs) -> set[StepKey]:
    able = [ranked for ranked in ordered if not ranked.step.for_technician]
    seen = [ranked for ranked in able if not ranked.step.open_question]
    asked = _the_one_to_find_out(able, seen[:FIRST], needs)
    chosen = [ranked for ranked in able if not ranked.step.open_question or ranked is asked]
    return {ranked.step.key for ranked in chosen[:FIRST]}


def _the_one_to_find_out(
    able: Sequence[Ranked], shown: Sequence[Ranked], needs: Needs
) -> Ranked | None:
    """Only one unknown may stand among the first: in the best band, one that a fix waits for."""
    needed = with_all_before((ranked.step for ranked in shown), needs)
    unknown = [ranked for ranked in able if ranked.step.open_question]
    return min(
        unknown,
        key=lambda ranked: (ranked.band.rank, ranked.step.key not in needed),
        default=None,
    )


def _quick(ordered: Sequence[Ranked], first: set[StepKey], needs: Needs) -> set[StepKey]:
    """What is done in half an hour, with nothing to be done before it that is not shown."""
    quick: set[StepKey] = set()
    for ranked in ordered:
        step = ranked.step
        if len(quick) == QUICK:
            break
        if step.key in first or not _is_quick(step):
            continue
        if all(before.key in first | quick for before in needs[step.key]):
            quick.add(step.key)
    return quick


def _is_quick(step: Step) -> bool:
    if step.problem is None or step.for_technician or step.effort is not Effort.MINUTES:
        return False
    return step.minutes is not None and step.minutes[1] <= QUICK_MINUTES
