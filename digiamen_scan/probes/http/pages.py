"""What a visit by HTTP brings back: a page, a certificate that was not accepted, or nothing."""

from dataclasses import dataclass
from enum import StrEnum

from digiamen_scan.model.facts import Unavailable

PAGE_LIMIT = 256 * 1024
"""Bytes of a body that are kept, after decoding."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect that was followed: who answered, with which status, and where it sent us."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Page:
    """The last answer of a visit.

    `headers` are in the order they came, repeated ones apart, names in lower case, values
    cleaned. `body` is raw material for a `parse`: decoded, at most the limit that was asked for;
    `truncated` tells that there was more. `hops` are the redirects that led here.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    truncated: bool = False
    hops: tuple[Hop, ...] = ()

    def header(self, name: str) -> tuple[str, ...]:
        """Return the values of every header of that name (lower case), in order."""
        return tuple(value for key, value in self.headers if key == name)


class CertificateFault(StrEnum):
    """Why a server's certificate was not accepted."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_NAME = "wrong_name"
    SELF_SIGNED = "self_signed"
    UNTRUSTED = "untrusted"
    WEAK = "weak"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class BadCertificate:
    """No page, since the certificate of `host` was not accepted. `detail` is OpenSSL's wording."""

    url: str
    host: str
    fault: CertificateFault
    detail: str
    hops: tuple[Hop, ...] = ()


Visit = Page | BadCertificate | Unavailable
