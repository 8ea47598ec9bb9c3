"""Certificates of every kind, good and broken, from authorities of the lab's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.lab.processes import run

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

DAY = dt.timedelta(days=1)
LARGE = 8676
"""Bits of an RSA key that is larger than some clients accept; it is made at once."""

_PROOFS = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")


@dataclass(frozen=True)
class Issuer:
    """An authority: its certificate and key, and those between it and the root, nearest first."""

    certificate: x509.Certificate
    key: PrivateKey
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        """The certificate as a file holds it."""
        return self.certificate.public_bytes(Encoding.PEM)


@dataclass(frozen=True)
class Wanted:
    """What a certificate is to say. Days are counted from now; `bits` asks for an RSA key."""

    names: tuple[str, ...] = ()
    begins: float = -30.0
    ends: float = 60.0
    bits: int = 0
    curve: ec.EllipticCurve = field(default_factory=ec.SECP256R1)
    common_name: str = "server"
    uses: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.SERVER_AUTH,)
    logged: bool = False
    authority: bool = False
    permitted: str = ""


@dataclass(frozen=True)
class Shown:
    """What a server shows: its key, its certificate and those sent with it."""

    key: PrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def leaf(self) -> x509.Certificate:
        """The server's own certificate."""
        return self.chain[0]

    @property
    def key_pem(self) -> bytes:
        """The key as a file holds it."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def chain_pem(self) -> bytes:
        """The certificates as a file holds them."""
        return b"".join(one.public_bytes(Encoding.PEM) for one in self.chain)

    def alone(self) -> Shown:
        """Return the same without what should be sent with it."""
        return replace(self, chain=self.chain[:1])


def root(name: str = "Lab Root", **wanted: object) -> Issuer:
    """Make an authority that vouches for itself."""
    asked = replace(Wanted(authority=True, ends=4000, common_name=name), **wanted)  # type: ignore[arg-type]  # fields of Wanted
    key = _key(asked)
    return Issuer(_certificate(asked, key, None), key)


def below(issuer: Issuer, name: str = "Lab Issuer", **wanted: object) -> Issuer:
    """Make an authority that another one vouches for."""
    asked = replace(Wanted(authority=True, ends=2000, common_name=name), **wanted)  # type: ignore[arg-type]  # fields of Wanted
    key = _key(asked)
    certificate = _certificate(asked, key, issuer)
    return Issuer(certificate, key, (certificate, *issuer.above))


def shown(issuer: Issuer | None, *names: str, **wanted: object) -> Shown:
    """Make a server's certificate; without an issuer it vouches for itself."""
    asked = replace(Wanted(names=names), **wanted)  # type: ignore[arg-type]  # fields of Wanted
    key = _key(asked)
    return Shown(key, (_certificate(asked, key, issuer), *(issuer.above if issuer else ())))


def signed_with_sha1(issuer: Issuer, host: str, folder: Path) -> Shown:
    """Make a certificate as they were up to 2016: cryptography does not any more, openssl does."""
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    builder = x509.CertificateSigningRequestBuilder().subject_name(_name("server"))
    request = builder.add_extension(names, critical=False).sign(key, SHA256())
    (folder / "request.pem").write_bytes(request.public_bytes(Encoding.PEM))
    (folder / "issuer.pem").write_bytes(issuer.pem)
    (folder / "issuer.key").write_bytes(Shown(issuer.key, ()).key_pem)
    options = ("-sha1", "-days", "60", "-copy_extensions", "copyall")
    files = (f"-{option}" for option in ("in", "CA", "CAkey"))
    paths = (str(folder / name) for name in ("request.pem", "issuer.pem", "issuer.key"))
    given = (text for pair in zip(files, paths, strict=True) for text in pair)
    pem = run("openssl", "x509", "-req", *options, *given)
    return Shown(key, (x509.load_pem_x509_certificate(pem.encode()), *issuer.above))


def _key(wanted: Wanted) -> PrivateKey:
    return _rsa(wanted.bits) if wanted.bits else ec.generate_private_key(wanted.curve)


@cache
def _rsa(bits: int) -> rsa.RSAPrivateKey:
    return _of_known_primes() if bits == LARGE else rsa.generate_private_key(65537, bits)


def _of_known_primes() -> rsa.RSAPrivateKey:
    """Make a key of two Mersenne primes: to find others of this size takes most of a minute."""
    p, q, e = 2**4423 - 1, 2**4253 - 1, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    dp, dq, inverse = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, dp, dq, inverse, rsa.RSAPublicNumbers(e, p * q))
    return numbers.private_key(unsafe_skip_rsa_key_validation=True)


def _certificate(wanted: Wanted, key: PrivateKey, issuer: Issuer | None) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    subject = _name(wanted.common_name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wanted.begins * DAY)
        .not_valid_after(now + wanted.ends * DAY)
    )
    for extension, critical in _extensions(wanted):
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer.key if issuer else key, SHA256())


def _extensions(wanted: Wanted) -> list[tuple[x509.ExtensionType, bool]]:
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=wanted.authority, path_length=None), True)
    ]
    if wanted.names:
        found.append((x509.SubjectAlternativeName(list(map(_alternative, wanted.names))), False))
    if wanted.uses and not wanted.authority:
        found.append((x509.ExtendedKeyUsage(wanted.uses), False))
    if wanted.logged:
        found.append((x509.UnrecognizedExtension(_PROOFS, b"\x04\x02\x00\x00"), False))
    if wanted.permitted:
        names = [x509.DNSName(wanted.permitted)]
        found.append((x509.NameConstraints(names, None), True))
    return found


def _alternative(name: str) -> x509.GeneralName:
    if name[0].isdigit():
        return x509.IPAddress(ip_address(name))
    return x509.DNSName(name)


def _name(common: str) -> x509.Name:
    attributes = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{common} of the lab")]
    return x509.Name([*attributes, x509.NameAttribute(NameOID.COMMON_NAME, common)])
