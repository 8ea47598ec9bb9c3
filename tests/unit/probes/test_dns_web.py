"""A website's addresses: what is asked, and how the two answers are joined."""

import asyncio

import pytest

from digiamen_scan.facts.dns import DnsAnswer, DnsStatus
from digiamen_scan.facts.web import WebAddresses
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.addresses import addresses_of
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import Nameserver
from digiamen_scan.probes.dns.web import WebAnswers, WebRecords
from tests.lab.dns_faults import Fault, FaultyDns

HOST = "www.example.org"
SITE = Target(TargetKind.WEBSITE, HOST)
FAILED = Unavailable(Kind.TIMEOUT, "9.9.9.9")


def answer(kind: str, status: DnsStatus, *records: str, via: str = "") -> DnsAnswer:
    return DnsAnswer(HOST, kind, status, records, FAILED if status == "failed" else None, via)


@pytest.mark.parametrize(
    ("four", "six", "status"),
    [
        ("found", "found", "found"),
        ("found", "no_data", "found"),
        ("no_data", "found", "found"),
        ("found", "failed", "found"),
        ("failed", "found", "found"),
        ("failed", "no_data", "failed"),
        ("no_data", "failed", "failed"),
        ("failed", "failed", "failed"),
        ("no_name", "failed", "failed"),
        ("no_data", "no_data", "no_data"),
        ("no_name", "no_name", "no_name"),
        ("no_name", "no_data", "no_data"),
    ],
)
def test_how_two_answers_are_joined(four: DnsStatus, six: DnsStatus, status: DnsStatus) -> None:
    answers = (
        answer("A", four, *(["192.0.2.1"] if four == "found" else [])),
        answer("AAAA", six, *(["2001:db8::1"] if six == "found" else []), via="cdn.example"),
    )
    readings = WebRecords(DnsClient(Connector(), offline=True)).parse(WebAnswers(HOST, answers))
    assert not isinstance(readings, Unavailable)
    reading = readings[WebAddresses]
    found = reading.value
    assert isinstance(found, WebAddresses)
    assert (found.host, found.status, found.via) == (HOST, status, "cdn.example")
    assert found.failure == (FAILED if status == "failed" else None)
    assert bool(found.addresses) is (status == "found")
    assert len(reading.evidence) == 2


def test_a_crowd_of_addresses_is_cut() -> None:
    many = tuple(f"192.0.2.{number}" for number in range(200))
    raw = WebAnswers(HOST, (answer("A", "found", *many), answer("AAAA", "no_data")))
    readings = WebRecords(DnsClient(Connector(), offline=True)).parse(raw)
    assert not isinstance(readings, Unavailable)
    found = readings[WebAddresses].value
    assert isinstance(found, WebAddresses)
    assert len(found.addresses) == 16


async def _read(server: FaultyDns, name: str) -> tuple[WebAnswers | Unavailable, object]:
    connector = Connector()
    client = DnsClient(connector, nameserver=Nameserver(server.address, server.port))
    probe = WebRecords(client)
    target = Target(TargetKind.WEBSITE, name)
    connector.allow(probe.contacts(target))
    raw = await probe.read(target)
    return raw, await addresses_of(client, name, f"dns.web:{name}")


def test_both_families_are_asked_once(faulty_dns: FaultyDns) -> None:
    faulty_dns.records[HOST, "A"] = ("192.0.2.1",)
    faulty_dns.records[HOST, "AAAA"] = ("2001:db8::1",)
    raw, addresses = asyncio.run(_read(faulty_dns, HOST))
    assert isinstance(raw, WebAnswers)
    assert isinstance(addresses, tuple)
    assert [str(one) for one in addresses] == ["192.0.2.1", "2001:db8::1"]
    assert faulty_dns.questions == {(HOST, "A"): 1, (HOST, "AAAA"): 1}


@pytest.mark.parametrize(
    ("name", "fault", "expected"),
    [
        ("a.example", Fault(), Unavailable(Kind.UNREACHABLE, "no address")),
        ("nxdomain.example", None, Unavailable(Kind.UNREACHABLE, "no such name")),
        ("servfail.example", None, None),
    ],
)
def test_why_there_are_no_addresses(
    faulty_dns: FaultyDns, name: str, fault: Fault | None, expected: Unavailable | None
) -> None:
    if fault:
        faulty_dns.faults[name] = fault
    _, addresses = asyncio.run(_read(faulty_dns, name))
    assert isinstance(addresses, Unavailable)
    if expected:
        assert addresses == expected


def test_what_is_no_name_is_asked_of_nobody() -> None:
    probe = WebRecords(DnsClient(Connector(), offline=True))
    target = Target(TargetKind.WEBSITE, "a..b")
    assert probe.contacts(target) == ()
    assert asyncio.run(probe.read(target)) == Unavailable(Kind.UNREADABLE, "a..b")


def test_evidence_says_where_an_alias_leads() -> None:
    raw = WebAnswers(HOST, (answer("A", "found", "192.0.2.1", via="cdn.example"),))
    readings = WebRecords(DnsClient(Connector(), offline=True)).parse(raw)
    assert not isinstance(readings, Unavailable)
    assert readings[WebAddresses].evidence == (
        Evidence(f"A {HOST}", "192.0.2.1 (via cdn.example)"),
    )
