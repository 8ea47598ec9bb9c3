"""DKIM key records as the standards have them (RFC 6376, 3.2 and 3.6.1; RFC 8301; RFC 8463)."""

import base64
import math

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import example, given
from hypothesis import strategies as st

from digiamen_scan.facts.dkim import KeyState
from digiamen_scan.standards.mail.dkim_key import KeyRecord, looks_like_key, read_key, read_tags
from tests.unit.standards.dkim_records import (
    bare_rsa_key,
    ed25519_key,
    record,
    rsa_info,
    rsa_key,
    rsa_numbers,
)

SMALL = math.factorial(1000)
# RFC 8463, appendix A.2.
RFC_RSA = (
    "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWR"
    "iGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/b"
    "yYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKr"
    "M3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K"
    "4w3QIDAQAB"
)
RFC_ED25519 = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


@pytest.mark.parametrize(
    ("bits", "state"),
    [
        (512, "short"),
        (768, "short"),
        (1024, "weak"),
        (1536, "weak"),
        (2048, "strong"),
        (3072, "strong"),
        (4096, "strong"),
    ],
)
def test_a_real_key_is_measured(bits: int, state: KeyState) -> None:
    assert read_key(record(rsa_key(bits))) == KeyRecord(state, "rsa", bits)


def test_the_standards_own_examples() -> None:
    assert read_key(RFC_RSA) == KeyRecord("weak", "rsa", 1024)
    assert read_key(RFC_ED25519) == KeyRecord("strong", "ed25519")


def test_a_key_whose_highest_bits_are_unset_is_not_called_short() -> None:
    p = rsa_numbers(1024).public_numbers().n
    odd = next(number for number in range(1 << 1022, 1 << 1023) if math.gcd(number, SMALL) == 1)
    found = read_key(record(rsa_info(p * odd)))
    assert found.bits in (2045, 2046, 2047)
    assert found.state == "strong"


def test_a_key_longer_than_verifiers_must_support() -> None:
    long = rsa_numbers(4096).public_numbers().n * rsa_numbers(3072).public_numbers().n
    found = read_key(record(rsa_info(long)))
    assert (found.state, found.bits) == ("oversized", long.bit_length())


def test_a_key_without_its_wrapping_is_read_too() -> None:
    assert read_key(record(bare_rsa_key())) == KeyRecord("strong", "rsa", 2048)


@pytest.mark.parametrize(
    "tags",
    [
        "v=DKIM1",
        "v=DKIM1; k=rsa; s=email; t=s; n=note",
        "k=rsa",
        "h=sha256",
        "h=sha1:sha256",
        "h=sha256 : sha1",
        "s=*",
        "s=tlsrpt:email",
        "v=DKIM1; k=RSA",
        "  v = DKIM1 ;  k = rsa ",
        "g=*; k=rsa",
        "v=DKIM1; x_y1=unknown tag",
        "n=",
        "v=DKIM1; t=unknown",
    ],
)
def test_tags_that_change_nothing(tags: str) -> None:
    assert read_key(record(tags=tags)) == KeyRecord("strong", "rsa", 2048)


def test_spaces_in_the_key_and_an_end_with_a_semicolon() -> None:
    spaced = " ".join(rsa_key()[at : at + 64] for at in range(0, len(rsa_key()), 64))
    assert read_key(f"v=DKIM1; p= {spaced} ;").state == "strong"
    assert read_key(f"p={rsa_key()};  ").state == "strong"


def test_folding_within_the_record_is_white_space() -> None:
    folded = record().replace("; ", ";\\x0d\\x0a ")
    assert read_key(folded).state == "strong"


@pytest.mark.parametrize(
    ("tags", "state"),
    [
        ("h=sha1", "sha1_only"),
        ("h=", "sha1_only"),
        ("h=sha512", "sha1_only"),
        ("s=tlsrpt", "not_for_mail"),
        ("s=", "not_for_mail"),
        ("s=tlsrpt; h=sha1", "not_for_mail"),
    ],
)
def test_tags_that_keep_a_key_from_mail(tags: str, state: KeyState) -> None:
    assert read_key(record(tags=tags)).state == state


@pytest.mark.parametrize("tags", ["t=y", "t=s:y", "t= y : s", "t=Y"])
def test_a_test(tags: str) -> None:
    found = read_key(record(tags=f"v=DKIM1; {tags}"))
    assert (found.state, found.testing) == ("strong", True)


@pytest.mark.parametrize("text", ["p=", "v=DKIM1; p=", "v=DKIM1; k=rsa; p= ;", "p=; t=y"])
def test_an_empty_key_is_withdrawn(text: str) -> None:
    assert read_key(text) == KeyRecord("revoked")


@pytest.mark.parametrize(
    "text",
    [
        "v=DKIM1",
        "v=DKIM1; k=rsa",
        "v=DKIM1; P=abc",
        f"v=DKIM2; p={rsa_key()}",
        f"v=dkim1; p={rsa_key()}",
        f"v=DKIM1\\; k=rsa\\; p={rsa_key()}",
        f'"v=DKIM1; k=rsa; p={rsa_key()}"',
        f"k=rsa; v=DKIM1; p={rsa_key()}",
        f"v=DKIM1; v=DKIM1; p={rsa_key()}",
        f"v=DKIM1; p={rsa_key()}; p={rsa_key()}",
        f"v=DKIM1; k=rsa; k=rsa; p={rsa_key()}",
        f"v=DKIM1; k=rsa;; p={rsa_key()}",
        f"v=DKIM1 k=rsa p={rsa_key()}",
        f"v=DKIM1; k=dsa; p={rsa_key()}",
        f"v=DKIM1; k=; p={rsa_key()}",
        f"v=DKIM1; k=ed25519; p={rsa_key()}",
        f"v=DKIM1; k=rsa; p={ed25519_key()}",
        f"v=DKIM1; 1=2; p={rsa_key()}",
        f"v=DKIM1; n=é; p={rsa_key()}",
        f"v=DKIM1; p={rsa_key()[:100]}*{rsa_key()[101:]}",
        f"v=DKIM1; p={rsa_key()[:200]}…",
        f"v=DKIM1; p=-----BEGIN PUBLIC KEY-----{rsa_key()}-----END PUBLIC KEY-----",
        f"v=DKIM1; p={rsa_key()}{rsa_key()}",
        f"v=DKIM1; p={rsa_key()[196:]}{rsa_key()[:196]}",
        "v=DKIM1; p=====",
        "v=DKIM1; p=reject",
        "p=none",
    ],
)
def test_a_record_with_a_mistake_cannot_be_read(text: str) -> None:
    assert looks_like_key(text)
    assert read_key(text).state == "unreadable"


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 100, 191, 236, 255, 391])
def test_a_key_that_stops_early_was_cut(length: int) -> None:
    assert read_key(record(rsa_key()[:length])).state == "cut"


def test_a_padding_that_is_missing_was_cut_off() -> None:
    whole = rsa_key(4096)
    assert whole.endswith("==")
    assert read_key(record(whole.rstrip("="))).state == "cut"
    assert read_key(record(ed25519_key()[:-1], "k=ed25519")).state == "cut"
    assert read_key(record(ed25519_key()[:20], "k=ed25519")).state == "cut"


def test_a_wrapped_ed25519_key_is_none() -> None:
    info = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(ed25519_key())
    wrapped = base64.b64encode(info).decode()
    assert read_key(record(wrapped, "k=ed25519")).state == "unreadable"


N = rsa_numbers(2048).public_numbers().n


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [
        (N + 1, 65537),
        (N * 3, 65537),
        (N * 997, 65537),
        (N, 1),
        (N, 2),
        (N, 65536),
        (N, N + 2),
        (0, 65537),
        (1, 65537),
    ],
)
def test_numbers_that_are_no_key(modulus: int, exponent: int) -> None:
    assert read_key(record(rsa_info(modulus, exponent))).state == "unreadable"


@pytest.mark.parametrize("exponent", [3, 17, 65537])
def test_usual_exponents(exponent: int) -> None:
    assert read_key(record(rsa_info(N, exponent))) == KeyRecord("strong", "rsa", 2048)


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 -all",
        "v=DMARC1; p=reject",
        "V=SPF1 p=x",
        "v=STSv1; id=1",
        "v=TLSRPTv1; rua=mailto:x@example.org",
        "google-site-verification=abcp=1",
        "o=~; r=postmaster@example.org",
        "",
        "hello",
        "sp=reject",
    ],
)
def test_other_records_are_no_keys(text: str) -> None:
    assert not looks_like_key(text)


def test_a_tag_list_keeps_its_order_and_spaces_within() -> None:
    assert read_tags("b=1 2;a=; c = x=y ") == {"b": "1 2", "a": "", "c": "x=y"}
    assert list(read_tags("b=1;a=2") or ()) == ["b", "a"]
    assert read_tags("") is None
    assert read_tags(";") is None


@given(st.text(max_size=400))
@example("p=" + "A" * 3000)
@example("v=DKIM1; p=" + "MIIB" * 700)
def test_nothing_breaks_it(text: str) -> None:
    looks_like_key(text)
    assert read_key(text).bits >= 0


@given(st.integers(0, 293), st.integers(1, 255))
def test_a_changed_octet_never_makes_another_key_that_others_refuse(at: int, change: int) -> None:
    octets = bytearray(base64.b64decode(rsa_key()))
    octets[at] ^= change
    found = read_key(record(base64.b64encode(octets).decode()))
    if found.algorithm:
        assert load_der_public_key(bytes(octets)).key_size == found.bits  # type: ignore[union-attr]  # an RSA key


@given(st.binary(min_size=1, max_size=600))
def test_whatever_octets_come_they_are_no_key_that_counts(octets: bytes) -> None:
    found = read_key(record(base64.b64encode(octets).decode()))
    assert found.state in {"unreadable", "cut", "short"}
