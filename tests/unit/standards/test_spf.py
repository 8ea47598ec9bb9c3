"""From the answers about a domain's SPF record to what receivers make of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.spf import EffectiveSpf, SpfAnswers, SpfFault, SpfTerm
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.mail.spf import effective_spf
from tests.unit.standards.spf_trees import DOMAIN, FAILED, Published, known, seen


def test_a_list_of_a_provider_two_levels_deep() -> None:
    found = known(
        {
            DOMAIN: "v=spf1 include:_spf.provider.example ~all",
            "_spf.provider.example": "v=spf1 include:one.example include:two.example ~all",
            "one.example": "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all",
            "two.example": "v=spf1 ip4:198.51.100.0/24 ~all",
        }
    )
    record = "v=spf1 include:_spf.provider.example ~all"
    assert found == EffectiveSpf(
        domain=DOMAIN,
        exists="present",
        state="found",
        result="softfail",
        record=record,
        own_records=(record,),
        lists=("_spf.provider.example", "one.example", "two.example"),
        lookups=3,
        addresses=512,
        names_senders=True,
    )


@pytest.mark.parametrize(
    ("published", "exists"),
    [
        ({DOMAIN: "another text"}, "present"),
        ({f"A {DOMAIN}": "192.0.2.1"}, "present"),
        ({}, "absent"),
    ],
)
def test_no_list_at_all(published: Published, exists: str) -> None:
    found = known(published)
    assert (found.state, found.result, found.faults) == ("none", "none", ())
    assert found.exists == exists


def test_a_name_exists_if_any_answer_says_so() -> None:
    records = seen({})
    with_mail = replace(
        records, answers=(*records.answers, DnsAnswer(DOMAIN, "MX", "found", ("0 .",)))
    )
    found = effective_spf(with_mail)
    assert isinstance(found, EffectiveSpf)
    assert found.exists == "present"


def test_a_list_that_does_not_begin_as_it_must() -> None:
    found = known({DOMAIN: (' "v=spf1 mx -all"', "v=spf10 mx", "unrelated")})
    assert found.state == "invalid"
    assert found.own_records == (' "v=spf1 mx -all"', "v=spf10 mx")
    assert found.faults == (SpfFault("version_wrong", ' "v=spf1 mx -all"', DOMAIN),)


def test_beside_a_valid_list_an_invalid_one_does_not_count() -> None:
    found = known({DOMAIN: ("v=spf1 -all", " v=spf1 +all")})
    assert (found.state, found.result, found.own_records) == ("found", "fail", ("v=spf1 -all",))


def test_two_lists_are_an_error() -> None:
    texts = ("v=spf1 -all", "V=SPF1 +all")
    found = known({DOMAIN: texts})
    assert (found.state, found.result, found.own_records) == ("invalid", "permerror", texts)
    assert found.faults == (SpfFault("several_records", "\n".join(texts), DOMAIN),)


def test_own_terms_are_told_apart_from_those_of_others() -> None:
    found = known(
        {
            DOMAIN: "v=spf1 ptr ip4:10.1.2.3 a:gone.example include:other.example -all"
            " mx include=x",
            "other.example": "v=spf1 ptr ip4:192.168.0.0/16 a:lost.example ?all",
        }
    )
    assert found.pointers == ("ptr",)
    assert found.private == ("ip4:10.1.2.3",)
    assert found.voids == ("a:gone.example",)
    assert found.dead == ("a:gone.example", "mx")
    assert found.ignored == ("mx", "include=x")


@pytest.mark.parametrize(
    ("term", "is_private"),
    [
        ("ip4:192.168.1.0/24", True),
        ("ip4:172.31.255.255", True),
        ("ip4:172.32.0.1", False),
        ("ip4:100.64.0.1", True),
        ("ip4:127.0.0.1", True),
        ("ip4:10.0.0.0/7", False),
        ("ip4:0.0.0.0/0", False),
        ("ip4:192.0.2.1", False),
        ("ip6:fd00::1", True),
        ("ip6:fe80::/10", True),
        ("ip6:::1", True),
        ("ip6:2001:db8::1", False),
        ("a", False),
    ],
)
def test_addresses_that_only_exist_inside_a_network(term: str, *, is_private: bool) -> None:
    found = known({DOMAIN: f"v=spf1 {term} -all", f"A {DOMAIN}": "10.0.0.1"})
    assert bool(found.private) is is_private


@pytest.mark.parametrize(
    ("record", "names"),
    [
        ("v=spf1 -all", False),
        ("v=spf1 ~all", False),
        ("v=spf1", False),
        ("v=spf1 +all", False),
        ("v=spf1 -ip4:192.0.2.1 ~all", False),
        ("v=spf1 -all mx", False),
        ("v=spf1 mx -all", True),
        ("v=spf1 redirect=other.example", True),
        ("v=spf1 exists:%{i}.x.example -all", True),
    ],
)
def test_whether_anyone_in_particular_may_send(record: str, *, names: bool) -> None:
    published = {DOMAIN: record, f"MX {DOMAIN}": "10 mx.example", "other.example": "v=spf1 -all"}
    assert known(published).names_senders is names


def test_an_opening_further_down_is_told_with_its_place() -> None:
    found = known({DOMAIN: "v=spf1 include:lax.example -all", "lax.example": "v=spf1 mx +all"})
    assert found.opening == SpfTerm("+all", "lax.example")
    assert found.openings == ("include:lax.example",)
    assert (found.state, found.result) == ("found", "pass")


def test_without_the_domains_own_answer_nothing_is_guessed() -> None:
    assert effective_spf(seen({DOMAIN: FAILED})) == Unavailable(
        Kind.TIMEOUT, f"{DOMAIN} 9.9.9.9", "spf_answers"
    )
    assert effective_spf(SpfAnswers(DOMAIN, ())) == Unavailable(
        Kind.NOT_RECORDED, DOMAIN, "spf_answers"
    )


def test_a_part_without_an_answer_is_told() -> None:
    found = known({DOMAIN: "v=spf1 include:x.example -all", "x.example": FAILED})
    assert (found.unseen, found.state) == (("TXT x.example",), "found")
    assert found.unseen_reason is not None
    assert found.unseen_reason.kind == Kind.TIMEOUT


def test_an_answer_that_a_recording_lacks_is_unseen() -> None:
    records = seen({DOMAIN: "v=spf1 include:x.example -all", "x.example": "v=spf1 -all"})
    found = effective_spf(replace(records, answers=records.answers[:1]))
    assert isinstance(found, EffectiveSpf)
    assert found.unseen == ("TXT x.example",)
    assert found.unseen_reason == Unavailable(Kind.NOT_RECORDED)


def test_an_alias_is_told() -> None:
    records = seen({DOMAIN: "v=spf1 -all"})
    own = replace(records.answers[0], via="customers.provider.example")
    found = effective_spf(replace(records, answers=(own,)))
    assert isinstance(found, EffectiveSpf)
    assert found.alias == "customers.provider.example"


NAMES = [DOMAIN, "one.example", "two.example", "three.example"]
TERMS = st.sampled_from(
    [
        *(f"{qualifier}include:{name}" for name in NAMES for qualifier in ("", "-", "?")),
        *(
            "a",
            "mx:one.example/8",
            "a:two.example/0",
            "exists:one.example",
            "exists:%{i}.x.example",
        ),
        *("ip4:0.0.0.0/1", "-ip4:128.0.0.0/1", "ip6:::/0", "ptr", "moo", "ip4:1.2.3"),
        *("redirect=one.example", "redirect=two.example", "+all", "-all", "~all", "?all"),
    ]
)
RECORDS = st.lists(TERMS, max_size=7).map(lambda terms: " ".join(("v=spf1", *terms)))
ANSWERS = st.one_of(RECORDS, st.just(FAILED), st.tuples(RECORDS, RECORDS), st.text(max_size=20))


@given(st.dictionaries(st.sampled_from(NAMES), ANSWERS), st.sets(st.sampled_from(NAMES)))
def test_any_tree_is_judged_and_never_both_open_and_closed(
    texts: dict[str, str | tuple[str, ...]], hosts: set[str]
) -> None:
    published = texts | {f"A {name}": "192.0.2.1" for name in hosts}
    found = effective_spf(seen(published | {f"MX {name}": "10 mx.example" for name in hosts}))
    if isinstance(found, Unavailable):
        assert texts[DOMAIN] == FAILED
        return
    assert (found.opening is not None) == (
        found.addresses >= 1 << 31 or "ip6" in str(found.opening)
    )
    assert found.addresses <= 1 << 32
    if found.state == "found":
        assert found.result in {"pass", "fail", "softfail", "neutral", "undetermined"}
        assert found.lookups <= 10
    if found.result == "permerror":
        assert found.faults
