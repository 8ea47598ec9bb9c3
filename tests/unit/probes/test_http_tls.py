import datetime as dt
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from digiamen_scan.model.facts import Kind
from digiamen_scan.probes.http.certificates import Roots
from digiamen_scan.probes.http.pages import CertificateFault, Hop, Visit
from tests.unit.probes.http_servers import (
    Names,
    bad_certificate,
    client,
    get,
    none_left,
    page,
    redirect,
    reply,
    serving,
    unavailable,
)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
DAY = dt.timedelta(days=1)
HOST = "www.example.org"


@dataclass(frozen=True)
class Issuer:
    """A certificate authority."""

    certificate: x509.Certificate
    key: Key


@dataclass(frozen=True)
class Wanted:
    """What a server's certificate should say. Days are counted from now."""

    names: tuple[str, ...] = (HOST,)
    begins: int = -1
    ends: int = 30
    key_bits: int | None = None


def name_of(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def authority(common: str) -> Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name_of(common))
        .issuer_name(name_of(common))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 30 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    return Issuer(certificate, key)


def issue(wanted: Wanted, issuer: Issuer | None) -> tuple[x509.Certificate, Key]:
    bits = wanted.key_bits
    key = rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    subject = name_of("server")
    alternatives = [_alternative(name) for name in wanted.names]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wanted.begins * DAY)
        .not_valid_after(now + wanted.ends * DAY)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .sign(issuer.key if issuer else key, SHA256())
    )
    return certificate, key


def _alternative(name: str) -> x509.GeneralName:
    if name[0].isdigit():
        return x509.IPAddress(ip_address(name))
    return x509.DNSName(name)


def server_context(
    folder: Path, wanted: Wanted, issuer: Issuer | None, *, whole_chain: bool = False
) -> ssl.SSLContext:
    certificate, key = issue(wanted, issuer)
    chain = [certificate, issuer.certificate] if issuer and whole_chain else [certificate]
    pem = b"".join(item.public_bytes(Encoding.PEM) for item in chain)
    pem += key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(file)
    return context


@pytest.fixture(scope="module")
def trusted() -> Issuer:
    return authority("Trusted root")


@pytest.fixture
def ca_file(trusted: Issuer, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    file.write_bytes(trusted.certificate.public_bytes(Encoding.PEM))
    return file


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    yield
    assert none_left()


def secure_visit(
    context: ssl.SSLContext, ca_file: Path | None, says: bytes = reply(b"secured"), host: str = HOST
) -> Visit:
    names = Names(www_example_org=("127.0.0.1",))
    with serving(says, tls=context) as server:
        url = f"https://{host}:{server.port}/"
        return get(client(server, names=names, ca_file=ca_file), url)


def test_a_page_comes_over_tls(trusted: Issuer, ca_file: Path, tmp_path: Path) -> None:
    context = server_context(tmp_path, Wanted(), trusted)
    seen: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: seen.append(name)
    assert page(secure_visit(context, ca_file)).body == b"secured"
    assert seen == [HOST]


def test_an_address_is_verified_as_an_address(
    trusted: Issuer, ca_file: Path, tmp_path: Path
) -> None:
    context = server_context(tmp_path, Wanted(names=("127.0.0.1",)), trusted)
    assert page(secure_visit(context, ca_file, host="127.0.0.1")).body == b"secured"
    context = server_context(tmp_path, Wanted(names=("127.0.0.9",)), trusted)
    outcome = bad_certificate(secure_visit(context, ca_file, host="127.0.0.1"))
    assert outcome.fault == CertificateFault.WRONG_NAME


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (Wanted(begins=-9, ends=-1), CertificateFault.EXPIRED),
        (Wanted(begins=1), CertificateFault.NOT_YET_VALID),
        (Wanted(names=("other.example",)), CertificateFault.WRONG_NAME),
        (Wanted(names=("*.www.example.org", "example.org")), CertificateFault.WRONG_NAME),
        (Wanted(key_bits=1024), CertificateFault.WEAK),
    ],
)
def test_a_bad_certificate_has_its_reason(
    trusted: Issuer, ca_file: Path, tmp_path: Path, wanted: Wanted, fault: CertificateFault
) -> None:
    outcome = bad_certificate(secure_visit(server_context(tmp_path, wanted, trusted), ca_file))
    assert (outcome.host, outcome.fault, outcome.hops) == (HOST, fault, ())
    assert outcome.detail


def test_a_self_signed_certificate_is_no_untrusted_one(tmp_path: Path) -> None:
    outcome = bad_certificate(secure_visit(server_context(tmp_path, Wanted(), None), None))
    assert outcome.fault == CertificateFault.SELF_SIGNED


@pytest.mark.parametrize("whole_chain", [False, True])
def test_an_unknown_issuer_is_untrusted(tmp_path: Path, *, whole_chain: bool) -> None:
    context = server_context(tmp_path, Wanted(), authority("Other"), whole_chain=whole_chain)
    outcome = bad_certificate(secure_visit(context, None))
    assert outcome.fault == CertificateFault.UNTRUSTED


def test_a_bad_certificate_after_a_redirect_keeps_the_hops(
    trusted: Issuer, ca_file: Path, tmp_path: Path
) -> None:
    names = Names(www_example_org=("127.0.0.1",))
    context = server_context(tmp_path, Wanted(begins=-9, ends=-1), trusted)
    with serving(reply(), tls=context) as second:
        target = f"https://{HOST}:{second.port}/"
        with serving(redirect(target)) as first:
            visitor = client(first, second, names=names, ca_file=ca_file)
            outcome = bad_certificate(get(visitor, first.url))
    assert outcome.hops == (Hop(first.url, 302, target),)
    assert replace(outcome, hops=()).fault == CertificateFault.EXPIRED


def test_ssl_cert_file_is_honoured(
    trusted: Issuer, ca_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = server_context(tmp_path, Wanted(), trusted)
    assert bad_certificate(secure_visit(context, None)).fault == CertificateFault.UNTRUSTED
    monkeypatch.setenv("SSL_CERT_FILE", str(ca_file))
    assert page(secure_visit(context, None)).body == b"secured"


def test_the_usual_roots_stay_trusted_beside_an_extra_one(ca_file: Path) -> None:
    usual = len(Roots().context().get_ca_certs())
    assert usual > 50
    assert len(Roots(ca_file).context().get_ca_certs()) == usual + 1


def test_the_context_is_made_once() -> None:
    roots = Roots()
    assert roots.context() is roots.context()


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_roots_that_cannot_be_read_is_an_error_of_ours(
    tmp_path: Path, trusted: Issuer, content: str | None
) -> None:
    file = tmp_path / "extra.pem"
    if content is not None:
        file.write_text(content)
    context = server_context(tmp_path, Wanted(), trusted)
    outcome = unavailable(secure_visit(context, file))
    assert outcome.kind == Kind.ERROR
    assert outcome.detail.startswith("trusted certificates: ")


def test_plain_http_on_a_tls_port_gives_no_page(trusted: Issuer, tmp_path: Path) -> None:
    with serving(reply(), tls=server_context(tmp_path, Wanted(), trusted)) as server:
        outcome = unavailable(get(client(server), server.url))
    assert outcome.kind in {Kind.UNREADABLE, Kind.UNREACHABLE}


def test_tls_on_a_plain_port_is_unreadable() -> None:
    with serving(reply(), silent=True) as server:
        outcome = unavailable(get(client(server), server.url.replace("http:", "https:")))
    assert outcome.kind == Kind.UNREADABLE
    assert outcome.detail.startswith("TLS ")


def test_a_body_that_ends_without_notice_is_cut(
    trusted: Issuer, ca_file: Path, tmp_path: Path
) -> None:
    context = server_context(tmp_path, Wanted(), trusted)
    names = Names(www_example_org=("127.0.0.1",))

    def says(sock: object) -> None:
        assert isinstance(sock, ssl.SSLSocket)
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\nhalf of it")
        sock.close()

    with serving(says, tls=context) as server:
        visitor = client(server, names=names, ca_file=ca_file)
        outcome = unavailable(get(visitor, f"https://{HOST}:{server.port}/"))
    assert outcome.kind == Kind.UNREADABLE


def test_old_versions_of_tls_are_not_spoken(trusted: Issuer, ca_file: Path, tmp_path: Path) -> None:
    context = server_context(tmp_path, Wanted(), trusted)
    with pytest.warns(DeprecationWarning, match="TLSv1_1 is deprecated"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1 is deprecated"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    assert unavailable(secure_visit(context, ca_file)).kind == Kind.UNREADABLE
