"""Domains as the DNS has them: good, open, dead, bogus, hostile; no question twice."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import Ended, finding, problem_keys, run, saved, scan, told_plainly
from tests.lab.dns_faults import FaultyDns
from tests.lab.dns_servers import DnsLab

BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}


def _mail(folder: Path, server: DnsLab | FaultyDns, *arguments: str, **options: Any) -> Ended:
    return scan(folder, "--only", "mail", "--resolver", server.resolver, *arguments, **options)


def _judged(folder: Path, server: DnsLab | FaultyDns, domain: str) -> tuple[Ended, dict[str, Any]]:
    ended = _mail(folder, server, "--domain", domain, "--format", "json")
    assert told_plainly(ended) == ""
    return ended, finding(ended.result, "mail.dmarc", domain)


@pytest.mark.parametrize(
    "domain", ["good.example", "signed-good.example", "giant.example", "utf8.example"]
)
def test_a_protected_domain_passes(tmp_path: Path, dns_lab: DnsLab, domain: str) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain)
    assert (found["status"], found["severity"], ended.code) == ("pass", None, 0)


@pytest.mark.parametrize(
    ("domain", "problem"),
    [
        ("open.example", "no_record"),
        ("watching.example", "policy_none_blind"),
        ("twice.example", "several_records"),
        ("unused-open.example", "unused_open"),
    ],
)
def test_an_open_domain_fails(
    tmp_path: Path, dns_lab: DnsLab, domain: str, problem: str
) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain)
    assert (found["status"], problem_keys(found), ended.code) == ("fail", [problem], 1)
    assert found["problems"][0]["paste"][0]["name"] == f"_dmarc.{domain}"


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("noexist.example", "undetermined"),
        ("lame.example", "undetermined"),
        ("signed-bogus.example", "undetermined"),
        ("signed-stripped.example", "undetermined"),
        ("giant-record.example", "unreadable"),
        ("cnameloop.example", "undetermined"),
    ],
)
def test_what_the_dns_cannot_tell_is_unknown(
    tmp_path: Path, dns_lab: DnsLab, domain: str, kind: str
) -> None:
    ended, found = _judged(tmp_path, dns_lab, domain)
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", kind, 3)
    assert found["reason"]["remedy"]


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("servfail.example", "undetermined"),
        ("refused.example", "refused"),
        ("nxdomain.example", "undetermined"),
        ("truncated-closed.example", "unreadable"),
        ("silent.example", "timeout"),
        ("truncated.example", "timeout"),
    ],
)
def test_a_server_that_fails_is_unknown_in_time(
    tmp_path: Path, faulty_dns: FaultyDns, domain: str, kind: str
) -> None:
    ended, found = _judged(tmp_path, faulty_dns, domain)
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", kind, 3)
    assert ended.seconds < 10


def test_many_lying_or_silent_domains_cost_the_time_of_one(
    tmp_path: Path, faulty_dns: FaultyDns
) -> None:
    dead = ("silent", "wrong-id", "other-name", "garbage", "truncated")
    named = [option for name in dead for option in ("--domain", f"{name}.example")]
    ended = _mail(tmp_path, faulty_dns, *named, "--domain", "honest.example", "--format", "json")
    statuses = {one["target"]["name"]: one["status"] for one in ended.result["findings"]}
    assert statuses == {f"{name}.example": "unknown" for name in dead} | {"honest.example": "pass"}
    assert ended.code == 3
    assert ended.seconds < 10


@pytest.mark.parametrize("domain", ["lossy.example", "slow.example", "truncated-tcp.example"])
def test_a_poor_line_is_no_reason_to_give_up(
    tmp_path: Path, faulty_dns: FaultyDns, domain: str
) -> None:
    ended, found = _judged(tmp_path, faulty_dns, domain)
    assert (found["status"], ended.code) == ("pass", 0)


def test_a_question_is_asked_once_and_no_more_than_the_plan_says(
    tmp_path: Path, faulty_dns: FaultyDns
) -> None:
    domains = ("honest.example", "slow.example")
    named = [option for domain in domains for option in ("--domain", domain)]
    planned = run(tmp_path, "plan", "--only", "mail", *named, "--resolver", faulty_dns.resolver)
    assert not faulty_dns.questions
    said = " ".join(planned.out.split())
    most = {domain: int(re.findall(rf"{domain}, at most (\d+)", said)[0]) for domain in domains}
    assert _mail(tmp_path, faulty_dns, *named, *named).code == 0
    assert faulty_dns.questions
    assert set(faulty_dns.questions.values()) == {1}
    assert faulty_dns.questions.total() <= min(most.values())


@pytest.mark.parametrize("domain", ["silent.example", "truncated.example", "servfail.example"])
def test_even_a_failing_server_is_asked_no_more_than_the_plan_says(
    tmp_path: Path, faulty_dns: FaultyDns, domain: str
) -> None:
    options = ("--only", "mail", "--domain", domain, "--resolver", faulty_dns.resolver)
    planned = " ".join(run(tmp_path, "plan", *options).out.split())
    most = int(re.findall(rf"{domain}, at most (\d+)", planned)[0])
    scan(tmp_path, *options)
    assert 0 < faulty_dns.questions.total() <= most


def test_offline_asks_nothing(tmp_path: Path, faulty_dns: FaultyDns) -> None:
    ended = _mail(
        tmp_path, faulty_dns, "--domain", "honest.example", "--offline", "--format", "json"
    )
    found = finding(ended.result, "mail.dmarc")
    assert (found["status"], found["reason"]["kind"], ended.code) == ("unknown", "offline", 3)
    assert ended.result["scan"]["offline"] is True
    assert not faulty_dns.questions


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_hostile_domain_can_do_nothing(tmp_path: Path, dns_lab: DnsLab, lang: str) -> None:
    files = ("-o", "result.json", "--record", "seen.jsonl")
    ended = _mail(tmp_path, dns_lab, "--domain", "hostile.example", "--lang", lang, *files)
    assert ended.code == 1
    plain = _mail(tmp_path, dns_lab, "--domain", "watching.example", "--lang", lang)
    ours = {code for code in _unseen(plain.stdout) if code in BIDI}
    for data in (ended.stdout, ended.stderr):
        assert _unseen(data) <= ours
    for name in ("result.json", "seen.jsonl"):
        assert _unseen((tmp_path / name).read_bytes()) == set()
    assert "v=DMARC1; p=none" in str(saved(tmp_path / "result.json"))


def _unseen(data: bytes) -> set[int]:
    """Return the code points that steer a terminal or turn text around."""
    codes = {ord(one) for one in set(data.decode()) - {"\n"}}
    return {code for code in codes if unicodedata.category(chr(code)) == "Cc" or code in BIDI}


def test_a_hostile_domain_on_a_terminal(
    tmp_path: Path, dns_lab: DnsLab, terminal: Any
) -> None:
    from tests.e2e.conversation import on_terminal  # noqa: PLC0415  # the only test here with one

    options = ("--only", "mail", "--domain", "hostile.example", "--resolver", dns_lab.resolver)
    with on_terminal(terminal, tmp_path, "scan", "--no-input", *options) as shown:
        assert shown.wait() == 1
    steering = set(re.findall(r"\x1b.[0-9;?]*.", shown.transcript))
    assert all(re.fullmatch(r"\x1b\[[0-9;]*[mK]", one) for one in steering), steering
    assert _unseen(shown.transcript.encode()) <= {0x1B, 0x0D}


def test_the_same_domain_in_three_languages(tmp_path: Path, dns_lab: DnsLab) -> None:
    told = {}
    for lang, script in (("en", "LATIN"), ("fr", "LATIN"), ("ar", "ARABIC")):
        ended = _mail(tmp_path, dns_lab, "--domain", "open.example", "--lang", lang)
        assert ended.code == 1
        letters = [unicodedata.name(one) for one in ended.out if one.isalpha()]
        assert sum(name.startswith(script) for name in letters) > 0.5 * len(letters)
        assert "_dmarc.open.example" in ended.out
        told[lang] = ended.out
    assert len(set(told.values())) == 3


def test_an_arabic_name_is_found_by_either_spelling(tmp_path: Path, dns_lab: DnsLab) -> None:
    from tests.lab.zones import ARABIC_A_LABEL, ARABIC_NAME  # noqa: PLC0415  # only here

    ended = _mail(
        tmp_path,
        dns_lab,
        *("--domain", ARABIC_NAME, "--domain", ARABIC_A_LABEL, "--format", "json"),
    )
    found = finding(ended.result, "mail.dmarc")
    assert (found["status"], ended.code) == ("pass", 0)
