"""Which addresses pass: by ranges, in pieces, around hosts, through includes, in order."""

from ipaddress import ip_network
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.spf import SpfTerm
from digiamen_scan.standards.mail.spf_ranges import Ranges, difference, intersection, size, union
from digiamen_scan.standards.mail.spf_reach import Reach, reach
from tests.unit.standards.spf_trees import DOMAIN, Published, asked

ALL = 1 << 32


def reached(published: Published) -> Reach:
    return reach(DOMAIN, asked(published))


@pytest.mark.parametrize(
    ("record", "addresses"),
    [
        ("v=spf1 -all", 0),
        ("v=spf1 ip4:192.0.2.1 -all", 1),
        ("v=spf1 ip4:192.0.2.0/24 ip4:192.0.2.128/25 -all", 256),
        ("v=spf1 -ip4:192.0.2.0/25 ip4:192.0.2.0/24 -all", 128),
        ("v=spf1 ?ip4:192.0.2.0/24 ip4:192.0.2.0/24 -all", 0),
        ("v=spf1 ip4:192.0.2.0/24 -ip4:192.0.2.0/24 -all", 256),
        ("v=spf1 a -all", 1),
        ("v=spf1 a/24 -all", 256),
        ("v=spf1 a:host.example/24 a -all", 257),
        ("v=spf1 mx/24 -all", 512),
        ("v=spf1 include:one.example -all", 256),
        ("v=spf1 ?include:one.example -all", 0),
        ("v=spf1 -include:one.example ip4:198.51.100.0/23 -all", 256),
        ("v=spf1 include:one.example include:one.example -all", 256),
        ("v=spf1 redirect=one.example", 256),
        ("v=spf1 ip6:2001:db8::/32 -all", 0),
        ("v=spf1 exists:%{i}.x.example ptr -all", 0),
        ("v=spf1 exists:%{h}.x.example include:%{i}.%{d} -all", 0),
        ("v=spf1 -a:%{h} ?include:%{s} -all", 0),
        ("v=spf1 a:%{d} include:%{o}._spf.%{d2} -all", 1),
        (f"v=spf1 include:{DOMAIN} ip4:192.0.2.1 -all", 1),
    ],
)
def test_how_many_addresses_pass(record: str, addresses: int) -> None:
    published: Published = {
        DOMAIN: record,
        f"A {DOMAIN}": "203.0.113.9",
        f"MX {DOMAIN}": ("10 mx1.example", "20 mx2.example"),
        "A host.example": "192.0.2.7",
        "one.example": "v=spf1 -ip4:198.51.101.0/24 ip4:198.51.100.0/23 ~all",
    }
    found = reached(published)
    assert (found.addresses, found.everyone, found.opening) == (addresses, False, None)


@pytest.mark.parametrize(
    ("record", "opening", "openings"),
    [
        ("v=spf1 +all", ("+all", DOMAIN), ("+all",)),
        ("v=spf1 mx all", ("all", DOMAIN), ("all",)),
        ("v=spf1 ip4:0.0.0.0/0 -all", ("ip4:0.0.0.0/0", DOMAIN), ("ip4:0.0.0.0/0",)),
        ("v=spf1 ip4:128.0.0.0/1 -all", ("ip4:128.0.0.0/1", DOMAIN), ("ip4:128.0.0.0/1",)),
        ("v=spf1 a/0 -all", ("a/0", DOMAIN), ("a/0",)),
        ("v=spf1 a/1 -all", ("a/1", DOMAIN), ("a/1",)),
        ("v=spf1 ip6:::/0 -all", ("ip6:::/0", DOMAIN), ("ip6:::/0",)),
        ("v=spf1 ip6:2000::/3 -all", ("ip6:2000::/3", DOMAIN), ("ip6:2000::/3",)),
        (
            "v=spf1 exists:host.example -all",
            ("exists:host.example", DOMAIN),
            ("exists:host.example",),
        ),
        ("v=spf1 include:lax.example -all", ("+all", "lax.example"), ("include:lax.example",)),
        ("v=spf1 include:far.example -all", ("+all", "lax.example"), ("include:far.example",)),
        ("v=spf1 redirect=lax.example", ("+all", "lax.example"), ("redirect=lax.example",)),
        ("v=spf1 a:%{h} -all", ("a:%{h}", DOMAIN), ("a:%{h}",)),
        ("v=spf1 include:_spf.%{L} -all", ("include:_spf.%{L}", DOMAIN), ("include:_spf.%{L}",)),
        ("v=spf1 exists:%{p2} -all", ("exists:%{p2}", DOMAIN), ("exists:%{p2}",)),
        ("v=spf1 mx:%{s} ptr:%{h} -all", ("mx:%{s}", DOMAIN), ("mx:%{s}", "ptr:%{h}")),
        ("v=spf1 redirect=%{h}", ("redirect=%{h}", DOMAIN), ("redirect=%{h}",)),
        ("v=spf1 -ip4:192.0.2.0/24 +all", ("+all", DOMAIN), ("+all",)),
    ],
)
def test_everyone_passes(record: str, opening: tuple[str, str], openings: tuple[str, ...]) -> None:
    published = {
        DOMAIN: record,
        f"A {DOMAIN}": "203.0.113.9",
        "A host.example": "192.0.2.7",
        "lax.example": "v=spf1 +all",
        "far.example": "v=spf1 ip4:192.0.2.1 include:lax.example -all",
    }
    found = reached(published)
    assert (found.everyone, found.opening) == (True, SpfTerm(*opening))
    assert found.openings == openings


def test_mail_hosts_with_a_prefix_of_nothing_let_everyone_pass() -> None:
    found = reached({DOMAIN: "v=spf1 mx/0 -all", f"MX {DOMAIN}": "10 mx.example"})
    assert (found.everyone, found.addresses) == (True, ALL)
    assert (found.opening, found.openings) == (SpfTerm("mx/0", DOMAIN), ("mx/0",))


@pytest.mark.parametrize("term", ["include:lax.example", "ip4:0.0.0.0/1", "redirect=lax.example"])
def test_what_would_let_everyone_pass_is_known_where_nobody_comes_to_it(term: str) -> None:
    found = reached({DOMAIN: f"v=spf1 mx -all {term}", "lax.example": "v=spf1 +all"})
    assert (found.everyone, found.opening, found.openings) == (False, None, (term,))


def test_many_pieces_are_added_up() -> None:
    pieces = " ".join(f"ip4:{number}.0.0.0/8" for number in range(128))
    assert reached({DOMAIN: f"v=spf1 {pieces} -all"}).everyone
    fewer = pieces.removesuffix(" ip4:127.0.0.0/8")
    found = reached({DOMAIN: f"v=spf1 {fewer} -all"})
    assert (found.everyone, found.addresses) == (False, 127 << 24)


def test_pieces_in_several_lists_are_added_up() -> None:
    published = {
        DOMAIN: "v=spf1 include:one.example include:two.example -all",
        "one.example": "v=spf1 ip4:0.0.0.0/2 -all",
        "two.example": "v=spf1 ip4:192.0.0.0/2 -all",
    }
    found = reached(published)
    assert (found.everyone, found.addresses) == (True, ALL // 2)
    assert found.openings == ("include:one.example", "include:two.example")


@pytest.mark.timeout(10)
def test_terms_that_take_turns_are_added_up_quickly() -> None:
    turns = " ".join(
        f"-ip4:10.0.{number % 256}.0 ip4:10.1.{number % 256}.0" for number in range(600)
    )
    found = reached({DOMAIN: f"v=spf1 {turns} -all"})
    assert found.addresses == 256


RANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 8)), max_size=8).map(
    lambda pairs: union([((start, start + length),) for start, length in pairs])
)


def members(ranges: Ranges) -> set[int]:
    return {number for start, end in ranges for number in range(start, end)}


@given(RANGES, RANGES)
def test_ranges_are_sets_of_numbers(one: Ranges, other: Ranges) -> None:
    assert members(union([one, other])) == members(one) | members(other)
    assert members(intersection(one, other)) == members(one) & members(other)
    assert members(difference(one, other)) == members(one) - members(other)
    assert size(one) == len(members(one))
    joined = union([one, other])
    assert all(end < start for (_, end), (start, _) in pairwise(joined))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 255), st.integers(24, 32)), max_size=12))
def test_the_first_term_that_matches_decides(terms: list[tuple[bool, int, int]]) -> None:
    named = [
        (passes, ip_network((f"192.0.2.{last}", prefix), strict=False))
        for passes, last, prefix in terms
    ]
    record = " ".join(f"{'+' if passes else '-'}ip4:{network}" for passes, network in named)
    expected = sum(
        next((passes for passes, network in named if address in network), False)
        for address in ip_network("192.0.2.0/24")
    )
    assert reached({DOMAIN: f"v=spf1 {record} -all"}).addresses == expected
