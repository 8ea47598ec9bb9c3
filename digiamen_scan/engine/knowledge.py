"""What is known: observed facts as they came, declared facts, and what follows from them.

Pure: nothing is looked up outside. Gathering puts observations in, judging reads values out.
"""

from collections.abc import Callable, Iterable
from typing import Any

from digiamen_scan.engine.graph import FactGraph, info_of
from digiamen_scan.model.facts import (
    Each,
    Evidence,
    Kind,
    Member,
    Need,
    Now,
    Observation,
    Unavailable,
)
from digiamen_scan.model.targets import Target

Declared = Callable[[Target], tuple[object, ...]]


class Knowledge:
    """Facts by target. A fact that nobody observed is what `missing` says."""

    def __init__(
        self,
        graph: FactGraph,
        declared: Declared,
        now: Now,
        missing: str = Kind.NOT_RECORDED,
    ) -> None:
        """Start empty; `declared` gives what the profile says of a target."""
        self._graph = graph
        self._declared = declared
        self._now = now
        self._missing = missing
        self._observed: dict[tuple[str, str], Observation] = {}
        self._derived: dict[tuple[type[Any], str], object] = {}

    def add(self, observations: Iterable[Observation]) -> None:
        """Take in observations; a later one replaces an earlier one of the same fact."""
        for observation in observations:
            self._observed[observation.fact, observation.target.id] = observation

    def observations(self) -> tuple[Observation, ...]:
        """Return all observations, in the order they came."""
        return tuple(self._observed.values())

    def forget(self, target: Target) -> None:
        """Drop what was observed of a target, once it is judged."""
        for store in (self._observed, self._derived):
            for key in [key for key in store if key[1] == target.id]:
                del store[key]  # type: ignore[arg-type]  # both are keyed by (fact, target id)

    def has(self, fact: type[Any], target: Target) -> bool:
        """Tell whether a fact was observed, be it as unavailable."""
        return (info_of(fact).name, target.id) in self._observed

    def value(self, need: Need, target: Target) -> object:
        """Return what a parameter asks for: a fact, `Unavailable`, `Now` or `Each`."""
        if need.fact is Now:
            return self._now
        if need.each:
            return self._each(need.fact, target)
        return self.fact(need.fact, target)

    def fact(self, fact: type[Any], target: Target) -> object:
        """Return a fact's value, or the `Unavailable` that stands in its place."""
        name = info_of(fact).name
        if observation := self._observed.get((name, target.id)):
            return observation.value
        for declared in self._declared(target):
            if isinstance(declared, fact):
                return declared
        if derivation := self._graph.derivation(fact):
            key = (fact, target.id)
            if key not in self._derived:
                self._derived[key] = self._derive(derivation.function, derivation.needs, target)
            return self._derived[key]
        if self._graph.is_observed(fact) and self._graph.probe(fact, target) is None:
            return Unavailable(Kind.UNSUPPORTED, target.system or "", name)
        return Unavailable(self._missing, "", name)

    def arguments(self, needs: Iterable[Need], target: Target) -> dict[str, object] | Unavailable:
        """Return the values for a function's parameters, or the first that is missing."""
        found: dict[str, object] = {}
        for need in needs:
            value = self.value(need, target)
            if isinstance(value, Unavailable) and not need.optional:
                return value
            found[need.parameter] = value
        return found

    def evidence(self, needs: Iterable[Need], target: Target) -> tuple[Evidence, ...]:
        """Return the evidence of all observed facts that these needs rest on, each once."""
        found: dict[Evidence, None] = {}
        for need in needs:
            for place in self._places(need, target):
                for observed in self._graph.observed_beneath(need.fact, place):
                    observation = self._observed.get((info_of(observed).name, place.id))
                    found.update(dict.fromkeys(observation.evidence if observation else ()))
        return tuple(found)

    def sub_targets(self, fact: type[Any], target: Target) -> tuple[Target, ...] | Unavailable:
        """Return the sub-targets of a target that `Each[fact]` is asked of."""
        kind = info_of(fact).target
        members = self.fact(self._graph.members(target.kind, kind), target)
        if isinstance(members, Unavailable):
            return members
        names: tuple[str, ...] = getattr(members, "names")  # noqa: B009  # declared by `members=`
        return tuple(Target(kind, name, target.exposure) for name in names)

    def _places(self, need: Need, target: Target) -> tuple[Target, ...]:
        if need.fact is Now:
            return ()
        if not need.each:
            return (target,)
        members = self.sub_targets(need.fact, target)
        return () if isinstance(members, Unavailable) else members

    def _each(self, fact: type[Any], target: Target) -> Each[Any] | Unavailable:
        members = self.sub_targets(fact, target)
        if isinstance(members, Unavailable):
            return members
        return Each(tuple(Member(member, self.fact(fact, member)) for member in members))

    def _derive(
        self, function: Callable[..., Any], needs: tuple[Need, ...], target: Target
    ) -> object:
        arguments = self.arguments(needs, target)
        return arguments if isinstance(arguments, Unavailable) else function(**arguments)
