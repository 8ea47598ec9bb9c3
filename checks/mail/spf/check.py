"""Does one valid record say who may send in the domain's name, and not let everyone (RFC 7208)?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from digiamen_scan.api import (
    CRITICAL,
    HIGH,
    HOURS,
    LOW,
    MEDIUM,
    MINUTES,
    TECHNICIAN,
    EffectiveSpf,
    Kind,
    MailUse,
    Problem,
    Refs,
    Severity,
    TargetKind,
    Verdict,
    check,
    fail,
    ok,
    spf_paste,
    unknown,
    unnamed_sender,
    values,
    wants_nobody,
)

Told = Mapping[str, str | int]
FEW_LEFT = 8
"""Questions of the ten that receivers ask: two more, and mail is lost."""
WIDE = 1 << 24
"""Addresses that no mail service needs: 1 in 256 of all."""


@check(
    target=TargetKind.DOMAIN,
    severity=CRITICAL,
    effort=MINUTES,
    who=TECHNICIAN,
    serves=("EX2",),
    refs=Refs(cis=("9.5",)),
)
def spf(record: EffectiveSpf, mail: MailUse) -> Verdict:
    """Judge what a forger gets, then what the record loses or leaves open."""
    if record.exists == "absent":
        return unknown(Kind.UNDETERMINED, "no_such_domain", domain=record.domain)
    if problems := tuple(_problems(record, mail)):
        paste = spf_paste(record, mail)
        steps = (mail.provider,) if mail.provider else ()
        return fail(*(replace(one, paste=paste, steps=steps) for one in problems))
    if record.unseen:
        kind = record.unseen_reason.kind if record.unseen_reason else Kind.UNDETERMINED
        return unknown(kind, "part_not_seen", domain=record.domain, part=record.unseen[0])
    if record.decided_elsewhere:
        part = record.depends[0].text
        return unknown(Kind.UNDETERMINED, "decided_elsewhere", domain=record.domain, part=part)
    return _passed(record, mail)


def _problems(record: EffectiveSpf, mail: MailUse) -> Iterator[Problem]:
    """Find what is wrong, the worst first; a record that is to be replaced is not judged further.

    Behind a part that was not seen, only what is certain without it counts.
    """
    if record.opening:
        told = {"part": record.opening.text, "source": record.opening.domain}
        yield _problem("passes_everyone", record, CRITICAL, told)
    elif record.state == "none":
        yield _problem("unused_open" if wants_nobody(record, mail) else "no_record", record, HIGH)
    yield from _faults(record)
    hidden = record.unseen or record.decided_elsewhere
    if record.opening or hidden or record.state != "found":
        return
    if not wants_nobody(record, mail):
        yield from _leaks(record, mail)
    elif record.names_senders or record.result != "fail":
        yield _problem("unused_not_closed", record, LOW)


def _faults(record: EffectiveSpf) -> Iterator[Problem]:
    """Tell the first fault of each kind: receivers stop there, and the next would come to light."""
    first = {fault.kind: fault for fault in reversed(record.faults)}
    for fault in sorted(first.values(), key=record.faults.index):
        elsewhere = fault.domain != record.domain
        broken = elsewhere and fault.kind in ("syntax", "several_records")
        key = "included_broken" if broken else fault.kind
        told: Told = {"part": fault.text, "source": fault.domain, "lookups": record.lookups}
        effort = HOURS if key == "too_many_lookups" else None
        yield replace(_problem(key, record, HIGH, told), effort=effort)


def _leaks(record: EffectiveSpf, mail: MailUse) -> Iterator[Problem]:
    """Find what a valid record leaves open or loses."""
    if record.result not in ("fail", "softfail"):
        yield _problem("open_end", record, MEDIUM)
    elif not record.names_senders and mail.use == "used" and mail.known_from == "profile":
        yield _problem("nobody_may_send", record, MEDIUM)
    if record.addresses >= WIDE:
        yield _problem("wide", record, MEDIUM, {"addresses": record.addresses})
    for key, parts, severity in (
        ("ignored_part", record.ignored, MEDIUM),
        ("dead_part", record.voids, LOW),
        ("private_part", record.private, LOW),
        ("pointer", record.pointers, LOW),
    ):
        if parts:
            yield _problem(key, record, severity, {"part": " ".join(parts)})


def _problem(
    key: str, record: EffectiveSpf, severity: Severity, told: Told | None = None
) -> Problem:
    return Problem(key, severity, values=values(**{"domain": record.domain, **(told or {})}))


def _passed(record: EffectiveSpf, mail: MailUse) -> Verdict:
    """Say what the reader should still know of a record in order; the nearest trouble first."""
    if record.lookups >= FEW_LEFT:
        return ok("near_limit", domain=record.domain, lookups=record.lookups)
    if not record.names_senders and not wants_nobody(record, mail):
        return ok("takes_only", domain=record.domain)
    if record.depends:
        return ok("depends_on_message", domain=record.domain, part=record.depends[0].text)
    if record.names_senders and (wanted := unnamed_sender(record, mail)):
        return ok("provider_not_named", domain=record.domain, part=wanted)
    return ok("softfail", domain=record.domain) if record.result == "softfail" else ok()
