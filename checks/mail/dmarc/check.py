"""Is mail that forges the domain refused, also for its subdomains (RFC 9989)?"""

from collections.abc import Iterator
from dataclasses import replace

from digiamen_scan.api import (
    HIGH,
    HOURS,
    LOW,
    MEDIUM,
    MINUTES,
    TECHNICIAN,
    EffectiveDmarc,
    MailUse,
    Problem,
    Refs,
    TargetKind,
    Verdict,
    check,
    dmarc_paste,
    fail,
    ok,
    sends_no_mail,
    unknown,
    values,
)

EVERYTHING = 100


@check(
    target=TargetKind.DOMAIN,
    severity=HIGH,
    effort=HOURS,
    who=TECHNICIAN,
    serves=("EX2",),
    refs=Refs(cis=("9.5",)),
    after=("mail.spf", "mail.dkim"),
    waiting=("policy_none", "testing", "partial", "subdomains_open"),
)
def dmarc(policy: EffectiveDmarc, mail: MailUse) -> Verdict:
    """Judge what receivers do with forged mail, and give the next careful step."""
    if policy.exists == "absent":
        return unknown("undetermined", "no_such_domain", domain=policy.domain)
    paste = dmarc_paste(policy, mail)
    source = policy.name.removeprefix("_dmarc.")
    told = {"domain": policy.domain, "source": source, "next": paste.after}
    problem = _unprotected(policy, mail)
    if problems := (problem,) if problem else tuple(_gaps(policy)):
        told |= {"name": paste.name, "published": paste.before, "fault": policy.faulty}
        steps = (mail.provider,) if mail.provider else ()
        said = values(**told, percent=policy.percent)
        return fail(*(replace(one, values=said, paste=(paste,), steps=steps) for one in problems))
    if not policy.organisation:
        return unknown("undetermined", "subdomains_not_seen", domain=policy.domain)
    if policy.source != "own":
        return ok("inherited", **told)
    if policy.policy == "quarantine":
        return ok("quarantine_testing" if policy.testing else "quarantine", **told)
    return ok()


def _unprotected(policy: EffectiveDmarc, mail: MailUse) -> Problem | None:
    """Find what leaves the domain itself open to forgery.

    p=none with reports is a step that nobody can skip: medium. Without reports nothing has
    begun: high, as without any record.
    """
    refused, is_open = policy.policy == "reject", policy.policy == "none"
    ignored = [fault for fault in policy.faults if fault != "reports_unreadable"]
    if ignored and (policy.source == "own" or policy.own_records):
        return Problem(ignored[0], HIGH if is_open else LOW, MINUTES)
    if sends_no_mail(mail) and not refused:
        return Problem("unused_open", HIGH if is_open else LOW, MINUTES)
    if not is_open:
        return None
    if policy.source != "own":
        return Problem("inherited_open" if policy.source else "no_record", effort=MINUTES)
    if not policy.reports:
        return Problem("policy_none_blind", effort=MINUTES)
    return Problem("testing" if policy.testing else "policy_none", MEDIUM)


def _gaps(policy: EffectiveDmarc) -> Iterator[Problem]:
    """Find what an enforced policy leaves open; what is inherited is judged where it is set."""
    if policy.organisation == policy.domain and policy.source == "own":
        if policy.subdomains == "none":
            yield Problem("subdomains_open", MEDIUM)
        elif policy.nonexistent == "none":
            yield Problem("invented_names_open", MEDIUM, MINUTES)
    if policy.source == "own" and policy.percent < EVERYTHING:
        yield Problem("partial", MEDIUM)
