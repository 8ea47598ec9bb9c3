"""What a website's server agrees to when a connection begins."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.model.facts import STRICT, fact
from digiamen_scan.model.targets import TargetKind

OfferState = Literal["offered", "not_offered", "undetermined"]
Speech = Literal["tls", "http", "other", "closed", "silent", "refused", "no_name", "no_address"]
"""What answers on the port: `refused` is no listener, the last two are no address to ask."""

SSL_2, SSL_3 = "SSL 2.0", "SSL 3.0"
TLS_10, TLS_11, TLS_12, TLS_13 = "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether the server agreed to one version or kind of cipher, and how it answered.

    `not_offered` was seen: an answer that says so, or the same refusal twice while the server
    talked to us otherwise. Silence is never that.
    """

    __pydantic_config__ = STRICT

    what: str
    state: OfferState
    seen: str = ""


@fact("tls_offers", TargetKind.WEBSITE)
class TlsOffers:
    """How a website's server answered our own first messages, on one of its addresses.

    `addresses` counts those that the name has. `versions` and `weak` name what was asked for, one
    by one. `exchange` tells whether classic Diffie-Hellman was agreed to, and `dh_bits` the size of
    its prime in bits, 0 where none was seen. The last three are as in the best version up to TLS
    1.2, and None where no such version was agreed to: whether the server chose a key exchange with
    forward secrecy, compression, and to renegotiate safely (RFC 5746).
    """

    host: str
    speech: Speech
    address: str = ""
    addresses: int = 0
    versions: tuple[Offer, ...] = ()
    weak: tuple[Offer, ...] = ()
    exchange: OfferState = "undetermined"
    dh_bits: int = 0
    forward_secrecy: bool | None = None
    compression: bool | None = None
    safe_renegotiation: bool | None = None


@fact("tls_weaknesses", TargetKind.WEBSITE)
class TlsWeaknesses:
    """What public rules say of a website's offers.

    `modern` tells whether TLS 1.2 or better is there. `broken` protects nobody any more, `old` is
    to be given up, `slight` is a matter for whoever runs the server, `unseen` could not be settled.
    All four hold names that are the same in every language.
    """

    host: str
    speech: Speech
    modern: OfferState = "undetermined"
    broken: tuple[str, ...] = ()
    old: tuple[str, ...] = ()
    slight: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
