"""The next record: one careful step, computed from what is there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import DmarcRecords, EffectiveDmarc, MailUse
from digiamen_scan.standards.mail.dmarc import effective_dmarc
from digiamen_scan.standards.mail.dmarc_record import is_dmarc, parse_record
from digiamen_scan.standards.mail.dmarc_steps import dmarc_paste, next_record
from digiamen_scan.standards.mail.dmarc_walk import walk_names

USED = MailUse("used", "dns")
UNUSED = MailUse("unused", "dns")
RUA = "rua=mailto:dmarc@example.org"


def dmarc(
    *texts: str, parent: str = "", domain: str = "example.org", via: str = ""
) -> EffectiveDmarc:
    own, *above = (f"_dmarc.{name}" for name in walk_names(domain))
    answers = [DnsAnswer(own, "TXT", "found" if texts else "no_data", texts, via=via)]
    for name in above:
        records = (parent,) if parent and name == above[0] else ()
        answers.append(DnsAnswer(name, "TXT", "found" if records else "no_data", records))
    found = effective_dmarc(DmarcRecords(domain, tuple(answers), "present"))
    assert isinstance(found, EffectiveDmarc)
    return found


@pytest.mark.parametrize(
    ("texts", "after"),
    [
        ((), f"v=DMARC1; p=none; {RUA}"),
        (("v=DMARC1; p=none",), f"v=DMARC1; p=none; {RUA}"),
        (
            ("v=DMARC1; p=none; rua=mailto:x@r.example",),
            "v=DMARC1; p=quarantine; rua=mailto:x@r.example",
        ),
        (
            ("v=DMARC1; p=none; fo=1; rua=mailto:x@r.example!5m; z=9",),
            "v=DMARC1; p=quarantine; fo=1; rua=mailto:x@r.example!5m; z=9",
        ),
        (("v=DMARC1; p=none; rua=x@r.example",), "v=DMARC1; p=none; rua=mailto:x@r.example"),
        (("v=DMARC1; p=none; rua=nobody",), f"v=DMARC1; p=none; {RUA}"),
        (
            ("v=DMARC1; p=none; rua=https://r.example/in",),
            "v=DMARC1; p=none; rua=https://r.example/in,mailto:dmarc@example.org",
        ),
        (("v=DMARC1; p=quarantine",), "v=DMARC1; p=reject"),
        (
            ("v=DMARC1; p=quarantine; rua=mailto:x@r.example; adkim=s",),
            "v=DMARC1; p=reject; rua=mailto:x@r.example; adkim=s",
        ),
        (("v=DMARC1; p=quarantine; t=y",), f"v=DMARC1; p=quarantine; t=y; {RUA}"),
        (
            ("v=DMARC1; p=quarantine; t=y; rua=mailto:x@r.example",),
            "v=DMARC1; p=quarantine; rua=mailto:x@r.example",
        ),
        (("v=DMARC1; p=reject; t=y",), "v=DMARC1; p=reject"),
        (("v=DMARC1; p=reject; sp=none",), "v=DMARC1; p=reject; sp=quarantine"),
        (("v=DMARC1; p=reject; np=none",), "v=DMARC1; p=reject; np=reject"),
        (
            ("v=DMARC1; p=reject; pct=20; sp=none; np=none",),
            "v=DMARC1; p=reject; sp=quarantine; np=reject",
        ),
        (("v=DMARC1; p=reject; pct=20",), "v=DMARC1; p=reject"),
        (("v=DMARC1; sp=none; p=quarantine",), "v=DMARC1; p=quarantine; sp=quarantine"),
        (("v=DMARC1; p=reject", f"v=DMARC1; p=none; {RUA}"), f"v=DMARC1; p=none; {RUA}"),
        (
            (
                "v=DMARC1; p=none; rua=mailto:a@r.example",
                "v=DMARC1; p=none; rua=mailto:b@r.example",
            ),
            "v=DMARC1; p=none; rua=mailto:a@r.example,mailto:b@r.example",
        ),
        (
            ("v=dmarc1; p=reject; rua=mailto:x@r.example; z=9",),
            "v=DMARC1; p=none; rua=mailto:x@r.example; z=9",
        ),
        (
            ("v=DMARC1; p=rejct; sp=reject; rua=mailto:x@r.example",),
            "v=DMARC1; p=none; rua=mailto:x@r.example",
        ),
        (("v=DMARC1; p=reject; p=none",), f"v=DMARC1; p=none; {RUA}"),
        (("v=DMARC1; p=none; x=\\x1b[2J; y=ok",), f"v=DMARC1; p=none; y=ok; {RUA}"),
    ],
)
def test_one_step_at_a_time(texts: tuple[str, ...], after: str) -> None:
    assert next_record(dmarc(*texts), USED) == after


@pytest.mark.parametrize(
    ("texts", "after"),
    [
        ((), "v=DMARC1; p=reject"),
        (
            ("v=DMARC1; p=none; sp=none; rua=mailto:x@r.example",),
            "v=DMARC1; p=reject; rua=mailto:x@r.example",
        ),
        (("v=DMARC1; p=quarantine; t=y; pct=10; z=9",), "v=DMARC1; p=reject; z=9"),
    ],
)
def test_a_domain_without_mail_is_locked_at_once(texts: tuple[str, ...], after: str) -> None:
    assert next_record(dmarc(*texts), UNUSED) == after
    assert next_record(dmarc(*texts), MailUse("free_provider", "profile")) == after


def test_a_subdomain_starts_with_a_record_of_its_own_and_its_own_reports() -> None:
    parent = "v=DMARC1; p=none; rua=mailto:boss@example.org"
    found = dmarc(parent=parent, domain="a.example.org")
    assert next_record(found, USED) == "v=DMARC1; p=none; rua=mailto:dmarc@a.example.org"


def test_mending_a_broken_record_never_falls_behind_what_is_inherited() -> None:
    found = dmarc("v=dmarc1; p=none", parent="v=DMARC1; p=reject", domain="a.example.org")
    assert next_record(found, USED) == "v=DMARC1; p=reject"


def test_the_paste_holds_what_is_there_and_the_way_back() -> None:
    paste = dmarc_paste(dmarc("v=DMARC1; p=quarantine"), USED)
    assert (paste.name, paste.type, paste.ttl) == ("_dmarc.example.org", "TXT", 3600)
    assert paste.before == paste.undo == "v=DMARC1; p=quarantine"
    assert dmarc_paste(dmarc(), USED).before == ""


def test_the_paste_tells_that_an_alias_is_there() -> None:
    paste = dmarc_paste(dmarc("v=DMARC1; p=none", via="d.provider.example"), USED)
    assert paste.before == "CNAME d.provider.example"


_POLICY = st.sampled_from(["none", "quarantine", "reject", "rejct", ""])
_TAGS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["p", "sp", "np"]), _POLICY),
        st.tuples(
            st.sampled_from(["t", "pct", "rua", "x"]),
            st.sampled_from(["y", "10", "mailto:a@b.example", "a@b.example"]),
        ),
    ),
    max_size=6,
).map(lambda tags: "v=DMARC1; " + "; ".join(f"{name}={value}" for name, value in tags))
_LADDER = ("none", "quarantine", "reject")


@given(st.lists(_TAGS, max_size=2))
def test_no_step_is_skipped_and_every_record_is_legal(texts: list[str]) -> None:
    before = dmarc(*texts)
    text = next_record(before, USED)
    record = parse_record(text)
    assert is_dmarc(text)
    assert record.readable
    after = dmarc(text)
    assert _LADDER.index(after.policy) - _LADDER.index(before.policy) in (0, 1)
    if before.policy == "none":
        assert record.reports


@given(st.lists(_TAGS, max_size=2))
def test_the_steps_end_at_full_protection(texts: list[str]) -> None:
    found = dmarc(*texts)
    for _ in range(8):
        found = dmarc(next_record(found, USED))
    assert (found.policy, found.percent, found.testing) == ("reject", 100, False)
    assert "none" not in (found.subdomains, found.nonexistent)
