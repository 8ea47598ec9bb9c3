"""The responder has the faults it promises, and counts what it was asked."""

from __future__ import annotations

import dns.exception
import dns.query
import dns.rcode
import pytest

from tests.lab.dns_faults import NXDOMAIN_FOR_ALL, FaultyDns
from tests.lab.faulty_dns import faulty_dns as run_faulty_dns
from tests.lab.questions import ask, texts

_SHORT = 0.3


@pytest.mark.parametrize(
    ("name", "rcode"),
    [
        ("honest.example", dns.rcode.NOERROR),
        ("servfail.example", dns.rcode.SERVFAIL),
        ("refused.example", dns.rcode.REFUSED),
        ("nxdomain.example", dns.rcode.NXDOMAIN),
        ("truncated-tcp.example", dns.rcode.NOERROR),
    ],
)
def test_faulty_answers_with_its_code(
    faulty_dns: FaultyDns, name: str, rcode: dns.rcode.Rcode
) -> None:
    answer = ask(faulty_dns, f"_dmarc.{name}")
    assert answer.rcode() == rcode
    assert texts(answer) == ([b"v=DMARC1; p=reject"] if rcode == dns.rcode.NOERROR else [])


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("silent.example", dns.exception.Timeout),
        ("truncated.example", dns.exception.Timeout),
        ("truncated-closed.example", EOFError),
        ("wrong-id.example", dns.query.BadResponse),
        ("other-name.example", dns.query.BadResponse),
        ("garbage.example", dns.exception.DNSException),
    ],
)
def test_faulty_gives_no_usable_answer(
    faulty_dns: FaultyDns, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(faulty_dns, name, seconds=_SHORT)
    assert faulty_dns.questions[name, "TXT"] >= 1


def test_faulty_is_slow(faulty_dns: FaultyDns) -> None:
    assert ask(faulty_dns, "slow.example").time >= 0.2


def test_faulty_drops_first_and_counts(faulty_dns: FaultyDns) -> None:
    with pytest.raises(dns.exception.Timeout):
        ask(faulty_dns, "LOSSY.example", seconds=_SHORT)
    assert ask(faulty_dns, "lossy.example").rcode() == dns.rcode.NOERROR
    assert faulty_dns.questions == {("lossy.example", "TXT"): 2}


def test_faulty_denies_everything() -> None:
    with run_faulty_dns(NXDOMAIN_FOR_ALL) as denying:
        assert ask(denying, "_dmarc.good.example").rcode() == dns.rcode.NXDOMAIN
