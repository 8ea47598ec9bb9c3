"""First what could hurt children most; among those, what can be fixed fastest.

CONTRIBUTING.md, What comes first. Pure: the same findings give the same list, in
whatever order they come.
"""

from collections.abc import Iterable, Mapping, Sequence

from digiamen_scan.engine.placement import placements
from digiamen_scan.engine.prerequisites import (
    Ranked,
    in_order,
    needs_of_steps,
    with_all_before,
)
from digiamen_scan.engine.steps import Titles, collect
from digiamen_scan.model.checks import CheckMeta
from digiamen_scan.model.results import Action, Finding, Placement, ResultTarget
from digiamen_scan.model.scales import Who

# For these nobody's rights, leave or money is needed: the reader can begin today.
_ALONE = frozenset({Who.YOU, Who.EVERYONE})


def prioritise(
    findings: Sequence[Finding],
    targets: Iterable[ResultTarget],
    checks: Mapping[str, CheckMeta],
    find_out_title: Titles,
) -> tuple[Action, ...]:
    """Return the ranked list of what to do.

    Every finding's check is among `checks`; a target that is not among `targets` (a kind that the
    profile names none of) has the usual exposure. `find_out_title` gives the headline for a
    finding that is unknown. An unknown becomes an action where its check is
    at least of high severity, where it failed the last time it was seen, or where another action
    waits for it; those of one check are one action, since one way out usually serves them all.
    """
    steps = collect(findings, targets, checks, find_out_title)
    needs = needs_of_steps(steps)
    kept = with_all_before((step for step in steps if step.worth_it), needs)
    ordered = in_order(kept.values(), needs)
    lists = placements(ordered, needs)
    return tuple(
        _action(place, ranked, lists[ranked.step.key])
        for place, ranked in enumerate(ordered, start=1)
    )


def _action(place: int, ranked: Ranked, placement: Placement) -> Action:
    step = ranked.step
    return Action(
        rank=place,
        band=ranked.band,
        check=step.check,
        problem=step.problem,
        targets=step.targets,
        severity=step.severity,
        effort=step.effort,
        minutes=step.minutes,
        who=step.who,
        alone=step.who in _ALONE,
        placement=placement,
        title=step.parts[0].title,
    )
