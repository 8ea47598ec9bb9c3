"""What a website's certificates are worth, with what could be this network's doing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from digiamen_scan.facts.dns import DnsStatus
from digiamen_scan.facts.web import (
    CertificateFault,
    CertificateStanding,
    Control,
    DoorState,
    HttpsDoor,
    WebAddresses,
    WebCertificates,
)
from digiamen_scan.facts.x509 import Certificate
from digiamen_scan.model.facts import Kind, Now, Unavailable
from digiamen_scan.standards.web.web_certificate import certificate_standing

HOST = "www.example.org"
MOMENT = datetime(2026, 11, 24, 12, tzinfo=UTC)
NOW = Now(MOMENT)
DAY = timedelta(days=1)
LEAF = Certificate(
    names=(HOST,),
    names_count=1,
    common_name="",
    issuer="Example Trust",
    not_before=MOMENT - 30 * DAY,
    not_after=MOMENT + 60 * DAY,
    key="ec",
    key_bits=256,
    signature_hash="sha256",
    self_issued=False,
)
ROOT = replace(LEAF, names=(), names_count=0, not_after=MOMENT + 4000 * DAY, self_issued=True)
GOOD = HttpsDoor("192.0.2.1", "shown", trusted_by="public", chain=(LEAF, ROOT), sent=1)
OTHER = replace(GOOD, address="2001:db8::1")
FAILED = HttpsDoor("2001:db8::1", "unseen", Unavailable(Kind.TIMEOUT, "port 443"))
NO_ROUTE = HttpsDoor("2001:db8::1", "no_route")
REFUSED = HttpsDoor("192.0.2.1", "refused")
PRIVATE = HttpsDoor("10.0.0.1", "private")


def objection(fault: CertificateFault, *chain: Certificate, sent: bool = False) -> HttpsDoor:
    return HttpsDoor(
        "192.0.2.1", "shown", fault=fault, detail="as it says", chain=chain, issuer_sent=sent
    )


def judge(
    *doors: HttpsDoor,
    control: Control = "not_needed",
    status: DnsStatus = "found",
    now: Now = NOW,
) -> CertificateStanding | Unavailable:
    addresses = WebAddresses(HOST, status, tuple(door.address for door in doors))
    return certificate_standing(addresses, WebCertificates(HOST, doors, control), now)


def standing(*doors: HttpsDoor, control: Control = "not_needed") -> CertificateStanding:
    found = judge(*doors, control=control)
    assert isinstance(found, CertificateStanding)
    return found


def test_a_good_certificate_on_both_addresses() -> None:
    found = standing(GOOD, OTHER)
    assert (found.state, found.problems, found.trusted_by) == ("accepted", (), "public")
    assert (found.issuer, found.ends, found.names) == ("Example Trust", LEAF.not_after, (HOST,))


@pytest.mark.parametrize("status", ["no_data", "no_name"])
def test_a_name_without_an_address(status: DnsStatus) -> None:
    found = judge(status=status)
    assert isinstance(found, CertificateStanding)
    assert found.state == "no_site"


@pytest.mark.parametrize(
    ("door", "problem"),
    [
        (objection("self_signed", LEAF), "self_signed"),
        (objection("untrusted", LEAF), "untrusted"),
        (objection("untrusted", replace(LEAF, logged=True)), "incomplete_chain"),
        (objection("untrusted", replace(LEAF, logged=True), sent=True), "untrusted"),
        (objection("untrusted"), "untrusted"),
        (objection("wrong_name", LEAF), "wrong_name"),
        (objection("expired", replace(LEAF, not_after=MOMENT - DAY)), "expired"),
        (objection("expired", LEAF, replace(ROOT, not_after=MOMENT - DAY)), "expired_issuer"),
        (objection("expired"), "expired"),
        (objection("not_yet_valid", LEAF), "not_yet_valid"),
        (objection("weak", replace(LEAF, key="rsa", key_bits=1024)), "weak_key"),
        (objection("weak", replace(LEAF, signature_hash="md5")), "weak_signature"),
        (objection("weak", LEAF), "not_accepted"),
        (objection("other", replace(LEAF, server_use=False)), "wrong_use"),
        (objection("other", LEAF), "not_accepted"),
        (objection("other"), "not_accepted"),
        (replace(GOOD, chain=(replace(LEAF, key="rsa", key_bits=1024), ROOT)), "weak_key"),
        (replace(GOOD, chain=(replace(LEAF, signature_hash="sha1"), ROOT)), "weak_signature"),
        (replace(GOOD, chain=(replace(LEAF, not_after=MOMENT + 2 * DAY), ROOT)), "expiring"),
        (replace(GOOD, chain=(replace(LEAF, key="rsa", key_bits=16_384), ROOT)), "key_too_large"),
        (REFUSED, "no_https"),
        (HttpsDoor("192.0.2.1", "not_tls"), "no_https"),
        (HttpsDoor("192.0.2.1", "turned_away", detail="handshake_failure"), "turned_away"),
    ],
)
def test_each_problem_where_the_network_is_honest(door: HttpsDoor, problem: str) -> None:
    found = standing(door, control="trusted")
    assert (found.state, found.problems) == ("faulty", (problem,))
    assert found.detail == door.detail


MADE_ON_THE_WAY = (
    objection("self_signed", LEAF),
    objection("untrusted", LEAF),
    objection("wrong_name", LEAF),
    objection("other", LEAF),
    REFUSED,
    HttpsDoor("192.0.2.1", "not_tls"),
    HttpsDoor("192.0.2.1", "turned_away"),
)
EXPIRED = objection("expired", replace(LEAF, not_after=MOMENT - DAY))


@pytest.mark.parametrize("door", [*MADE_ON_THE_WAY, EXPIRED])
def test_a_network_that_changes_everything_is_no_fail(door: HttpsDoor) -> None:
    assert standing(door, control="altered").state == "altered"
    assert standing(GOOD, replace(door, address="x"), control="altered").state == "altered"


@pytest.mark.parametrize("door", MADE_ON_THE_WAY)
def test_without_the_control_nothing_that_could_be_made_on_the_way_is_a_fail(
    door: HttpsDoor,
) -> None:
    assert standing(door, control="unreachable").state == "unproven"


@pytest.mark.parametrize(
    "door", [EXPIRED, objection("untrusted", replace(LEAF, logged=True)), objection("expired")]
)
def test_without_the_control_what_nobody_else_can_make_is_a_fail(door: HttpsDoor) -> None:
    assert standing(door, control="unreachable").state == "faulty"


def test_without_the_control_only_what_is_proven_is_told() -> None:
    other = replace(objection("self_signed", LEAF), address="2001:db8::1")
    found = standing(EXPIRED, other, control="unreachable")
    assert (found.state, found.problems) == ("faulty", ("expired",))
    assert standing(EXPIRED, other, control="trusted").problems == ("self_signed", "expired")


def test_a_wrong_clock_is_no_fail_but_hides_no_other() -> None:
    assert standing(EXPIRED, control="clock").state == "clock"
    assert standing(objection("not_yet_valid", LEAF), control="clock").state == "clock"
    found = standing(objection("wrong_name", LEAF), control="clock")
    assert (found.state, found.problems) == ("faulty", ("wrong_name",))


@pytest.mark.parametrize(
    ("control", "state"),
    [("trusted", "local"), ("unreachable", "local"), ("altered", "altered")],
)
def test_a_root_that_only_this_computer_knows(control: Control, state: str) -> None:
    found = standing(replace(GOOD, trusted_by="local"), control=control)
    assert (found.state, found.trusted_by) == (state, "local")


@pytest.mark.parametrize(
    ("control", "state"),
    [("trusted", "accepted"), ("unreachable", "accepted"), ("altered", "altered")],
)
def test_a_root_that_the_environment_names(control: Control, state: str) -> None:
    found = standing(replace(GOOD, trusted_by="environment"), control=control)
    assert (found.state, found.trusted_by) == (state, "environment")


def test_the_least_known_root_counts() -> None:
    assert standing(GOOD, replace(OTHER, trusted_by="given")).trusted_by == "given"


def test_a_closed_port_beside_an_open_one_is_no_problem() -> None:
    assert standing(GOOD, replace(REFUSED, address="2001:db8::1")).problems == ()


@pytest.mark.parametrize("state", ["not_tls", "turned_away"])
def test_an_answer_without_tls_beside_a_good_one_is_a_problem(state: DoorState) -> None:
    found = standing(GOOD, HttpsDoor("2001:db8::1", state), control="trusted")
    assert found.state == "faulty"


@pytest.mark.parametrize("door", [NO_ROUTE, FAILED])
def test_a_closed_port_and_an_address_that_was_not_seen(door: HttpsDoor) -> None:
    """IPv6 without a route says nothing; one that is silent may be the website."""
    found = judge(REFUSED, door, control="trusted")
    if door is FAILED:
        assert found == Unavailable(Kind.TIMEOUT, "port 443", "web_certificates")
    else:
        assert isinstance(found, CertificateStanding)
        assert found.problems == ("no_https",)


def test_what_was_not_seen_is_told_beside_a_good_one() -> None:
    assert standing(GOOD, FAILED).unseen == ("2001:db8::1",)
    assert standing(GOOD, NO_ROUTE).unseen == ()
    assert standing(GOOD, PRIVATE).unseen == ("10.0.0.1",)


def test_private_addresses_alone() -> None:
    found = standing(PRIVATE, NO_ROUTE)
    assert (found.state, found.unseen) == ("private", ("10.0.0.1",))


@pytest.mark.parametrize(
    ("doors", "kind"),
    [
        ((FAILED,), Kind.TIMEOUT),
        ((NO_ROUTE,), Kind.UNREACHABLE),
        ((PRIVATE, FAILED), Kind.TIMEOUT),
        ((replace(GOOD, chain=()),), Kind.UNREADABLE),
    ],
)
def test_what_could_not_be_seen_is_unavailable(doors: tuple[HttpsDoor, ...], kind: str) -> None:
    found = judge(*doors)
    assert isinstance(found, Unavailable)
    assert (found.kind, found.fact) == (kind, "web_certificates")


def test_a_recording_that_is_judged_later_sees_what_has_run_out_since() -> None:
    later = judge(GOOD, now=Now(MOMENT + 70 * DAY))
    assert isinstance(later, CertificateStanding)
    assert later.problems == ("expired",)
    far = replace(GOOD, chain=(replace(LEAF, not_after=MOMENT + 9000 * DAY), ROOT))
    later = judge(far, now=Now(MOMENT + 5000 * DAY))
    assert isinstance(later, CertificateStanding)
    assert later.problems == ("expired_issuer",)


def test_only_a_door_that_is_accepted_can_lead_to_a_pass() -> None:
    """Whatever else was seen, at whatever control."""
    states: tuple[DoorState, ...] = ("refused", "not_tls", "turned_away", "private", "no_route")
    faults: tuple[CertificateFault, ...] = ("expired", "wrong_name", "untrusted", "other", "weak")
    bad = [HttpsDoor("192.0.2.9", state) for state in states]
    bad += [objection(fault, LEAF) for fault in faults] + [FAILED]
    bad.append(replace(GOOD, trusted_by="local"))
    controls: tuple[Control, ...] = ("not_needed", "trusted", "altered", "clock", "unreachable")
    for door, second, control in product(bad, bad, controls):
        found = judge(door, second, control=control)
        assert isinstance(found, Unavailable) or found.state != "accepted"
