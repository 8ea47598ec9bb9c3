"""Slips of the pen: put right where there is no doubt, and left alone where there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.mail.spf_mend import mended
from digiamen_scan.standards.mail.spf_record import parse_record


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("v=spf1 mx -all", "v=spf1 mx -all"),
        (" v=spf1 mx -all", "v=spf1 mx -all"),
        ('"v=spf1 mx -all"', "v=spf1 mx -all"),
        ("\u201cv=spf1 mx ~all\u201d", "v=spf1 mx ~all"),
        ("\\ufeffv=spf1 mx ~all", "v=spf1 mx ~all"),
        ("v=spf1\u00a0mx -all", "v=spf1 mx -all"),
        ("v=spf 1 mx -all", "v=spf1 mx -all"),
        ("v = spf1 mx -all", "v=spf1 mx -all"),
        ("v:spf1 mx -all", "v=spf1 mx -all"),
        ("spf1 mx -all", "v=spf1 mx -all"),
        ("v=sfp1 mx -all", "v=spf1 mx -all"),
        ("v=spf1;mx;-all", "v=spf1 mx -all"),
        ("v=spf1, mx, -all", "v=spf1 mx -all"),
        ("v=spf1include:a.example -all", "v=spf1 include:a.example -all"),
        ("v=spf1 include: a.example -all", "v=spf1 include:a.example -all"),
        ("v=spf1 include :a.example ~all", "v=spf1 include:a.example ~all"),
        ("v=spf1 ip4: 192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"),
        ("v=spf1 mx - all", "v=spf1 mx -all"),
        ("v=spf1 mx \u2013all", "v=spf1 mx -all"),
        (r"v=spf1\x09mx\x09-all", "v=spf1 mx -all"),
        ("v=spf1 mx -all.", "v=spf1 mx -all"),
        ("v=spf1 mx -all;", "v=spf1 mx -all"),
        ("v=spf1 ipv4:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"),
        ("v=spf1 ip:192.0.2.0/24 -all", "v=spf1 ip4:192.0.2.0/24 -all"),
        ("v=spf1 ip4=192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"),
        ("v=spf1 ip4:2001:db8::1 -all", "v=spf1 ip6:2001:db8::1 -all"),
        ("v=spf1 ip6:192.0.2.1 -all", "v=spf1 ip4:192.0.2.1 -all"),
        ("v=spf1 a:192.0.2.1 mx:192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"),
        ("v=spf1 ip4:mail.a.example -all", "v=spf1 a:mail.a.example -all"),
        ("v=spf1 include=a.example -all", "v=spf1 include:a.example -all"),
        ("v=spf1 inlcude:a.example -all", "v=spf1 include:a.example -all"),
        ("v=spf1 includes:a.example -all", "v=spf1 include:a.example -all"),
        ("v=spf1 redirect:a.example", "v=spf1 redirect=a.example"),
        ("v=spf1 include:\\_spf.a.example \\~all", "v=spf1 include:_spf.a.example ~all"),
        ("v=spf1 mx mx -all", "v=spf1 mx -all"),
        (
            "v=spf1 include:a.exampleinclude:b.example -all",
            "v=spf1 include:a.example include:b.example -all",
        ),
        ("v=spf1 ip4:192.0.2.1ip4:192.0.2.2 -all", "v=spf1 ip4:192.0.2.1 ip4:192.0.2.2 -all"),
        ("v=spf1 include:a.example~all", "v=spf1 include:a.example ~all"),
        ("v=spf1 include:a.example-all", "v=spf1 include:a.example -all"),
        ("v=spf1 include:spf-all.example -all", "v=spf1 include:spf-all.example -all"),
        ("v=spf1 redirect=a.example redirect=a.example", "v=spf1 redirect=a.example"),
    ],
)
def test_a_slip_is_put_right(slip: str, right: str) -> None:
    record = mended(slip)
    assert record is not None
    assert record.text == right


@pytest.mark.parametrize(
    "text",
    [
        "unrelated",
        "v=spf10 mx -all",
        "v=spf1.0 mx -all",
        "v=spf2 mx -all",
        "spf2.0/pra mx -all",
        "v=spf1 moo -all",
        "v=spf1 ip4:192.0.2 -all",
        "v=spf1 ip4:192.0.2.1/33 -all",
        "v=spf1 ip4:192.0.2.256 -all",
        "v=spf1 include:192.0.2.1 -all",
        "v=spf1 include:a -all",
        "v=spf1 a.example -all",
        "v=spf1 mx all-",
        "v=spf1 redirect=a.example redirect=b.example",
        "v=spf1 a:caf\\xe9.example -all",
        "v=spf1 include:%{x}.a.example -all",
    ],
)
def test_what_is_not_certain_is_left_alone(text: str) -> None:
    assert mended(text) is None


@given(st.text(max_size=60), st.sampled_from(["v=spf1 ", " v=spf1 ", '"v=spf1 ', "v=spf1;"]))
def test_what_is_mended_is_a_valid_record_and_stays_as_it_is(text: str, start: str) -> None:
    record = mended(start + text)
    if record is not None:
        assert parse_record(record.text).faults == ()
        again = mended(record.text)
        assert again is not None
        assert again.text == record.text


@given(st.text(alphabet="+-~? al:=4ip.12/include", max_size=40))
def test_nobody_more_is_let_in_by_mending(text: str) -> None:
    record = mended(f"v=spf1 {text}")
    before = parse_record(f"v=spf1 {text}")
    if record is not None and not before.faults and not before.strays:
        assert [one.text for one in record.tested] == list(
            dict.fromkeys(one.text for one in before.tested)
        )


@pytest.mark.timeout(10)
@pytest.mark.parametrize("filler", [" ", ";", "a ", "include: ", "ip4:", "-", "v=spf1 ", "\u2013"])
def test_a_giant_text_is_mended_quickly(filler: str) -> None:
    mended(f"v=spf1 {filler * (16_384 // len(filler))}")
