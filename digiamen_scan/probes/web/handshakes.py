"""One ordinary TLS handshake, and what came of it."""

import ssl
import sys
from contextlib import closing
from dataclasses import dataclass
from socket import socket
from typing import Any, Final

from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.certificates import fault_of
from digiamen_scan.probes.http.pages import CertificateFault

# OpenSSL's names for an answer that is no TLS at all.
_NOT_TLS: Final = frozenset(
    {
        "WRONG_VERSION_NUMBER",
        "HTTP_REQUEST",
        "HTTPS_PROXY_REQUEST",
        "UNKNOWN_PROTOCOL",
        "PACKET_LENGTH_TOO_LONG",
        "RECORD_LAYER_FAILURE",
    }
)
_DETAIL_LIMIT: Final = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """A handshake that went through: the path to a root if one was asked for, and what was sent.

    Certificates are in DER, the server's own first.
    """

    path: tuple[bytes, ...]
    sent: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Objection:
    """What an ordinary client objects to first."""

    fault: CertificateFault
    detail: str


@dataclass(frozen=True, slots=True)
class NoTls:
    """An answer in another language than TLS."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The server refused in TLS, with this alert."""

    alert: str


Outcome = Shown | Objection | NoTls | TurnedAway | Unavailable


def shake_hands(sock: socket, host: str, context: ssl.SSLContext, seconds: float) -> Outcome:
    """Begin TLS over `sock` and end it at once; `sock` is closed. Blocks."""
    sock.settimeout(seconds)
    with closing(sock):
        try:
            with closing(context.wrap_socket(sock, server_hostname=host)) as secured:
                return Shown(_path(secured, context), _sent(secured))
        except ssl.SSLCertVerificationError as error:
            return Objection(fault_of(error), clean(error.verify_message, _DETAIL_LIMIT))
        except ssl.SSLEOFError:
            return Unavailable(Kind.UNREACHABLE, "TLS ended")
        except TimeoutError:
            return Unavailable(Kind.TIMEOUT, "TLS")
        except ssl.SSLError as error:
            return _failure(error.reason or "")
        except OSError as error:
            return Unavailable(Kind.UNREACHABLE, f"TLS {type(error).__name__}")


def _failure(reason: str) -> NoTls | TurnedAway | Unavailable:
    if reason in _NOT_TLS:
        return NoTls()
    if "ALERT" in reason or reason == "TLSV1_UNRECOGNIZED_NAME":
        return TurnedAway(clean(reason.rpartition("ALERT_")[2], _DETAIL_LIMIT).lower())
    return Unavailable(Kind.UNREADABLE, f"TLS {clean(reason, _DETAIL_LIMIT).lower()}")


def _path(secured: ssl.SSLSocket, context: ssl.SSLContext) -> tuple[bytes, ...]:
    if context.verify_mode is ssl.CERT_NONE:
        return ()
    if sys.version_info >= (3, 13):
        return tuple(secured.get_verified_chain())
    return _inner_chain(secured, "get_verified_chain")


def _sent(secured: ssl.SSLSocket) -> tuple[bytes, ...]:
    if sys.version_info >= (3, 13):
        return tuple(secured.get_unverified_chain())
    return _inner_chain(secured, "get_unverified_chain")


def _inner_chain(secured: ssl.SSLSocket, method: str) -> tuple[bytes, ...]:
    """Up to Python 3.12 the chains are one level below, as objects that speak PEM."""
    inner: Any = getattr(secured, "_sslobj")  # noqa: B009  # no type checker knows it
    found = getattr(inner, method)() or ()
    return tuple(ssl.PEM_cert_to_DER_cert(one.public_bytes()) for one in found)
