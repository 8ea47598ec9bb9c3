"""What a certificate says (RFC 5280)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from digiamen_scan.model.facts import STRICT

KeyKind = Literal["rsa", "ec", "ed25519", "ed448", "dsa", "other"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate, as it stands.

    `names` are the DNS names and addresses of the subject alternative name, at most 100, those
    that fit the server first; `names_count` counts all of them. `common_name` names nobody to a
    browser. `issuer` is the issuer's organisation, else its name. The days are in UTC.

    `key_bits` is the length of an RSA or DSA modulus or of a curve's order, 0 for a key that is too
    unusual to be read. `signature_hash` is such as `sha256`, and empty where there is none apart.
    `server_use` tells that it may identify a server (section 4.2.1.12). `logged` tells that it
    carries proofs of having been published when it was issued (RFC 6962, section 3.3), as public
    authorities do.
    """

    __pydantic_config__ = STRICT

    names: tuple[str, ...]
    names_count: int
    common_name: str
    issuer: str
    not_before: datetime
    not_after: datetime
    key: KeyKind
    key_bits: int
    signature_hash: str
    self_issued: bool
    server_use: bool = True
    logged: bool = False
