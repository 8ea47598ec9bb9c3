"""Runs the probes: the only step that touches the world.

Every observed fact is read once for each target, however many ask for it. The gatherer owns the
reading; those who wait are shielded, so that one waiter's end never cancels a neighbour's probe.
"""

import asyncio
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from digiamen_scan.engine.graph import FactGraph, info_of
from digiamen_scan.engine.knowledge import Knowledge
from digiamen_scan.model.facts import Kind, Need, Now, Observation, Unavailable
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.probes import Probe, Reading, Readings
from digiamen_scan.model.targets import Target

PROBE_FAULT = "probe"


@dataclass(slots=True)
class Gatherer:
    """Learns facts on demand and puts them into `knowledge`.

    `finished` is called with a probe's name each time one is done, for the progress display.
    """

    graph: FactGraph
    knowledge: Knowledge
    offline: bool = False
    finished: Callable[[str], None] = lambda _name: None
    faults: list[Fault] = field(default_factory=list[Fault])
    _tasks: dict[tuple[str, str], "asyncio.Task[None]"] = field(
        default_factory=dict[tuple[str, str], "asyncio.Task[None]"]
    )

    async def learn(self, needs: Iterable[Need], target: Target) -> None:
        """Observe everything that these needs rest on, as far as it can be."""
        wanted = [self._learn(need, target) for need in needs if need.fact is not Now]
        await asyncio.gather(*wanted)

    async def stop(self) -> None:
        """End what still runs; its facts stay unlearned. Safe to call twice."""
        running = [task for task in self._tasks.values() if not task.done()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _learn(self, need: Need, target: Target) -> None:
        if not need.each:
            await self._learn_fact(need.fact, target)
            return
        kind = info_of(need.fact).target
        await self._learn_fact(self.graph.members(target.kind, kind), target)
        members = self.knowledge.sub_targets(need.fact, target)
        if not isinstance(members, Unavailable):
            await asyncio.gather(*(self._learn_fact(need.fact, member) for member in members))

    async def _learn_fact(self, fact: type[Any], target: Target) -> None:
        if derivation := self.graph.derivation(fact):
            await self.learn(derivation.needs, target)
        elif (probe := self.graph.probe(fact, target)) and not self.knowledge.has(fact, target):
            await asyncio.shield(self._task(probe, target))

    def _task(self, probe: Probe, target: Target) -> "asyncio.Task[None]":
        key = (probe.name, target.id)
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._observe(probe, target), name=probe.name)
        return self._tasks[key]

    async def _observe(self, probe: Probe, target: Target) -> None:
        readings: Readings | Unavailable = Unavailable(Kind.TIMEOUT, "scan ended")
        try:
            readings = await self._readings(probe, target)
        finally:
            self.knowledge.add(_observation(fact, target, readings) for fact in probe.gives)
            self.finished(probe.name)

    async def _readings(self, probe: Probe, target: Target) -> Readings | Unavailable:
        needs = self.graph.probe_needs(probe)
        await self.learn(needs, target)
        if probe.network and self.offline:
            return Unavailable(Kind.OFFLINE)
        try:
            arguments = self.knowledge.arguments(needs, target)
            if isinstance(arguments, Unavailable):
                return arguments
            async with asyncio.timeout(probe.deadline):
                raw = await probe.read(target, **arguments)
            return raw if isinstance(raw, Unavailable) else probe.parse(raw)
        except TimeoutError:
            return Unavailable(Kind.TIMEOUT, f"{probe.deadline:g} s")
        except Exception as error:  # noqa: BLE001  # the probe boundary
            self.faults.append(fault_of(PROBE_FAULT, f"{probe.name} {target.kind}", error))
            return Unavailable(Kind.ERROR, type(error).__name__)


def fault_of(kind: str, where: str, error: BaseException) -> Fault:
    """Describe a fault of ours without the values it happened on: they may be private."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{last.filename.replace(chr(92), '/').rpartition('digiamen')[2]}:{last.lineno}"
    return Fault(kind, where, f"{type(error).__name__} at {place.lstrip('/')}")


def _observation(fact: type[Any], target: Target, readings: Readings | Unavailable) -> Observation:
    name = info_of(fact).name
    if isinstance(readings, Unavailable):
        reading = Reading(readings)
    else:
        reading = readings.get(fact) or Reading(Unavailable(Kind.UNREADABLE))
    value = reading.value
    if isinstance(value, Unavailable) and not value.fact:
        value = Unavailable(value.kind, value.detail, name)
    return Observation(name, target, value, reading.evidence)
