"""Are the keys that mail is signed with found, whole and strong (RFC 6376, 8301, 8463)?"""

from collections.abc import Iterator

from digiamen_scan.api import (
    HIGH,
    HOURS,
    LOW,
    MEDIUM,
    MINUTES,
    TECHNICIAN,
    DkimKey,
    DkimKeys,
    Effort,
    MailUse,
    Problem,
    Refs,
    Severity,
    TargetKind,
    Verdict,
    check,
    dkim_pastes,
    fail,
    not_applicable,
    ok,
    unknown,
    values,
)

# What is wrong with a key: its problem, how bad it is where no other key does its work, how bad
# beside one that does, and what mending it costs.
STATES = {
    "short": ("key_short", HIGH, HIGH, HOURS),
    "cut": ("key_cut", HIGH, MEDIUM, MINUTES),
    "unreadable": ("key_unreadable", HIGH, MEDIUM, MINUTES),
    "several": ("several_keys", HIGH, MEDIUM, MINUTES),
    "missing": ("declared_missing", HIGH, MEDIUM, MINUTES),
    "revoked": ("declared_revoked", HIGH, MEDIUM, MINUTES),
    "lost": ("alias_lost", HIGH, LOW, MINUTES),
    "sha1_only": ("sha1_only", HIGH, MEDIUM, MINUTES),
    "not_for_mail": ("not_for_mail", HIGH, LOW, MINUTES),
    "weak": ("key_weak", MEDIUM, LOW, HOURS),
    "oversized": ("key_oversized", LOW, LOW, HOURS),
}
USABLE = {"strong", "weak", "oversized"}
# Alone, these may be deliberate: what the profile does not name is not missed.
ONLY_IF_DECLARED = {"missing", "revoked", "not_for_mail"}
# Told also as long as nobody knows whether people's own mail is signed.
ALWAYS_TOLD = {"short", *ONLY_IF_DECLARED}
SAYING_HOW = {"google", "ovh", "zoho"}
"""Providers whose key may have any name, and whose screens the guide names."""


@check(
    target=TargetKind.DOMAIN,
    severity=HIGH,
    effort=HOURS,
    who=TECHNICIAN,
    serves=("EX2",),
    refs=Refs(cis=("9.5",)),
)
def dkim(keys: DkimKeys, mail: MailUse) -> Verdict:
    """Judge the keys that were found, and say what the missing of others shows."""
    if keys.exists == "absent":
        return unknown("undetermined", "no_such_domain", domain=keys.domain)
    if _sends_nothing(keys, mail):
        return not_applicable("sends_no_mail", domain=keys.domain)
    if problems := (*_unsigned(keys, mail), *_faulty(keys, mail)):
        return fail(*problems)
    if keys.failure:
        told = {"domain": keys.domain, "selectors": ", ".join(keys.unanswered)}
        return unknown(keys.failure.kind, "not_answered", keys.failure.detail, **told)
    if keys.signing:
        good = list(filter(_is_sound, keys.keys))
        note = "found_declared" if all(key.declared for key in good) else "found"
        return ok(note, domain=keys.domain, selectors=_selectors(good))
    return _not_seen(keys, mail)


def _sends_nothing(keys: DkimKeys, mail: MailUse) -> bool:
    """Believe the profile; a name that takes no mail may still send, and then has keys."""
    if mail.use == "unused" and mail.known_from == "dns":
        return all(key.state in ("revoked", "missing", "lost") for key in keys.keys)
    return mail.use in ("unused", "free_provider")


def _unsigned(keys: DkimKeys, mail: MailUse) -> Iterator[Problem]:
    """Find that nothing at all can sign people's own mail, where that is certain."""
    told = values(domain=keys.domain, selectors=", ".join(keys.absent))
    steps = (mail.provider,) if mail.provider else ()
    if keys.signing or any(key.declared and key.ordinary for key in keys.keys):
        return
    if keys.absent:
        paste = dkim_pastes(keys, mail.provider)
        cost = (20, 60)
        yield Problem(
            "not_signing", HIGH, MINUTES, minutes=cost, values=told, paste=paste, steps=steps
        )
    elif keys.below == "nothing" and mail.use == "used" and not keys.parent:
        yield Problem("no_key", HIGH, values=told, steps=steps)


def _faulty(keys: DkimKeys, mail: MailUse) -> Iterator[Problem]:
    """Find what is wrong with the keys that there are, by kind."""
    judged = _judged(keys, mail)
    for state, (problem, alone, beside, effort) in STATES.items():
        if found := [key for key in judged if key.state == state]:
            severity = alone if _is_needed(found, keys) else beside
            yield _problem(problem, severity, effort, found, keys, mail)
    usable = [key for key in keys.keys if key.ordinary and key.state in USABLE and not key.testing]
    if testing := [key for key in judged if key.testing]:
        yield _problem("testing", LOW if keys.signing else MEDIUM, MINUTES, testing, keys, mail)
    if usable and all(key.algorithm == "ed25519" for key in usable):
        yield _problem("ed25519_only", MEDIUM, HOURS, usable, keys, mail)


def _judged(keys: DkimKeys, mail: MailUse) -> list[DkimKey]:
    """Return the keys whose faults are told.

    As long as the key of people's own mail was not seen, small faults of other keys, and aliases
    that may be left over, would hide that.
    """
    named = [key for key in keys.keys if key.declared or key.state not in ONLY_IF_DECLARED]
    if keys.signing:
        return named
    left_over = [
        key for key in named if key.state == "lost" and not (key.declared or mail.provider)
    ]
    return [
        key for key in named if key.state in ALWAYS_TOLD or (key.ordinary and key not in left_over)
    ]


def _is_sound(key: DkimKey) -> bool:
    return key.state == "strong" and key.ordinary and key.algorithm == "rsa"


def _is_needed(found: list[DkimKey], keys: DkimKeys) -> bool:
    """Tell whether no better key does the work of these."""
    better = map(_is_sound, keys.keys) if found[0].state == "weak" else (keys.signing,)
    return not any(better) and any(key.ordinary for key in found)


def _problem(  # noqa: PLR0913, PLR0917  # what a problem is made of
    key: str,
    severity: Severity,
    effort: Effort,
    found: list[DkimKey],
    keys: DkimKeys,
    mail: MailUse,
) -> Problem:
    told = values(
        domain=keys.domain,
        selectors=_selectors(found),
        alias=next((one.alias for one in found if one.alias), ""),
        bits=min(one.bits for one in found),
    )
    own = mail.provider and all(one.ordinary for one in found)
    return Problem(key, severity, effort, values=told, steps=(mail.provider,) if own else ())


def _not_seen(keys: DkimKeys, mail: MailUse) -> Verdict:
    """Say why it cannot be told whether mail is signed, and how to find out."""
    found = _selectors(list(keys.keys)) or "-"
    if not keys.keys and keys.below == "nothing":
        note = "parent_may_sign" if keys.parent else "use_not_known"
    elif keys.keys and all(key.state == "revoked" for key in keys.keys):
        note = "only_revoked"
    else:
        note = f"not_seen_{mail.provider}" if mail.provider in SAYING_HOW else "not_seen"
    told = {"domain": keys.domain, "found": found, "parent": keys.parent}
    return unknown("undetermined", note, **told)


def _selectors(found: list[DkimKey]) -> str:
    return ", ".join(key.selector for key in found)
