"""A certificate in DER, read into a fact. Whatever a server sent, this does not raise.

Imported only where a certificate is to be read: cryptography is large.
"""

import warnings
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import (
    ExtendedKeyUsageOID,
    ExtensionOID,
    NameOID,
    PublicKeyAlgorithmOID,
)

from digiamen_scan.facts.x509 import Certificate, KeyKind
from digiamen_scan.model.clean import clean
from digiamen_scan.standards.web.x509 import name_fits

MOST_NAMES: Final = 100
_NAME_LIMIT: Final = 253
_ISSUER_LIMIT: Final = 120
_MALFORMED: Final = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_KINDS: Final[Mapping[x509.ObjectIdentifier, KeyKind]] = {
    PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5: "rsa",
    PublicKeyAlgorithmOID.EC_PUBLIC_KEY: "ec",
}
_USES: Final = frozenset(
    {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
)


def read_chain(ders: Iterable[bytes], host: str) -> tuple[Certificate, ...]:
    """Read certificates up to the first that is malformed; names that fit `host` come first."""
    found: list[Certificate] = []
    for der in ders:
        certificate = read_certificate(der, host)
        if certificate is None:
            break
        found.append(certificate)
    return tuple(found)


def read_certificate(der: bytes, host: str) -> Certificate | None:
    """Read one certificate; None where it is malformed."""
    with _silence():
        try:
            return _read(x509.load_der_x509_certificate(der), host)
        except _MALFORMED:
            return None


def is_issued_by(der: bytes, others: Iterable[bytes]) -> bool:
    """Tell whether the issuer's certificate, by its name, is among others."""
    with _silence():
        try:
            issuer = x509.load_der_x509_certificate(der).issuer.public_bytes()
            return any(_subject(other) == issuer for other in others)
        except _MALFORMED:
            return False


@contextmanager
def _silence() -> Generator[None, None, None]:
    """Keep warnings to ourselves: what is odd about others' certificates is not ours to mend."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _subject(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).subject.public_bytes()


def _read(raw: x509.Certificate, host: str) -> Certificate:
    extensions = raw.extensions
    names = _names(extensions)
    fitting = [name for name in names if name_fits(name, host)]
    others = [name for name in names if not name_fits(name, host)]
    key, bits = _key(raw)
    return Certificate(
        names=tuple((fitting + others)[:MOST_NAMES]),
        names_count=len(names),
        common_name=_attribute(raw.subject, NameOID.COMMON_NAME),
        issuer=_issuer(raw.issuer),
        not_before=raw.not_valid_before_utc,
        not_after=raw.not_valid_after_utc,
        key=key,
        key_bits=bits,
        signature_hash=_signature_hash(raw),
        self_issued=raw.issuer == raw.subject,
        server_use=_is_for_servers(extensions),
        logged=_has(extensions, ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS),
    )


def _names(extensions: x509.Extensions) -> list[str]:
    if not _has(extensions, ExtensionOID.SUBJECT_ALTERNATIVE_NAME):
        return []
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    found = [clean(name.lower(), _NAME_LIMIT) for name in names.get_values_for_type(x509.DNSName)]
    addresses = names.get_values_for_type(x509.IPAddress)
    return found + [clean(str(address), _NAME_LIMIT) for address in addresses]


def _has(extensions: x509.Extensions, oid: x509.ObjectIdentifier) -> bool:
    return any(extension.oid == oid for extension in extensions)


def _is_for_servers(extensions: x509.Extensions) -> bool:
    if not _has(extensions, ExtensionOID.EXTENDED_KEY_USAGE):
        return True
    uses = extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    return not _USES.isdisjoint(uses)


def _issuer(name: x509.Name) -> str:
    organisation = _attribute(name, NameOID.ORGANIZATION_NAME)
    return organisation or _attribute(name, NameOID.COMMON_NAME)


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(oid)
    return clean(values[0].value, _ISSUER_LIMIT) if values else ""


def _key(raw: x509.Certificate) -> tuple[KeyKind, int]:
    try:
        key = raw.public_key()
    except _MALFORMED:
        return _KINDS.get(raw.public_key_algorithm_oid, "other"), 0
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec", key.curve.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "dsa", key.key_size
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "ed25519", 0
    return ("ed448", 0) if isinstance(key, ed448.Ed448PublicKey) else ("other", 0)


def _signature_hash(raw: x509.Certificate) -> str:
    try:
        algorithm = raw.signature_hash_algorithm
    except _MALFORMED:
        return "other"
    return clean(algorithm.name, _NAME_LIMIT) if algorithm else ""
