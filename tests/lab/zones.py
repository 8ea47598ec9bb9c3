"""The invented domains of the lab and what each is for.

The texts are data for several standards; the cases about DMARC follow RFC 9989 and its tree walk.
"""

from __future__ import annotations

from tests.lab.dkim_zones import DKIM_ZONES
from tests.lab.hostile import GIANT_STRINGS, HOSTILE_STRINGS
from tests.lab.organisation_zones import ORGANISATION_ZONES
from tests.lab.spf_zones import SPF_ZONES
from tests.lab.zone_text import Signing, Zone, txt

TOP_LEVEL = ("example", "test")
HOSTING = "hosting.example"
"""The provider whose name servers and mail hosts all domains use."""

DEEP_NAME = "a.b.c.d.e.f.g.h.i.j.k.deep.example"
"""Thirteen labels: the tree walk jumps from it to the ancestor of seven."""

ARABIC_NAME = "جمعية-الأمل.example"
ARABIC_A_LABEL = ARABIC_NAME.encode("idna").decode("ascii")

_REPORTS = "rua=mailto:dmarc@{}"


def _text(at: str, *strings: str | bytes) -> str:
    return f"{at} {txt(*strings)}"


def _dmarc(text: str, at: str = "") -> str:
    return _text(f"_dmarc.{at}" if at else "_dmarc", text)


_MAIL = (
    "@ MX 10 mx1.hosting.example.",
    "@ MX 20 mx2.hosting.example.",
    _text("@", "v=spf1 mx -all"),
)
_NO_MAIL = ("@ MX 0 .", _text("@", "v=spf1 -all"))


def _mail(name: str, about: str, *policies: str, signing: Signing = Signing.UNSIGNED) -> Zone:
    """Return a domain with mail and SPF whose DMARC records are given without their version."""
    records = tuple(_dmarc(f"v=DMARC1; {policy}") for policy in policies)
    return Zone(name, about, (*_MAIL, *records), signing)


_POLICIES = (
    _mail(
        "good.example",
        "enforces: p=reject with reports",
        f"p=reject; {_REPORTS.format('good.example')}",
    ),
    _mail("open.example", "mail and SPF, no DMARC"),
    _mail("watching.example", "p=none, and nobody gets the reports", "p=none"),
    _mail(
        "watching-reports.example",
        "p=none with reports",
        f"p=none; {_REPORTS.format('watching-reports.example')}",
    ),
    _mail("testing.example", "p=reject lowered one step by t=y", "p=reject; t=y"),
    _mail(
        "testing-quarantine.example", "p=quarantine lowered to nothing by t=y", "p=quarantine; t=y"
    ),
    _mail("quarantine.example", "p=quarantine", "p=quarantine"),
    _mail("twice.example", "two DMARC records: both are discarded", "p=reject", "p=none"),
    _mail(
        "badpolicy.example",
        "p misspelt, valid rua: acts as p=none",
        f"p=rejct; {_REPORTS.format('badpolicy.example')}",
    ),
    _mail("badpolicy-norua.example", "p misspelt, no rua: no DMARC at all", "p=rejct"),
    _mail("subopen.example", "subdomains left open: sp=none", "p=reject; sp=none"),
    _mail("npopen.example", "invented subdomains left open: np=none", "p=reject; np=none"),
    _mail(
        "tag-order.example",
        "tags in another order, spaces, an unknown tag",
        "pct=100; sp=reject ; p = reject; x=1",
    ),
)

_WALKS = (
    Zone(
        "parent.example",
        "sub.parent.example has mail and inherits; absent.parent.example does not exist",
        (
            *_MAIL,
            _dmarc("v=DMARC1; p=reject; sp=quarantine; np=reject"),
            "sub MX 10 mx1.hosting.example.",
        ),
    ),
    Zone(
        "deep.example",
        f"{DEEP_NAME} inherits; the record at eight labels is never asked for",
        (
            *_MAIL,
            _dmarc("v=DMARC1; p=reject; sp=quarantine"),
            _dmarc("v=DMARC1; p=none", "f.g.h.i.j.k"),
            f"{DEEP_NAME}. MX 10 mx1.hosting.example.",
        ),
    ),
    Zone(
        "psd.example",
        "psd=y: org.psd.example is an organisation, bare.psd.example has only the suffix's record",
        (
            _dmarc("v=DMARC1; p=none; psd=y"),
            _dmarc("v=DMARC1; p=reject", "org"),
            *(f"{name} MX 10 mx1.hosting.example." for name in ("org", "leaf.org", "bare")),
        ),
    ),
    Zone(
        "psdn.example",
        "psd=n: leaf.branch.psdn.example belongs to branch.psdn.example",
        (
            *_MAIL,
            _dmarc("v=DMARC1; p=none"),
            _dmarc("v=DMARC1; p=reject; psd=n", "branch"),
            *(f"{name} MX 10 mx1.hosting.example." for name in ("branch", "leaf.branch")),
        ),
    ),
)

_REPORT_CASES = (
    _mail(
        "rua-authorised.example",
        "reports go to a host that accepts them",
        "p=reject; rua=mailto:d@reports.other.example",
    ),
    _mail(
        "rua-unauthorised.example",
        "reports go to a host that does not accept them",
        "p=reject; rua=mailto:d@reports.other.example",
    ),
    _mail(
        "rua-wildcard.example",
        "reports go to a host that accepts everybody's",
        "p=reject; rua=mailto:d@open.other.example",
    ),
    _mail(
        "rua-nomailto.example", "the address lacks mailto:", "p=reject; rua=d@rua-nomailto.example"
    ),
    Zone(
        "other.example",
        "receives others' reports",
        (
            *_MAIL,
            _text("rua-authorised.example._report._dmarc.reports", "v=DMARC1"),
            _text("*._report._dmarc.open", "v=DMARC1;"),
            *(f"{name} MX 10 mx1.hosting.example." for name in ("reports", "open")),
        ),
    ),
)

_WITHOUT_MAIL = (
    Zone(
        "unused.example",
        "locked down: null MX, -all, p=reject",
        (*_NO_MAIL, _dmarc("v=DMARC1; p=reject")),
    ),
    Zone("unused-open.example", "null MX and -all without DMARC", _NO_MAIL),
    Zone("empty.example", "no mail, no website, no records but its own", (), website=False),
)

_SHAPES = (
    Zone(
        "wildcard.example", "a wildcard SPF answers at _dmarc", (*_MAIL, _text("*", "v=spf1 -all"))
    ),
    Zone(
        "cname.example",
        "_dmarc is an alias of a provider's record",
        (*_MAIL, "_dmarc CNAME cname.dmarc.provider.example."),
    ),
    Zone(
        "provider.example",
        "holds its customers' records",
        (_text("cname.dmarc", "v=DMARC1; p=reject"),),
    ),
    Zone(
        "cnameloop.example",
        "_dmarc is an alias in a loop",
        (*_MAIL, "_dmarc CNAME loop", "loop CNAME _dmarc"),
    ),
    Zone(
        "cnamelost.example",
        "_dmarc is an alias of a name that is gone",
        (*_MAIL, "_dmarc CNAME gone.provider.example."),
    ),
    Zone(
        "splittxt.example",
        "one record in several strings",
        (*_MAIL, _text("_dmarc", "v=DMA", "RC1; p=re", "ject")),
    ),
    Zone(ARABIC_A_LABEL, f"{ARABIC_NAME}, an Arabic name", (*_MAIL, _dmarc("v=DMARC1; p=reject"))),
    Zone(
        "plain.test", "below an unsigned top-level domain", (*_MAIL, _dmarc("v=DMARC1; p=reject"))
    ),
)

_HOSTILE = (
    Zone(
        "utf8.example",
        "bytes that are not UTF-8 beside the records",
        (
            *_MAIL,
            _text("@", b"caf\xe9 \xff\xfe"),
            _text("_dmarc", b"\xc3\x28"),
            _dmarc("v=DMARC1; p=reject"),
        ),
    ),
    Zone(
        "utf8-inside.example",
        "bytes that are not UTF-8 inside the record",
        (*_MAIL, _text("_dmarc", b"v=DMARC1; p=reject; x=caf\xe9")),
    ),
    Zone(
        "hostile.example",
        "terminal escapes, markup, HTML, bidi controls and formulas, also inside the DMARC record",
        (
            *_MAIL,
            *(_text("@", text) for text in HOSTILE_STRINGS),
            _text("_dmarc", "v=DMARC1; p=none; x=", *HOSTILE_STRINGS),
        ),
    ),
    Zone(
        "giant.example",
        "60 records of 17 KB, one of them DMARC",
        (
            *_MAIL,
            *(_text(at, text) for at in ("@", "_dmarc") for text in GIANT_STRINGS),
            _dmarc("v=DMARC1; p=reject"),
        ),
    ),
    Zone(
        "giant-record.example",
        "one DMARC record of 20 KB",
        (*_MAIL, _text("_dmarc", "v=DMARC1; p=reject; x=", "x" * 20_000)),
    ),
)

_SIGNED = (
    _mail("signed-good.example", "DNSSEC, valid", "p=reject", signing=Signing.SIGNED),
    _mail(
        "signed-bogus.example",
        "DNSSEC, DS of another key: bogus",
        "p=reject",
        signing=Signing.WRONG_DS,
    ),
    _mail(
        "signed-stripped.example",
        "DS left behind after a move: bogus",
        "p=reject",
        signing=Signing.STRIPPED,
    ),
    Zone("lame.example", "delegated to servers that do not have it", (), served=False),
)

ZONES: tuple[Zone, ...] = (
    *_POLICIES,
    *_WALKS,
    *_REPORT_CASES,
    *_WITHOUT_MAIL,
    *_SHAPES,
    *_HOSTILE,
    *_SIGNED,
    *DKIM_ZONES,
    *SPF_ZONES,
    *ORGANISATION_ZONES,
    Zone(HOSTING, "name servers and mail hosts of all domains", ()),
)
"""Every domain; noexist.example is absent on purpose."""
