"""What a scan will ask and touch, worked out before anything is touched."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from digiamen_scan.engine.graph import FactGraph, info_of
from digiamen_scan.model.checks import Check
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Need, Now
from digiamen_scan.model.probes import Probe
from digiamen_scan.model.questions import Answers, Question
from digiamen_scan.model.targets import Target


@dataclass(frozen=True, slots=True)
class TargetPlan:
    """A target with the checks that will be asked of it."""

    target: Target
    checks: tuple[Check, ...]

    @property
    def asks(self) -> bool:
        """Tell whether one of the checks asks people."""
        return any(check.meta.questions for check in self.checks)


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """A question that a person may be asked."""

    check: Check
    target: Target
    question: Question


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that will happen, in a fixed order. `readings` counts what probes will read."""

    work: tuple[TargetPlan, ...]
    contacts: tuple[ContactRule, ...]
    commands: tuple[str, ...]
    questions: tuple[PlannedQuestion, ...]
    readings: int = 0

    def targets(self) -> tuple[Target, ...]:
        """Return the targets that something is asked of."""
        return tuple(item.target for item in self.work)

    def pairs(self) -> Iterator[tuple[Check, Target]]:
        """Yield each check with its target."""
        for item in self.work:
            for check in item.checks:
                yield check, item.target


def make_plan(
    checks: Iterable[Check],
    targets: Iterable[Target],
    graph: FactGraph,
    *,
    offline: bool,
    asks: Callable[[str, Target], bool] = lambda _check, _target: True,
) -> Plan:
    """Work out which check is asked of which target, and what that touches.

    `asks` may leave out a check, named by its id, for some targets.
    """
    selected = list(checks)
    work = tuple(
        TargetPlan(target, found)
        for target in targets
        if (
            found := tuple(
                check
                for check in selected
                if check.meta.target is target.kind and asks(check.id, target)
            )
        )
    )
    used = [
        (probe, item.target)
        for item in work
        for probe in _probes((need for check in item.checks for need in check.needs), item, graph)
    ]
    silent = [(probe, target) for probe, target in used if not (probe.network and offline)]
    return Plan(
        work=work,
        contacts=_contacts(silent),
        commands=tuple(
            dict.fromkeys(command for probe, _ in silent for command in probe.commands())
        ),
        questions=tuple(
            PlannedQuestion(check, item.target, question)
            for item in work
            for check in item.checks
            for question in check.meta.questions
        ),
        readings=len(used),
    )


def _contacts(used: Iterable[tuple[Probe, Target]]) -> tuple[ContactRule, ...]:
    rules = {rule.id: rule for probe, target in used for rule in probe.contacts(target)}
    return tuple(rules.values())


def _probes(needs: Iterable[Need], item: TargetPlan, graph: FactGraph) -> list[Probe]:
    """Return the probes that these needs run; those of sub-targets are asked with their parent."""
    target = item.target
    found: dict[str, Probe] = {}
    for need in needs:
        if need.fact in {Now, Answers}:
            continue
        facts = [*graph.observed_beneath(need.fact, target)]
        if need.each:
            facts += graph.observed_beneath(
                graph.members(target.kind, info_of(need.fact).target), target
            )
        for fact in facts:
            if probe := graph.probe(fact, target):
                found[probe.name] = probe
    return list(found.values())
