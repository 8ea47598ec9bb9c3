"""From a server's answers to the fact: what it offers, and what could not be settled."""

from collections.abc import Iterable, Iterator
from typing import Final

from digiamen_scan.facts.tls import (
    SSL_3,
    TLS_10,
    TLS_11,
    TLS_12,
    Offer,
    OfferState,
    Speech,
    TlsOffers,
)
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.probes.tls.answers import (
    Alert,
    Answer,
    Broken,
    Closed,
    NotTls,
    ServerHello,
    Silent,
    Unreached,
)
from digiamen_scan.probes.tls.exchange import Place
from digiamen_scan.probes.tls.hello import CODES
from digiamen_scan.probes.tls.inquiry import Answers, Heard, agreed, refuses_suites, says_no
from digiamen_scan.standards.web.tls_suites import FORWARD_SECRET, WEAK_CLASSES, weak_class

_NAMES: Final = {code: name for name, code in CODES.items()}
_ALERTS: Final = {
    0: "close_notify",
    10: "unexpected_message",
    40: "handshake_failure",
    47: "illegal_parameter",
    50: "decode_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    86: "inappropriate_fallback",
    112: "unrecognized_name",
    120: "no_application_protocol",
}
_ABOUT_ELSE: Final = frozenset({109, 110, 112, 120})
"""Alerts about extensions and names: the version may well be there."""

_ORDER: Final = tuple(CODES)
_UP_TO_12: Final = (TLS_12, TLS_11, TLS_10, SSL_3)
_TWICE: Final = 2


def offers_of(heard: Heard, place: Place, addresses: int) -> TlsOffers | Unavailable:
    """Interpret all answers of one server; Unavailable where nothing at all was reached."""
    speech = _speech([*_all(heard.versions.values())])
    if isinstance(speech, Unavailable):
        return speech
    versions = tuple(_version(one, heard.versions[one], heard) for one in _ORDER)
    best = [hello for one in _UP_TO_12 if (hello := agreed(one, heard.versions[one]))]
    return TlsOffers(
        host=place.host,
        speech=speech,
        address=str(place.address),
        addresses=addresses,
        versions=versions,
        weak=_weak(heard),
        exchange=_exchange(heard),
        dh_bits=next((one.prime_bits for one in _hellos(heard.exchange)), 0),
        forward_secrecy=best[0].suite in FORWARD_SECRET if best else None,
        compression=any(one.compression for one in best) if best else None,
        safe_renegotiation=best[0].safe_renegotiation if best else None,
    )


def evidence_of(offers: TlsOffers, port: int) -> tuple[Evidence, ...]:
    """Say for every question what came back."""
    where = f"{offers.host}, {offers.address} port {port}"
    seen = [
        Evidence(f"{one.what} at {where}", one.seen) for one in (*offers.versions, *offers.weak)
    ]
    if offers.dh_bits:
        seen.append(Evidence(f"Diffie-Hellman at {where}", f"{offers.dh_bits} bits"))
    return tuple(seen)


def _speech(answers: list[Answer]) -> Speech | Unavailable:
    if any(isinstance(answer, ServerHello | Alert) for answer in answers):
        return "tls"
    for answer in answers:
        if isinstance(answer, NotTls):
            return answer.speech
    if any(isinstance(answer, Broken) for answer in answers):
        return "other"
    if any(isinstance(answer, Closed) for answer in answers):
        return "closed"
    if any(isinstance(answer, Silent) for answer in answers):
        return "silent"
    failures = [answer.failure for answer in answers if isinstance(answer, Unreached)]
    refused = any(failure.kind == Kind.REFUSED for failure in failures)
    return "refused" if refused else failures[0]


def _version(version: str, answers: Answers, heard: Heard) -> Offer:
    if agreed(version, answers):
        return Offer(version, "offered", _told(answers))
    state = "not_offered" if says_no(answers) else _refused(answers, heard)
    return Offer(version, state, _told(answers))


def _weak(heard: Heard) -> tuple[Offer, ...]:
    accepted = {*heard.weak.accepted, *_chosen_by_itself(heard)}
    last = heard.weak.last
    state: OfferState = "not_offered" if refuses_suites(last) else _refused(last, heard)
    return tuple(
        Offer(kind, "offered", "agreed") if kind in accepted else Offer(kind, state, _told(last))
        for kind in WEAK_CLASSES
    )


def _chosen_by_itself(heard: Heard) -> set[str]:
    """Return the weak kinds that the server preferred to good ones."""
    hellos = _hellos(_all(heard.versions.values()))
    return {weak_class(one.suite) for one in hellos} - {""}


def _exchange(heard: Heard) -> OfferState:
    if any(_hellos(heard.exchange)):
        return "offered"
    return "not_offered" if refuses_suites(heard.exchange) else _refused(heard.exchange, heard)


def _refused(answers: Answers, heard: Heard) -> OfferState:
    """Take the same refusal twice as a no, while the server goes on answering other offers.

    Many servers and load balancers hang up on a version that is off instead of saying so.
    """
    clear = all(
        isinstance(answer, Closed | NotTls)
        or (isinstance(answer, Alert) and answer.code not in _ABOUT_ELSE)
        for answer in answers
    )
    return "not_offered" if clear and len(answers) >= _TWICE and heard.control else "undetermined"


def _hellos(answers: Iterable[Answer]) -> Iterator[ServerHello]:
    return (answer for answer in answers if isinstance(answer, ServerHello))


def _all(groups: Iterable[Answers]) -> Iterable[Answer]:
    return (answer for answers in groups for answer in answers)


def _told(answers: Answers) -> str:
    return clean(", then ".join(map(_said, answers)), 200)


def _said(answer: Answer) -> str:
    match answer:
        case ServerHello():
            name = _NAMES.get(answer.version, f"version {answer.version:04x}")
            text = f"agreed to {name}, suite {answer.suite:04X}"
        case Alert():
            text = f"refused: {_ALERTS.get(answer.code, answer.code)}"
        case NotTls():
            text = "answered without encryption"
        case Broken():
            text = f"broken answer: {answer.why}"
        case Closed():
            text = "closed the connection"
        case Silent():
            text = "no answer in time"
        case Unreached():
            text = f"no connection: {answer.failure.kind}"
    return text
