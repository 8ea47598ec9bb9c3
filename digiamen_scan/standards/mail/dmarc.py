"""What receivers do with mail that forges a domain (RFC 9989, section 4.10.1)."""

from collections.abc import Mapping

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import (
    DmarcFault,
    DmarcPolicy,
    DmarcRecords,
    DmarcSource,
    EffectiveDmarc,
)
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.mail.dmarc_record import (
    DmarcRecord,
    is_dmarc,
    looks_like_dmarc,
    parse_record,
)
from digiamen_scan.standards.mail.dmarc_walk import Walk, walk, walk_names

# Section 4.7, tag t: a test asks receivers for one level less.
_LOWERED: Mapping[DmarcPolicy, DmarcPolicy] = {
    "reject": "quarantine",
    "quarantine": "none",
    "none": "none",
}


def effective_dmarc(seen: DmarcRecords) -> EffectiveDmarc | Unavailable:
    """Work out the policy that governs a domain from the answers of its tree walk.

    A failed answer that could change the policy of the domain makes the result unavailable. One
    that could only change which domain governs its subdomains leaves `organisation` empty.
    """
    answers = _by_domain(seen)
    failed = frozenset(name for name, answer in answers.items() if answer.status == "failed")
    found = walk(seen.domain, {name: _only(answer) for name, answer in answers.items()}, failed)
    governing = found.governing
    if found.hidden and (governing != seen.domain or found.hidden == seen.domain):
        return _unavailable(answers[found.hidden])
    if governing is None:
        return _without(seen, answers[seen.domain])
    record = found.records[governing]
    if governing != seen.domain and seen.exists == "undetermined" and _depends_on_existence(record):
        return Unavailable(Kind.UNDETERMINED, seen.domain, "mail_routes")
    return _governed(seen, answers[seen.domain], found, governing)


def _by_domain(seen: DmarcRecords) -> dict[str, DnsAnswer]:
    """Return the answers by domain; one that a recording lacks has failed."""
    answers = {answer.name: answer for answer in seen.answers}
    missing = Unavailable(Kind.NOT_RECORDED)
    return {
        name: answers.get(f"_dmarc.{name}")
        or DnsAnswer(f"_dmarc.{name}", "TXT", "failed", failure=missing)
        for name in walk_names(seen.domain)
    }


def _only(answer: DnsAnswer) -> DmarcRecord | None:
    """Return the one DMARC record of a name; several are all discarded (steps 2 and 6)."""
    records = [text for text in answer.records if is_dmarc(text)]
    return parse_record(records[0]) if len(records) == 1 else None


def _unavailable(answer: DnsAnswer) -> Unavailable:
    failure = answer.failure or Unavailable(Kind.UNDETERMINED)
    return Unavailable(failure.kind, f"{answer.name} {failure.detail}".strip(), "dmarc_records")


def _without(seen: DmarcRecords, own: DnsAnswer) -> EffectiveDmarc:
    """No record governs the domain; its own name may still hold what was meant to."""
    faults, faulty, texts = _own_faults(own.records)
    return EffectiveDmarc(
        domain=seen.domain,
        exists=seen.exists,
        state="invalid" if faults else "none",
        own_records=texts,
        alias=own.via,
        organisation=seen.domain,
        faults=faults,
        faulty=faulty,
    )


def _own_faults(own: tuple[str, ...]) -> tuple[tuple[DmarcFault, ...], str, tuple[str, ...]]:
    """Return the faults, the text at fault and all texts of a name that yields no record."""
    several = tuple(text for text in own if is_dmarc(text))
    if len(several) > 1:
        return ("several_records",), "", several
    almost = tuple(text for text in own if looks_like_dmarc(text))
    return (("version_wrong",), almost[0], almost) if almost else ((), "", ())


def _governed(seen: DmarcRecords, own: DnsAnswer, found: Walk, governing: str) -> EffectiveDmarc:
    record = found.records[governing]
    is_own = governing == seen.domain
    faults, faulty, texts = ((), "", (record.text,)) if is_own else _own_faults(own.records)
    wanted = record.p if is_own else _wanted_below(record, exists=seen.exists != "absent")
    parent = _record_of_subdomains(found, record)
    return EffectiveDmarc(
        domain=seen.domain,
        exists=seen.exists,
        state="invalid" if record.ignored else "found",
        record=record.text,
        name=f"_dmarc.{governing}",
        source=_source(found, governing),
        own_records=texts,
        alias=own.via,
        organisation="" if found.hidden else found.organisation,
        policy=_applied(record, wanted),
        subdomains=_applied(parent, _wanted_below(parent, exists=True)),
        nonexistent=_applied(parent, _wanted_below(parent, exists=False)),
        testing=record.testing and wanted not in (None, "none"),
        percent=record.percent,
        reports=record.reports,
        faults=faults + record.faults,
        faulty=faulty or record.faulty,
    )


def _source(found: Walk, governing: str) -> DmarcSource:
    if governing == found.domain:
        return "own"
    return "organisation" if governing == found.organisation else "suffix"


def _record_of_subdomains(found: Walk, own: DmarcRecord) -> DmarcRecord:
    """Return the record that governs subdomains which publish none themselves."""
    above = (found.organisation, found.suffix or found.organisation)
    return next((found.records[name] for name in above if name in found.records), own)


def _depends_on_existence(record: DmarcRecord) -> bool:
    return _wanted_below(record, exists=True) != _wanted_below(record, exists=False)


def _wanted_below(record: DmarcRecord, *, exists: bool) -> DmarcPolicy | None:
    """Return the policy for a subdomain of the record's domain (section 4.7, sp and np)."""
    existing = record.sp or record.p
    return existing if exists else record.np or existing


def _applied(record: DmarcRecord, policy: DmarcPolicy | None) -> DmarcPolicy:
    if policy is None or not record.readable:
        return "none"
    return _LOWERED[policy] if record.testing else policy
