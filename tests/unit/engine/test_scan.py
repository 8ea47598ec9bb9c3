"""A scan keeps what it found, whatever ends it, and judges each target as it completes."""

import asyncio
import os
import signal
import time
from datetime import date

from digiamen_scan.engine.graph import FactGraph
from digiamen_scan.engine.plan import Plan, make_plan
from digiamen_scan.engine.scan import WINDOW, Found, Scan, judge_again
from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.questions import Answers, Question
from digiamen_scan.model.scales import Status
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.model.verdicts import Problem, Verdict, fail, ok
from digiamen_scan.profile.answers import AnswerBook, AnswerEntry
from tests.unit.engine.toys import (
    DOMAIN,
    NOW,
    Door,
    House,
    ToyProbe,
    Window,
    sources,
    toy_check,
)


def shut(house: House) -> Verdict:
    return ok() if house.shut else fail(Problem("open"))


def scan_of(
    probes: tuple[ToyProbe, ...],
    checks: tuple[Check, ...],
    targets: tuple[Target, ...] = (DOMAIN,),
    *,
    answers: AnswerBook | None = None,
    timeout: float | None = None,
    keep: bool = False,
) -> Scan:
    graph = FactGraph(sources(*probes))
    plan: Plan = make_plan(checks, targets, graph, offline=False)
    return Scan(
        plan=plan,
        graph=graph,
        declared=lambda _target: (),
        now=NOW,
        answers=answers or AnswerBook(),
        timeout=timeout,
        keep=keep,
    )


def probes_of(*, slow: frozenset[str] = frozenset(), wait: float = 30) -> tuple[ToyProbe, ...]:
    class SlowDoor(ToyProbe):
        async def read(self, target: Target) -> object:
            await asyncio.sleep(wait if target.name in slow else 0)
            return self.answer(target)

    door = SlowDoor("door", (Door,), lambda _target: Door(open=False), deadline=60)
    return door, ToyProbe("window", (Window,), lambda _target: Window(open=False))


def run(scan: Scan) -> Found:
    return asyncio.run(scan.run())


def domains(count: int) -> tuple[Target, ...]:
    return tuple(Target(TargetKind.DOMAIN, f"d{n}.example") for n in range(count))


def test_verdicts_come_in_the_plan_s_order() -> None:
    found = run(scan_of(probes_of(), (toy_check(shut),), domains(3 * WINDOW)))
    assert [item.target.name for item in found.judged] == [f"d{n}.example" for n in range(150)]
    assert {item.verdict.status for item in found.judged} == {Status.PASS}


def test_facts_are_dropped_once_judged_unless_they_are_kept() -> None:
    assert run(scan_of(probes_of(), (toy_check(shut),), domains(3))).observations == ()
    kept = run(scan_of(probes_of(), (toy_check(shut),), domains(3), keep=True)).observations
    assert len(kept) == 6


def test_at_the_deadline_what_was_found_is_kept_and_the_rest_is_unknown() -> None:
    targets = domains(3)
    scan = scan_of(
        probes_of(slow=frozenset({"d1.example"})), (toy_check(shut),), targets, timeout=0.3
    )
    started = time.monotonic()
    found = run(scan)
    assert time.monotonic() - started < 2
    assert found.partial
    assert not found.interrupted
    assert [item.verdict.status for item in found.judged] == [
        Status.PASS,
        Status.UNKNOWN,
        Status.PASS,
    ]
    assert found.judged[1].verdict.reason == Unavailable(Kind.TIMEOUT, "scan ended", "toy_door")


def test_ctrl_c_keeps_what_was_found() -> None:
    scan = scan_of(probes_of(slow=frozenset({"d1.example"})), (toy_check(shut),), domains(2))

    async def interrupted() -> Found:
        asyncio.get_running_loop().call_later(0.2, os.kill, os.getpid(), signal.SIGINT)
        return await scan.run()

    found = asyncio.run(interrupted())
    assert found.partial
    assert found.interrupted
    assert [item.verdict.status for item in found.judged] == [Status.PASS, Status.UNKNOWN]


def test_a_check_that_breaks_is_unknown_with_a_fault_and_the_others_go_on() -> None:
    def broken(house: House) -> Verdict:
        raise ZeroDivisionError(house)

    checks = (toy_check(broken, "toy.broken"), toy_check(shut))
    found = run(scan_of(probes_of(), checks))
    assert [item.verdict.status for item in found.judged] == [Status.UNKNOWN, Status.PASS]
    assert [(fault.kind, fault.where) for fault in found.faults] == [
        ("check", "toy.broken (builtin)")
    ]


def asked(answers: Answers) -> Verdict:
    return ok() if answers.choice("state") == "yes" else fail(Problem("open"))


ASKED = toy_check(asked, "toy.asked", questions=(Question("state", choices=("yes", "no")),))


def entry(value: str, until: date = date(2027, 1, 1), *, declined: bool = False) -> AnswerEntry:
    values = () if declined else (("state", value),)
    return AnswerEntry(
        "toy.asked", "example.org", date(2026, 11, 1), until, "focal point", values, declined
    )


def verdict_with(book: AnswerBook) -> Verdict:
    (judged,) = run(scan_of((), (ASKED,), answers=book)).judged
    return judged.verdict


def test_answers_are_facts_with_an_end() -> None:
    assert verdict_with(AnswerBook((entry("yes"),))).status is Status.PASS
    assert verdict_with(AnswerBook((entry("no"),))).status is Status.FAIL
    reasons = {
        AnswerBook(): Kind.NOT_ANSWERED,
        AnswerBook((entry("yes", until=date(2026, 11, 23)),)): Kind.EXPIRED,
        AnswerBook((entry("", declined=True),)): Kind.DECLINED,
        AnswerBook((entry("maybe"),)): Kind.NOT_ANSWERED,
    }
    for book, kind in reasons.items():
        reason = verdict_with(book).reason
        assert reason is not None
        assert (reason.kind, reason.fact) == (kind, "toy.asked")


def test_an_answer_is_good_on_its_last_day() -> None:
    assert verdict_with(AnswerBook((entry("yes", until=NOW.today),))).status is Status.PASS


def test_newer_answers_are_judged_without_gathering_again() -> None:
    probes = probes_of()
    scan = scan_of(probes, (ASKED, toy_check(shut)))
    found = run(scan)
    knowledge_ = scan_of(probes, (ASKED,))
    from digiamen_scan.engine.knowledge import Knowledge  # noqa: PLC0415  # only here

    knowledge = Knowledge(knowledge_.graph, lambda _target: (), NOW)
    again = judge_again(found.judged, knowledge, AnswerBook((entry("yes"),)), NOW)
    assert [item.verdict.status for item in again] == [Status.PASS, Status.PASS]
    assert again[1] is found.judged[1]
