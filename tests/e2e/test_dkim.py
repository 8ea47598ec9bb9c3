"""Signing keys as real servers give them: found, weak, cut, aliased, wildcarded, unseen."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import dns.rcode
import pytest

from tests.e2e.running import Ended, environment, finding, problem_keys, scan, told_plainly
from tests.e2e.test_dns import _unseen  # pyright: ignore[reportPrivateUsage]
from tests.lab.delayed_link import DelayedLink
from tests.lab.dkim_zones import KEY
from tests.lab.dns_faults import Fault, FaultyDns
from tests.lab.dns_servers import DnsLab

PROFILE = """\
digiamen: 1
domains:
  - {name: NAME, dkim_selectors: [SELECTORS]}
"""


def _judged(
    folder: Path, server: DnsLab | FaultyDns, domain: str, *selectors: str, **options: Any
) -> tuple[Ended, dict[str, Any]]:
    profile = PROFILE.replace("NAME", domain).replace("SELECTORS", ", ".join(selectors))
    (folder / "digiamen.yaml").write_text(profile)
    ended = scan(
        folder, "--only", "mail.dkim", "--resolver", server.resolver, "--format", "json", **options
    )
    assert told_plainly(ended) == ""
    return ended, finding(ended.result, "mail.dkim", domain)


@pytest.mark.parametrize(
    ("domain", "selectors", "note"),
    [
        ("dkim-google.example", (), "found"),
        ("dkim-google.example", ("google",), "found_declared"),
        ("dkim-own.example", ("mine",), "found_declared"),
        ("dkim-own.example", ("mine._domainkey.dkim-own.example",), "found_declared"),
        ("dkim-microsoft.example", (), "found"),
        ("dkim-wildcard.example", (), "found"),
        ("dkim-panel.example", ("default",), "found_declared"),
    ],
)
def test_a_sound_key_passes(
    tmp_path: Path, dns_lab: DnsLab, domain: str, selectors: tuple[str, ...], note: str
) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain, *selectors)
    assert (found["status"], found["note"]["key"], ended.code) == ("pass", note, 0)


@pytest.mark.parametrize(
    ("domain", "selectors", "told"),
    [
        ("dkim-weak.example", (), ("key_weak", "medium")),
        ("dkim-cut.example", (), ("key_cut", "high")),
        ("dkim-several.example", (), ("several_keys", "high")),
        ("dkim-testing.example", (), ("testing", "medium")),
        ("dkim-microsoft-off.example", (), ("alias_lost", "high")),
        ("dkim-microsoft-none.example", (), ("not_signing", "high")),
        ("dkim-google.example", ("google", "gone"), ("declared_missing", "medium")),
        ("dkim-wildcard-alias.example", ("mine",), ("declared_missing", "high")),
        ("open.example", (), ("no_key", "high")),
        ("open.example", ("mine",), ("declared_missing", "high")),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path,
    dns_lab: DnsLab,
    domain: str,
    selectors: tuple[str, ...],
    told: tuple[str, str],
) -> None:
    _, found = _judged(tmp_path, dns_lab, domain, *selectors)
    problem, severity = told
    assert (found["status"], problem_keys(found), found["severity"]) == (
        "fail",
        [problem],
        severity,
    )


@pytest.mark.parametrize(
    ("domain", "kind", "way_out"),
    [
        ("dkim-own.example", "undetermined", "dkim_selectors"),
        ("dkim-panel.example", "undetermined", "Authenticate email"),
        ("dkim-wildcard-alias.example", "undetermined", "dkim_selectors"),
        ("dkim-signed-bogus.example", "undetermined", "name servers"),
        ("lame.example", "undetermined", "name servers"),
        ("noexist.example", "undetermined", "yearly bill"),
    ],
)
def test_what_cannot_be_known_is_unknown_with_a_way_out(
    tmp_path: Path, dns_lab: DnsLab, domain: str, kind: str, way_out: str
) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain)
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", kind, 3)
    assert way_out in found["reason"]["remedy"]


def test_a_name_that_sends_no_mail_needs_no_key(tmp_path: Path, dns_lab: DnsLab) -> None:
    _, found = _judged(tmp_path, dns_lab, "dkim-revoked.example")
    assert (found["status"], found["note"]["key"]) == ("not_applicable", "sends_no_mail")


@pytest.mark.parametrize("selectors", [(), ("mail", "dkim")])
def test_a_hostile_domain_can_do_nothing(
    tmp_path: Path, dns_lab: DnsLab, selectors: tuple[str, ...]
) -> None:
    ended, found = _judged(tmp_path, dns_lab, "dkim-hostile.example", *selectors)
    assert found["status"] in ("fail", "unknown")
    assert _unseen(ended.stdout) == set()
    options = ("--only", "mail.dkim", "--resolver", dns_lab.resolver, "--record", "seen.jsonl")
    shown = scan(tmp_path, *options)
    assert _unseen(shown.stdout) == set()
    assert _unseen((tmp_path / "seen.jsonl").read_bytes()) == set()


# A server that denies names which only have names below them


ENT = "ent.example"


@pytest.fixture
def denying(faulty_dns: FaultyDns) -> FaultyDns:
    below = f"_domainkey.{ENT}"
    faulty_dns.faults |= {ENT: Fault(), below: Fault(rcode=dns.rcode.NXDOMAIN)}
    faulty_dns.records[ENT, "MX"] = (f"10 mx.{ENT}.",)
    for selector in ("default", "mine"):
        faulty_dns.faults[f"{selector}.{below}"] = Fault()
    text = f'"{KEY[:200]}" "{KEY[200:]}"'
    faulty_dns.records[f"default.{below}", "TXT"] = (text,)
    return faulty_dns


def test_a_key_that_is_found_outweighs_a_server_that_denies_what_is_above_it(
    tmp_path: Path, denying: FaultyDns
) -> None:
    ended, found = _judged(tmp_path, denying, ENT)
    assert (found["status"], ended.code) == ("pass", 0)


def test_a_server_that_contradicts_itself_proves_no_absence(
    tmp_path: Path, denying: FaultyDns
) -> None:
    del denying.records[f"default._domainkey.{ENT}", "TXT"]
    _, found = _judged(tmp_path, denying, ENT)
    assert (found["status"], found["note"]["key"]) == ("unknown", "not_seen")


def test_a_resolver_that_denies_everything_shows_nothing(
    tmp_path: Path, faulty_dns: FaultyDns
) -> None:
    _, found = _judged(tmp_path, faulty_dns, "nxdomain.example", "mine")
    assert (found["status"], found["note"]["key"]) == ("unknown", "no_such_domain")


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("silent.example", "timeout"),
        ("servfail.example", "undetermined"),
        ("refused.example", "refused"),
        ("truncated.example", "timeout"),
        ("garbage.example", "timeout"),
    ],
)
def test_a_server_that_fails_is_unknown(
    tmp_path: Path, faulty_dns: FaultyDns, domain: str, kind: str
) -> None:
    ended, found = _judged(tmp_path, faulty_dns, domain, "mine")
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", kind, 3)
    assert ended.seconds < 10


_TIME_THE_BURST = """
import asyncio, sys, time
from digiamen_scan.facts.mail import DeclaredMail
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.dkim import SigningKeys
from digiamen_scan.probes.dns.nameservers import parse_nameserver

async def read(domain):
    connector = Connector()
    probe = SigningKeys(DnsClient(connector, nameserver=parse_nameserver(sys.argv[1])))
    target = Target(TargetKind.DOMAIN, domain)
    connector.allow(probe.contacts(target))
    started = time.perf_counter()
    answers = await probe.read(target, DeclaredMail())
    assert not any(one.failure for one in answers.answers)
    return time.perf_counter() - started

asyncio.run(read("dkim-host.example"))
print(asyncio.run(read("dkim-google.example")))
"""


def test_all_selectors_together_cost_a_few_round_trips(
    tmp_path: Path, delayed_link: DelayedLink
) -> None:
    with delayed_link.dns_lab() as resolver:
        env = [f"{name}={value}" for name, value in environment(tmp_path).items()]
        done = delayed_link.client.run(
            "env", "-i", *env, sys.executable, "-c", _TIME_THE_BURST, resolver
        )
    assert done.returncode == 0, done.stderr
    assert delayed_link.round_trip <= float(done.stdout) < 10 * delayed_link.round_trip
