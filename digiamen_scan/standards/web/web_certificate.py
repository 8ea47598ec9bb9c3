"""What a website's certificates are worth to its visitors, with what could be this network's doing.

A certificate that fits says so by itself: nobody on the way can make one. One that does not fit may
be that of an antivirus, an office's filter or a sign-in page; a well-known site, looked at from the
same place at the same time, tells.
"""

from datetime import datetime
from typing import Literal, get_args

from digiamen_scan.facts.web import (
    CertificateProblem,
    CertificateStanding,
    HttpsDoor,
    TrustedBy,
    WebAddresses,
    WebCertificates,
)
from digiamen_scan.facts.x509 import Certificate
from digiamen_scan.model.facts import Kind, Now, Unavailable
from digiamen_scan.standards.web.x509 import has_too_large_key, runs_out, weakness

_ANSWERED = frozenset({"shown", "refused", "not_tls", "turned_away"})
_WORST_FIRST: tuple[CertificateProblem, ...] = get_args(CertificateProblem)
_OF_TIME = frozenset({"expired", "not_yet_valid", "expired_issuer"})
# What nobody on the way can have made: a client follows signatures from a root that it knows down
# to the server's own before it looks at days, and who copies proofs of publication is not at work.
_PROVEN = _OF_TIME | {"incomplete_chain", "weak_key", "weak_signature", "expiring", "key_too_large"}
_HONEST = frozenset({"trusted", "clock"})
_LEAST_KNOWN_FIRST: tuple[TrustedBy, ...] = ("local", "environment", "given", "public")

Judged = tuple[HttpsDoor, CertificateProblem]
State = Literal["altered", "clock", "local", "unproven", "accepted", "faulty"]


def certificate_standing(
    addresses: WebAddresses, seen: WebCertificates, now: Now
) -> CertificateStanding | Unavailable:
    """Judge every door of a website that answered; the worst counts."""
    if addresses.status in ("no_data", "no_name"):
        return CertificateStanding(seen.host, "no_site")
    doors = [door for door in seen.doors if door.state in _ANSWERED]
    failures = [door.failure for door in seen.doors if door.failure]
    is_shown = any(door.state != "refused" for door in doors)
    if not is_shown and failures:
        return Unavailable(failures[0].kind, failures[0].detail, "web_certificates")
    if not doors:
        return _nothing_seen(seen)
    if any(door.state == "shown" and not (door.chain or door.fault) for door in doors):
        return Unavailable(Kind.UNREADABLE, "certificate", "web_certificates")
    judged: list[Judged] = [
        (door, problem)
        for door in doors
        if (door.state != "refused" or not is_shown) and (problem := _problem(door, now.at))
    ]
    return _standing(seen, doors, judged)


def _nothing_seen(seen: WebCertificates) -> CertificateStanding | Unavailable:
    private = tuple(door.address for door in seen.doors if door.state == "private")
    if private:
        return CertificateStanding(seen.host, "private", unseen=private)
    return Unavailable(Kind.UNREACHABLE, "no route", "web_certificates")


def _standing(
    seen: WebCertificates, doors: list[HttpsDoor], judged: list[Judged]
) -> CertificateStanding:
    state = _state(seen, doors, judged)
    if state == "faulty" and seen.control not in _HONEST:
        judged = _proven(judged)
    ordered = sorted(judged, key=lambda one: _WORST_FIRST.index(one[1]))
    door = ordered[0][0] if ordered else doors[0]
    leaf = door.chain[0] if door.chain else None
    return CertificateStanding(
        host=seen.host,
        state=state,
        problems=tuple(dict.fromkeys(problem for _, problem in ordered)),
        trusted_by=_least_known(doors),
        issuer=leaf.issuer if leaf else "",
        ends=leaf.not_after if leaf else None,
        names=leaf.names if leaf else (),
        detail=door.detail,
        unseen=tuple(one.address for one in seen.doors if one.state in ("unseen", "private")),
    )


def _least_known(doors: list[HttpsDoor]) -> TrustedBy:
    found = {door.trusted_by for door in doors}
    for by in _LEAST_KNOWN_FIRST:
        if by in found:
            return by
    return ""


def _state(seen: WebCertificates, doors: list[HttpsDoor], judged: list[Judged]) -> State:
    is_local = any(door.trusted_by == "local" for door in doors)
    is_certain = all(door.trusted_by in ("public", "given") for door in doors)
    if seen.control == "altered" and not is_certain:
        return "altered"
    if seen.control == "clock" and any(problem in _OF_TIME for _, problem in judged):
        return "clock"
    if judged and (seen.control in _HONEST or _proven(judged)):
        return "faulty"
    if is_local:
        return "local"
    return "unproven" if judged else "accepted"


def _proven(judged: list[Judged]) -> list[Judged]:
    return [(door, problem) for door, problem in judged if problem in _PROVEN]


def _problem(door: HttpsDoor, now: datetime) -> CertificateProblem | None:
    if door.state in ("refused", "not_tls"):
        return "no_https"
    if door.state == "turned_away":
        return "turned_away"
    if door.trusted_by == "local":
        return None
    if door.trusted_by:
        return _of_accepted(door.chain, now)
    return _of_refused(door, now)


def _of_accepted(chain: tuple[Certificate, ...], now: datetime) -> CertificateProblem | None:
    """Find what an ordinary client does not object to, or did not yet when it looked."""
    leaf, *issuers = chain
    if leaf.not_after <= now:
        return "expired"
    if any(issuer.not_after <= now for issuer in issuers):
        return "expired_issuer"
    if weak := weakness(chain):
        return weak
    if runs_out(leaf, now):
        return "expiring"
    return "key_too_large" if has_too_large_key(leaf) else None


def _of_refused(door: HttpsDoor, now: datetime) -> CertificateProblem:
    """Say what a client's objection means for whoever has to mend it."""
    leaf = door.chain[0] if door.chain else None
    match door.fault:
        case "expired":
            return "expired_issuer" if leaf and leaf.not_after > now else "expired"
        case "untrusted":
            missing = leaf is not None and leaf.logged and not door.issuer_sent
            return "incomplete_chain" if missing else "untrusted"
        case "weak":
            return weakness(door.chain) or "not_accepted"
        case "not_yet_valid" | "wrong_name" | "self_signed":
            return door.fault
        case _:
            return "wrong_use" if leaf and not leaf.server_use else "not_accepted"
