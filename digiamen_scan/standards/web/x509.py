"""What a certificate's words mean: its names, its strength, its life (RFC 5280, RFC 9525)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal

from digiamen_scan.facts.x509 import Certificate

LEAST_RSA_BITS = 2048
"""CA/Browser Forum Baseline Requirements, section 6.1.5; the same section asks for P-256."""
LEAST_CURVE_BITS = 256
MOST_RSA_BITS = 8192
_BROKEN_HASHES = frozenset({"md2", "md4", "md5", "sha1"})

RENEWAL_SHARE = 8
LONGEST_NOTICE = timedelta(days=30)
"""Renewal programs act with a third of the life left (certbot), 29 or 15 of 90 days (cPanel), 20
of 90 (OVHcloud). With less than an eighth left they have failed, or somebody has to act by hand."""


def name_fits(pattern: str, host: str) -> bool:
    """Tell whether a name of a certificate stands for a host (RFC 9525, section 6.3).

    A wildcard is a whole first label and stands for exactly one. As in browsers, at least two
    labels follow it. An address fits only itself.
    """
    pattern, host = pattern.lower().removesuffix("."), host.lower().removesuffix(".")
    if _address(pattern) or _address(host):
        return _address(pattern) == _address(host)
    if not pattern.startswith("*."):
        return pattern == host != "" and "*" not in host
    rest = pattern.removeprefix("*.")
    label, _, parent = host.partition(".")
    return bool(label) and "*" not in rest and "." in rest and rest == parent


def names_fit(certificate: Certificate, host: str) -> bool:
    """Tell whether a certificate names a host. Its common name does not count."""
    return any(name_fits(name, host) for name in certificate.names)


def weakness(chain: Iterable[Certificate]) -> Literal["weak_key", "weak_signature"] | None:
    """Say what makes one of these certificates forgeable, the first that is.

    What a root says of itself proves nothing, so a weak signature there harms nobody.
    """
    for certificate in chain:
        if _has_weak_key(certificate):
            return "weak_key"
        if certificate.signature_hash in _BROKEN_HASHES and not certificate.self_issued:
            return "weak_signature"
    return None


def has_too_large_key(certificate: Certificate) -> bool:
    """Tell whether a key is so large that some phones and programs refuse it."""
    return certificate.key == "rsa" and certificate.key_bits > MOST_RSA_BITS


def runs_out(certificate: Certificate, now: datetime) -> bool:
    """Tell whether a certificate should have been renewed by now.

    Less than an eighth of its life is left, or 30 days of a long one.
    """
    life = certificate.not_after - certificate.not_before
    return certificate.not_after - now < min(life / RENEWAL_SHARE, LONGEST_NOTICE)


def _has_weak_key(certificate: Certificate) -> bool:
    if certificate.key == "rsa":
        return certificate.key_bits < LEAST_RSA_BITS
    if certificate.key == "ec":
        return certificate.key_bits < LEAST_CURVE_BITS
    return certificate.key == "dsa"


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
