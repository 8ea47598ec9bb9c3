"""What the probe makes of servers: OpenSSL's in many dresses, and badly behaved ones."""

import asyncio
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from digiamen_scan.facts.tls import TlsOffers
from digiamen_scan.facts.web import WebAddresses
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector, ContactRefusedError
from digiamen_scan.probes.http.addresses import is_public_or_private
from digiamen_scan.probes.tls import exchange
from digiamen_scan.probes.tls.website import AT_A_TIME, MOST_CONNECTIONS, TlsHellos
from digiamen_scan.standards.web.tls_suites import WEAK_CLASSES, weak_class
from tests.lab.addresses import free_port
from tests.lab.fixtures import require
from tests.lab.tls_servers import (
    EVERYTHING,
    HOST,
    PROGRAMS,
    SSL_2_HELLO,
    Says,
    Talker,
    alert,
    hello,
    message,
    openssl_server,
    record,
    saying,
    suites_of,
    version_of,
    write_certificate,
    write_short_prime,
)

SITE = Target(TargetKind.WEBSITE, HOST)
MODERN = {"TLS 1.2", "TLS 1.3"}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require(*PROGRAMS)
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for silent servers no longer than a test can."""
    monkeypatch.setattr(exchange, "ANSWER_SECONDS", 0.4)
    monkeypatch.setattr(exchange, "CONNECT_SECONDS", 0.4)


def ask(
    port: int, *addresses: str, target: Target = SITE, limit: int | None = None
) -> TlsOffers | Unavailable:
    connector = Connector()
    probe = TlsHellos(connector, is_public_or_private, port)
    rules = probe.contacts(target)
    connector.allow(rules if limit is None else [replace(rule, at_most=limit) for rule in rules])
    known = WebAddresses(HOST, "found", addresses or ("127.0.0.1",))
    raw = asyncio.run(probe.read(target, known))
    found = raw if isinstance(raw, Unavailable) else probe.parse(raw)
    if isinstance(found, Unavailable):
        return found
    reading = found[TlsOffers]
    assert isinstance(reading.value, TlsOffers)
    assert len(reading.evidence) >= len(reading.value.versions)
    return reading.value


def offers(port: int, *addresses: str) -> TlsOffers:
    found = ask(port, *addresses)
    assert isinstance(found, TlsOffers)
    return found


def named(found: TlsOffers, state: str = "offered") -> set[str]:
    return {one.what for one in (*found.versions, *found.weak) if one.state == state}


# OpenSSL


@pytest.mark.parametrize(
    ("option", "version"),
    [
        ("-tls1", "TLS 1.0"),
        ("-tls1_1", "TLS 1.1"),
        ("-tls1_2", "TLS 1.2"),
        ("-tls1_3", "TLS 1.3"),
    ],
)
def test_a_server_of_one_version_offers_just_that(
    certificate: Path, option: str, version: str
) -> None:
    ciphers = () if option == "-tls1_3" else ("-cipher", "DEFAULT:@SECLEVEL=0")
    with openssl_server(certificate, option, *ciphers) as port:
        found = offers(port)
    assert named(found) == {version}
    assert named(found, "undetermined") == set()
    assert found.speech == "tls"


def test_a_sound_server_offers_nothing_weak(certificate: Path) -> None:
    with openssl_server(certificate) as port:
        found = offers(port)
    assert named(found) == MODERN
    assert named(found, "undetermined") == set()
    assert (found.exchange, found.dh_bits) == ("offered", 2048)
    assert (found.forward_secrecy, found.compression, found.safe_renegotiation) == (
        True,
        False,
        True,
    )


def test_every_weak_cipher_that_openssl_still_has_is_found(certificate: Path) -> None:
    with openssl_server(certificate, "-cipher", EVERYTHING) as port:
        found = offers(port)
    assert named(found) == MODERN | {"TLS 1.0", "TLS 1.1", "NULL", "anon"}


@pytest.mark.parametrize("cipher", ["NULL-SHA", "AECDH-AES128-SHA"])
def test_a_weak_cipher_behind_good_ones_is_found(certificate: Path, cipher: str) -> None:
    suites = f"ECDHE-RSA-AES128-GCM-SHA256:{cipher}:@SECLEVEL=0"
    with openssl_server(certificate, "-serverpref", "-cipher", suites) as port:
        found = offers(port)
    assert named(found) & {*WEAK_CLASSES} == {"NULL" if "NULL" in cipher else "anon"}


def test_a_short_prime_is_measured(certificate: Path) -> None:
    prime = str(write_short_prime(certificate.parent))
    with openssl_server(certificate, "-dhparam", prime, "-cipher", "DEFAULT:@SECLEVEL=0") as port:
        found = offers(port)
    assert (found.exchange, found.dh_bits) == ("offered", 1024)


def test_a_server_without_classic_diffie_hellman(certificate: Path) -> None:
    with openssl_server(certificate, "-no_dhe") as port:
        found = offers(port)
    assert (found.exchange, found.dh_bits) == ("not_offered", 0)


def test_a_server_that_prefers_to_reuse_its_key_has_no_forward_secrecy(certificate: Path) -> None:
    suites = "AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
    with openssl_server(certificate, "-tls1_2", "-serverpref", "-cipher", suites) as port:
        assert offers(port).forward_secrecy is False


def test_a_server_that_wants_one_certificate_name_alone_is_asked_by_name(
    certificate: Path,
) -> None:
    second = ("-cert2", str(certificate), "-key2", str(certificate))
    with openssl_server(certificate, "-servername", HOST, "-servername_fatal", *second) as port:
        assert named(offers(port)) == MODERN


# Servers of old, acted


def acting(versions: dict[int, list[int]], no: bytes | None = None) -> Says:
    """Act a server that has these suites in these versions, and refuses all else with `no`."""

    def says(sock: socket.socket, first: bytes) -> None:
        asked = version_of(first)
        if asked == 2:
            sock.sendall(SSL_2_HELLO if 2 in versions else no or alert(70))
            return
        spoken = [version for version in versions if 2 < version <= asked]
        if asked == 0x0304 or not spoken:
            spoken = [0x0304] if asked in versions else []
        if not spoken:
            sock.sendall(no if no is not None else alert(70))
            return
        shared = [suite for suite in versions[max(spoken)] if suite in suites_of(first)]
        sock.sendall(hello(max(spoken), shared[0]) if shared else no or alert(40))

    return says


GOOD = {0x0304: [0x1301], 0x0303: [0xC02F]}


@pytest.mark.parametrize(
    ("versions", "offered"),
    [
        (GOOD, MODERN),
        ({**GOOD, 2: []}, MODERN | {"SSL 2.0"}),
        ({**GOOD, 0x0300: [0x2F]}, MODERN | {"SSL 3.0"}),
        ({0x0300: [0x0A]}, {"SSL 3.0", "3DES"}),
        ({0x0301: [0x2F, 0x05, 0x03]}, {"TLS 1.0", "RC4", "EXPORT"}),
        ({**GOOD, 0x0301: [0x05]}, MODERN | {"TLS 1.0", "RC4"}),
        ({0x0303: [0xC02F, 0x04, 0x09, 0x0A, 0x08, 0x01, 0x34]}, {"TLS 1.2", *WEAK_CLASSES}),
        ({0x0303: [0x0041]}, {"TLS 1.2"}),
        ({0x0303: [0xC09C]}, {"TLS 1.2"}),
        ({0x0301: [0x0031]}, {"TLS 1.0"}),
        ({0x0304: [0x1303]}, {"TLS 1.3"}),
        ({0x0304: [0x1305]}, {"TLS 1.3"}),
    ],
)
def test_a_server_offers_what_it_has(versions: dict[int, list[int]], offered: set[str]) -> None:
    with saying(acting(versions)) as server:
        found = offers(server.port)
    assert named(found) == offered
    assert named(found, "undetermined") == set()
    assert len(server.heard) <= MOST_CONNECTIONS
    assert server.most_at_once <= AT_A_TIME


def hang_up(sock: socket.socket, _first: bytes = b"") -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("no", [b"", alert(40), alert(80), alert(47), alert(0, level=1)])
def test_a_server_that_refuses_in_its_own_way_is_understood(no: bytes) -> None:
    with saying(acting(GOOD, no)) as server:
        found = offers(server.port)
    assert named(found) == MODERN
    assert named(found, "undetermined") == set()


def test_a_reset_is_a_refusal_where_the_server_goes_on_answering() -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        if version_of(first) < 0x0303:
            hang_up(sock)
        else:
            acting(GOOD)(sock, first)

    with saying(says) as server:
        found = offers(server.port)
    assert named(found) == MODERN
    assert named(found, "undetermined") == set()


def test_a_server_that_hangs_up_on_everybody_after_a_while_has_refused_nothing() -> None:
    asked: list[bytes] = []

    def says(sock: socket.socket, first: bytes) -> None:
        asked.append(first)
        if version_of(first) < 0x0303 or len(asked) > 8:
            hang_up(sock)
        else:
            acting(GOOD)(sock, first)

    with saying(says) as server:
        found = offers(server.port)
    assert {"SSL 3.0", "TLS 1.0", "TLS 1.1"} <= named(found, "undetermined")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("version", [0x0002, 0x0300, 0x0301, 0x0302])
def test_silence_about_a_version_is_no_refusal(version: int) -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        if version_of(first) == version:
            sock.recv(1)
        else:
            acting(GOOD)(sock, first)

    with saying(says) as server:
        found = offers(server.port)
    assert named(found) == MODERN
    assert len(named(found, "undetermined")) == 1


@pytest.mark.usefixtures("impatient")
def test_silence_about_weak_ciphers_is_no_refusal() -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        if version_of(first) == 0x0303 and weak_class(suites_of(first)[0]):
            sock.recv(1)
        else:
            acting(GOOD)(sock, first)

    with saying(says) as server:
        found = offers(server.port)
    assert named(found, "undetermined") == {*WEAK_CLASSES}


def test_a_version_that_nobody_asked_for_is_not_an_offer_of_the_one_asked() -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        sock.sendall(alert(70) if version_of(first) == 2 else hello(0x0303, 0xC02F))

    with saying(says) as server:
        found = offers(server.port)
    assert named(found) & {"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.3"} == set()
    assert "TLS 1.2" in named(found)


def test_a_suite_that_was_not_offered_settles_nothing() -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        if version_of(first) in {0x0303, 0x0304}:
            sock.sendall(hello(version_of(first), 0xC02F))
        else:
            sock.sendall(alert(70))

    with saying(says) as server:
        found = offers(server.port)
    assert named(found) == MODERN
    assert named(found, "undetermined") == {*WEAK_CLASSES}
    assert found.exchange == "undetermined"


def test_compression_and_unsafe_renegotiation_are_seen() -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        if version_of(first) == 0x0303:
            sock.sendall(hello(0x0303, suites_of(first)[0], compression=1, renegotiation=False))
        else:
            sock.sendall(alert(70))

    with saying(says) as server:
        found = offers(server.port)
    assert (found.compression, found.safe_renegotiation) == (True, False)


def test_a_server_that_stumbles_over_what_browsers_say_is_asked_more_plainly() -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        acting(GOOD)(sock, first) if b"http/1.1" not in first else sock.sendall(alert(120))

    with saying(says) as server:
        assert named(offers(server.port)) == MODERN


# Badly behaved servers


def endless(first: bytes, piece: bytes) -> Says:
    def says(sock: socket.socket, _first: bytes) -> None:
        sock.sendall(first)
        with suppress(OSError):
            while True:
                sock.sendall(piece)

    return says


def dripping(sock: socket.socket, _first: bytes) -> None:
    with suppress(OSError):
        for byte in hello(0x0303, 0xC02F):
            sock.sendall(bytes([byte]))
            time.sleep(0.1)


def send(data: bytes) -> Says:
    return lambda sock, _first: sock.sendall(data)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("says", "speech"),
    [
        (send(b"HTTP/1.1 400 Bad Request\r\n\r\n<html>"), "http"),
        (send(b"220 mail.example.org ESMTP\r\n"), "other"),
        (send(b"\x16\x03\x03\x00\x04\x02\xff\xff\xff"), "other"),
        (send(b""), "closed"),
        (hang_up, "closed"),
        (lambda sock, _first: sock.recv(1), "silent"),
        (dripping, "silent"),
        (endless(b"", record(22, b"")), "other"),
        (endless(record(22, message(2, b"")[:2]), record(22, b"\x00" * 100)), "other"),
        (send(alert(40)), "tls"),
        (send(alert(70)), "tls"),
    ],
)
def test_a_server_that_agrees_to_nothing_offers_nothing_for_certain(
    says: Callable[[socket.socket, bytes], object], speech: str
) -> None:
    began = time.monotonic()
    with saying(says) as server:
        found = offers(server.port)
    assert (found.speech, named(found)) == (speech, set())
    assert named(found, "not_offered") == set() or speech == "tls"
    assert time.monotonic() - began < 5
    assert len(server.heard) <= MOST_CONNECTIONS


def test_200_kb_of_certificates_are_not_read_to_the_end() -> None:
    certificates = record(22, message(11, b"x" * 60_000)[:16_000])

    def says(sock: socket.socket, first: bytes) -> None:
        if version_of(first) == 0x0303 and 0x9E in suites_of(first):
            endless(hello(0x0303, 0x9E), certificates)(sock, first)
        else:
            acting(GOOD)(sock, first)

    with saying(says) as server:
        found = offers(server.port)
    assert "TLS 1.2" in named(found)
    assert found.dh_bits == 0


# Before anything is contacted


@pytest.fixture
def sound() -> Iterator[Talker]:
    with saying(acting(GOOD)) as server:
        yield server


def test_nobody_is_contacted_without_the_owners_agreement(sound: Talker) -> None:
    target = replace(SITE, permitted=False)
    assert TlsHellos(Connector()).contacts(target) == ()
    found = ask(sound.port, target=target)
    assert found == Unavailable(Kind.NOT_PERMITTED)
    assert sound.heard == []


def test_more_contacts_than_the_plan_says_are_refused(sound: Talker) -> None:
    with pytest.raises(ContactRefusedError):
        ask(sound.port, limit=3)
    assert len(sound.heard) <= 3


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1"])
def test_a_private_address_is_left_alone(sound: Talker, address: str) -> None:
    connector = Connector()
    probe = TlsHellos(connector, port=sound.port)
    connector.allow(probe.contacts(SITE))
    found = asyncio.run(probe.read(SITE, WebAddresses(HOST, "found", (address,))))
    assert found == Unavailable(Kind.BLOCKED, f"private address {address}")
    assert sound.heard == []


@pytest.mark.parametrize(("status", "speech"), [("no_name", "no_name"), ("no_data", "no_address")])
@pytest.mark.parametrize("permitted", [True, False])
def test_a_name_without_addresses_has_nobody_to_ask(
    status: str, speech: str, *, permitted: bool
) -> None:
    probe = TlsHellos(Connector())
    known = WebAddresses(HOST, status)  # type: ignore[arg-type]  # one of its words
    raw = asyncio.run(probe.read(replace(SITE, permitted=permitted), known))
    assert raw == TlsOffers(HOST, speech)  # type: ignore[arg-type]  # as above


def test_a_name_that_cannot_be_looked_up_is_unknown() -> None:
    failure = Unavailable(Kind.TIMEOUT, "dns")
    known = WebAddresses(HOST, "failed", failure=failure)
    assert asyncio.run(TlsHellos(Connector()).read(SITE, known)) == failure


def test_nobody_listening_is_a_fact() -> None:
    port = free_port("127.0.0.1")
    assert offers(port).speech == "refused"


def test_where_one_family_is_dead_the_other_is_asked(sound: Talker) -> None:
    found = offers(sound.port, "::1", "127.0.0.1")
    assert (found.address, found.addresses, named(found)) == ("127.0.0.1", 2, MODERN)


def test_the_plan_names_the_site_and_the_most_connections() -> None:
    (rule,) = TlsHellos(Connector()).contacts(SITE)
    assert (rule.service, rule.port, rule.whose, rule.at_most) == (
        "tls",
        443,
        HOST,
        MOST_CONNECTIONS,
    )


def test_two_sites_on_one_address_share_the_connections_at_a_time() -> None:
    def says(sock: socket.socket, first: bytes) -> None:
        time.sleep(0.02)
        acting(GOOD)(sock, first)

    async def both(port: int) -> None:
        connector = Connector()
        probe = TlsHellos(connector, is_public_or_private, port)
        sites = [Target(TargetKind.WEBSITE, name) for name in ("a.example", "b.example")]
        for site in sites:
            connector.allow(probe.contacts(site))
        await asyncio.gather(
            *(probe.read(one, WebAddresses(one.name, "found", ("127.0.0.1",))) for one in sites)
        )

    with saying(says) as server:
        asyncio.run(both(server.port))
    assert len(server.heard) == 16
    assert server.most_at_once <= AT_A_TIME
