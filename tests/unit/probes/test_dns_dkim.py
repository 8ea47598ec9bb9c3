"""The probe of signing keys: what it asks, what it may, and what it keeps of the answers."""

from __future__ import annotations

import asyncio
import time

import dns.rcode
import pytest

from digiamen_scan.facts.dkim import DkimRecords
from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import DeclaredMail
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.probes import Probe
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector, ContactRefusedError
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.dkim import MOST_DECLARED, SelectorAnswers, SigningKeys
from digiamen_scan.probes.dns.nameservers import Nameserver
from digiamen_scan.standards.mail.providers import usual_selectors
from tests.lab.dns_faults import Fault, FaultyDns

DOMAIN = "example.org"
BELOW = f"_domainkey.{DOMAIN}"
KEY = "v=DKIM1; p=AAAA"


def read(
    server: FaultyDns, *declared: str, domain: str = DOMAIN, announced: bool = True
) -> SelectorAnswers | Unavailable:
    async def scan() -> SelectorAnswers | Unavailable:
        connector = Connector()
        client = DnsClient(connector, nameserver=Nameserver(server.address, server.port))
        probe = SigningKeys(client)
        target = Target(TargetKind.DOMAIN, domain)
        assert isinstance(probe, Probe)
        if announced:
            connector.allow(probe.contacts(target))
        return await probe.read(target, DeclaredMail(dkim_selectors=declared))

    return asyncio.run(scan())


def parsed(raw: SelectorAnswers) -> tuple[DkimRecords, tuple[Evidence, ...]]:
    readings = SigningKeys(DnsClient(Connector(), offline=True)).parse(raw)
    assert not isinstance(readings, Unavailable)
    value = readings[DkimRecords].value
    assert isinstance(value, DkimRecords)
    return value, readings[DkimRecords].evidence


def test_everything_goes_out_at_once_and_once(faulty_dns: FaultyDns) -> None:
    faulty_dns.faults[DOMAIN] = Fault(delay=0.3)
    start = time.monotonic()
    raw = read(faulty_dns, "mine", "google")
    assert time.monotonic() - start < 0.9
    assert isinstance(raw, SelectorAnswers)
    assert set(faulty_dns.questions.values()) == {1}
    names = {name for name, _ in faulty_dns.questions}
    expected = {f"{one}.{BELOW}" for one in ("mine", *usual_selectors())} | {BELOW}
    assert expected < names
    (random,) = names - expected
    assert random.endswith(f".{BELOW}")
    assert raw.random.name == random
    assert raw.below.name == BELOW
    assert raw.answers[0].name == f"mine.{BELOW}"
    assert len(raw.answers) == len(usual_selectors()) + 1


def test_the_selector_that_nobody_has_is_another_for_each_domain_but_stays(
    faulty_dns: FaultyDns,
) -> None:
    seen = [read(faulty_dns, domain=domain) for domain in (DOMAIN, DOMAIN, "other.example")]
    labels = [raw.random.name.split(".")[0] for raw in seen if isinstance(raw, SelectorAnswers)]
    assert labels[0] == labels[1]
    assert labels[0] != labels[2]
    assert set(labels).isdisjoint(usual_selectors())


def test_the_plan_says_who_is_asked_about_what_and_how_often() -> None:
    probe = SigningKeys(DnsClient(Connector(), nameserver=Nameserver("127.0.0.1", 5353)))
    (rule,) = probe.contacts(Target(TargetKind.DOMAIN, "Example.org"))
    assert (rule.id, rule.service, rule.port) == ("dkim:example.org", "dns", 5353)
    assert (rule.whose, rule.about, rule.why) == ("127.0.0.1:5353", DOMAIN, "signing_keys")
    assert rule.at_most == (len(usual_selectors()) + MOST_DECLARED + 2) * 2 * 2


def test_nothing_is_asked_that_the_plan_does_not_list(faulty_dns: FaultyDns) -> None:
    with pytest.raises(ContactRefusedError):
        read(faulty_dns, announced=False)
    assert not faulty_dns.questions


def test_a_profile_full_of_selectors_is_asked_for_in_part_and_the_rest_is_unknown(
    faulty_dns: FaultyDns,
) -> None:
    faulty_dns.faults[DOMAIN] = Fault(rcode=dns.rcode.SERVFAIL)
    raw = read(faulty_dns, *(f"s{number}x" for number in range(1000)))
    assert isinstance(raw, SelectorAnswers)
    kinds = [one.failure.kind for one in raw.answers if one.failure]
    assert kinds.count(Kind.UNSUPPORTED) == 1000 - MOST_DECLARED
    assert len(faulty_dns.questions) == MOST_DECLARED + len(usual_selectors()) + 2


def test_an_arabic_name_is_asked_for_in_a_labels(faulty_dns: FaultyDns) -> None:
    raw = read(faulty_dns, domain="مثال.example")
    assert isinstance(raw, SelectorAnswers)
    assert raw.domain == "xn--mgbh0fb.example"
    assert ("google._domainkey.xn--mgbh0fb.example", "TXT") in faulty_dns.questions


@pytest.mark.parametrize("name", ["", "a..b", f"{'a' * 64}.example"])
def test_what_is_no_domain_name_is_unreadable_and_asks_nothing(
    faulty_dns: FaultyDns, name: str
) -> None:
    raw = read(faulty_dns, domain=name)
    assert isinstance(raw, Unavailable)
    assert raw.kind == Kind.UNREADABLE
    assert not faulty_dns.questions


def test_a_name_too_long_for_the_dns_is_no_answer(faulty_dns: FaultyDns) -> None:
    raw = read(faulty_dns, "a" * 250)
    assert isinstance(raw, SelectorAnswers)
    assert raw.answers[0].failure is not None
    assert raw.answers[0].failure.kind == Kind.UNREADABLE


# What is kept


def answer(selector: str, *records: str, via: str = "", failed: bool = False) -> DnsAnswer:
    name = f"{selector}.{BELOW}"
    if failed:
        return DnsAnswer(name, "TXT", "failed", failure=Unavailable(Kind.TIMEOUT, "9.9.9.9"))
    return DnsAnswer(name, "TXT", "found" if records else "no_name", records, via=via)


def raw_of(*answers: DnsAnswer) -> SelectorAnswers:
    below = DnsAnswer(BELOW, "TXT", "no_data")
    return SelectorAnswers(DOMAIN, answers, answer("0123"), below)


def test_of_many_records_two_are_kept_and_a_key_is_among_them() -> None:
    found, _ = parsed(raw_of(answer("a", *(f"text {number}" for number in range(50)), KEY)))
    assert found.answers[0].records == (KEY, "text 0")


def test_a_giant_record_is_cut_and_so_is_what_a_hostile_domain_can_make_us_keep() -> None:
    giants = tuple(f"v=DKIM1; p={letter * 16_000}" for letter in "ABCDEFGH")
    found, evidence = parsed(raw_of(*(answer(f"s{number}", *giants) for number in range(80))))
    kept = [text for one in found.answers for text in one.records]
    assert len(kept) == 160
    assert max(map(len, kept)) == 3000
    assert all(text.endswith("…") for text in kept)
    assert sum(len(one.observed) for one in evidence) < 20_000


def test_evidence_shows_what_was_found_and_counts_what_was_not() -> None:
    _, evidence = parsed(
        raw_of(
            answer("a", KEY, via="a.provider.example"),
            answer("b"),
            answer("c", failed=True),
            answer("d", via="gone.example.net"),
            answer("e"),
        )
    )
    assert evidence == (
        Evidence(f"TXT a.{BELOW}", f"{KEY} (via a.provider.example)"),
        Evidence(f"TXT c.{BELOW}", "no answer: timeout 9.9.9.9"),
        Evidence(f"TXT d.{BELOW}", "no such name (via gone.example.net)"),
        Evidence(f"TXT 0123.{BELOW}", "no such name"),
        Evidence(f"TXT {BELOW}", "no record"),
        Evidence(f"TXT *.{BELOW}", "other selectors: 2, no key"),
    )
