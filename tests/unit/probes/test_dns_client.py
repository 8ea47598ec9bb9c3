"""The client against a responder on loopback that misbehaves."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

import dns.rcode
import pytest

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind
from digiamen_scan.probes.connector import Connector, ContactRefusedError
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import Nameserver
from tests.lab.dns_faults import Fault, FaultyDns

RULE = "dns:test"
LIFETIME = 0.8
Use = Callable[[DnsClient], Awaitable[DnsAnswer]]


def connector(at_most: int = 10_000) -> Connector:
    made = Connector()
    made.allow([ContactRule(RULE, "dns", 53, "test", "test", at_most, "mail_records")])
    return made


def run(server: FaultyDns, use: Use, *, permits: int = 10_000, rate: int = 1000) -> DnsAnswer:
    return asyncio.run(_run(server, use, permits, rate))


async def _run(server: FaultyDns, use: Use, permits: int, rate: int) -> DnsAnswer:
    nameserver = Nameserver(server.address, server.port)
    client = DnsClient(connector(permits), nameserver=nameserver, rate=rate, lifetime=LIFETIME)
    try:
        return await use(client)
    finally:
        await client.aclose()


def ask(server: FaultyDns, name: str, rdtype: str = "TXT") -> DnsAnswer:
    return run(server, lambda client: client.ask(name, rdtype, RULE))


def test_an_honest_answer_is_found(faulty_dns: FaultyDns) -> None:
    answer = ask(faulty_dns, "_dmarc.honest.example")
    assert answer == DnsAnswer("_dmarc.honest.example", "TXT", "found", ("v=DMARC1; p=reject",))


@pytest.mark.parametrize(
    ("name", "kind", "detail"),
    [
        ("silent.example", Kind.TIMEOUT, "127.0.0.1"),
        ("servfail.example", Kind.UNDETERMINED, "SERVFAIL"),
        ("refused.example", Kind.REFUSED, "REFUSED"),
        ("wrong-id.example", Kind.TIMEOUT, "127.0.0.1"),
        ("other-name.example", Kind.TIMEOUT, "127.0.0.1"),
        ("garbage.example", Kind.TIMEOUT, "127.0.0.1"),
        ("truncated.example", Kind.TIMEOUT, "127.0.0.1"),
        ("truncated-closed.example", Kind.UNREADABLE, "EOFError"),
    ],
)
def test_trouble_is_a_failure_in_time_and_never_no_record(
    faulty_dns: FaultyDns, name: str, kind: Kind, detail: str
) -> None:
    start = time.monotonic()
    answer = ask(faulty_dns, f"_dmarc.{name}")
    assert time.monotonic() - start < LIFETIME + 0.7
    assert answer.status == "failed"
    assert answer.failure is not None
    assert (answer.failure.kind, answer.records) == (kind, ())
    assert answer.failure.detail.startswith(detail)


def test_a_denied_name_and_an_empty_one_differ(faulty_dns: FaultyDns) -> None:
    assert ask(faulty_dns, "_dmarc.nxdomain.example").status == "no_name"
    assert ask(faulty_dns, "_dmarc.honest.example", "MX").status == "no_data"


def test_a_cut_answer_is_fetched_by_tcp(faulty_dns: FaultyDns) -> None:
    assert ask(faulty_dns, "_dmarc.truncated-tcp.example").records == ("v=DMARC1; p=reject",)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("lossy.example", 2),
        ("servfail.example", 2),
        ("refused.example", 1),
        ("nxdomain.example", 1),
        ("honest.example", 1),
        ("truncated-tcp.example", 2),
    ],
)
def test_only_what_may_pass_is_tried_again_once(
    faulty_dns: FaultyDns, name: str, asked: int
) -> None:
    ask(faulty_dns, f"_dmarc.{name}")
    assert faulty_dns.questions[f"_dmarc.{name}", "TXT"] == asked


def test_a_lost_packet_does_not_lose_the_answer(faulty_dns: FaultyDns) -> None:
    assert ask(faulty_dns, "_dmarc.lossy.example").status == "found"


def test_fifty_who_ask_the_same_cause_one_question(faulty_dns: FaultyDns) -> None:
    async def use(client: DnsClient) -> DnsAnswer:
        names = ["_dmarc.slow.example", "_DMARC.slow.example."] * 25
        answers = await asyncio.gather(*(client.ask(name, "TXT", RULE) for name in names))
        assert len(set(answers)) == 1
        return await client.ask("_dmarc.slow.example", "TXT", RULE)

    assert run(faulty_dns, use).status == "found"
    assert faulty_dns.questions["_dmarc.slow.example", "TXT"] == 1


def test_one_who_gives_up_does_not_take_the_answer_from_the_others(faulty_dns: FaultyDns) -> None:
    async def use(client: DnsClient) -> DnsAnswer:
        waiting = asyncio.create_task(client.ask("_dmarc.slow.example", "TXT", RULE))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.ask("_dmarc.slow.example", "TXT", RULE)
        return await waiting

    assert run(faulty_dns, use).status == "found"
    assert faulty_dns.questions["_dmarc.slow.example", "TXT"] == 1


def test_a_contact_that_the_plan_does_not_list_is_refused(faulty_dns: FaultyDns) -> None:
    with pytest.raises(ContactRefusedError):
        run(faulty_dns, lambda client: client.ask("_dmarc.honest.example", "TXT", "dns:other"))
    assert not faulty_dns.questions


@pytest.mark.parametrize("name", ["lossy.example", "truncated-tcp.example"])
def test_every_try_counts_as_a_contact(faulty_dns: FaultyDns, name: str) -> None:
    with pytest.raises(ContactRefusedError):
        run(faulty_dns, lambda client: client.ask(f"_dmarc.{name}", "TXT", RULE), permits=1)


def test_the_announced_number_of_contacts_is_enough_for_the_worst(faulty_dns: FaultyDns) -> None:
    faulty_dns.faults["worst.example"] = Fault(truncated=True, rcode=dns.rcode.SERVFAIL)

    async def use(client: DnsClient) -> DnsAnswer:
        assert client.most_contacts(1) == 4
        return await client.ask("_dmarc.worst.example", "TXT", RULE)

    assert run(faulty_dns, use, permits=4).status == "failed"


def test_a_refused_contact_is_not_remembered_as_an_answer(faulty_dns: FaultyDns) -> None:
    async def use(client: DnsClient) -> DnsAnswer:
        with pytest.raises(ContactRefusedError):
            await client.ask("_dmarc.honest.example", "TXT", "dns:other")
        return await client.ask("_dmarc.honest.example", "TXT", RULE)

    assert run(faulty_dns, use).status == "found"


def test_a_closed_port_is_unreachable_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    async def use() -> DnsAnswer:
        client = DnsClient(connector(), nameserver=Nameserver("127.0.0.1", port))
        return await client.ask("example.org", "TXT", RULE)

    start = time.monotonic()
    answer = asyncio.run(use())
    assert time.monotonic() - start < 1
    assert answer.failure is not None
    assert (answer.failure.kind, answer.failure.detail) == (Kind.UNREACHABLE, "ECONNREFUSED")


def test_the_rate_holds_questions_back(faulty_dns: FaultyDns) -> None:
    async def use(client: DnsClient) -> DnsAnswer:
        names = [f"n{number}.honest.example" for number in range(30)]
        return (await asyncio.gather(*(client.ask(name, "TXT", RULE) for name in names)))[0]

    start = time.monotonic()
    run(faulty_dns, use, rate=50)
    assert time.monotonic() - start > 0.4
    start = time.monotonic()
    run(faulty_dns, use, rate=0)
    assert time.monotonic() - start < 0.4


def test_a_silent_resolver_is_asked_last_from_then_on(faulty_dns: FaultyDns) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        silent.settimeout(0.1)
        servers = (
            Nameserver("127.0.0.1", silent.getsockname()[1]),
            Nameserver(faulty_dns.address, faulty_dns.port),
        )

        async def use() -> list[str]:
            client = DnsClient(connector(), system=lambda: servers, lifetime=LIFETIME)
            names = ["_dmarc.honest.example", "honest.example", "other.honest.example"]
            return [(await client.ask(name, "TXT", RULE)).status for name in names]

        assert asyncio.run(use()) == ["found", "no_data", "no_data"]
        assert silent.recv(4096)
        with pytest.raises(TimeoutError):
            silent.recv(4096)


def test_a_computer_without_a_resolver_is_told_as_such() -> None:
    async def use() -> DnsAnswer:
        return await DnsClient(connector(0), system=tuple).ask("example.org", "TXT", RULE)

    answer = asyncio.run(use())
    assert answer.failure is not None
    assert (answer.failure.kind, answer.failure.detail) == (
        Kind.UNREACHABLE,
        "no resolver is set on this computer",
    )


@pytest.mark.parametrize("name", ["a..example", f"{'a' * 64}.example", "a." * 130])
def test_a_name_that_is_none_asks_nothing(faulty_dns: FaultyDns, name: str) -> None:
    answer = ask(faulty_dns, name)
    assert answer.failure is not None
    assert answer.failure.kind == Kind.UNREADABLE
    assert not faulty_dns.questions


@pytest.mark.parametrize(
    ("texts", "records"),
    [
        (('"v=DMARC1; " "p=reject"',), ("v=DMARC1; p=reject",)),
        (('"v=DMARC1;\\009p=reject"',), ("v=DMARC1; p=reject",)),
        (('"v=x\\027[2J\\255"',), ("v=x\\x1b[2J\\xff",)),
        (('"b"', '"v=2"', '"v=1"'), ("v=1", "v=2", "b")),
    ],
)
def test_texts_are_joined_and_cleaned(
    faulty_dns: FaultyDns, texts: tuple[str, ...], records: tuple[str, ...]
) -> None:
    faulty_dns.records["honest.example", "TXT"] = texts
    assert ask(faulty_dns, "honest.example").records == records


def test_too_many_records_keep_those_with_a_version(faulty_dns: FaultyDns) -> None:
    faulty_dns.records["honest.example", "TXT"] = (
        *(f'"a{number:03}"' for number in range(60)),
        '"v=DMARC1; p=none"',
    )
    records = ask(faulty_dns, "honest.example").records
    assert len(records) == 50
    assert records[0] == "v=DMARC1; p=none"


@pytest.mark.parametrize(
    "texts",
    [
        tuple(f'"v={number}"' for number in range(51)),
        ('"v=DMARC1; p=reject; x=" ' + " ".join([f'"{"x" * 250}"'] * 70),),
    ],
)
def test_a_policy_that_a_limit_would_cut_is_unreadable(
    faulty_dns: FaultyDns, texts: tuple[str, ...]
) -> None:
    faulty_dns.records["honest.example", "TXT"] = texts
    answer = ask(faulty_dns, "honest.example")
    assert answer.failure is not None
    assert answer.failure.kind == Kind.UNREADABLE


def test_a_long_text_without_a_version_is_cut(faulty_dns: FaultyDns) -> None:
    long = " ".join([f'"{"x" * 250}"'] * 70)
    faulty_dns.records["honest.example", "TXT"] = (long, '"v=DMARC1; p=none"')
    policy, cut = ask(faulty_dns, "honest.example").records
    assert policy == "v=DMARC1; p=none"
    assert len(cut) == 16_384


def test_mail_hosts_are_written_without_their_last_dot(faulty_dns: FaultyDns) -> None:
    faulty_dns.records["honest.example", "MX"] = ("10 mx1.example.net.", "0 .")
    assert ask(faulty_dns, "honest.example", "MX").records == ("0 .", "10 mx1.example.net")


OFFLINE = """
import asyncio, socket, sys
def refuse(*_): raise SystemExit("touched the network")
socket.socket.connect = socket.socket.sendto = socket.getaddrinfo = refuse
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import Nameserver
async def ask():
    client = DnsClient(Connector(), offline=True)
    return await client.ask("example.org", "TXT", "dns:nobody allowed this")
print(asyncio.run(ask()).failure.kind, any(name.split(".")[0] == "dns" for name in sys.modules))
"""


def test_offline_touches_nothing_and_loads_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("offline False", "")


GIVEN = """
import asyncio, builtins
real = builtins.open
def watched(file, *rest, **more):
    if "resolv.conf" in str(file): raise SystemExit("read the system's resolver")
    return real(file, *rest, **more)
builtins.open = watched
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import parse_nameserver
connector = Connector()
connector.allow([ContactRule("r", "dns", 53, "", "", 9, "")])
async def ask():
    client = DnsClient(connector, nameserver=parse_nameserver("127.0.0.1:1"))
    return await client.ask("example.org", "TXT", "r")
print(asyncio.run(ask()).status)
"""


def test_a_given_resolver_leaves_the_systems_unread() -> None:
    done = subprocess.run(
        [sys.executable, "-c", GIVEN], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("failed", "")
