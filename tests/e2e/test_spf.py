"""Who may send, as real name servers tell it: good lists, open, endless, broken, hidden ones."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import (
    Ended,
    environment,
    finding,
    problem_keys,
    run,
    scan,
    told_plainly,
)
from tests.e2e.test_dns import _unseen  # pyright: ignore[reportPrivateUsage]
from tests.lab.delayed_link import DelayedLink
from tests.lab.dns_faults import Fault, FaultyDns
from tests.lab.dns_servers import DnsLab

CHECK = "mail.spf"


def _scan(folder: Path, server: DnsLab | FaultyDns, *arguments: str) -> Ended:
    return scan(folder, "--only", CHECK, "--resolver", server.resolver, *arguments)


def _judged(folder: Path, server: DnsLab | FaultyDns, domain: str) -> tuple[Ended, dict[str, Any]]:
    ended = _scan(folder, server, "--domain", domain, "--format", "json")
    assert told_plainly(ended) == ""
    return ended, finding(ended.result, CHECK, domain)


@pytest.mark.parametrize(
    ("domain", "note"),
    [
        ("spf-good.example", "softfail"),
        ("spf-strict.example", None),
        ("spf-split.example", None),
        ("spf-deep.example", None),
        ("spf-ten.example", "near_limit"),
        ("unused.example", None),
    ],
)
def test_a_sound_list_passes(
    tmp_path: Path, dns_lab: DnsLab, domain: str, note: str | None
) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain)
    assert (found["status"], ended.code) == ("pass", 0)
    assert (found["note"] or {}).get("key") == note


@pytest.mark.parametrize(
    ("domain", "problem", "severity", "paste"),
    [
        ("spf-open.example", "passes_everyone", "critical", "v=spf1 mx ~all"),
        ("spf-halves.example", "passes_everyone", "critical", "v=spf1 mx ~all"),
        (
            "spf-hidden-open.example",
            "passes_everyone",
            "critical",
            "v=spf1 include:_spf.lame.example ~all",
        ),
        ("spf-none.example", "no_record", "high", "v=spf1 mx ~all"),
        ("spf-eleven.example", "too_many_lookups", "high", None),
        ("spf-loop.example", "loop", "high", None),
        (
            "spf-twice.example",
            "several_records",
            "high",
            "v=spf1 include:_spf.spf-provider.example mx ~all",
        ),
        ("spf-void.example", "too_many_voids", "high", "v=spf1 mx ~all"),
        ("spf-dead.example", "dead_part", "low", "v=spf1 mx -all"),
        ("spf-lost.example", "missing", "high", "v=spf1 mx ~all"),
        ("spf-slip.example", "syntax", "high", "v=spf1 ip4:192.0.2.1 -all"),
        ("spf-broken.example", "included_broken", "high", None),
        ("spf-quoted.example", "version_wrong", "high", "v=spf1 mx -all"),
        ("spf-tab.example", "version_wrong", "high", "v=spf1 mx -all"),
        ("spf-tab-inside.example", "syntax", "high", "v=spf1 mx -all"),
        ("spf-accent.example", "syntax", "high", None),
        ("empty.example", "unused_open", "high", "v=spf1 -all"),
    ],
)
def test_what_is_wrong_is_named_and_mended_where_it_is_certain(  # noqa: PLR0917  # columns
    tmp_path: Path, dns_lab: DnsLab, domain: str, problem: str, severity: str, paste: str | None
) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain)
    assert (found["status"], problem_keys(found)) == ("fail", [problem])
    assert (found["severity"], ended.code) == (severity, 0 if severity == "low" else 1)
    pastes = found["problems"][0]["paste"]
    assert [one["after"] for one in pastes] == ([paste] if paste else [])
    assert all((one["name"], one["type"]) == (domain, "TXT") for one in pastes)


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("spf-hidden.example", "undetermined"),
        ("spf-giant.example", "unreadable"),
        ("noexist.example", "undetermined"),
        ("lame.example", "undetermined"),
        ("signed-bogus.example", "undetermined"),
    ],
)
def test_what_the_dns_cannot_tell_is_unknown(
    tmp_path: Path, dns_lab: DnsLab, domain: str, kind: str
) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain)
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", kind, 3)
    assert found["reason"]["remedy"]


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_hostile_list_can_do_nothing(tmp_path: Path, dns_lab: DnsLab, lang: str) -> None:
    files = ("-o", "result.json", "--record", "seen.jsonl")
    ended = _scan(tmp_path, dns_lab, "--domain", "spf-hostile.example", "--lang", lang, *files)
    assert ended.code == 1
    plain = _scan(tmp_path, dns_lab, "--domain", "spf-slip.example", "--lang", lang)
    assert _unseen(ended.stdout) <= _unseen(plain.stdout)
    for name in ("result.json", "seen.jsonl"):
        assert _unseen((tmp_path / name).read_bytes()) == set()


def test_a_recording_is_judged_the_same(tmp_path: Path, dns_lab: DnsLab) -> None:
    ended = _scan(
        tmp_path,
        dns_lab,
        "--domain",
        "spf-eleven.example",
        "--record",
        "s.jsonl",
        "--format",
        "json",
    )
    again = run(tmp_path, "judge", "s.jsonl", "--only", CHECK, "--format", "json")
    assert ended.code == again.code == 1
    one, other = (finding(result, CHECK) for result in (ended.result, again.result))
    assert one["problems"] == other["problems"]


def _includes(count: int, width: int) -> dict[tuple[str, str], tuple[str, ...]]:
    """A tree in which each list includes `width` more, `count` in all."""
    records: dict[tuple[str, str], tuple[str, ...]] = {}
    for number in range(count):
        below = (f"include:n{number * width + at}.t.example" for at in range(1, width + 1))
        name = f"n{number}.t.example" if number else "t.example"
        strings = (f'"{term} "' for term in ("v=spf1", *below, "-all"))
        records[name, "TXT"] = (" ".join(strings),)
    return records


@pytest.mark.parametrize(("width", "count"), [(1, 60), (2, 200), (10, 500), (40, 2000)])
def test_an_endless_list_costs_no_more_than_the_plan_says(
    tmp_path: Path, faulty_dns: FaultyDns, width: int, count: int
) -> None:
    faulty_dns.records |= _includes(count, width)
    faulty_dns.records["t.example", "MX"] = ("10 mx.t.example.",)
    planned = run(
        tmp_path,
        "plan",
        "--only",
        CHECK,
        "--domain",
        "t.example",
        *("--resolver", faulty_dns.resolver),
    )
    rules = re.findall(r"at most (\d+)\s+times:\s+to\s+learn\s+who\s+may\s+send", planned.out)
    ended, found = _judged(tmp_path, faulty_dns, "t.example")
    assert found["status"] == "fail"
    assert "too_many_lookups" in problem_keys(found)
    texts = [times for (_, rdtype), times in faulty_dns.questions.items() if rdtype == "TXT"]
    assert set(texts) == {1}
    assert len(texts) <= 40 + 2
    assert len(texts) <= int(rules[0])
    assert ended.seconds < 10


def test_a_part_that_is_silent_hides_nothing_that_is_certain(
    tmp_path: Path, faulty_dns: FaultyDns
) -> None:
    faulty_dns.records |= {
        ("one.example", "TXT"): ('"v=spf1 include:silent.example -all"',),
        ("one.example", "MX"): ("10 mx.one.example.",),
        ("two.example", "TXT"): ('"v=spf1 include:silent.example include:no.example -all"',),
        ("two.example", "MX"): ("10 mx.two.example.",),
    }
    faulty_dns.faults["no.example"] = Fault()
    _, hidden = _judged(tmp_path, faulty_dns, "one.example")
    assert (hidden["status"], hidden["reason"]["kind"]) == ("unknown", "timeout")
    _, certain = _judged(tmp_path, faulty_dns, "two.example")
    assert problem_keys(certain) == ["missing"]


def test_two_domains_share_what_they_include(tmp_path: Path, faulty_dns: FaultyDns) -> None:
    faulty_dns.records |= {
        (f"{name}.example", "TXT"): ('"v=spf1 include:both.example -all"',)
        for name in ("one", "two")
    } | {("both.example", "TXT"): ('"v=spf1 ip4:192.0.2.1 -all"',)}
    for name in ("one", "two"):
        faulty_dns.records[f"{name}.example", "MX"] = (f"10 mx.{name}.example.",)
    domains = ("--domain", "one.example", "--domain", "two.example")
    assert _scan(tmp_path, faulty_dns, *domains).code == 0
    assert faulty_dns.questions["both.example", "TXT"] == 1
    assert set(faulty_dns.questions.values()) == {1}


_TIMED = """
import asyncio, sys, time
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import parse_nameserver
from digiamen_scan.probes.dns.spf import SpfRecords

async def read(domain):
    connector = Connector()
    probe = SpfRecords(DnsClient(connector, nameserver=parse_nameserver(sys.argv[1])))
    target = Target(TargetKind.DOMAIN, domain)
    connector.allow(probe.contacts(target))
    start = time.perf_counter()
    raw = await probe.read(target)
    return time.perf_counter() - start, len(raw.answers)

for domain in sys.argv[2:] * 2:
    print(domain, *asyncio.run(read(domain)))
"""


def test_a_list_costs_its_depth_in_round_trips(tmp_path: Path, delayed_link: DelayedLink) -> None:
    domains = ("spf-strict.example", "spf-ten.example", "spf-good.example", "spf-deep.example")
    env = [f"{name}={value}" for name, value in environment(tmp_path).items()]
    with delayed_link.dns_lab() as resolver:
        program = (sys.executable, "-c", _TIMED, resolver, *domains)
        done = delayed_link.client.run("env", "-i", *env, *program)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()[len(domains) :]]
    trips = {name: float(took) / delayed_link.round_trip for name, took, _ in lines}
    questions = {name: int(number) for name, _, number in lines}
    assert questions == dict(zip(domains, (2, 11, 4, 4), strict=True))
    for name, depth in zip(domains, (2, 2, 3, 4), strict=True):
        assert depth <= trips[name] < depth + 0.8, (name, trips[name])
