"""The certificate probe against real handshakes: what it sees, and how it ends."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from digiamen_scan.facts.web import HttpsDoor, WebAddresses, WebCertificates
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import parse_nameserver
from digiamen_scan.probes.http.addresses import is_public
from digiamen_scan.probes.web.anchors import Anchors, is_usable
from digiamen_scan.probes.web.certificate import CertificateProbe
from digiamen_scan.probes.web.control import CONTROL_HOST, ControlSite
from digiamen_scan.probes.web.doors import Door
from tests.lab.certificates import Shown, below, root, shown, signed_with_sha1
from tests.lab.dns_faults import FaultyDns
from tests.lab.faulty_dns import faulty_dns
from tests.lab.processes import run
from tests.unit.probes.http_servers import Server, dripping, endless, hang, none_left, serving
from tests.unit.probes.web_looking import HOST, SITE, Looking, Trust, context_of, make_trust, only


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


def look(
    seen: Shown,
    trust: Trust,
    folder: Path,
    responder: FaultyDns,
    *,
    ca_file: Path | None = None,
) -> WebCertificates:
    with serving(hang, tls=context_of(seen, folder)) as server:
        found = Looking(trust.file, server.port, responder, ca_file).look()
    assert isinstance(found, WebCertificates)
    return found


def test_a_good_certificate_is_accepted_and_read(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    found = look(trust.shown(HOST, "example.org"), trust, tmp_path, responder)
    door = only(found)
    assert (door.state, door.trusted_by, door.fault, door.sent) == ("shown", "public", "", 2)
    leaf, issuer, top = door.chain
    assert leaf.names == (HOST, "example.org")
    assert leaf.issuer == "Lab Issuer of the lab"
    assert (leaf.key, leaf.key_bits, leaf.signature_hash) == ("ec", 256, "sha256")
    assert not leaf.self_issued
    assert issuer.issuer == "Lab Root of the lab"
    assert top.self_issued
    assert found.control == "not_needed"
    assert responder.questions.total() == 0


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        ({"begins": -90, "ends": -1}, "expired"),
        ({"begins": 1}, "not_yet_valid"),
        ({"names": ("other.example",)}, "wrong_name"),
        ({"names": ("*.www.example.org", "example.org")}, "wrong_name"),
        ({"names": (), "common_name": HOST}, "wrong_name"),
        ({"names": ("127.0.0.1",)}, "wrong_name"),
    ],
)
def test_what_an_ordinary_client_objects_to(
    trust: Trust, tmp_path: Path, responder: FaultyDns, wanted: dict[str, object], fault: str
) -> None:
    names = wanted.pop("names", (HOST,))
    assert isinstance(names, tuple)
    found = look(shown(trust.issuer, *names, **wanted), trust, tmp_path, responder)
    door = only(found)
    assert (door.state, door.trusted_by, door.fault) == ("shown", "", fault)
    assert door.detail
    assert door.chain[0].names == names
    assert found.control == "unreachable"


@pytest.mark.parametrize("name", [HOST, "*.example.org", "WWW.EXAMPLE.ORG"])
def test_names_that_fit(trust: Trust, tmp_path: Path, responder: FaultyDns, name: str) -> None:
    assert only(look(trust.shown(name), trust, tmp_path, responder)).trusted_by == "public"


def test_a_self_signed_certificate(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    door = only(look(shown(None, HOST), trust, tmp_path, responder))
    assert (door.fault, door.trusted_by, door.chain[0].self_issued) == ("self_signed", "", True)


@pytest.mark.parametrize("logged", [True, False])
def test_an_issuer_that_was_not_sent(
    trust: Trust, tmp_path: Path, responder: FaultyDns, *, logged: bool
) -> None:
    seen = trust.shown(HOST, logged=logged).alone()
    door = only(look(seen, trust, tmp_path, responder))
    assert (door.fault, door.sent, door.issuer_sent) == ("untrusted", 1, False)
    assert door.chain[0].logged is logged


def test_an_unknown_authority_that_sends_its_chain(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    seen = shown(below(root("Other Root"), "Other"), HOST)
    door = only(look(seen, trust, tmp_path, responder))
    assert (door.fault, door.sent, door.issuer_sent) == ("untrusted", 2, True)


def test_an_issuer_that_has_run_out(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    old = below(trust.top, "Old", begins=-900, ends=-1)
    door = only(look(shown(old, HOST), trust, tmp_path, responder))
    assert door.fault == "expired"
    leaf, issuer = door.chain
    assert leaf.not_after > issuer.not_after


def test_an_issuer_that_may_only_name_others(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    bound = below(trust.top, "Bound", permitted="other.example")
    door = only(look(shown(bound, HOST), trust, tmp_path, responder))
    assert (door.fault, door.detail) == ("other", "permitted subtree violation")


def test_a_certificate_for_mail(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    seen = trust.shown(HOST, uses=(ExtendedKeyUsageOID.EMAIL_PROTECTION,))
    door = only(look(seen, trust, tmp_path, responder))
    assert (door.fault, door.chain[0].server_use) == ("other", False)


@pytest.mark.parametrize("bits", [1024, 3072])
def test_a_key_is_measured_also_where_it_is_weak(
    trust: Trust, tmp_path: Path, responder: FaultyDns, bits: int
) -> None:
    door = only(look(trust.shown(HOST, bits=bits), trust, tmp_path, responder))
    assert (door.trusted_by, door.chain[0].key, door.chain[0].key_bits) == ("public", "rsa", bits)


def test_a_signature_of_old(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    seen = signed_with_sha1(trust.issuer, HOST, tmp_path)
    door = only(look(seen, trust, tmp_path, responder))
    assert (door.trusted_by, door.chain[0].signature_hash) == ("public", "sha1")


def test_a_root_that_was_given(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    own = root("Own Root")
    file = tmp_path / "own.pem"
    file.write_bytes(own.pem)
    found = look(shown(own, HOST), trust, tmp_path, responder, ca_file=file)
    assert only(found).trusted_by == "given"
    assert found.control == "not_needed"


def test_a_root_that_the_environment_names(
    trust: Trust, tmp_path: Path, responder: FaultyDns, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = root("Own Root")
    file = tmp_path / "own.pem"
    file.write_bytes(own.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    found = look(shown(own, HOST), trust, tmp_path, responder)
    assert only(found).trusted_by == "environment"
    assert found.control == "unreachable"


def test_a_root_that_only_this_computer_knows(
    trust: Trust, tmp_path: Path, responder: FaultyDns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The computer's own store is a folder of hashed names here, as an antivirus changes it."""
    own = root("Filter Root")
    store = tmp_path / "store"
    store.mkdir()
    (store / "own.pem").write_bytes(own.pem)
    run("openssl", "rehash", str(store))
    monkeypatch.setenv("SSL_CERT_DIR", str(store))
    found = look(shown(own, HOST), trust, tmp_path, responder)
    door = only(found)
    assert (door.trusted_by, door.fault, door.chain[0].issuer) == (
        "local",
        "",
        "Filter Root of the lab",
    )


def test_names_of_the_host_come_first_of_a_thousand(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    many = tuple(f"n{number}.other.example" for number in range(1000))
    door = only(look(trust.shown(*many, HOST), trust, tmp_path, responder))
    leaf = door.chain[0]
    assert (leaf.names[0], len(leaf.names), leaf.names_count) == (HOST, 100, 1001)


@pytest.mark.parametrize("count", [10_000, 40_000])
def test_more_names_than_any_client_takes_are_no_pass(
    trust: Trust, tmp_path: Path, responder: FaultyDns, count: int
) -> None:
    many = tuple(f"n{number}.other.example" for number in range(count))
    door = only(look(trust.shown(HOST, *many), trust, tmp_path, responder))
    assert door.state == "unseen"
    assert door.failure is not None
    assert door.failure.kind == Kind.UNREADABLE


def test_two_hundred_kilobytes_of_certificates_are_no_pass(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    seen = trust.shown(HOST)
    padding = tuple(root(f"Padding {number}", bits=2048).certificate for number in range(230))
    sent = Shown(seen.key, (*seen.chain, *padding))
    assert len(b"".join(one.public_bytes(Encoding.DER) for one in sent.chain)) > 180_000
    door = only(look(sent, trust, tmp_path, responder))
    assert (door.state, door.trusted_by) == ("unseen", "")


def test_twelve_certificates_of_which_ten_are_kept(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    seen = shown(None, HOST)
    padding = tuple(root(f"Padding {number}").certificate for number in range(11))
    door = only(look(Shown(seen.key, (*seen.chain, *padding)), trust, tmp_path, responder))
    assert (door.sent, len(door.chain)) == (12, 10)


def test_hostile_names_are_harmless(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    hostile = "\x1b[2J\u202eevil"
    door = only(look(shown(None, HOST, common_name=hostile), trust, tmp_path, responder))
    leaf = door.chain[0]
    assert leaf.common_name == r"\x1b[2J\u202eevil"
    assert leaf.issuer.startswith(r"\x1b[2J")


def plain(
    says: Callable[[socket.socket], object] | bytes, trust: Trust, responder: FaultyDns
) -> tuple[HttpsDoor, Server]:
    with serving(says, silent=True) as server:
        found = Looking(trust.file, server.port, responder).look()
    assert isinstance(found, WebCertificates)
    return only(found), server


@pytest.mark.parametrize(
    "says",
    [
        b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
        b"220 mail.example ESMTP ready\r\n",
        b"\x00" * 50,
    ],
)
def test_a_server_that_speaks_no_tls(trust: Trust, responder: FaultyDns, says: bytes) -> None:
    door, server = plain(says, trust, responder)
    assert (door.state, door.trusted_by, server.connections) == ("not_tls", "", 1)


def test_a_server_that_says_no_in_tls(trust: Trust, responder: FaultyDns) -> None:
    """An alert, fatal: handshake failure (RFC 5246 section 7.2.2)."""
    door, _ = plain(b"\x15\x03\x01\x00\x02\x02\x28", trust, responder)
    assert (door.state, door.detail) == ("turned_away", "handshake_failure")


@pytest.mark.parametrize(
    "says",
    [
        hang,
        dripping(b"\x16\x03\x03\x40\x00", b"\x02", 0.05),
        endless(b"", b"\x16\x03\x03\x00\x01\x02"),
    ],
    ids=["silent", "dripping", "endless"],
)
def test_a_server_that_never_ends_a_handshake(
    trust: Trust, responder: FaultyDns, says: Callable[[socket.socket], object]
) -> None:
    began = time.monotonic()
    door, _ = plain(says, trust, responder)
    assert (door.state, door.trusted_by) == ("unseen", "")
    assert time.monotonic() - began < 10


def test_a_connection_that_is_cut(trust: Trust, responder: FaultyDns) -> None:
    door, _ = plain(b"", trust, responder)
    assert door.state == "unseen"
    assert door.failure is not None
    assert door.failure.kind == Kind.UNREACHABLE


def test_a_closed_port_is_refused(trust: Trust, responder: FaultyDns) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = Looking(trust.file, port, responder).look()
    assert isinstance(found, WebCertificates)
    assert (only(found).state, found.control) == ("refused", "unreachable")


def test_a_private_address_is_not_contacted(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    with serving(hang, tls=context_of(trust.shown(), tmp_path)) as server:
        looking = Looking(trust.file, server.port, responder, may_contact=is_public)
        found = looking.look(WebAddresses(HOST, "found", ("127.0.0.1", "::1")))
    assert isinstance(found, WebCertificates)
    assert [door.state for door in found.doors] == ["private", "private"]
    assert server.connections == 0
    assert found.control == "not_needed"


def test_a_path_that_cannot_be_read_whole_is_not_read_at_all(trust: Trust) -> None:
    """Else a weak certificate could hide behind a malformed one."""
    looking = Looking(trust.file, 9, FaultyDns("127.0.0.1", 9, {}, {}))
    good = trust.shown().leaf.public_bytes(Encoding.DER)
    door = Door("192.0.2.1", "shown", trusted_by="public", path=(good, b"x"), sent=(good,))
    assert looking.parsed(door).chain == ()
    twelve = replace(door, path=(good,) * 12)
    assert looking.parsed(twelve).chain == ()
    assert len(looking.parsed(replace(door, path=(good, good))).chain) == 2


def test_each_family_is_looked_at(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    context = context_of(trust.shown(), tmp_path)
    bad = tmp_path / "bad"
    bad.mkdir()
    with (
        serving(hang, tls=context) as four,
        serving(hang, host="::1", port=four.port, tls=context_of(shown(None, HOST), bad)),
    ):
        found = Looking(trust.file, four.port, responder).look(
            WebAddresses(HOST, "found", ("127.0.0.1", "::1"))
        )
    assert isinstance(found, WebCertificates)
    assert [(door.address, door.trusted_by, door.fault) for door in found.doors] == [
        ("127.0.0.1", "public", ""),
        ("::1", "", "self_signed"),
    ]


def test_a_closed_port_of_one_family_needs_no_control(
    trust: Trust, tmp_path: Path, responder: FaultyDns
) -> None:
    with serving(hang, tls=context_of(trust.shown(), tmp_path)) as server:
        found = Looking(trust.file, server.port, responder).look(
            WebAddresses(HOST, "found", ("127.0.0.1", "::1"))
        )
    assert isinstance(found, WebCertificates)
    assert [door.state for door in found.doors] == ["shown", "refused"]
    assert found.control == "not_needed"


def test_nothing_is_contacted_without_an_address(trust: Trust, responder: FaultyDns) -> None:
    looking = Looking(trust.file, 9, responder)
    found = looking.look(WebAddresses(HOST, "no_name"))
    assert found == WebCertificates(HOST)
    failure = Unavailable(Kind.TIMEOUT, "9.9.9.9")
    told = looking.look(WebAddresses(HOST, "failed", failure=failure))
    assert told == Unavailable(Kind.TIMEOUT, "9.9.9.9", "web_addresses")


def test_the_plan_lists_every_contact(trust: Trust, tmp_path: Path, responder: FaultyDns) -> None:
    connector = Connector()
    client = DnsClient(connector, nameserver=parse_nameserver(responder.resolver))
    anchors = Anchors(usual=trust.file)
    control = ControlSite(client, connector, anchors, may_contact=is_public)
    probe = CertificateProbe(connector, anchors, control, may_contact=is_public)
    rules = probe.contacts(SITE)
    assert [(rule.service, rule.port, rule.about) for rule in rules] == [
        ("https", 443, HOST),
        ("dns", client.port, CONTROL_HOST),
        ("https", 443, CONTROL_HOST),
    ]
    assert all(isinstance(rule, ContactRule) and rule.at_most > 0 for rule in rules)
    assert probe.contacts(Target(TargetKind.WEBSITE, "a..b")) == ()
    del tmp_path


@pytest.mark.parametrize(
    ("content", "usable"), [("", False), ("no certificate", False), (None, True)]
)
def test_whether_a_file_of_roots_is_usable(
    trust: Trust, tmp_path: Path, content: str | None, *, usable: bool
) -> None:
    file = tmp_path / "roots.pem"
    file.write_bytes(trust.file.read_bytes() if content is None else content.encode())
    assert is_usable(file) is usable
    assert not is_usable(tmp_path)
    with pytest.raises(FileNotFoundError):
        is_usable(tmp_path / "none.pem")
