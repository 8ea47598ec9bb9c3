"""The next SPF record: nothing lost, nothing invented, never refusing more than was known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.mail import MailUse
from digiamen_scan.standards.mail.spf_record import is_spf, parse_record
from digiamen_scan.standards.mail.spf_steps import (
    next_record,
    spf_paste,
    unnamed_sender,
    wants_nobody,
)
from tests.unit.standards.spf_trees import DOMAIN, Published, known

USED = MailUse("used", "dns")
UNUSED = MailUse("unused", "dns")
LISTS: dict[str, str | tuple[str, ...]] = {
    "p.example": "v=spf1 ip4:192.0.2.0/24 ~all",
    "q.example": "v=spf1 ip4:198.51.100.0/24 -all",
    "lax.example": "v=spf1 +all",
    "host.example": "text",
    "A host.example": "192.0.2.9",
    f"MX {DOMAIN}": "10 mx.example",
    f"A {DOMAIN}": "192.0.2.8",
}


def after(texts: str | tuple[str, ...], mail: MailUse = USED) -> str:
    published: Published = LISTS | {DOMAIN: texts}
    return next_record(known(published), mail)


@pytest.mark.parametrize(
    ("mail", "record"),
    [
        (MailUse("used", "dns", "google"), "v=spf1 include:_spf.google.com ~all"),
        (MailUse("used", "dns", "microsoft"), "v=spf1 include:spf.protection.outlook.com ~all"),
        (MailUse("used", "dns", "ovh"), "v=spf1 include:mx.ovh.com ~all"),
        (MailUse("used", "profile", "infomaniak"), "v=spf1 include:spf.infomaniak.ch ~all"),
        (MailUse("used", "dns", "zoho"), ""),
        (MailUse("used", "dns", "ionos"), ""),
        (USED, "v=spf1 mx ~all"),
        (MailUse("undetermined", "dns"), "v=spf1 a ~all"),
        (UNUSED, "v=spf1 -all"),
        (MailUse("free_provider", "profile"), "v=spf1 -all"),
    ],
)
def test_the_first_record(mail: MailUse, record: str) -> None:
    assert after("no list", mail) == record


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("v=spf1 mx +all", "v=spf1 include:spf.protection.outlook.com mx ~all"),
        (
            "v=spf1 include:spf.protection.outlook.com +all",
            "v=spf1 include:spf.protection.outlook.com ~all",
        ),
        ("v=spf1 mx ~all", ""),
    ],
)
def test_who_keeps_the_mailboxes_is_named_when_the_open_door_goes(text: str, record: str) -> None:
    lists = LISTS | {"spf.protection.outlook.com": "v=spf1 ip4:192.0.2.0/24 -all"}
    spf = known(lists | {DOMAIN: text})
    assert next_record(spf, MailUse("used", "dns", "microsoft")) == record


@pytest.mark.parametrize(
    ("texts", "record"),
    [
        ("v=spf1 include:p.example -all", ""),
        ("v=spf1 include:p.example ~all", ""),
        ("v=spf1 include:p.example +all", "v=spf1 include:p.example ~all"),
        ("v=spf1 include:p.example all", "v=spf1 include:p.example ~all"),
        ("v=spf1 include:p.example ?all", "v=spf1 include:p.example ~all"),
        ("v=spf1 include:p.example", "v=spf1 include:p.example ~all"),
        ("v=spf1 mx ip4:0.0.0.0/1 -all", "v=spf1 mx ~all"),
        ("v=spf1 mx include:lax.example -all", "v=spf1 mx ~all"),
        ("v=spf1 mx exists:host.example -all", "v=spf1 mx ~all"),
        ("v=spf1 mx include:gone.example -all", "v=spf1 mx -all"),
        ("v=spf1 mx a:gone.example -all", "v=spf1 mx -all"),
        ("v=spf1 mx ip4:10.0.0.1 -all", "v=spf1 mx -all"),
        (f"v=spf1 mx include:{DOMAIN} -all", "v=spf1 mx -all"),
        ("v=spf1 mx -all include:p.example", "v=spf1 mx include:p.example -all"),
        ("v=spf1 mx ~all redirect=p.example", "v=spf1 mx include:p.example ~all"),
        ("v=spf1 mx include=p.example -all", "v=spf1 mx include:p.example -all"),
        ("v=spf1 mx moo -all", ""),
        ("v=spf1 mx ipv4:192.0.2.1 -all", "v=spf1 mx ip4:192.0.2.1 -all"),
        ("v=spf1 redirect=p.example", ""),
        ("v=spf1 redirect=lax.example", "v=spf1 mx ~all"),
        (
            "v=spf1 mx -all include:lax.example include:p.example",
            "v=spf1 mx include:p.example ~all",
        ),
        ("v=spf1 +all include:gone.example a", "v=spf1 a ~all"),
        ("v=spf1 mx redirect=gone.example", "v=spf1 mx ~all"),
        ("v=spf1 mx exp=why.example x=y ?all", "v=spf1 mx exp=why.example x=y ~all"),
        ("v=spf1 ptr -all", ""),
        (' "v=spf1 mx -all"', "v=spf1 mx -all"),
        (
            ("v=spf1 include:p.example ~all", "v=spf1 include:q.example -all"),
            "v=spf1 include:p.example include:q.example ~all",
        ),
        (
            ("v=spf1 mx -all", "v=spf1 include:q.example mx -all"),
            "v=spf1 mx include:q.example -all",
        ),
        (("v=spf1 mx -all", "v=spf1 redirect=q.example"), "v=spf1 mx include:q.example -all"),
        (("v=spf1 mx -all", "v=spf1 moo"), ""),
    ],
)
def test_the_next_record(texts: str | tuple[str, ...], record: str) -> None:
    assert after(texts) == record


@pytest.mark.parametrize(
    "texts",
    [
        "v=spf1 +all",
        "v=spf1 include:lax.example -all",
        "v=spf1 include:gone.example -all",
        "v=spf1 ip4:10.0.0.1 -all",
    ],
)
def test_a_domain_with_mail_is_never_told_to_refuse_its_own(texts: str) -> None:
    assert after(texts) == "v=spf1 mx ~all"
    assert after(texts, MailUse("used", "dns", "google")) == "v=spf1 include:_spf.google.com ~all"


@pytest.mark.parametrize(
    ("record", "mail", "nobody"),
    [
        ("v=spf1 mx -all", UNUSED, False),
        ("v=spf1 mx -all", MailUse("unused", "profile"), True),
        ("v=spf1 mx -all", MailUse("free_provider", "profile"), True),
        ("v=spf1 ~all", UNUSED, True),
        ("v=spf1 -all", USED, False),
        ("v=spf1 -all", MailUse("undetermined", "dns"), False),
    ],
)
def test_who_should_let_nobody_send(record: str, mail: MailUse, *, nobody: bool) -> None:
    assert wants_nobody(known(LISTS | {DOMAIN: record}), mail) is nobody


@pytest.mark.parametrize(
    ("record", "provider", "wanted"),
    [
        ("v=spf1 mx ~all", "google", "include:_spf.google.com"),
        ("v=spf1 include:_spf.google.com ~all", "google", ""),
        ("v=spf1 redirect=_spf.google.com", "google", ""),
        ("v=spf1 include:nested.example ~all", "google", ""),
        ("v=spf1 mx ~all", "zoho", ""),
        ("v=spf1 mx ~all", "", ""),
    ],
)
def test_a_provider_that_the_record_lacks(record: str, provider: str, wanted: str) -> None:
    lists = {
        "_spf.google.com": "v=spf1 ip4:192.0.2.0/24 ~all",
        "nested.example": "v=spf1 include:_spf.google.com ~all",
    }
    found = known(LISTS | lists | {DOMAIN: record})
    assert unnamed_sender(found, MailUse("used", "dns", provider)) == wanted


def test_the_paste_says_what_is_there_and_how_to_go_back() -> None:
    (paste,) = spf_paste(known(LISTS | {DOMAIN: "v=spf1 mx +all"}), USED)
    assert (paste.name, paste.type, paste.ttl) == (DOMAIN, "TXT", 3600)
    assert (paste.before, paste.after, paste.undo) == (
        "v=spf1 mx +all",
        "v=spf1 mx ~all",
        "v=spf1 mx +all",
    )
    assert spf_paste(known(LISTS | {DOMAIN: "v=spf1 mx -all"}), USED) == ()


TERMS = st.sampled_from(
    [
        *(
            "mx",
            "a",
            "a:gone.example",
            "include:p.example",
            "include:q.example",
            "include:lax.example",
        ),
        *(
            "include:gone.example",
            "ip4:10.0.0.1",
            "ip4:192.0.2.7",
            "ip4:0.0.0.0/0",
            "ipv4:192.0.2.7",
        ),
        *(
            "ptr",
            "exists:host.example",
            "redirect=p.example",
            "+all",
            "-all",
            "~all",
            "?all",
            "moo",
        ),
    ]
)
RECORDS = st.lists(TERMS, max_size=6).map(lambda terms: " ".join(("v=spf1", *terms)))


@given(st.one_of(RECORDS, st.tuples(RECORDS, RECORDS)))
def test_the_next_record_is_better_and_the_last(texts: str | tuple[str, ...]) -> None:
    written = after(texts)
    if not written:
        return
    assert is_spf(written)
    assert parse_record(written).faults == ()
    found = known(LISTS | {DOMAIN: written})
    assert found.state == "found"
    assert found.opening is None
    assert (found.voids, found.private, found.ignored) == ((), (), ())
    assert next_record(found, USED) == ""
