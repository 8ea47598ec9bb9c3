"""The grammar of an SPF record (RFC 7208, sections 4.5, 4.6, 5, 6 and 12)."""

import re
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.mail.spf_record import (
    Mechanism,
    is_spf,
    looks_like_spf,
    parse_mechanism,
    parse_record,
)


@pytest.mark.parametrize("text", ["v=spf1", "v=spf1 -all", "V=SpF1 mx", "v=spf1  ~all "])
def test_what_receivers_take_for_spf(text: str) -> None:
    assert is_spf(text)
    assert not looks_like_spf(text)


@pytest.mark.parametrize(
    "text",
    [
        " v=spf1 -all",
        '"v=spf1 -all"',
        "\u201cv=spf1 -all\u201d",
        "\\ufeffv=spf1 -all",
        "v=spf1;mx;-all",
        "v=spf1include:a.example -all",
        "v=spf10 mx",
        "v=spf 1 mx -all",
        "v = spf1 mx",
        "v:spf1 mx",
        "v=sfp1 mx -all",
        "v=spf2 mx",
        "spf1 include:a.example",
        "spf v1 mx",
        "TXT v=spf1 mx -all",
    ],
)
def test_what_was_meant_for_spf(text: str) -> None:
    assert not is_spf(text)
    assert looks_like_spf(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=DMARC1; p=none",
        "spf2.0/pra include:a.example -all",
        "v=spf2.0/mfrom -all",
        "google-site-verification=spf1",
        "spfcheck",
        "MS=ms12345678",
        "our spf record is elsewhere",
    ],
)
def test_what_is_something_else(text: str) -> None:
    assert not is_spf(text)
    assert not looks_like_spf(text)


@pytest.mark.parametrize(
    ("term", "mechanism"),
    [
        ("all", Mechanism("all", "+", "all")),
        ("-ALL", Mechanism("-ALL", "-", "all")),
        ("~all", Mechanism("~all", "~", "all")),
        ("?include:a.example", Mechanism("?include:a.example", "?", "include", "a.example")),
        ("a", Mechanism("a", "+", "a")),
        ("A:b.example", Mechanism("A:b.example", "+", "a", "b.example")),
        ("a/24", Mechanism("a/24", "+", "a", prefixes=(24, 128))),
        ("a//64", Mechanism("a//64", "+", "a", prefixes=(32, 64))),
        ("mx:b.example/0//0", Mechanism("mx:b.example/0//0", "+", "mx", "b.example", None, (0, 0))),
        ("a:%{d/}/24", Mechanism("a:%{d/}/24", "+", "a", "%{d/}", None, (24, 128))),
        ("ptr", Mechanism("ptr", "+", "ptr")),
        ("ptr:b.example", Mechanism("ptr:b.example", "+", "ptr", "b.example")),
        (
            "exists:%{i}.b.example",
            Mechanism("exists:%{i}.b.example", "+", "exists", "%{i}.b.example"),
        ),
        (
            "+ip4:192.0.2.9/24",
            Mechanism("+ip4:192.0.2.9/24", "+", "ip4", network=ip_network("192.0.2.0/24")),
        ),
        ("ip4:0.0.0.0/0", Mechanism("ip4:0.0.0.0/0", "+", "ip4", network=ip_network("0.0.0.0/0"))),
        (
            "IP6:2001:DB8::1",
            Mechanism("IP6:2001:DB8::1", "+", "ip6", network=ip_network("2001:db8::1")),
        ),
        (
            "ip6:::192.0.2.1/96",
            Mechanism("ip6:::192.0.2.1/96", "+", "ip6", network=ip_network("::/96")),
        ),
    ],
)
def test_a_valid_mechanism(term: str, mechanism: Mechanism) -> None:
    assert parse_mechanism(term) == mechanism


@pytest.mark.parametrize(
    "term",
    [
        "all.",
        "all:b.example",
        "all/8",
        "+-all",
        "include",
        "include:",
        "include:example",
        "include:b.example/24",
        "include:192.0.2.1",
        "a:",
        "a:b.example:25",
        "a/33",
        "a//129",
        "a/24/64",
        "a/024",
        "a/",
        "a:/24",
        "mx:museum",
        "ptr/24",
        "ptr:",
        "exists",
        "exists:",
        "exists:b.example/24",
        "exists:%(i).b.example",
        "ip4",
        "ip4:",
        "ip4:192.0.2",
        "ip4:192.0.2.1.1",
        "ip4:192.0.2.01",
        "ip4:192.0.2.256",
        "ip4:192.0.2.1/33",
        "ip4:192.0.2.1/032",
        "ip4:192.0.2.1//32",
        "ip4:192.0.2.1:25",
        "ip4:2001:db8::1",
        "ip6:192.0.2.1",
        "ip6:2001:db8::1/129",
        "ip6:2001:db8::1//64",
        "ip6:2001:db8::g",
        "ip6:fe80::1%eth0",
        "ipv4:192.0.2.1",
        "moo",
        "-",
        "b.example",
        "\u2013all",
        "-all\\x00",
    ],
)
def test_what_is_no_mechanism(term: str) -> None:
    assert parse_mechanism(term) is None
    assert parse_record(f"v=spf1 {term} -all").faults == (term,)


@pytest.mark.parametrize(
    "term",
    [
        "redirect=",
        "redirect=example",
        "redirect=-all",
        "exp=",
        "exp=-all",
        "exp=%{x}.example",
        "x=%y",
        "1x=y",
        "=y",
        "x.y:z=1",
    ],
)
def test_a_modifier_that_makes_the_record_invalid_even_beside_all(term: str) -> None:
    assert parse_record(f"v=spf1 -all {term}").faults == (term,)


def test_redirect_and_exp_stand_once() -> None:
    twice = parse_record("v=spf1 redirect=a.example REDIRECT=a.example exp=b.example exp=c.example")
    assert twice.faults == ("REDIRECT=a.example", "exp=c.example")
    assert parse_record("v=spf1 x=1 x=2 ra=a.example exp=b.example -all").faults == ()


def test_only_spaces_stand_between_terms() -> None:
    assert parse_record("v=spf1  a   mx  ").mechanisms == (
        Mechanism("a", "+", "a"),
        Mechanism("mx", "+", "mx"),
    )
    assert parse_record("v=spf1 a\u00a0mx").faults == ("a\u00a0mx",)


def test_what_stands_behind_all_is_ignored_and_told() -> None:
    record = parse_record("v=spf1 a ~all mx all redirect=b.example include=c.example")
    assert [one.text for one in record.tested] == ["a", "~all"]
    assert record.continued == ""
    assert record.ignored == ("mx", "all", "redirect=b.example", "include=c.example")
    assert record.faults == ()


def test_redirect_continues_a_record_without_all() -> None:
    record = parse_record("v=spf1 redirect=b.example mx")
    assert (record.continued, record.ignored) == ("b.example", ())


TERMS = st.sampled_from(
    [
        *("a", "mx", "ptr", "-all", "~all", "?a:b.example", "+mx/24//64", "exists:%{i}.b.example"),
        *(
            "include:_spf.b.example",
            "ip4:192.0.2.0/24",
            "ip6:2001:db8::/32",
            "x=y",
            "exp=e.example",
        ),
    ]
)


@given(st.lists(TERMS, max_size=12))
def test_a_record_that_is_written_is_read_again(terms: list[str]) -> None:
    written = list(dict.fromkeys(terms))
    record = parse_record(" ".join(("v=spf1", *written)))
    assert record.faults == ()
    assert [one.text for one in record.mechanisms] == [one for one in written if "=" not in one]


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    record = parse_record(f"v=spf1 {text}")
    assert set(record.faults) <= set(text.split(" "))
    looks_like_spf(text)


@given(st.text(alphabet="aA4:=/.%{}-~+?1 ", max_size=40))
def test_a_record_without_faults_holds_only_what_the_grammar_allows(text: str) -> None:
    record = parse_record(f"v=spf1 {text}")
    if not record.faults:
        assert re.fullmatch(r"[\x20-\x7e]*", text)
        for one in record.mechanisms:
            assert parse_mechanism(one.text) == one


@pytest.mark.timeout(5)
@pytest.mark.parametrize("filler", ["a ", "1", ":", "/", "=", "x=%{d}", "-", "ip4:192.0.2.1 "])
def test_a_giant_record_is_read_quickly(filler: str) -> None:
    text = (filler * 16_384)[:16_384]
    parse_record(f"v=spf1 {text}")
    looks_like_spf(text)
