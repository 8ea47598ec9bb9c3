"""Does the website prove who it is, to every visitor, for a while yet (RFC 5280, RFC 9525)?"""

from datetime import datetime

from digiamen_scan.api import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    MINUTES,
    TECHNICIAN,
    CertificateStanding,
    DeclaredWebsite,
    PageUse,
    Problem,
    Refs,
    TargetKind,
    Verdict,
    check,
    fail,
    not_applicable,
    ok,
    unknown,
    values,
)

MILD = {"expiring": MEDIUM, "key_too_large": LOW}
UNSURE = {
    "private": ("blocked", "private_address"),
    "altered": ("altered", "altered"),
    "clock": ("altered", "clock"),
    "local": ("altered", "only_here"),
    "unproven": ("undetermined", "unproven"),
}
NAMES_SHOWN = 3


@check(
    target=TargetKind.WEBSITE,
    severity=HIGH,
    effort=MINUTES,
    who=TECHNICIAN,
    serves=("TP2",),
    refs=Refs(cis=("3.10",), csf=("PR.DS-02",)),
)
def certificate(site: DeclaredWebsite, found: CertificateStanding, page: PageUse) -> Verdict:
    """Judge what a visitor's browser would say; worse where something is typed behind it."""
    if found.state == "no_site":
        return _no_site(site, found)
    if found.state in UNSURE:
        kind, note = UNSURE[found.state]
        return unknown(kind, note, **_told(found))
    if found.problems == ("no_https",) and page.front in ("nothing", "unseen"):
        return _nobody_answers(site, found, page)
    if found.state == "faulty":
        hard = CRITICAL if page.asks == "present" else HIGH
        said = values(**_told(found))
        return fail(*(Problem(key, MILD.get(key, hard), values=said) for key in found.problems))
    if found.trusted_by in ("given", "environment"):
        return ok("own_root", **_told(found))
    return ok("one_address_unseen", **_told(found)) if found.unseen else ok()


def _no_site(site: DeclaredWebsite, found: CertificateStanding) -> Verdict:
    if not site.named:
        return not_applicable("no_website", **_told(found))
    return unknown("undetermined", "site_not_found", **_told(found))


def _nobody_answers(site: DeclaredWebsite, found: CertificateStanding, page: PageUse) -> Verdict:
    """Without a page at the other door, it is not known whether there is a website at all."""
    if page.front == "nothing" and not site.named:
        return not_applicable("no_website", **_told(found))
    return unknown("refused", "nobody_answers", **_told(found))


def _told(found: CertificateStanding) -> dict[str, str]:
    return {
        "site": found.host,
        "issuer": found.issuer or "?",
        "ends": _day(found.ends),
        "names": ", ".join(found.names[:NAMES_SHOWN]) or "-",
        "detail": found.detail,
        "unseen": ", ".join(found.unseen),
    }


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else "?"
