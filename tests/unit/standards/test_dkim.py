"""Which keys there are, and what their absence shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.dkim import Below, DkimKey, DkimKeys, DkimRecords
from digiamen_scan.facts.dns import DnsAnswer, DnsStatus
from digiamen_scan.facts.mail import (
    DeclaredMail,
    EffectiveDmarc,
    MailHost,
    MailRoutes,
    Presence,
)
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.mail.dkim import declared_selectors, dkim_keys
from digiamen_scan.standards.mail.dkim_steps import dkim_pastes
from digiamen_scan.standards.mail.providers import PROVIDERS, Provider, usual_selectors
from tests.unit.standards.dkim_records import record, rsa_key

DOMAIN = "example.org"
BELOW = f"_domainkey.{DOMAIN}"
GOOD = record()
REVOKED = "v=DKIM1; p="
GOOGLE = MailHost(1, "smtp.google.com")
MICROSOFT = MailHost(0, "example-org.mail.protection.outlook.com")
GANDI = MailHost(10, "spool.mail.gandi.net")
OWN = MailHost(10, "mx1.example.org")
ONMICROSOFT = "{}-example-org._domainkey.example.onmicrosoft.com"


def answer(
    selector: str, *records: str, status: DnsStatus | None = None, via: str = ""
) -> DnsAnswer:
    name = f"{selector}.{BELOW}" if selector else BELOW
    failure = Unavailable(Kind.TIMEOUT, "9.9.9.9") if status == "failed" else None
    default: DnsStatus = "found" if records else "no_name"
    return DnsAnswer(name, "TXT", status or default, records, failure, via)


def seen(
    *answers: DnsAnswer, random: DnsAnswer | None = None, below: DnsStatus = "no_data"
) -> DkimRecords:
    """The usual selectors are all missing but for these."""
    known = {one.name for one in answers}
    missing = (answer(selector) for selector in usual_selectors())
    return DkimRecords(
        DOMAIN,
        (*answers, *(one for one in missing if one.name not in known)),
        random or answer("0123456789abcdef"),
        answer("", status=below),
    )


def routes(*hosts: MailHost, status: DnsStatus | None = None) -> MailRoutes:
    return MailRoutes(DOMAIN, status or ("found" if hosts else "no_data"), hosts, "present")


NO_DMARC = EffectiveDmarc(DOMAIN, "present", "none", organisation=DOMAIN)


def worked_out(
    records: DkimRecords,
    host: MailHost | None = OWN,
    *declared: str,
    status: DnsStatus | None = None,
) -> DkimKeys:
    found = dkim_keys(
        records,
        DeclaredMail(dkim_selectors=declared),
        routes(*([host] if host else []), status=status),
        NO_DMARC,
    )
    assert isinstance(found, DkimKeys)
    return found


def only(found: DkimKeys) -> DkimKey:
    assert len(found.keys) == 1, found.keys
    return found.keys[0]


def test_a_named_key() -> None:
    found = worked_out(seen(answer("mine", GOOD)), OWN, "mine")
    assert found.keys == (DkimKey("mine", "strong", declared=True, algorithm="rsa", bits=2048),)
    assert (found.signing, found.exists, found.below) == (True, "present", "something")


def test_a_usual_key_at_an_unknown_provider_counts() -> None:
    found = worked_out(seen(answer("default", GOOD)))
    assert (only(found).ordinary, found.signing) == (True, True)


@pytest.mark.parametrize("host", [GOOGLE, MICROSOFT, GANDI])
def test_a_usual_key_beside_a_known_provider_is_not_taken_for_its(host: MailHost) -> None:
    found = worked_out(seen(answer("default", GOOD)), host)
    assert (only(found).ordinary, found.signing) == (False, False)


def test_a_named_key_beside_a_known_provider_is_believed() -> None:
    assert worked_out(seen(answer("mine", GOOD)), GOOGLE, "mine").signing


def test_a_usual_key_counts_for_nothing_while_the_provider_is_hidden() -> None:
    assert not worked_out(seen(answer("default", GOOD)), None, status="failed").signing


@pytest.mark.parametrize(
    ("selector", "via"),
    [
        ("mandrill", ""),
        ("brevo1", "b1.example-org.dkim.brevo.com"),
        ("k1", "dkim.mcsv.net"),
        ("s1", "s1.domainkey.u1.wl.sendgrid.net"),
    ],
)
@pytest.mark.parametrize("declared", [(), ("mandrill", "brevo1", "k1", "s1")])
def test_a_newsletters_key_is_never_taken_for_that_of_peoples_mail(
    selector: str, via: str, declared: tuple[str, ...]
) -> None:
    found = worked_out(seen(answer(selector, GOOD, via=via)), OWN, *declared)
    assert not any(key.ordinary for key in found.keys if key.state == "strong")
    assert not found.signing


def test_a_test_key_alone_does_not_sign() -> None:
    found = worked_out(seen(answer("default", record(tags="v=DKIM1; t=y"))))
    assert (only(found).testing, found.signing) == (True, False)


def test_several_records_at_one_name() -> None:
    assert only(worked_out(seen(answer("default", GOOD, "hello")))).state == "several"
    assert only(worked_out(seen(answer("default", GOOD, record(rsa_key(1024)))))).state == "several"


@pytest.mark.parametrize("text", ["v=spf1 -all", "hello", "v=DMARC1; p=reject"])
def test_other_texts_are_no_keys(text: str) -> None:
    assert worked_out(seen(answer("default", text))).keys == ()
    assert only(worked_out(seen(answer("mine", text)), OWN, "mine")).state == "missing"


@pytest.mark.parametrize("status", ["no_name", "no_data"])
def test_a_named_key_that_is_missing(status: DnsStatus) -> None:
    found = worked_out(seen(answer("mine", status=status)), OWN, "mine")
    assert (only(found).state, only(found).declared) == ("missing", True)


# Aliases


@pytest.mark.parametrize("status", ["no_name", "no_data"])
def test_an_alias_that_leads_to_no_key(status: DnsStatus) -> None:
    alias = ONMICROSOFT.format("selector1")
    found = worked_out(seen(answer("selector1", status=status, via=alias)), MICROSOFT)
    assert (only(found).state, only(found).alias) == ("lost", alias)
    assert found.absent == ()


def test_a_providers_second_alias_may_have_no_key_yet() -> None:
    one, two = (ONMICROSOFT.format(selector) for selector in ("selector1", "selector2"))
    found = worked_out(
        seen(answer("selector1", GOOD, via=one), answer("selector2", via=two)), MICROSOFT
    )
    assert only(found).selector == "selector1"
    assert found.signing


def test_an_alias_of_another_service_is_not_excused() -> None:
    good = answer("google", GOOD)
    found = worked_out(seen(good, answer("k2", via="dkim2.mcsv.net")), GOOGLE)
    assert [key.state for key in found.keys] == ["strong", "lost"]


def test_microsofts_newer_names_are_its_own() -> None:
    alias = "selector1-example-org._domainkey.example.n-v1.dkim.mail.microsoft"
    assert worked_out(seen(answer("selector1", GOOD, via=alias)), MICROSOFT).signing


# Wildcards


def random(*records: str, status: DnsStatus | None = None, via: str = "") -> DnsAnswer:
    return answer("0123456789abcdef", *records, status=status, via=via)


def everywhere(wildcard: DnsAnswer, *own: DnsAnswer) -> DkimRecords:
    known = {one.name for one in own}
    rest = (
        replace(wildcard, name=f"{selector}.{BELOW}")
        for selector in usual_selectors()
        if f"{selector}.{BELOW}" not in known
    )
    return DkimRecords(DOMAIN, (*own, *rest), wildcard, answer("", status="no_data"))


@pytest.mark.parametrize(
    "wildcard",
    [
        random("v=spf1 -all"),
        random("v=spf1 -all", via="www.example.org"),
        random(status="no_data", via="www.example.org"),
        random(status="no_name", via="gone.example.net"),
    ],
)
def test_a_wildcard_without_a_key_is_taken_away(wildcard: DnsAnswer) -> None:
    assert worked_out(everywhere(wildcard)).keys == ()
    found = worked_out(everywhere(wildcard, answer("default", GOOD)))
    assert only(found).selector == "default"


def test_a_wildcard_does_not_stand_for_a_named_key() -> None:
    wildcard = random("v=spf1 -all")
    own = replace(wildcard, name=f"mine.{BELOW}")
    assert only(worked_out(everywhere(wildcard, own), OWN, "mine")).state == "missing"


def test_a_wildcard_does_not_stand_for_a_providers_key() -> None:
    assert worked_out(everywhere(random("v=spf1 -all")), MICROSOFT).absent


def test_a_wildcard_that_withdraws_all_keys_is_told_once() -> None:
    assert only(worked_out(everywhere(random(REVOKED)))) == DkimKey("*", "revoked")
    found = worked_out(everywhere(random(REVOKED), answer("default", GOOD)))
    assert [(key.selector, key.state) for key in found.keys] == [
        ("default", "strong"),
        ("*", "revoked"),
    ]


def test_without_the_wildcard_known_aliases_prove_nothing() -> None:
    hidden = random(status="failed")
    found = worked_out(
        seen(
            answer("default", GOOD),
            answer("selector1", status="no_data", via="www.example.org"),
            random=hidden,
        )
    )
    assert only(found).selector == "default"


# What absence shows


@pytest.mark.parametrize(
    "provider", [one for one in PROVIDERS if one.fixed], ids=lambda one: one.name
)
def test_a_provider_with_fixed_names_signs_nothing_without_them(provider: Provider) -> None:
    found = worked_out(seen(), MailHost(10, f"mx.{provider.mx[0]}"))
    assert found.absent == provider.selectors
    one = worked_out(
        seen(answer(provider.selectors[-1], GOOD)), MailHost(10, f"mx.{provider.mx[0]}")
    )
    assert (one.absent, one.signing) == ((), True)


@pytest.mark.parametrize("host", [GOOGLE, OWN, None, MailHost(1, "mx1.mail.ovh.net")])
def test_where_names_are_free_their_absence_shows_nothing(host: MailHost | None) -> None:
    assert worked_out(seen(), host).absent == ()


def test_a_failed_answer_is_no_absence() -> None:
    found = dkim_keys(
        seen(answer("selector2", status="failed")), DeclaredMail(), routes(MICROSOFT), NO_DMARC
    )
    assert isinstance(found, Unavailable)
    assert (found.kind, found.fact) == (Kind.TIMEOUT, "dkim_records")
    assert "selector2" in found.detail


@pytest.mark.parametrize(
    ("records", "below"),
    [
        (seen(below="no_name"), "nothing"),
        (seen(below="no_data"), "something"),
        (seen(below="found"), "something"),
        (seen(answer("default", status="no_data"), below="no_name"), "something"),
        (seen(answer("default", GOOD), below="no_name"), "something"),
        (seen(answer("k2", via="dkim2.mcsv.net"), below="no_name"), "something"),
        (seen(random=random(status="no_data"), below="no_name"), "something"),
        (seen(answer("default", GOOD), answer("x", status="failed")), "something"),
    ],
)
def test_a_name_that_does_not_exist_has_none_below(records: DkimRecords, below: Below) -> None:
    assert worked_out(records).below == below


@pytest.mark.parametrize(
    "records",
    [
        seen(below="failed"),
        seen(random=random(status="failed"), below="no_name"),
        seen(answer("x", status="failed"), below="no_name"),
    ],
)
def test_nothing_found_and_something_unanswered_is_not_known(records: DkimRecords) -> None:
    found = dkim_keys(records, DeclaredMail(), routes(OWN), NO_DMARC)
    assert isinstance(found, Unavailable)


def test_an_alias_at_the_place_of_keys_proves_nothing() -> None:
    records = replace(seen(), below=replace(answer(""), via="keys.example.net"))
    assert worked_out(records).below == "undetermined"


def test_a_failed_guess_does_not_matter_beside_a_key() -> None:
    found = worked_out(seen(answer("default", GOOD), answer("x", status="failed")))
    assert (found.signing, found.unanswered, found.failure) == (True, (), None)


def test_a_named_key_without_an_answer_matters() -> None:
    found = worked_out(seen(answer("default", GOOD), answer("mine", status="failed")), OWN, "mine")
    assert found.unanswered == ("mine",)
    assert found.failure is not None


def test_a_providers_key_without_an_answer_matters_where_no_other_was_found() -> None:
    other = answer("mandrill", GOOD)
    found = worked_out(seen(other, answer("google", status="failed")), GOOGLE)
    assert (found.signing, found.unanswered) == (False, ("google",))


def test_a_named_key_that_a_recording_lacks_is_not_known() -> None:
    found = worked_out(seen(answer("default", GOOD)), OWN, "later")
    assert found.unanswered == ("later",)
    assert found.failure == Unavailable(Kind.NOT_RECORDED)


# The domain itself


@pytest.mark.parametrize(
    ("mail", "below", "exists"),
    [
        (MailRoutes(DOMAIN, "no_name", (), "absent"), "no_name", "absent"),
        (MailRoutes(DOMAIN, "no_name", (), "present"), "no_name", "present"),
        (MailRoutes(DOMAIN, "no_name", (), "absent"), "no_data", "present"),
        (MailRoutes(DOMAIN, "failed", (), "undetermined"), "no_name", "undetermined"),
        (MailRoutes(DOMAIN, "found", (OWN,), "undetermined"), "no_name", "present"),
    ],
)
def test_whether_the_domain_exists(mail: MailRoutes, below: DnsStatus, exists: Presence) -> None:
    found = dkim_keys(seen(below=below), DeclaredMail(), mail, NO_DMARC)
    assert isinstance(found, DkimKeys)
    assert found.exists == exists


@pytest.mark.parametrize(
    ("dmarc", "parent"),
    [
        (NO_DMARC, ""),
        (replace(NO_DMARC, organisation="parent.example"), "parent.example"),
        (replace(NO_DMARC, organisation=""), ""),
        (Unavailable(Kind.TIMEOUT), ""),
    ],
)
def test_the_organisations_own_domain(dmarc: EffectiveDmarc | Unavailable, parent: str) -> None:
    found = dkim_keys(seen(), DeclaredMail(), routes(OWN), dmarc)
    assert isinstance(found, DkimKeys)
    assert found.parent == parent


def test_selectors_as_people_write_them() -> None:
    declared = DeclaredMail(dkim_selectors=("google._domainkey.example.org", "google", "a.b"))
    assert declared_selectors(declared) == ("google", "a.b")


# Whatever comes


TEXTS = st.sampled_from(
    [GOOD, record(rsa_key(1024)), GOOD[:200], REVOKED, "v=spf1 -all", "x", "p=é"]
)
STATUSES: st.SearchStrategy[DnsStatus] = st.sampled_from(["found", "no_data", "no_name", "failed"])
VIAS = st.sampled_from(["", "gone.example.net", ONMICROSOFT.format("selector1"), "dkim.mcsv.net"])


@st.composite
def any_answer(draw: st.DrawFn, selector: str) -> DnsAnswer:
    status = draw(STATUSES)
    records = draw(st.lists(TEXTS, min_size=1, max_size=2)) if status == "found" else []
    via = "" if status == "failed" else draw(VIAS)
    return answer(selector, *records, status=status, via=via)


SELECTORS = ("mine", "google", "selector1", "selector2", "gm1", "gm2", "gm3", "default", "mandrill")


@given(
    st.tuples(*(any_answer(selector) for selector in SELECTORS)),
    any_answer("0123"),
    any_answer(""),
    st.sampled_from([(), (GOOGLE,), (MICROSOFT,), (GANDI,), (OWN,)]),
    st.sampled_from([(), ("mine",), ("mine", "never asked")]),
)
def test_whatever_comes_a_signing_key_is_one_that_was_seen(
    answers: tuple[DnsAnswer, ...],
    wildcard: DnsAnswer,
    below: DnsAnswer,
    hosts: tuple[MailHost, ...],
    declared: tuple[str, ...],
) -> None:
    seen_now = DkimRecords(DOMAIN, answers, wildcard, below)
    named = DeclaredMail(dkim_selectors=declared)
    found = dkim_keys(seen_now, named, routes(*hosts), NO_DMARC)
    if isinstance(found, Unavailable):
        assert any(one.failure for one in (*answers, wildcard, below)) or "never asked" in declared
        return
    texts = {text for one in (*answers, wildcard) for text in one.records}
    assert not found.signing or texts & {GOOD, record(rsa_key(1024))}
    assert not (found.signing and found.absent and not declared)
    assert found.below != "nothing" or not texts
    if "never asked" in declared:
        assert "never asked" in found.unanswered


# Records to paste


@pytest.mark.parametrize(
    ("provider", "name", "after"),
    [
        ("gandi", "gm1._domainkey.example.org", "gm1.gandimail.net"),
        ("ionos", "s1-ionos._domainkey.example.org", "s1.dkim.ionos.com"),
        ("ionos", "s42582890._domainkey.example.org", "s42582890.dkim.ionos.com"),
        ("fastmail", "fm3._domainkey.example.org", "fm3.example.org.dkim.fmhosted.com"),
        (
            "hostinger",
            "hostingermail-b._domainkey.example.org",
            "hostingermail-b.dkim.mail.hostinger.com",
        ),
    ],
)
def test_records_that_are_the_same_for_all_are_ready_to_paste(
    provider: str, name: str, after: str
) -> None:
    known = next(one for one in PROVIDERS if one.name == provider)
    found = worked_out(seen(), MailHost(10, f"mx.{known.mx[0]}"))
    pastes = dkim_pastes(found, provider)
    assert len(pastes) == len(known.selectors)
    assert (name, "CNAME", after) in [(one.name, one.type, one.after) for one in pastes]


@pytest.mark.parametrize("provider", ["microsoft", "proton", "google", "", "nobody"])
def test_records_that_only_the_providers_screen_shows_are_not_made_up(provider: str) -> None:
    assert dkim_pastes(worked_out(seen(), MICROSOFT), provider) == ()
