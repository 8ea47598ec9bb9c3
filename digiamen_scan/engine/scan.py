"""A scan: gather what can be learned, judge each target as it completes."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from digiamen_scan.engine.gather import Gatherer
from digiamen_scan.engine.graph import FactGraph
from digiamen_scan.engine.judge import Judge, Judged
from digiamen_scan.engine.knowledge import Declared, Knowledge
from digiamen_scan.engine.plan import Plan, TargetPlan
from digiamen_scan.model.facts import Kind, Now, Observation
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.questions import Answers
from digiamen_scan.profile.answers import AnswerBook

WINDOW = 50
"""How many targets are in work at a time: with more, questions in flight only wait."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a scan brought: verdicts in the plan's order, and how it ended."""

    judged: tuple[Judged, ...]
    observations: tuple[Observation, ...]
    faults: tuple[Fault, ...]
    partial: bool = False
    interrupted: bool = False


@dataclass(slots=True)
class Scan:
    """One scan of one plan."""

    plan: Plan
    graph: FactGraph
    declared: Declared
    now: Now
    answers: AnswerBook
    offline: bool = False
    timeout: float | None = None
    keep: bool = False
    finished: Callable[[str], None] = lambda _name: None
    _judged: dict[tuple[str, str], Judged] = field(default_factory=dict[tuple[str, str], Judged])

    async def run(self) -> Found:
        """Gather and judge. At the deadline or on Ctrl-C what was found is kept."""
        knowledge = Knowledge(self.graph, self.declared, self.now, missing=Kind.TIMEOUT)
        gatherer = Gatherer(self.graph, knowledge, offline=self.offline, finished=self.finished)
        judge = Judge(knowledge, self.answers, self.now.today)
        partial = interrupted = False
        try:
            async with asyncio.timeout(self.timeout):
                await self._gather(gatherer, judge)
        except TimeoutError:
            partial = True
        except asyncio.CancelledError:
            partial = interrupted = True
        await gatherer.stop()
        for item in self.plan.work:
            self._judge(judge, item)
        judged = tuple(self._judged[check.id, target.id] for check, target in self.plan.pairs())
        faults = (*gatherer.faults, *(item.fault for item in judged if item.fault))
        return Found(judged, knowledge.observations(), faults, partial, interrupted)

    async def _gather(self, gatherer: Gatherer, judge: Judge) -> None:
        window = asyncio.Semaphore(WINDOW)

        async def one(item: TargetPlan) -> None:
            needs = [need for check in item.checks for need in check.needs]
            async with window:
                await gatherer.learn(
                    [need for need in needs if need.fact is not Answers], item.target
                )
            self._judge(judge, item)
            if not (self.keep or item.asks):
                judge.knowledge.forget(item.target)

        async with asyncio.TaskGroup() as group:
            for item in self.plan.work:
                group.create_task(one(item))

    def _judge(self, judge: Judge, item: TargetPlan) -> None:
        for check in item.checks:
            key = (check.id, item.target.id)
            if key not in self._judged:
                self._judged[key] = judge.judge(check, item.target)


def judge_again(
    judged: Iterable[Judged], knowledge: Knowledge, answers: AnswerBook, now: Now
) -> tuple[Judged, ...]:
    """Judge those again that ask people, with newer answers; the others stay."""
    judge = Judge(knowledge, answers, now.today)
    return tuple(
        judge.judge(item.check, item.target) if item.check.meta.questions else item
        for item in judged
    )


def judge_all(plan: Plan, judge: Judge) -> tuple[Judged, ...]:
    """Judge a whole plan from what is already known: a recording."""
    return tuple(judge.judge(check, target) for check, target in plan.pairs())
