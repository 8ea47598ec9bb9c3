"""The SPF probe: which questions, in how many bursts, how many at most, and what is kept."""

import asyncio
import time
from collections import Counter

import pytest

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.spf import SpfAnswers
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.probes import Probe
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import Nameserver
from digiamen_scan.probes.dns.spf import MOST_QUESTIONS, SpfReading, SpfRecords
from tests.lab.dns_faults import Fault, FaultyDns

DOMAIN = "one.example"


def read(server: FaultyDns, domain: str = DOMAIN) -> SpfReading | Unavailable:
    async def scan() -> SpfReading | Unavailable:
        connector = Connector()
        client = DnsClient(connector, nameserver=Nameserver(server.address, server.port))
        probe = SpfRecords(client)
        assert isinstance(probe, Probe)
        target = Target(TargetKind.DOMAIN, domain)
        connector.allow(probe.contacts(target))
        return await probe.read(target)

    return asyncio.run(scan())


def publish(server: FaultyDns, **records: str) -> None:
    """Publish records as `one="v=spf1 …"` for TXT of one.example."""
    for name, text in records.items():
        strings = (text[at : at + 200] for at in range(0, len(text), 200))
        server.records[f"{name}.example", "TXT"] = (" ".join(f'"{part}"' for part in strings),)


def test_each_level_goes_out_at_once_and_addresses_hold_nothing_up(faulty_dns: FaultyDns) -> None:
    publish(
        faulty_dns,
        one="v=spf1 a:slow.example include:two.example include:three.example mx -all",
        two="v=spf1 include:four.example ~all",
        three="v=spf1 ip4:192.0.2.1 ~all",
        four="v=spf1 ip4:192.0.2.2 ~all",
    )
    faulty_dns.faults = {"slow.example": Fault(delay=0.6), "": Fault(delay=0.2)}
    start = time.monotonic()
    raw = read(faulty_dns)
    assert time.monotonic() - start < 1.1
    assert isinstance(raw, SpfReading)
    assert [(one.type, one.name) for one in raw.answers] == [
        ("TXT", "one.example"),
        ("A", "slow.example"),
        ("AAAA", "slow.example"),
        ("TXT", "two.example"),
        ("TXT", "three.example"),
        ("MX", "one.example"),
        ("TXT", "four.example"),
    ]
    assert faulty_dns.questions == Counter({(one.name, one.type): 1 for one in raw.answers})


def test_a_loop_is_asked_once(faulty_dns: FaultyDns) -> None:
    publish(faulty_dns, one="v=spf1 include:two.example", two="v=spf1 include:one.example")
    raw = read(faulty_dns)
    assert isinstance(raw, SpfReading)
    assert len(raw.answers) == 2


def test_what_depends_on_the_message_is_not_asked(faulty_dns: FaultyDns) -> None:
    publish(faulty_dns, one="v=spf1 exists:%{i}.x.example include:%{l}.x.example a:%{h} ptr -all")
    raw = read(faulty_dns)
    assert isinstance(raw, SpfReading)
    assert len(raw.answers) == 1


def test_a_domain_without_a_list_costs_one_question(faulty_dns: FaultyDns) -> None:
    read(faulty_dns)
    assert dict(faulty_dns.questions) == {(DOMAIN, "TXT"): 1}


def test_there_is_an_end_to_questions(faulty_dns: FaultyDns) -> None:
    for depth in range(12):
        below = " ".join(f"include:n{depth + 1}x{at}.example" for at in range(10))
        publish(faulty_dns, **{f"n{depth}x{at}": f"v=spf1 {below} -all" for at in range(10)})
    publish(faulty_dns, one="v=spf1 include:n0x0.example -all")
    raw = read(faulty_dns)
    assert isinstance(raw, SpfReading)
    assert len(raw.answers) == MOST_QUESTIONS
    assert sum(faulty_dns.questions.values()) == MOST_QUESTIONS


def test_one_that_is_silent_leaves_the_others(faulty_dns: FaultyDns) -> None:
    publish(faulty_dns, one="v=spf1 include:refused.example include:two.example -all")
    publish(faulty_dns, two="v=spf1 ~all")
    raw = read(faulty_dns)
    assert isinstance(raw, SpfReading)
    assert {one.name: one.status for one in raw.answers} == {
        "one.example": "found",
        "refused.example": "failed",
        "two.example": "found",
    }


def test_the_plan_says_who_is_asked_about_what_and_how_often() -> None:
    probe = SpfRecords(DnsClient(Connector(), nameserver=Nameserver("127.0.0.1", 5353)))
    (rule,) = probe.contacts(Target(TargetKind.DOMAIN, "Example.org"))
    assert (rule.id, rule.service, rule.port) == ("dns-spf:example.org", "dns", 5353)
    assert (rule.whose, rule.about, rule.why) == ("127.0.0.1:5353", "example.org", "spf_records")
    assert rule.at_most == MOST_QUESTIONS * 2 * 2


@pytest.mark.parametrize("name", ["", "a..b", f"{'a' * 64}.example"])
def test_what_is_no_domain_name_is_unreadable_and_asks_nothing(
    faulty_dns: FaultyDns, name: str
) -> None:
    raw = read(faulty_dns, name)
    assert isinstance(raw, Unavailable)
    assert raw.kind == Kind.UNREADABLE
    assert not faulty_dns.questions


def test_texts_about_other_things_are_not_kept() -> None:
    token = "google-site-verification=invented"  # noqa: S105  # no password
    raw = SpfReading(
        DOMAIN,
        (
            DnsAnswer(DOMAIN, "TXT", "found", (token, "v=spf1 mx a:b.example -all")),
            DnsAnswer("b.example", "TXT", "found", (token,)),
            DnsAnswer(DOMAIN, "MX", "found", ("10 mx.example",)),
        ),
    )
    readings = SpfRecords(DnsClient(Connector(), offline=True)).parse(raw)
    assert not isinstance(readings, Unavailable)
    reading = readings[SpfAnswers]
    assert isinstance(reading.value, SpfAnswers)
    assert [one.records for one in reading.value.answers] == [
        ("v=spf1 mx a:b.example -all",),
        (),
        ("10 mx.example",),
    ]
    assert reading.evidence == (
        Evidence(f"TXT {DOMAIN}", "v=spf1 mx a:b.example -all"),
        Evidence("TXT b.example", "nothing about SPF"),
        Evidence(f"MX {DOMAIN}", "10 mx.example"),
    )
