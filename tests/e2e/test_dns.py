"""Domains as the DNS has them: good, open, dead, bogus, hostile; no question twice."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conversation import on_terminal
from tests.e2e.running import Ended, finding, problem_keys, run, saved, scan, told_plainly
from tests.lab.dns_faults import FaultyDns, Question
from tests.lab.dns_servers import DnsLab
from tests.lab.faulty_dns import faulty_dns as run_faulty_dns
from tests.lab.fixtures import TerminalFactory
from tests.lab.zones import ARABIC_A_LABEL, ARABIC_NAME

BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}


def _mail(folder: Path, server: DnsLab | FaultyDns, *arguments: str, **options: Any) -> Ended:
    return scan(
        folder, "--only", "mail.dmarc", "--resolver", server.resolver, *arguments, **options
    )


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
def test_an_open_domain_fails(tmp_path: Path, dns_lab: DnsLab, domain: str, problem: str) -> None:
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


DEAD = {
    "silent.example": "timeout",
    "truncated.example": "timeout",
    "wrong-id.example": "timeout",
    "other-name.example": "timeout",
    "garbage.example": "timeout",
    "servfail.example": "undetermined",
    "refused.example": "refused",
    "nxdomain.example": "undetermined",
    "truncated-closed.example": "unreadable",
}
"""Domains whose server fails, and the reason why they are unknown."""


@dataclass(frozen=True)
class DeadScan:
    """One scan of all of them and of a good one beside them, and its plan."""

    ended: Ended
    planned: str
    questions: Counter[Question]


@pytest.fixture(scope="module")
def dead(tmp_path_factory: pytest.TempPathFactory) -> DeadScan:
    folder = tmp_path_factory.mktemp("dead")
    named = [option for name in (*DEAD, "honest.example") for option in ("--domain", name)]
    with run_faulty_dns() as server:
        options = ("--only", "mail.dmarc", "--resolver", server.resolver, *named)
        planned = run(folder, "plan", *options)
        assert not server.questions, "planning asks nothing"
        ended = scan(folder, *options, "--format", "json")
        return DeadScan(ended, " ".join(planned.out.split()), server.questions)


@pytest.mark.parametrize("domain", DEAD)
def test_a_server_that_fails_is_unknown(dead: DeadScan, domain: str) -> None:
    found = finding(dead.ended.result, "mail.dmarc", domain)
    assert (found["status"], found["reason"]["kind"]) == ("unknown", DEAD[domain])
    assert found["reason"]["remedy"]


def test_many_dead_domains_cost_the_time_of_one_and_spare_the_others(dead: DeadScan) -> None:
    assert told_plainly(dead.ended) == ""
    assert finding(dead.ended.result, "mail.dmarc", "honest.example")["status"] == "pass"
    assert dead.ended.code == 3
    assert dead.ended.seconds < 10


@pytest.mark.parametrize("domain", [*DEAD, "honest.example"])
def test_no_domain_is_asked_about_more_often_than_the_plan_says(
    dead: DeadScan, domain: str
) -> None:
    most = int(re.findall(rf"{domain}, at most (\d+)", dead.planned)[0])
    asked = sum(
        times
        for (name, _), times in dead.questions.items()
        if name.endswith((domain, "_dmarc.example"))
    )
    assert 0 < asked <= most


@pytest.mark.parametrize("domain", ["lossy.example", "slow.example", "truncated-tcp.example"])
def test_a_poor_line_is_no_reason_to_give_up(
    tmp_path: Path, faulty_dns: FaultyDns, domain: str
) -> None:
    ended, found = _judged(tmp_path, faulty_dns, domain)
    assert (found["status"], ended.code) == ("pass", 0)


def test_a_question_is_asked_once(tmp_path: Path, faulty_dns: FaultyDns) -> None:
    twice = ("--domain", "honest.example", "--domain", "slow.example") * 2
    assert _mail(tmp_path, faulty_dns, *twice).code == 0
    assert faulty_dns.questions["_dmarc.example", "TXT"] == 1
    assert set(faulty_dns.questions.values()) == {1}


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
    tmp_path: Path, dns_lab: DnsLab, terminal: TerminalFactory
) -> None:
    options = (
        "--only",
        "mail.dmarc",
        "--domain",
        "hostile.example",
        "--resolver",
        dns_lab.resolver,
    )
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
    ended = _mail(
        tmp_path,
        dns_lab,
        *("--domain", ARABIC_NAME, "--domain", ARABIC_A_LABEL, "--format", "json"),
    )
    found = finding(ended.result, "mail.dmarc")
    assert (found["status"], ended.code) == ("pass", 0)
