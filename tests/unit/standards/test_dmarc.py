"""From the answers of a walk to what receivers do (RFC 9989, section 4.10.1)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import DmarcRecords, EffectiveDmarc, Presence
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.mail.dmarc import effective_dmarc
from digiamen_scan.standards.mail.dmarc_walk import walk_names

FAILED = "failed"


def seen(
    domain: str, published: dict[str, str | list[str]], exists: Presence = "present"
) -> DmarcRecords:
    return DmarcRecords(
        domain, tuple(answer(name, published.get(name, [])) for name in walk_names(domain)), exists
    )


def answer(domain: str, texts: str | list[str]) -> DnsAnswer:
    name = f"_dmarc.{domain}"
    if texts == FAILED:
        return DnsAnswer(name, "TXT", "failed", failure=Unavailable(Kind.TIMEOUT, "9.9.9.9"))
    records = (texts,) if isinstance(texts, str) else tuple(texts)
    return DnsAnswer(name, "TXT", "found" if records else "no_data", records)


def known(records: DmarcRecords) -> EffectiveDmarc:
    found = effective_dmarc(records)
    assert isinstance(found, EffectiveDmarc)
    return found


RUA = "rua=mailto:d@example.com"


@pytest.mark.parametrize(
    ("section", "record", "policies"),
    [
        ("4.10.1", "p=reject", ("reject", "reject", "reject")),
        ("4.7 p", "p=quarantine", ("quarantine", "quarantine", "quarantine")),
        ("4.7 sp", "p=reject; sp=none", ("reject", "none", "none")),
        ("4.7 np", "p=reject; np=none", ("reject", "reject", "none")),
        ("4.7 np", "p=none; sp=quarantine; np=reject", ("none", "quarantine", "reject")),
        ("4.7 np", "p=reject; sp=quarantine", ("reject", "quarantine", "quarantine")),
        ("4.7 t", "p=reject; t=y", ("quarantine", "quarantine", "quarantine")),
        ("4.7 t", "p=quarantine; t=y", ("none", "none", "none")),
        ("4.7 t", "p=none; sp=reject; t=y", ("none", "quarantine", "quarantine")),
        ("4.7 t", "p=reject; sp=quarantine; np=reject; t=y", ("quarantine", "none", "quarantine")),
        ("4.10.1", f"p=rejct; {RUA}", ("none", "none", "none")),
        ("4.10.1", f"p=reject; sp=rejct; {RUA}", ("none", "none", "none")),
        ("4.10.1", f"sp=reject; {RUA}", ("none", "none", "none")),
        ("4.7 pct", "p=reject; pct=10", ("reject", "reject", "reject")),
    ],
)
def test_an_own_record_sets_three_policies(
    section: str, record: str, policies: tuple[str, str, str]
) -> None:
    found = known(seen("example.com", {"example.com": f"v=DMARC1; {record}"}))
    assert (found.policy, found.subdomains, found.nonexistent) == policies, section
    assert (found.source, found.state) == ("own", "found")


@pytest.mark.parametrize(
    ("section", "record", "exists", "policy"),
    [
        ("4.10.1", "p=reject", "present", "reject"),
        ("4.10.1 sp", "p=reject; sp=quarantine; np=none", "present", "quarantine"),
        ("4.10.1 np", "p=reject; sp=quarantine; np=none", "absent", "none"),
        ("4.10.1 sp for np", "p=reject; sp=quarantine", "absent", "quarantine"),
        ("4.10.1 p", "p=quarantine", "absent", "quarantine"),
        ("4.7 t", "p=none; sp=reject; t=y", "present", "quarantine"),
    ],
)
def test_a_subdomain_inherits(section: str, record: str, exists: Presence, policy: str) -> None:
    found = known(seen("a.example.com", {"example.com": f"v=DMARC1; {record}"}, exists))
    assert (found.policy, found.source, found.name) == (
        policy,
        "organisation",
        "_dmarc.example.com",
    ), section


def test_a_public_suffix_protects_organisations_without_a_record() -> None:
    found = known(seen("org.city.example", {"city.example": "v=DMARC1; p=none; sp=reject; psd=y"}))
    assert (found.policy, found.source, found.organisation) == (
        "reject",
        "suffix",
        "org.city.example",
    )


def test_the_organisation_governs_what_is_below_a_subdomain_with_a_record() -> None:
    found = known(
        seen(
            "a.example.com",
            {"a.example.com": "v=DMARC1; p=reject", "example.com": "v=DMARC1; p=none"},
        )
    )
    assert (found.policy, found.subdomains, found.organisation) == ("reject", "none", "example.com")


@pytest.mark.parametrize(
    ("section", "published", "state", "source", "policy", "faults"),
    [
        (
            "4.10 step 2",
            {"example.com": ["v=DMARC1; p=reject", "v=DMARC1; p=none"]},
            "invalid",
            "",
            "none",
            ("several_records",),
        ),
        (
            "4.10 step 2",
            {"example.com": ["v=spf1 -all", "v=DMARC1; p=reject"]},
            "found",
            "own",
            "reject",
            (),
        ),
        ("4.10 step 2", {"example.com": ["v=spf1 -all"]}, "none", "", "none", ()),
        (
            "4.10 step 6",
            {"example.com": ["v=DMARC1; p=none"] * 2, "com": "v=DMARC1; p=reject; psd=y"},
            "found",
            "suffix",
            "reject",
            ("several_records",),
        ),
        ("4.7 v", {"example.com": "v=dmarc1; p=reject"}, "invalid", "", "none", ("version_wrong",)),
        (
            "4.7 v",
            {"example.com": ["v=dmarc1; p=reject", "v=DMARC1; p=reject"]},
            "found",
            "own",
            "reject",
            (),
        ),
        (
            "4.10.1",
            {"example.com": "v=DMARC1; p=rejct"},
            "invalid",
            "own",
            "none",
            ("policy_unreadable",),
        ),
        (
            "4.10.1",
            {"example.com": f"v=DMARC1; p=rejct; {RUA}"},
            "found",
            "own",
            "none",
            ("policy_unreadable",),
        ),
        (
            "6376 3.2",
            {"example.com": "v=DMARC1; p=reject; p=reject"},
            "invalid",
            "own",
            "none",
            ("tag_twice",),
        ),
        ("4.10.1", {}, "none", "", "none", ()),
    ],
)
def test_what_receivers_discard(  # noqa: PLR0917  # columns
    section: str,
    published: dict[str, str | list[str]],
    state: str,
    source: str,
    policy: str,
    faults: tuple[str, ...],
) -> None:
    found = known(seen("example.com", published))
    assert (found.state, found.source, found.policy, found.faults) == (
        state,
        source,
        policy,
        faults,
    ), section


@pytest.mark.parametrize(
    "published",
    [
        {"a.example.com": FAILED},
        {"a.example.com": FAILED, "example.com": "v=DMARC1; p=reject"},
        {"example.com": FAILED},
        {"example.com": FAILED, "com": "v=DMARC1; p=reject; psd=y"},
        {"example.com": "v=DMARC1; p=reject", "com": FAILED},
        {"a.example.com": ["v=DMARC1; p=none"] * 2, "com": FAILED},
    ],
)
def test_a_failed_answer_that_could_change_the_policy_is_never_guessed(
    published: dict[str, str | list[str]],
) -> None:
    found = effective_dmarc(seen("a.example.com", published))
    assert isinstance(found, Unavailable)
    assert (found.kind, found.fact) == (Kind.TIMEOUT, "dmarc_records")


@pytest.mark.parametrize(
    ("published", "organisation"),
    [
        ({"a.example.com": "v=DMARC1; p=reject", "com": FAILED}, ""),
        ({"a.example.com": "v=DMARC1; p=reject; psd=n", "example.com": FAILED}, "a.example.com"),
        (
            {
                "a.example.com": "v=DMARC1; p=reject",
                "example.com": "v=DMARC1; p=none; psd=n",
                "com": FAILED,
            },
            "example.com",
        ),
    ],
)
def test_an_own_record_holds_whatever_fails_above(
    published: dict[str, str | list[str]], organisation: str
) -> None:
    found = known(seen("a.example.com", published))
    assert (found.policy, found.organisation) == ("reject", organisation)


def test_an_inherited_policy_that_depends_on_existence_needs_to_know_it() -> None:
    published: dict[str, str | list[str]] = {"example.com": "v=DMARC1; p=reject; np=none"}
    assert isinstance(
        effective_dmarc(seen("a.example.com", published, "undetermined")), Unavailable
    )
    published["example.com"] = "v=DMARC1; p=reject"
    assert known(seen("a.example.com", published, "undetermined")).policy == "reject"


def test_an_answer_that_a_recording_lacks_is_never_guessed() -> None:
    records = seen("a.example.com", {"example.com": "v=DMARC1; p=reject"})
    found = effective_dmarc(replace(records, answers=records.answers[1:]))
    assert found == Unavailable(Kind.NOT_RECORDED, "_dmarc.a.example.com", "dmarc_records")


def test_an_alias_is_told() -> None:
    records = seen("example.com", {"example.com": "v=DMARC1; p=none"})
    own, *above = records.answers
    aliased = replace(records, answers=(replace(own, via="d.provider.example"), *above))
    assert known(aliased).alias == "d.provider.example"


_TEXTS = st.one_of(
    st.just(FAILED),
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(
                ["v=DMARC1; p=reject", "v=DMARC1; p=none; psd=y", "v=DMARC1; t=y", "v=spf1 -all"]
            ),
        ),
        max_size=3,
    ),
)


@given(
    st.lists(_TEXTS, min_size=4, max_size=4), st.sampled_from(["present", "absent", "undetermined"])
)
def test_protection_is_only_found_where_one_legal_record_gives_it(
    texts: list[str | list[str]], exists: Presence
) -> None:
    domain = "a.b.example.com"
    found = effective_dmarc(seen(domain, dict(zip(walk_names(domain), texts, strict=True)), exists))
    if isinstance(found, Unavailable):
        assert FAILED in texts or exists == "undetermined"
    elif found.policy != "none":
        assert found.record in ("v=DMARC1; p=reject", "v=DMARC1; p=none; psd=y")
        assert found.record == "v=DMARC1; p=reject"
        assert texts[0] != FAILED
