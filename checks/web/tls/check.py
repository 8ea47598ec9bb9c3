"""Does the website refuse encryption that is broken or given up (RFC 9325, RFC 8996)?"""

from digiamen_scan.api import (
    HIGH,
    LOW,
    MEDIUM,
    OUTSIDE,
    TECHNICIAN,
    CertificateStanding,
    DeclaredWebsite,
    Problem,
    Refs,
    TargetKind,
    TlsWeaknesses,
    Verdict,
    check,
    fail,
    not_applicable,
    ok,
    unknown,
    values,
)

SOMEBODY_ELSES = frozenset({"altered", "local", "unproven"})
"""What was seen may be an antivirus program's or a filter's: then the encryption is, too."""


@check(
    target=TargetKind.WEBSITE,
    severity=HIGH,
    effort=OUTSIDE,
    who=TECHNICIAN,
    serves=("TP2",),
    refs=Refs(cis=("3.10",), csf=("PR.DS-02",)),
)
def tls(
    found: TlsWeaknesses, declared: DeclaredWebsite, certificate: CertificateStanding
) -> Verdict:
    """Judge versions, ciphers and key exchange; the certificate is another check's matter."""
    somebody_elses = certificate.state in SOMEBODY_ELSES
    nothing = found.speech in {"refused", "http"} and "no_https" in certificate.problems
    if nothing and not somebody_elses:
        return not_applicable("no_https", site=found.host)
    if found.speech in {"no_name", "no_address"}:
        if not declared.named:
            return not_applicable("no_site", site=found.host)
        return unknown("undetermined", "site_not_found", site=found.host)
    if somebody_elses and found.speech in {"tls", "http"}:
        return unknown("altered", "perhaps_not_yours", site=found.host)
    if found.speech != "tls":
        return unknown("undetermined", "no_agreement", site=found.host)
    return _judged(found)


def _judged(found: TlsWeaknesses) -> Verdict:
    """One problem a website, the worst: all of them are put right in one go."""
    bad = (*found.broken, *found.old)
    said = values(site=found.host, found=", ".join((*bad, *found.slight)))
    if bad and found.modern == "not_offered":
        return fail(Problem("only_old", HIGH, values=said))
    if found.broken:
        return fail(Problem("broken", HIGH, values=said))
    if found.old:
        return fail(Problem("old", MEDIUM, values=said))
    if found.modern != "offered":
        return unknown("undetermined", "no_agreement", site=found.host)
    if found.unseen:
        names = ", ".join(found.unseen)
        return unknown("undetermined", "not_all_seen", site=found.host, unseen=names)
    return fail(Problem("slight", LOW, values=said)) if found.slight else ok()
