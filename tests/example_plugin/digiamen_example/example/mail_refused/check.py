"""Is forged mail refused outright, not only put aside?"""

from digiamen_scan.api import (
    HOURS,
    LOW,
    TECHNICIAN,
    EffectiveDmarc,
    Problem,
    TargetKind,
    Verdict,
    check,
    fail,
    not_applicable,
    ok,
    values,
)


@check(
    target=TargetKind.DOMAIN,
    severity=LOW,
    effort=HOURS,
    who=TECHNICIAN,
    serves=("EX2",),
    after=("mail.dmarc",),
)
def mail_refused(policy: EffectiveDmarc) -> Verdict:
    """Leave domains without any policy to mail.dmarc."""
    if policy.policy == "none":
        return not_applicable("nothing_set")
    if policy.policy == "reject":
        return ok()
    return fail(Problem("put_aside", values=values(domain=policy.domain)))
