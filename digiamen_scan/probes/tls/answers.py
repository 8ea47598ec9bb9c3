"""What may come back for a first message."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.model.facts import Unavailable


@dataclass(frozen=True, slots=True)
class ServerHello:
    """The server agreed. Numbers are as on the wire.

    `prime_bits` is the size of the Diffie-Hellman prime, where the server's key exchange was read.
    """

    version: int
    suite: int
    compression: int = 0
    safe_renegotiation: bool = False
    prime_bits: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """The server refused, with a reason (RFC 8446 section 6)."""

    code: int


@dataclass(frozen=True, slots=True)
class NotTls:
    """Something else came back."""

    speech: Literal["http", "other"]


@dataclass(frozen=True, slots=True)
class Broken:
    """What came begins like TLS and cannot be understood, or is larger than anything sound."""

    why: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The server hung up without an answer, or in the middle of one."""


@dataclass(frozen=True, slots=True)
class Silent:
    """No whole answer came in time."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """There was no connection."""

    failure: Unavailable


Answer = ServerHello | Alert | NotTls | Broken | Closed | Silent | Unreached
