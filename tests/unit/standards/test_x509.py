"""Names, strength and life of certificates (RFC 9525, RFC 5280)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.x509 import Certificate, KeyKind
from digiamen_scan.standards.web.x509 import (
    has_too_large_key,
    name_fits,
    names_fit,
    runs_out,
    weakness,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
GOOD = Certificate(
    names=("example.org", "www.example.org"),
    names_count=2,
    common_name="example.org",
    issuer="Example Trust",
    not_before=NOW - 30 * DAY,
    not_after=NOW + 60 * DAY,
    key="ec",
    key_bits=256,
    signature_hash="sha256",
    self_issued=False,
)


@pytest.mark.parametrize(
    ("pattern", "host"),
    [
        ("example.org", "example.org"),
        ("Example.ORG", "example.org"),
        ("example.org.", "example.org"),
        ("example.org", "EXAMPLE.org."),
        ("*.example.org", "www.example.org"),
        ("*.example.org", "xn--mgba.example.org"),
        ("xn--mgbaam7a8h.example", "xn--mgbaam7a8h.example"),
        ("_dmarc.example.org", "_dmarc.example.org"),
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8:0:0:0:0:0:1"),
    ],
)
def test_a_name_that_fits(pattern: str, host: str) -> None:
    assert name_fits(pattern, host)


@pytest.mark.parametrize(
    ("pattern", "host"),
    [
        ("example.org", "www.example.org"),
        ("www.example.org", "example.org"),
        ("*.example.org", "example.org"),
        ("*.example.org", "a.b.example.org"),
        ("*.*.example.org", "a.b.example.org"),
        ("www.*.org", "www.example.org"),
        ("w*.example.org", "www.example.org"),
        ("*w.example.org", "www.example.org"),
        ("xn--*.example.org", "xn--a.example.org"),
        ("*.org", "example.org"),
        ("*.", "example."),
        ("*", "example"),
        ("*", "example.org"),
        ("", ""),
        (".", "."),
        ("*.example.org", ".example.org"),
        ("*.2.1", "192.0.2.1"),
        ("*.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.2"),
        ("example.org\\x00.evil.example", "example.org"),
        ("example.org", "example.org.evil.example"),
        ("notexample.org", "example.org"),
        ("example.com", "example.org"),
    ],
)
def test_a_name_that_does_not_fit(pattern: str, host: str) -> None:
    assert not name_fits(pattern, host)


@given(st.text("ab*.1", max_size=12), st.text("ab*.1", max_size=12))
def test_any_text_is_judged_and_a_wildcard_never_spans_labels(pattern: str, host: str) -> None:
    if name_fits(pattern, host) and "*" in pattern:
        assert pattern.rstrip(".").count(".") == host.rstrip(".").count(".") >= 2


def test_the_common_name_names_nobody() -> None:
    assert names_fit(GOOD, "www.example.org")
    assert not names_fit(replace(GOOD, names=()), "example.org")


@pytest.mark.parametrize(
    ("kind", "bits", "weak"),
    [
        ("rsa", 2048, False),
        ("rsa", 2047, True),
        ("rsa", 1024, True),
        ("rsa", 0, True),
        ("rsa", 16_384, False),
        ("ec", 256, False),
        ("ec", 521, False),
        ("ec", 224, True),
        ("ec", 0, True),
        ("dsa", 3072, True),
        ("ed25519", 0, False),
        ("other", 0, False),
    ],
)
def test_a_key_that_can_be_copied(kind: KeyKind, bits: int, *, weak: bool) -> None:
    found = weakness([replace(GOOD, key=kind, key_bits=bits)])
    assert found == ("weak_key" if weak else None)


@pytest.mark.parametrize("name", ["md5", "sha1", "md2"])
def test_a_signature_that_can_be_forged_counts_unless_it_is_a_roots_own(name: str) -> None:
    old = replace(GOOD, signature_hash=name)
    assert weakness([GOOD, old]) == "weak_signature"
    assert weakness([GOOD, replace(old, self_issued=True)]) is None


def test_a_weak_key_of_an_issuer_counts_too() -> None:
    assert weakness([GOOD, replace(GOOD, key="rsa", key_bits=1024)]) == "weak_key"
    assert weakness([]) is None


@pytest.mark.parametrize(("bits", "large"), [(2048, False), (8192, False), (8193, True)])
def test_a_key_that_some_refuse(bits: int, *, large: bool) -> None:
    assert has_too_large_key(replace(GOOD, key="rsa", key_bits=bits)) is large
    assert not has_too_large_key(replace(GOOD, key_bits=bits))


@pytest.mark.parametrize(
    ("life", "left", "out"),
    [
        # What renews itself does so with a third (certbot), 29 or 15 (cPanel), 20 (OVHcloud) left.
        (90, 30, False),
        (90, 15, False),
        (90, 12, False),
        (90, 11, True),
        (64, 21, False),
        (64, 7, True),
        (47, 15, False),
        (47, 5, True),
        (6.67, 3.3, False),
        (6.67, 0.8, True),
        (200, 66, False),
        (200, 26, False),
        (200, 24, True),
        (398, 31, False),
        (398, 29, True),
        (3650, 29, True),
        (3650, 31, False),
        (90, 0, True),
        (90, -1, True),
    ],
)
def test_when_a_certificate_should_have_been_renewed(
    life: float, left: float, *, out: bool
) -> None:
    ends = NOW + left * DAY
    assert runs_out(replace(GOOD, not_before=ends - life * DAY, not_after=ends), NOW) is out


@pytest.mark.parametrize(
    ("begins", "ends", "out"),
    [
        (datetime(1950, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC), False),
        (datetime(1950, 1, 1, tzinfo=UTC), datetime(1950, 1, 1, tzinfo=UTC), True),
        (NOW + DAY, NOW - DAY, True),
    ],
)
def test_strange_lives(begins: datetime, ends: datetime, *, out: bool) -> None:
    assert runs_out(replace(GOOD, not_before=begins, not_after=ends), NOW) is out
