"""What a stranger gets, and what is met on the way (RFC 7208, sections 4 to 6)."""

import pytest

from digiamen_scan.facts.spf import SpfFault, SpfResult, SpfTerm
from digiamen_scan.standards.mail.spf_survey import Survey, survey
from tests.unit.standards.spf_trees import DOMAIN, FAILED, Published, answer, asked


def walked(published: Published) -> Survey:
    return survey(DOMAIN, asked(published))


def faults(published: Published) -> list[tuple[str, str, str]]:
    return [(one.kind, one.text, one.domain) for one in walked(published).faults]


@pytest.mark.parametrize(
    ("section", "record", "result"),
    [
        ("4.7", "v=spf1", "neutral"),
        ("4.7", "v=spf1 ip4:192.0.2.1", "neutral"),
        ("4.6.2", "v=spf1 -all", "fail"),
        ("4.6.2", "v=spf1 ~all", "softfail"),
        ("4.6.2", "v=spf1 ?all", "neutral"),
        ("4.6.2", "v=spf1 all", "pass"),
        ("4.6.2", "v=spf1 +all", "pass"),
        ("5.1", "v=spf1 -all +all", "fail"),
        ("5.2", "v=spf1 include:no.example ?all", "neutral"),
        ("5.2", "v=spf1 include:soft.example -all", "fail"),
        ("5.2", "v=spf1 include:neutral.example -all", "fail"),
        ("5.2", "v=spf1 include:yes.example -all", "pass"),
        ("5.2", "v=spf1 ~include:yes.example -all", "softfail"),
        ("5.2", "v=spf1 -include:yes.example +all", "fail"),
        ("5.2", "v=spf1 include:twice.example -all", "pass"),
        ("5.7", "v=spf1 exists:host.example -all", "pass"),
        ("5.7", "v=spf1 exists:six.example -all", "fail"),
        ("6.1", "v=spf1 redirect=soft.example", "softfail"),
        ("6.1", "v=spf1 redirect=yes.example ?all", "neutral"),
        ("6.1", "v=spf1 ip4:192.0.2.1 redirect=yes.example", "pass"),
        ("7", "v=spf1 include:%{d1r}.list.example -all", "pass"),
        ("7", "v=spf1 redirect=%{o1r}.list.example", "pass"),
        ("7.2", "v=spf1 include:%{h} -all", "pass"),
        ("7.2", "v=spf1 -a:%{h} ~all", "softfail"),
        ("7.2", "v=spf1 redirect=%{s}", "pass"),
    ],
)
def test_what_a_stranger_gets(section: str, record: str, result: SpfResult) -> None:
    published = {
        DOMAIN: record,
        "no.example": "v=spf1 -all",
        "soft.example": "v=spf1 ~all",
        "neutral.example": "v=spf1 ?all",
        "yes.example": "v=spf1 +all",
        "twice.example": "v=spf1 include:yes.example -all",
        "example.list.example": "v=spf1 +all",
        "A host.example": "192.0.2.1",
        "AAAA six.example": "2001:db8::1",
    }
    found = walked(published)
    assert (found.result, found.faults) == (result, ()), section


@pytest.mark.parametrize(
    ("section", "record", "fault"),
    [
        ("4.6", "v=spf1 moo -all", ("syntax", "moo", DOMAIN)),
        ("4.6", "v=spf1 -all moo", ("syntax", "moo", DOMAIN)),
        ("5.2", "v=spf1 include:bad.example -all", ("syntax", "ip4:1.2.3", "bad.example")),
        ("5.2", "v=spf1 include:gone.example -all", ("missing", "include:gone.example", DOMAIN)),
        ("5.2", "v=spf1 include:host.example -all", ("missing", "include:host.example", DOMAIN)),
        ("5.2", "v=spf1 include:a..example -all", ("missing", "include:a..example", DOMAIN)),
        (
            "5.2",
            "v=spf1 include:two.example -all",
            ("several_records", "v=spf1 -all\nv=spf1 ~all", "two.example"),
        ),
        ("5.2", f"v=spf1 include:{DOMAIN} -all", ("loop", f"include:{DOMAIN}", DOMAIN)),
        ("5.2", "v=spf1 include:back.example -all", ("loop", f"include:{DOMAIN}", "back.example")),
        ("6.1", "v=spf1 redirect=gone.example", ("missing", "redirect=gone.example", DOMAIN)),
        ("6.1", f"v=spf1 redirect={DOMAIN}", ("loop", f"redirect={DOMAIN}", DOMAIN)),
        ("4.6.4", "v=spf1 mx:many.example -all", ("too_many_hosts", "mx:many.example", DOMAIN)),
        (
            "4.6.4",
            "v=spf1 a:gone.example mx:gone.example exists:gone.example -all",
            ("too_many_voids", "exists:gone.example", DOMAIN),
        ),
    ],
)
def test_what_ends_a_receivers_walk(section: str, record: str, fault: tuple[str, str, str]) -> None:
    published: Published = {
        DOMAIN: record,
        "bad.example": "v=spf1 ip4:1.2.3 +all",
        "host.example": "some other text",
        "two.example": ("v=spf1 -all", "v=spf1 ~all"),
        "back.example": f"v=spf1 include:{DOMAIN} -all",
        "MX many.example": tuple(f"10 mx{number}.example" for number in range(11)),
    }
    found = walked(published)
    assert found.result == "permerror", section
    assert found.faults == (SpfFault(*fault),)  # type: ignore[arg-type]  # columns


def test_all_faults_are_told_at_once_in_order() -> None:
    assert faults({DOMAIN: "v=spf1 include:one.example moo include:two.example -all"}) == [
        ("syntax", "moo", DOMAIN),
        ("missing", "include:one.example", DOMAIN),
        ("missing", "include:two.example", DOMAIN),
    ]


def test_a_fault_that_no_stranger_comes_to_is_none() -> None:
    assert faults({DOMAIN: "v=spf1 -all include:gone.example"}) == []
    open_first = {DOMAIN: "v=spf1 include:yes.example include:gone.example -all"}
    assert faults(open_first | {"yes.example": "v=spf1 +all"}) == []


def test_a_diamond_is_no_loop_and_counts_twice() -> None:
    published = {
        DOMAIN: "v=spf1 include:one.example include:two.example -all",
        "one.example": "v=spf1 include:both.example ?all",
        "two.example": "v=spf1 include:both.example ?all",
        "both.example": "v=spf1 a:host.example ?all",
        "A host.example": "192.0.2.1",
    }
    found = walked(published)
    assert (found.faults, found.lookups, found.result) == ((), 6, "fail")


@pytest.mark.parametrize(
    ("record", "lookups"),
    [
        ("v=spf1 ip4:192.0.2.1 ip6:::1 exp=x.example y=z -all", 0),
        ("v=spf1 a mx ptr exists:%{i}.x.example include:one.example -all", 5),
        ("v=spf1 redirect=one.example", 1),
        ("v=spf1 -all a mx redirect=one.example", 0),
        (f"v=spf1 {'a ' * 10}-all", 10),
    ],
)
def test_what_counts_among_the_ten(record: str, lookups: int) -> None:
    found = walked(
        {
            DOMAIN: record,
            f"A {DOMAIN}": "192.0.2.1",
            f"MX {DOMAIN}": "10 mx.example",
            "one.example": "v=spf1 -all",
        }
    )
    assert (found.lookups, found.faults) == (lookups, ())


def test_the_eleventh_is_one_too_many() -> None:
    record = f"v=spf1 {'a ' * 10}mx -all"
    published = {DOMAIN: record, f"A {DOMAIN}": "192.0.2.1", f"MX {DOMAIN}": "10 mx.example"}
    assert faults(published) == [("too_many_lookups", "mx", DOMAIN)]


def test_the_limit_is_counted_over_all_records_in_the_order_of_receivers() -> None:
    published = {
        DOMAIN: "v=spf1 include:one.example include:two.example -all",
        "one.example": f"v=spf1 {'ptr ' * 8}-all",
        "two.example": "v=spf1 ptr:a.example -all",
    }
    assert faults(published) == [("too_many_lookups", "ptr:a.example", "two.example")]


@pytest.mark.parametrize(
    ("record", "voids"),
    [
        ("v=spf1 a mx -all", ["a", "mx"]),
        ("v=spf1 a:six.example -all", []),
        ("v=spf1 a:gone.example -all", ["a:gone.example"]),
        ("v=spf1 exists:six.example -all", ["exists:six.example"]),
        ("v=spf1 mx:null.example -all", []),
        ("v=spf1 a:a..example -all", ["a:a..example"]),
        ("v=spf1 ptr exists:%{i}.x.example a:%{h} -all", []),
    ],
)
def test_names_without_records_are_void(record: str, voids: list[str]) -> None:
    found = walked({DOMAIN: record, "AAAA six.example": "2001:db8::1", "MX null.example": "0 ."})
    assert [one.text for one in found.voids] == voids
    assert found.faults == ()


def test_terms_that_depend_on_the_message_are_told() -> None:
    found = walked({DOMAIN: "v=spf1 include:%{i}.x.example exists:%{l}.x.example -all"})
    assert found.depends == (
        SpfTerm("include:%{i}.x.example", DOMAIN),
        SpfTerm("exists:%{l}.x.example", DOMAIN),
    )
    assert (found.result, found.decided_elsewhere, found.lookups) == ("fail", False, 2)


def test_an_end_that_depends_on_the_message_leaves_it_open() -> None:
    found = walked({DOMAIN: "v=spf1 a redirect=%{l}.x.example", f"A {DOMAIN}": "192.0.2.1"})
    assert (found.result, found.decided_elsewhere) == ("undetermined", True)


@pytest.mark.parametrize(
    ("published", "unseen"),
    [
        ({DOMAIN: "v=spf1 include:x.example -all", "x.example": FAILED}, ["TXT x.example"]),
        ({DOMAIN: "v=spf1 redirect=x.example", "x.example": FAILED}, ["TXT x.example"]),
        ({DOMAIN: "v=spf1 mx:x.example -all", "MX x.example": FAILED}, ["MX x.example"]),
        ({DOMAIN: "v=spf1 exists:x.example -all", "A x.example": FAILED}, ["A x.example"]),
        (
            {DOMAIN: "v=spf1 a:x.example -all", "A x.example": FAILED, "AAAA x.example": "::1"},
            ["A x.example"],
        ),
        (
            {
                DOMAIN: "v=spf1 a:x.example -all",
                "A x.example": "192.0.2.1",
                "AAAA x.example": FAILED,
            },
            [],
        ),
        ({DOMAIN: "v=spf1 a:x.example -all", "AAAA x.example": FAILED}, ["AAAA x.example"]),
    ],
)
def test_answers_that_failed_and_matter(published: Published, unseen: list[str]) -> None:
    found = walked(published)
    assert [f"{one.type} {one.name}" for one in found.unseen] == unseen
    assert (found.voids, found.faults) == ((), ())


def test_questions_come_level_by_level_in_the_order_of_receivers() -> None:
    published = {
        DOMAIN: "v=spf1 a include:one.example include:two.example -all",
        "one.example": "v=spf1 mx include:three.example -all",
        "two.example": "v=spf1 -all",
    }
    first = {(DOMAIN, "TXT"): answer((DOMAIN, "TXT"), published)}
    assert survey(DOMAIN, {}).missing == ((DOMAIN, "TXT"),)
    level = survey(DOMAIN, first).missing
    assert level == (
        (DOMAIN, "A"),
        (DOMAIN, "AAAA"),
        ("one.example", "TXT"),
        ("two.example", "TXT"),
    )
    second = first | {question: answer(question, published) for question in level}
    assert survey(DOMAIN, second).missing == (("one.example", "MX"), ("three.example", "TXT"))


def test_what_no_receiver_comes_to_is_not_asked_for() -> None:
    many = " ".join(f"include:n{number}.example" for number in range(30))
    known = {(DOMAIN, "TXT"): answer((DOMAIN, "TXT"), {DOMAIN: f"v=spf1 {many} -all"})}
    assert len(survey(DOMAIN, known).missing) == 10
    below = asked({DOMAIN: "v=spf1 include:one.example -all", "one.example": f"v=spf1 -all {many}"})
    assert set(below) == {(DOMAIN, "TXT"), ("one.example", "TXT")}


def test_what_the_domain_itself_wrote_is_asked_for_to_the_end() -> None:
    published = {DOMAIN: "v=spf1 -all include:one.example a:gone.example redirect=lost.example"}
    found = walked(published)
    assert (found.result, found.faults, found.voids, found.lookups) == ("fail", (), (), 0)
    assert found.dead == ("a:gone.example", "include:one.example", "redirect=lost.example")


def test_of_several_records_none_counts_and_each_is_looked_into() -> None:
    published: Published = {
        DOMAIN: ("v=spf1 include:one.example -all", "v=spf1 a:gone.example ~all"),
        "one.example": "v=spf1 include:two.example -all",
        "two.example": "v=spf1 -all",
    }
    found = walked(published)
    assert (found.result, found.lookups) == ("permerror", 0)
    assert [one.kind for one in found.faults] == ["several_records"]
    assert found.dead == ("a:gone.example",)
    assert ("two.example", "TXT") in asked(published)


@pytest.mark.timeout(10)
def test_a_tree_that_multiplies_ends() -> None:
    names = [f"n{number}.example" for number in range(10)]
    below = " ".join(f"include:{name}" for name in names)
    published = {name: f"v=spf1 {below.replace(f'include:{name}', '')} -all" for name in names}
    found = walked({DOMAIN: f"v=spf1 {below} -all", **published})
    assert found.result == "permerror"
    assert "too_many_lookups" in {one.kind for one in found.faults}
    assert found.lookups < 500
