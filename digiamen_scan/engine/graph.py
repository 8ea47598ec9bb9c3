"""Which fact comes from where: declared by the profile, observed by a probe, or derived."""

import graphlib
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from digiamen_scan.model.facts import FactInfo, Need, Now, Unavailable, fact_info, needs_of
from digiamen_scan.model.probes import Probe, Sources
from digiamen_scan.model.targets import Target, TargetKind


class GraphError(Exception):
    """The facts do not fit together: two sources for one fact, or a circle. A fault of ours."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A pure function with the fact it gives and the facts it takes."""

    function: Callable[..., Any]
    gives: type[Any]
    needs: tuple[Need, ...]


def info_of(fact: type[Any]) -> FactInfo:
    """Return what a fact type declares; raises GraphError for any other class."""
    info = fact_info(fact)
    if info is None:
        message = f"{fact.__name__} is not a fact"
        raise GraphError(message)
    return info


class FactGraph:
    """Finds the source of a fact for a target. Built once; knows no fact by name."""

    def __init__(self, sources: Sources) -> None:
        """Index the sources; raises GraphError where they contradict one another."""
        self._probes: dict[type[Any], list[Probe]] = {}
        self._needs: dict[str, tuple[Need, ...]] = {}
        for probe in sources.probes:
            self._needs[probe.name] = needs_of(probe.read, skip=("target",))
            for fact in probe.gives:
                self._probes.setdefault(fact, []).append(probe)
        self._derivations = {found.gives: found for found in map(_derivation, sources.derivations)}
        self._members = {
            (info.target, info.members): fact
            for fact in (*self._probes, *self._derivations)
            if (info := info_of(fact)).members is not None
        }
        self._refuse_circles()

    def derivation(self, fact: type[Any]) -> Derivation | None:
        """Return the derivation that gives a fact."""
        return self._derivations.get(fact)

    def probe(self, fact: type[Any], target: Target) -> Probe | None:
        """Return the probe that reads a fact of this target on its system."""
        for probe in self._probes.get(fact, ()):
            if not probe.systems or target.system in {None, *probe.systems}:
                return probe
        return None

    def is_observed(self, fact: type[Any]) -> bool:
        """Tell whether some probe, perhaps of another system, gives this fact."""
        return fact in self._probes

    def probe_needs(self, probe: Probe) -> tuple[Need, ...]:
        """Return the facts that a probe's `read` takes."""
        return self._needs[probe.name]

    def members(self, target: TargetKind, kind: TargetKind) -> type[Any]:
        """Return the fact that lists a target's sub-targets of a kind."""
        try:
            return self._members[target, kind]
        except KeyError:
            message = f"no fact lists the {kind}s of a {target}"
            raise GraphError(message) from None

    def observed_facts(self) -> dict[str, type[Any]]:
        """Return every observed fact type by its stable name."""
        return {info_of(fact).name: fact for fact in self._probes}

    def observed_beneath(self, fact: type[Any], target: Target) -> Iterator[type[Any]]:
        """Yield the observed facts that a fact rests on, nearest last."""
        needs: tuple[Need, ...] = ()
        if derivation := self.derivation(fact):
            needs = derivation.needs
        elif probe := self.probe(fact, target):
            needs = self.probe_needs(probe)
        for need in needs:
            if need.fact is not Now and not need.each:
                yield from self.observed_beneath(need.fact, target)
        if self.is_observed(fact):
            yield fact

    def _refuse_circles(self) -> None:
        edges: dict[type[Any], set[type[Any]]] = {}
        for fact, probes in self._probes.items():
            if fact in self._derivations:
                message = f"{fact.__name__} is both observed and derived"
                raise GraphError(message)
            edges[fact] = {need.fact for probe in probes for need in self._needs[probe.name]}
        for fact, derivation in self._derivations.items():
            edges[fact] = {need.fact for need in derivation.needs}
        try:
            graphlib.TopologicalSorter(edges).prepare()
        except graphlib.CycleError as error:
            names = " → ".join(cls.__name__ for cls in error.args[1])
            message = f"facts need one another in a circle: {names}"
            raise GraphError(message) from None


def _derivation(function: Callable[..., Any]) -> Derivation:
    hint = typing.get_type_hints(function)["return"]
    options = [option for option in typing.get_args(hint) or (hint,) if option is not Unavailable]
    return Derivation(function, options[0], needs_of(function))
