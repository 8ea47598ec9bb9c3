"""The control: a well-known site, looked at where something is amiss, at most once."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from digiamen_scan.facts.web import Control, WebCertificates
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.web.control import CONTROL_HOST, control_of
from digiamen_scan.probes.web.doors import Door
from tests.lab.certificates import Shown, root, shown
from tests.lab.dns_faults import FaultyDns
from tests.lab.faulty_dns import faulty_dns
from tests.unit.probes.http_servers import hang, none_left, serving
from tests.unit.probes.web_looking import HOST, Looking, Trust, context_of, make_trust, only


@pytest.fixture(scope="module")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    return make_trust(tmp_path_factory.mktemp("roots"))


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    yield
    assert none_left()


@pytest.fixture
def responder() -> Iterator[FaultyDns]:
    with faulty_dns({}, {}) as server:
        yield server


def control_case(
    seen: Shown, control: Shown | None, trust: Trust, folder: Path, responder: FaultyDns
) -> WebCertificates:
    """Look at a site and a control that live at one address, told apart by their names."""
    responder.records[CONTROL_HOST, "A"] = ("127.0.0.1",)
    others = folder / "control"
    others.mkdir()
    context = context_of(seen, folder)
    inner = context_of(control, others) if control else None

    def choose(sock: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
        if name == CONTROL_HOST and inner:
            sock.context = inner

    context.sni_callback = choose
    with serving(hang, tls=context) as server:
        found = Looking(trust.file, server.port, responder).look()
    assert isinstance(found, WebCertificates)
    return found


def test_the_control_shows_that_the_network_is_honest(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    control = trust.shown(CONTROL_HOST)
    found = control_case(shown(None, HOST), control, trust, tmp_path, responder)
    assert (only(found).fault, found.control) == ("self_signed", "trusted")
    assert responder.questions[CONTROL_HOST, "A"] == 1


def test_the_control_shows_that_everything_is_changed(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    filter_root = root("Filter")
    control = shown(filter_root, CONTROL_HOST)
    found = control_case(shown(filter_root, HOST), control, trust, tmp_path, responder)
    assert (only(found).fault, found.control) == ("untrusted", "altered")


def test_a_sign_in_page_shows_the_same_certificate_for_every_name(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    portal = trust.shown("portal.hotel.example")
    found = control_case(portal, None, trust, tmp_path, responder)
    assert (only(found).fault, found.control) == ("wrong_name", "altered")


def test_the_control_shows_a_wrong_clock(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    old = {"begins": -90, "ends": -1}
    seen, control = trust.shown(HOST, **old), trust.shown(CONTROL_HOST, **old)
    found = control_case(seen, control, trust, tmp_path, responder)
    assert (only(found).fault, found.control) == ("expired", "clock")


@pytest.mark.parametrize(
    ("door", "control"),
    [
        (Door("192.0.2.1", "not_tls"), "altered"),
        (Door("192.0.2.1", "turned_away"), "altered"),
        (Door("192.0.2.1", "refused"), "unreachable"),
        (Door("192.0.2.1", "no_route"), "unreachable"),
        (Door("192.0.2.1", "unseen", Unavailable(Kind.TIMEOUT)), "unreachable"),
        (Door("192.0.2.1", "shown", trusted_by="environment"), "altered"),
        (Door("192.0.2.1", "shown", trusted_by="given"), "trusted"),
    ],
)
def test_what_the_control_means(door: Door, control: Control) -> None:
    assert control_of(door) == control


def test_a_network_that_gives_the_control_a_private_address(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    """The site is at a public address that is this computer's here; the control is not."""
    responder.records[CONTROL_HOST, "A"] = ("10.0.0.1",)
    with serving(hang, tls=context_of(shown(None, HOST), tmp_path)) as server:
        looking = Looking(
            trust.file,
            server.port,
            responder,
            may_contact=lambda address: str(address) == "127.0.0.1",
        )
        found = looking.look()
    assert isinstance(found, WebCertificates)
    assert found.control == "altered"
