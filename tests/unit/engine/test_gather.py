"""What the engine promises of gathering: once a fact, on time, and never a guess."""

import asyncio
import time

from digiamen_scan.engine.gather import Gatherer
from digiamen_scan.engine.graph import FactGraph
from digiamen_scan.engine.knowledge import Knowledge
from digiamen_scan.model.facts import Each, Kind, Need, Unavailable
from digiamen_scan.model.targets import Target, TargetKind
from tests.unit.engine.toys import (
    DEVICE,
    DOMAIN,
    NOW,
    Banner,
    Door,
    Hosts,
    House,
    ToyProbe,
    Window,
    sources,
)


def gatherer(*probes: ToyProbe, offline: bool = False) -> Gatherer:
    graph = FactGraph(sources(*probes))
    return Gatherer(graph, Knowledge(graph, lambda _target: (), NOW), offline=offline)


def learn(
    gathering: Gatherer, fact: type, target: Target = DOMAIN, *, each: bool = False
) -> object:
    need = Need("wanted", fact, each=each)

    async def run() -> None:
        await gathering.learn([need], target)
        await gathering.stop()

    asyncio.run(run())
    return gathering.knowledge.value(need, target)


def door(*, open_: bool, **more: object) -> ToyProbe:
    return ToyProbe("door", (Door,), lambda _target: Door(open=open_), **more)  # type: ignore[arg-type]


def window(*, open_: bool, **more: object) -> ToyProbe:
    return ToyProbe("window", (Window,), lambda _target: Window(open=open_), **more)  # type: ignore[arg-type]


def test_a_derived_fact_follows_from_observed_ones() -> None:
    assert learn(gatherer(door(open_=False), window(open_=False)), House) == House(shut=True)


def test_independent_probes_run_at_the_same_time() -> None:
    started = time.monotonic()
    learn(gatherer(door(open_=False, wait=0.3), window(open_=False, wait=0.3)), House)
    assert time.monotonic() - started < 0.55


def test_a_fact_is_read_once_however_many_ask() -> None:
    probe = door(open_=True, wait=0.05)
    gathering = gatherer(probe, window(open_=True))

    async def run() -> None:
        need = [Need("wanted", Door)]
        await asyncio.gather(*(gathering.learn(need, DOMAIN) for _ in range(50)))

    asyncio.run(run())
    assert probe.reads == ["example.org"]


def test_a_waiter_that_gives_up_does_not_cancel_the_probe_of_its_neighbour() -> None:
    probe = door(open_=False, wait=0.2)
    gathering = gatherer(probe, window(open_=False))

    async def impatient() -> None:
        async with asyncio.timeout(0.05):
            await gathering.learn([Need("wanted", Door)], DOMAIN)

    async def run() -> object:
        first = asyncio.create_task(impatient())
        second = asyncio.create_task(gathering.learn([Need("wanted", Door)], DOMAIN))
        outcome = await asyncio.gather(first, return_exceptions=True)
        await second
        return outcome[0]

    assert isinstance(asyncio.run(run()), TimeoutError)
    assert gathering.knowledge.fact(Door, DOMAIN) == Door(open=False)
    assert probe.reads == ["example.org"]


def test_a_probe_past_its_deadline_is_unavailable_and_the_others_go_on() -> None:
    gathering = gatherer(door(open_=False, wait=5, deadline=0.1), window(open_=False))
    assert learn(gathering, House) == Unavailable(Kind.TIMEOUT, "0.1 s", "toy_door")
    assert gathering.knowledge.fact(Window, DOMAIN) == Window(open=False)


def test_an_optional_fact_that_is_missing_does_not_stop_a_derivation() -> None:
    gathering = gatherer(door(open_=True), window(open_=False, wait=5, deadline=0.05))
    assert learn(gathering, House) == House(shut=False)


def test_a_probe_that_breaks_is_an_error_with_a_fault_that_tells_no_values() -> None:
    def broken(_target: Target) -> Door:
        raise ValueError("amina@example.org")

    gathering = gatherer(ToyProbe("door", (Door,), broken), window(open_=True))
    assert learn(gathering, Door) == Unavailable(Kind.ERROR, "ValueError", "toy_door")
    assert [fault.kind for fault in gathering.faults] == ["probe"]
    assert "amina" not in str(gathering.faults)


def test_offline_no_network_probe_is_read() -> None:
    probe = door(open_=False, network=True)
    assert learn(gatherer(probe, window(open_=False), offline=True), Door) == Unavailable(
        Kind.OFFLINE, fact="toy_door"
    )
    assert probe.reads == []


def test_another_system_s_probe_is_unsupported_not_silent() -> None:
    probe = door(open_=False, systems=frozenset({"windows"}))
    assert learn(gatherer(probe, window(open_=False)), Door, DEVICE) == Unavailable(
        Kind.UNSUPPORTED, "linux", "toy_door"
    )


def test_each_asks_every_sub_target_and_keeps_what_is_unavailable() -> None:
    hosts = ToyProbe("hosts", (Hosts,), lambda _target: Hosts(names=("a.example", "b.example")))
    banner = ToyProbe(
        "banner",
        (Banner,),
        lambda target: (
            Banner(text="hello") if target.name[0] == "a" else Unavailable(Kind.REFUSED, "421")
        ),
        target=TargetKind.MAIL_HOST,
    )
    found = learn(gatherer(hosts, banner), Banner, each=True)
    assert isinstance(found, Each)
    assert [(member.target.name, member.value) for member in found.members] == [
        ("a.example", Banner(text="hello")),
        ("b.example", Unavailable(Kind.REFUSED, "421", "toy_banner")),
    ]


def test_a_host_that_two_domains_share_is_contacted_once() -> None:
    hosts = ToyProbe("hosts", (Hosts,), lambda _target: Hosts(names=("mx.example",)))
    banner = ToyProbe(
        "banner", (Banner,), lambda _target: Banner(text="hi"), target=TargetKind.MAIL_HOST
    )
    gathering = gatherer(hosts, banner)
    other = Target(TargetKind.DOMAIN, "example.net")

    async def run() -> None:
        need = [Need("wanted", Banner, each=True)]
        await asyncio.gather(gathering.learn(need, DOMAIN), gathering.learn(need, other))

    asyncio.run(run())
    assert banner.reads == ["mx.example"]


def test_stopping_ends_what_runs_and_says_that_it_was_not_seen() -> None:
    gathering = gatherer(door(open_=False, wait=30, deadline=60), window(open_=False))

    async def run() -> None:
        waiting = asyncio.create_task(gathering.learn([Need("wanted", Door)], DOMAIN))
        await asyncio.sleep(0.05)
        await gathering.stop()
        await asyncio.gather(waiting, return_exceptions=True)

    started = time.monotonic()
    asyncio.run(run())
    assert time.monotonic() - started < 2
    assert gathering.knowledge.fact(Door, DOMAIN) == Unavailable(
        Kind.TIMEOUT, "scan ended", "toy_door"
    )
