"""Which versions and ciphers of TLS are good enough (RFC 9325, RFC 8996)."""

from collections.abc import Iterable, Iterator
from typing import Final

from digiamen_scan.facts.tls import (
    SSL_2,
    SSL_3,
    TLS_10,
    TLS_11,
    TLS_12,
    TLS_13,
    Offer,
    OfferState,
    TlsOffers,
    TlsWeaknesses,
)

_BROKEN: Final = frozenset({SSL_2, SSL_3, "NULL", "anon", "EXPORT", "DES"})
"""RFC 6176, RFC 7568, RFC 9325 section 4.1: protects nobody from somebody on the way."""

_OLD: Final = frozenset({TLS_10, TLS_11, "RC4", "3DES"})
"""RFC 8996, RFC 7465, RFC 9325 sections 3.1.1 and 4.1."""

GOOD_PRIME_BITS: Final = 2048
"""Of classic Diffie-Hellman: RFC 9325 section 4.1."""

BROKEN_PRIME_BITS: Final = 1024
"""Below it, a conversation is opened within days by whoever has a cluster."""

DIFFIE_HELLMAN: Final = "Diffie-Hellman"


def tls_weaknesses(offers: TlsOffers) -> TlsWeaknesses:
    """Sort what a server offers by what it is worth."""
    asked = (*offers.versions, *offers.weak)
    offered = [one.what for one in asked if one.state == "offered"]
    prime = _prime(offers)
    return TlsWeaknesses(
        host=offers.host,
        speech=offers.speech,
        modern=_modern(offers.versions),
        broken=(*_among(offered, _BROKEN), *(name for name, broken in prime if broken)),
        old=(*_among(offered, _OLD), *(name for name, broken in prime if not broken)),
        slight=tuple(_slight(offers)),
        unseen=tuple(_unseen(offers)),
    )


def _modern(versions: Iterable[Offer]) -> OfferState:
    states = {one.state for one in versions if one.what in {TLS_12, TLS_13}}
    if "offered" in states:
        return "offered"
    return "not_offered" if states == {"not_offered"} else "undetermined"


def _among(offered: Iterable[str], names: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in offered if name in names)


def _prime(offers: TlsOffers) -> list[tuple[str, bool]]:
    """Name a prime that is too short, and whether it is broken."""
    if not 0 < offers.dh_bits < GOOD_PRIME_BITS:
        return []
    return [(f"{DIFFIE_HELLMAN} {offers.dh_bits} bits", offers.dh_bits < BROKEN_PRIME_BITS)]


def _slight(offers: TlsOffers) -> Iterator[str]:
    """What attacks need more for, or what modern browsers do without by themselves.

    Compression: RFC 9325 section 3.3, which no browser asks for. Renegotiation: RFC 5746. Forward
    secrecy: every suite of TLS 1.3 has it.
    """
    tls_13 = any(one.what == TLS_13 and one.state == "offered" for one in offers.versions)
    if offers.compression:
        yield "TLS compression"
    if offers.safe_renegotiation is False:
        yield "RFC 5746"
    if offers.forward_secrecy is False and not tls_13:
        yield "forward secrecy"


def _unseen(offers: TlsOffers) -> Iterator[str]:
    for one in (*offers.versions, *offers.weak):
        if one.state == "undetermined":
            yield one.what
    hidden = offers.exchange == "offered" and not offers.dh_bits
    if hidden or offers.exchange == "undetermined":
        yield DIFFIE_HELLMAN
