"""Toy facts, probes and checks: the engine knows no real one by name, so its tests need none."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from digiamen_scan.model.checks import Check, CheckMeta, Refs
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Evidence, Now, Private, Unavailable, fact, needs_of
from digiamen_scan.model.guides import Guide, Message
from digiamen_scan.model.probes import Reading, Readings, Sources
from digiamen_scan.model.questions import Question
from digiamen_scan.model.scales import Effort, Severity, Who
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.model.verdicts import Verdict

NOW = Now(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
DOMAIN = Target(TargetKind.DOMAIN, "example.org")
DEVICE = Target(TargetKind.DEVICE, "PC-1", system="linux")


@fact("toy_door", TargetKind.DOMAIN)
class Door:
    """A door that was looked at."""

    open: bool
    owner: Private[str] = "somebody"


@fact("toy_window", TargetKind.DOMAIN)
class Window:
    """A window that was looked at."""

    open: bool


@fact("toy_house", TargetKind.DOMAIN)
class House:
    """Follows from door and window."""

    shut: bool


@fact("toy_hosts", TargetKind.DOMAIN, members=TargetKind.MAIL_HOST)
class Hosts:
    """The hosts of a domain."""

    names: tuple[str, ...]


@fact("toy_banner", TargetKind.MAIL_HOST)
class Banner:
    """What a host says."""

    text: str


def house(door: Door, window: Window | Unavailable) -> House | Unavailable:
    if door.open:
        return House(shut=False)
    return window if isinstance(window, Unavailable) else House(shut=not window.open)


Read = Callable[[Target], Awaitable[Any]]


@dataclass
class ToyProbe:
    """Gives what `answer` returns, after `wait` seconds; counts how often it was read."""

    name: str
    gives: tuple[type[Any], ...]
    answer: Callable[[Target], Any]
    target: TargetKind = TargetKind.DOMAIN
    systems: frozenset[str] = frozenset()
    deadline: float = 5.0
    network: bool = False
    wait: float = 0.0
    reads: list[str] = field(default_factory=list)

    async def read(self, target: Target) -> Any:
        self.reads.append(target.name)
        await asyncio.sleep(self.wait)
        return self.answer(target)

    def parse(self, raw: Any) -> Readings | Unavailable:
        if isinstance(raw, Unavailable):
            return raw
        return {self.gives[0]: Reading(raw, (Evidence(self.name, "seen"),))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        rule = ContactRule(f"{self.name}:{target.name}", "dns", 53, "you", target.name, 3, "toy")
        return (rule,) if self.network else ()

    def commands(self) -> tuple[str, ...]:
        return () if self.network else (f"look at {self.name}",)


def sources(*probes: ToyProbe) -> Sources:
    return Sources(probes, (house,))


def toy_guide(*messages: str) -> Guide:
    return Guide(
        lang="en",
        title="The house is shut",
        why="Children sleep here.",
        how=(),
        if_you_cannot="Ask.",
        how_we_looked="We looked.",
        messages={key: Message(f"{key} at {{target}}.", "More.") for key in messages},
        questions={},
    )


def toy_check(
    judge: Callable[..., Verdict],
    check_id: str = "toy.house",
    *,
    target: TargetKind = TargetKind.DOMAIN,
    severity: Severity = Severity.HIGH,
    questions: tuple[Question, ...] = (),
    messages: tuple[str, ...] = ("open",),
) -> Check:
    meta = CheckMeta(
        target=target,
        severity=severity,
        effort=Effort.MINUTES,
        who=Who.YOU,
        serves=("EX2",),
        refs=Refs(),
        questions=questions,
    )
    return Check(
        check_id, meta, judge, needs_of(judge), {"en": toy_guide(*messages)}, source="builtin"
    )
