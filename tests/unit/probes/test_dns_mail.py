"""The mail probe: what it asks, what it may, and what it makes of the answers."""

import asyncio
import time

import pytest

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import DmarcRecords, MailHost, MailRoutes, Presence
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.probes import Probe, Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.mail import MailAnswers, MailRecords
from digiamen_scan.probes.dns.nameservers import Nameserver
from tests.lab.dns_faults import Fault, FaultyDns

DOMAIN = "example.org"


def answer(name: str, rdtype: str, *records: str, status: str = "", via: str = "") -> DnsAnswer:
    if status == "failed":
        return DnsAnswer(name, rdtype, "failed", failure=Unavailable(Kind.TIMEOUT, "9.9.9.9"))
    if status == "no_name":
        return DnsAnswer(name, rdtype, "no_name", via=via)
    return DnsAnswer(name, rdtype, "found" if records else "no_data", records, via=via)


def parsed(raw: MailAnswers) -> tuple[DmarcRecords, MailRoutes, Readings]:
    readings = MailRecords(DnsClient(Connector(), offline=True)).parse(raw)
    assert not isinstance(readings, Unavailable)
    records, routes = readings[DmarcRecords].value, readings[MailRoutes].value
    assert isinstance(records, DmarcRecords)
    assert isinstance(routes, MailRoutes)
    return records, routes, readings


def answers(own: str = "", mx: str = "", a: str = "", aaaa: str = "") -> MailAnswers:
    return MailAnswers(
        DOMAIN,
        (answer(f"_dmarc.{DOMAIN}", "TXT", status=own), answer("_dmarc.org", "TXT")),
        answer(DOMAIN, "MX", status=mx),
        (answer(DOMAIN, "A", status=a), answer(DOMAIN, "AAAA", status=aaaa)),
    )


@pytest.mark.parametrize(
    ("raw", "exists"),
    [
        (answers(), "present"),
        (answers(mx="no_name", a="no_name", aaaa="no_name"), "absent"),
        (answers(mx="failed", a="no_name", aaaa="failed"), "absent"),
        (answers(mx="no_name", a="", aaaa="no_name"), "present"),
        (answers(mx="failed", a="failed", aaaa="failed"), "undetermined"),
    ],
)
def test_whether_the_domain_exists(raw: MailAnswers, exists: Presence) -> None:
    assert parsed(raw)[0].exists == exists


def test_a_record_below_shows_that_the_domain_exists() -> None:
    raw = answers(mx="no_name", a="no_name", aaaa="no_name")
    own = answer(f"_dmarc.{DOMAIN}", "TXT", "v=DMARC1; p=none")
    found = parsed(MailAnswers(DOMAIN, (own, raw.walk[1]), raw.mx, raw.addresses))
    assert found[0].exists == "present"


def test_mail_hosts_the_null_mx_and_addresses() -> None:
    raw = MailAnswers(
        DOMAIN,
        answers().walk,
        answer(DOMAIN, "MX", "0 .", "10 mx1.example.net"),
        (answer(DOMAIN, "A", status="failed"), answer(DOMAIN, "AAAA", "2001:db8::1")),
    )
    routes = parsed(raw)[1]
    assert routes.hosts == (MailHost(0, ""), MailHost(10, "mx1.example.net"))
    assert routes.address == "present"


@pytest.mark.parametrize(
    ("a", "aaaa", "address"),
    [("", "", "absent"), ("failed", "", "undetermined"), ("no_name", "no_name", "absent")],
)
def test_no_address_is_only_said_when_both_were_answered(
    a: str, aaaa: str, address: Presence
) -> None:
    assert parsed(answers(a=a, aaaa=aaaa))[1].address == address


def test_evidence_shows_what_was_asked_and_seen() -> None:
    raw = MailAnswers(
        DOMAIN,
        (
            answer(f"_dmarc.{DOMAIN}", "TXT", "v=DMARC1; p=none", via="d.provider.example"),
            answer("_dmarc.org", "TXT", status="no_name"),
        ),
        answer(DOMAIN, "MX", status="failed"),
        (answer(DOMAIN, "A"), answer(DOMAIN, "AAAA")),
    )
    readings: dict[type, Reading] = dict(parsed(raw)[2])
    assert readings[DmarcRecords].evidence == (
        Evidence("TXT _dmarc.example.org", "v=DMARC1; p=none (via d.provider.example)"),
        Evidence("TXT _dmarc.org", "no such name"),
    )
    assert readings[MailRoutes].evidence == (
        Evidence("MX example.org", "no answer: timeout 9.9.9.9"),
        Evidence("A example.org", "no record"),
        Evidence("AAAA example.org", "no record"),
    )


def read(server: FaultyDns, domain: str, *, announced: bool = True) -> MailAnswers | Unavailable:
    async def scan() -> MailAnswers | Unavailable:
        connector = Connector()
        client = DnsClient(connector, nameserver=Nameserver(server.address, server.port))
        probe = MailRecords(client)
        target = Target(TargetKind.DOMAIN, domain)
        assert isinstance(probe, Probe)
        if announced:
            connector.allow(probe.contacts(target))
        return await probe.read(target)

    return asyncio.run(scan())


def test_everything_goes_out_at_once_and_once(faulty_dns: FaultyDns) -> None:
    faulty_dns.faults["example.org"] = Fault(delay=0.3)
    start = time.monotonic()
    raw = read(faulty_dns, "example.org")
    assert time.monotonic() - start < 0.9
    assert isinstance(raw, MailAnswers)
    assert dict(faulty_dns.questions) == {
        ("_dmarc.example.org", "TXT"): 1,
        ("_dmarc.org", "TXT"): 1,
        ("example.org", "MX"): 1,
        ("example.org", "A"): 1,
        ("example.org", "AAAA"): 1,
    }


def test_the_plan_says_who_is_asked_about_what_and_how_often() -> None:
    probe = MailRecords(DnsClient(Connector(), nameserver=Nameserver("127.0.0.1", 5353)))
    (rule,) = probe.contacts(Target(TargetKind.DOMAIN, "Example.org"))
    assert (rule.id, rule.service, rule.port) == ("dns:example.org", "dns", 5353)
    assert (rule.whose, rule.about, rule.why) == ("127.0.0.1:5353", "example.org", "mail_records")
    assert rule.at_most == 5 * 2 * 2


def test_an_arabic_name_is_asked_for_in_a_labels(faulty_dns: FaultyDns) -> None:
    raw = read(faulty_dns, "مثال.example")
    assert isinstance(raw, MailAnswers)
    assert raw.domain == "xn--mgbh0fb.example"
    assert ("_dmarc.xn--mgbh0fb.example", "TXT") in faulty_dns.questions


@pytest.mark.parametrize("name", ["", "a..b", f"{'a' * 64}.example"])
def test_what_is_no_domain_name_is_unreadable_and_asks_nothing(
    faulty_dns: FaultyDns, name: str
) -> None:
    raw = read(faulty_dns, name)
    assert isinstance(raw, Unavailable)
    assert raw.kind == Kind.UNREADABLE
    assert not faulty_dns.questions
