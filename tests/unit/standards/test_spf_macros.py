"""Names in SPF records: which are valid, and what their macros stand for (RFC 7208, section 7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.mail.spf_macros import (
    MOST_NAME,
    expand,
    is_domain_spec,
    is_macro_string,
)

DOMAIN, SENDER = "list.provider.example", "mail.example.org"


@pytest.mark.parametrize(
    "spec",
    [
        "example.org",
        "_spf.example.org",
        "example.org.",
        "EXAMPLE.ORG",
        "a.xn--mgberp4a5d4ar",
        "example.1a",
        "example.a-1",
        "example.1-2",
        ".example",
        "a:b/c.example",
        "a..example",
        "%{d}",
        "%{i}._spf.%{d2}",
        "%{L}.example.org",
        "%{d}%%",
        "x.%{ir}.%{v}._spf.%{d2}",
        "%{l-+.,/_=}.example",
        "%{d12r}",
        "%{d01}",
        "x%_y.example",
        "x%-",
    ],
)
def test_a_valid_domain_spec(spec: str) -> None:
    assert is_domain_spec(spec)


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "museum",
        "museum.",
        "example",
        "192.0.2.1",
        "example.123",
        "example.-org",
        "example.org-",
        "example.o_g",
        "example.org:25",
        "example.org/24",
        "example.org..",
        "example org",
        "exämple.org",
        "example.org\x00",
        "\\_spf.example.org",
        "%",
        "%d.example",
        "%{}.example",
        "%{x}.example",
        "%{c}.example",
        "%{r}.example",
        "%{t}",
        "%{d0}.example",
        "%{d00}",
        "%{d2",
        "%(d).example",
        "%{dr2}.example",
        "%{d*}.example",
        "%{d}example",
        "%{d.}com",
    ],
)
def test_an_invalid_domain_spec(spec: str) -> None:
    assert not is_domain_spec(spec)


@pytest.mark.parametrize(
    ("text", "valid"),
    [("", True), ("a=b:c/d", True), ("%{c}%{r}%{t}", True), ("%x", False), ("é", False)],
)
def test_the_value_of_an_unknown_modifier(text: str, *, valid: bool) -> None:
    assert is_macro_string(text) is valid


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ("Example.ORG.", "example.org"),
        ("_spf.%{d}", "_spf.list.provider.example"),
        ("_spf.%{o}", "_spf.mail.example.org"),
        ("%{d2}", "provider.example"),
        ("%{d1}.x.example", "example.x.example"),
        ("%{d9}", "list.provider.example"),
        ("%{dr}.x.example", "example.provider.list.x.example"),
        ("%{d1r}.x.example", "list.x.example"),
        ("%{o1r}.x.example", "mail.x.example"),
        ("%{D2}", "provider.example"),
        ("a%%b.%{d2}", "a%b.provider.example"),
        ("a%_b.example.org", "a b.example.org"),
        ("a%-b.example.org", "a%20b.example.org"),
        ("%{d.}", "list.provider.example"),
        ("%{d-}", "list.provider.example"),
        ("%{i}._spf.%{d}", None),
        ("%{s}.example", None),
        ("%{L}.example", None),
        ("%{p}.%{d}", None),
        ("%{v}.%{d}", None),
        ("%{h}", None),
        ("a..example", ""),
        (".example", ""),
        (f"{'a' * 64}.example", ""),
        (f"{'a' * 63}.example", f"{'a' * 63}.example"),
    ],
)
def test_what_a_domain_spec_stands_for(spec: str, name: str | None) -> None:
    assert is_domain_spec(spec)
    assert expand(spec, DOMAIN, SENDER) == name


def test_a_name_that_is_too_long_loses_labels_on_the_left() -> None:
    spec = ".".join(f"label{number:03d}" for number in range(40)) + ".example.org"
    name = expand(spec, DOMAIN, SENDER)
    assert name is not None
    assert len(name) <= MOST_NAME
    assert spec.endswith(f".{name}")


@given(st.text(st.characters(min_codepoint=1, max_codepoint=0x2FF), max_size=60))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    if is_domain_spec(text):
        name = expand(text, DOMAIN, SENDER)
        assert name is None or len(name) <= MOST_NAME


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "a" * 50_000, "a." * 25_000, "%{d" * 17_000, "-" * 50_000]
)
@pytest.mark.timeout(5)
def test_a_giant_text_is_read_quickly(text: str) -> None:
    assert not is_domain_spec(f"{text}.1")
