"""Which names are asked, and whose record counts: the examples of RFC 9989 and what they imply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.mail.dmarc_record import parse_record
from digiamen_scan.standards.mail.dmarc_walk import MOST_QUERIES, walk, walk_names


@pytest.mark.parametrize(
    ("section", "domain", "names"),
    [
        ("4.10 step 3", "com", ["com"]),
        ("4.10 step 4", "example.com", ["example.com", "com"]),
        (
            "4.10 step 7",
            "a.mail.example.com",
            ["a.mail.example.com", "mail.example.com", "example.com", "com"],
        ),
        (
            "4.10 step 4, x = 7",
            "a.b.c.d.e.f.com",
            [
                "a.b.c.d.e.f.com",
                "b.c.d.e.f.com",
                "c.d.e.f.com",
                "d.e.f.com",
                "e.f.com",
                "f.com",
                "com",
            ],
        ),
        (
            "4.10 step 4, x = 8",
            "a.b.c.d.e.f.g.com",
            [
                "a.b.c.d.e.f.g.com",
                "b.c.d.e.f.g.com",
                "c.d.e.f.g.com",
                "d.e.f.g.com",
                "e.f.g.com",
                "f.g.com",
                "g.com",
                "com",
            ],
        ),
        (
            "4.10 example",
            "a.b.c.d.e.f.g.h.i.j.mail.example.com",
            [
                "a.b.c.d.e.f.g.h.i.j.mail.example.com",
                "g.h.i.j.mail.example.com",
                "h.i.j.mail.example.com",
                "i.j.mail.example.com",
                "j.mail.example.com",
                "mail.example.com",
                "example.com",
                "com",
            ],
        ),
    ],
)
def test_the_walk_asks_for_these_names(section: str, domain: str, names: list[str]) -> None:
    assert list(walk_names(domain)) == names, section


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=40).map(".".join))
def test_the_walk_never_asks_more_than_eight_names(domain: str) -> None:
    names = walk_names(domain)
    assert names[0] == domain
    assert len(names) <= MOST_QUERIES
    assert names[-1] == domain.rpartition(".")[2]


@pytest.mark.parametrize(
    ("section", "domain", "published", "organisation", "governing"),
    [
        ("4.10.1", "example.com", {}, "example.com", None),
        ("4.10.2 rule 3", "example.com", {"example.com": ""}, "example.com", "example.com"),
        (
            "4.10.2 example 1",
            "a.mail.example.com",
            {"mail.example.com": "", "example.com": ""},
            "example.com",
            "example.com",
        ),
        (
            "4.10.2 example 2",
            "a.mail.example.com",
            {"mail.example.com": "psd=n", "example.com": ""},
            "mail.example.com",
            "mail.example.com",
        ),
        ("4.10.2 example 3", "a.mail.example.com", {"com": "psd=y"}, "example.com", "com"),
        (
            "4.10.1 note",
            "a.example.com",
            {"example.com": "", "com": "psd=y"},
            "example.com",
            "example.com",
        ),
        (
            "4.10.1 own first",
            "a.example.com",
            {"a.example.com": "", "example.com": ""},
            "example.com",
            "a.example.com",
        ),
        (
            "4.10.2 rule 1 at the start",
            "a.example.com",
            {"a.example.com": "psd=n", "example.com": ""},
            "a.example.com",
            "a.example.com",
        ),
        (
            "4.10.2 rule 2 not at the start",
            "city.example",
            {"city.example": "psd=y"},
            "city.example",
            "city.example",
        ),
        (
            "4.10.2 rule 2",
            "x.city.example",
            {"city.example": "psd=y"},
            "x.city.example",
            "city.example",
        ),
        (
            "4.10.2 rule 2",
            "y.x.city.example",
            {"y.x.city.example": "", "city.example": "psd=y", "example": ""},
            "x.city.example",
            "y.x.city.example",
        ),
        (
            "4.10 step 6: nothing above psd=n",
            "b.a.example.com",
            {"a.example.com": "psd=n", "example.com": "psd=y"},
            "a.example.com",
            "a.example.com",
        ),
        (
            "4.10.2 rule 3: fewest labels",
            "a.example.com",
            {"a.example.com": "", "com": ""},
            "com",
            "a.example.com",
        ),
    ],
)
def test_whose_record_counts(
    section: str, domain: str, published: dict[str, str], organisation: str, governing: str | None
) -> None:
    records = {name: parse_record(f"v=DMARC1; p=none; {tag}") for name, tag in published.items()}
    found = walk(domain, records, frozenset())
    assert (found.organisation, found.governing) == (organisation, governing), section


@pytest.mark.parametrize(
    ("published", "failed", "hidden"),
    [
        ({}, {"com"}, "com"),
        ({"example.com": ""}, {"com"}, "com"),
        ({"example.com": "psd=n"}, {"com"}, None),
        ({"a.example.com": "psd=n"}, {"example.com", "com"}, None),
        ({"com": "psd=y"}, {"example.com"}, "example.com"),
        ({}, {"a.example.com", "com"}, "a.example.com"),
    ],
)
def test_a_failed_answer_hides_something_unless_the_walk_ended_below(
    published: dict[str, str], failed: set[str], hidden: str | None
) -> None:
    records = {name: parse_record(f"v=DMARC1; p=none; {tag}") for name, tag in published.items()}
    assert walk("a.example.com", records, frozenset(failed)).hidden == hidden
