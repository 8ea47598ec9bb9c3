"""What receivers make of a domain's SPF record (RFC 7208)."""

from ipaddress import ip_network

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import Presence
from digiamen_scan.facts.spf import EffectiveSpf, SpfAnswers, SpfFault
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.mail.spf_reach import reach
from digiamen_scan.standards.mail.spf_record import (
    Mechanism,
    Network,
    SpfRecord,
    looks_like_spf,
    parse_record,
)
from digiamen_scan.standards.mail.spf_survey import (
    Answers,
    Survey,
    one_at_a_time,
    records_of,
    survey,
)

# Addresses that only exist inside a network: RFC 1918, 6598, 3927, 4193, 4291 and loopback.
_PRIVATE: tuple[Network, ...] = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "127.0.0.0/8",
        "fc00::/7",
        "fe80::/10",
        "::1/128",
    )
)


def effective_spf(seen: SpfAnswers) -> EffectiveSpf | Unavailable:
    """Work out what a domain's record does, from the answers to all that it leads to.

    Without the domain's own TXT records the result is unavailable. An answer that is lacking
    further down leaves a part `unseen`; what is certain without it is still said.
    """
    answers = {(answer.name, answer.type): answer for answer in seen.answers}
    own = answers.get((seen.domain, "TXT"))
    if own is None:
        return Unavailable(Kind.NOT_RECORDED, seen.domain, "spf_answers")
    if own.failure:
        detail = f"{seen.domain} {own.failure.detail}".strip()
        return Unavailable(own.failure.kind, detail, "spf_answers")
    exists = _existence(seen)
    texts = records_of(own)
    if not texts:
        return _without(seen.domain, own, exists)
    parts = [_alone(seen.domain, each, exists) for each in one_at_a_time(seen.domain, answers)]
    return parts[0] if len(parts) == 1 else _together(survey(seen.domain, answers), parts)


def _existence(seen: SpfAnswers) -> Presence:
    """A name is there if any answer says so, even where a broken server denies another."""
    own = [answer.status for answer in seen.answers if answer.name == seen.domain]
    return "absent" if not {"found", "no_data"} & set(own) else "present"


def _without(domain: str, own: DnsAnswer, exists: Presence) -> EffectiveSpf:
    almost = tuple(text for text in own.records if looks_like_spf(text))
    fault = (SpfFault("version_wrong", almost[0], domain),) if almost else ()
    return EffectiveSpf(
        domain=domain,
        exists=exists,
        state="invalid" if almost else "none",
        own_records=almost,
        alias=own.via,
        faults=fault,
    )


def _together(found: Survey, parts: list[EffectiveSpf]) -> EffectiveSpf:
    """Of several records none counts; what is dead or open in each of them is known."""
    return EffectiveSpf(
        domain=parts[0].domain,
        exists=parts[0].exists,
        state="invalid",
        result=found.result,
        own_records=tuple(part.record for part in parts),
        alias=parts[0].alias,
        faults=found.faults,
        dead=found.dead,
        private=tuple(dict.fromkeys(term for part in parts for term in part.private)),
        openings=tuple(dict.fromkeys(term for part in parts for term in part.openings)),
    )


def _alone(domain: str, answers: Answers, exists: Presence) -> EffectiveSpf:
    own = answers[domain, "TXT"]
    record = parse_record(records_of(own)[0])
    found, passing = survey(domain, answers), reach(domain, answers)
    return EffectiveSpf(
        domain=domain,
        exists=exists,
        state="invalid" if found.faults else "found",
        result=found.result,
        record=record.text,
        own_records=(record.text,),
        alias=own.via,
        faults=found.faults,
        lists=found.lists,
        lookups=found.lookups,
        voids=tuple(term.text for term in found.voids if term.domain == domain),
        dead=found.dead,
        addresses=passing.addresses,
        opening=passing.opening,
        openings=passing.openings,
        pointers=tuple(one.text for one in record.tested if one.name == "ptr"),
        private=tuple(one.text for one in record.mechanisms if _is_private(one)),
        ignored=record.ignored,
        depends=found.depends,
        decided_elsewhere=found.decided_elsewhere,
        names_senders=_names_senders(record),
        unseen=_unseen(found),
        unseen_reason=_reason(found),
    )


def _is_private(one: Mechanism) -> bool:
    network = one.network
    if network is None:
        return False
    first, last = network[0], network[-1]
    return any(first in private and last in private for private in _PRIVATE)


def _names_senders(record: SpfRecord) -> bool:
    named = (one for one in record.tested if one.name != "all" and one.qualifier == "+")
    return any(named) or bool(record.continued)


def _unseen(found: Survey) -> tuple[str, ...]:
    failed = (f"{answer.type} {answer.name}" for answer in found.unseen)
    lacking = (f"{rdtype} {name}" for name, rdtype in found.missing)
    return tuple(dict.fromkeys((*failed, *lacking)))


def _reason(found: Survey) -> Unavailable | None:
    if found.unseen:
        return found.unseen[0].failure
    return Unavailable(Kind.NOT_RECORDED) if found.missing else None
