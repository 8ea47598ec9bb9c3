"""The grammar of a DKIM key record (RFC 6376, sections 3.2 and 3.6.1; RFC 8463 for Ed25519)."""

import base64
import math
import re
from dataclasses import dataclass, replace

from digiamen_scan.facts.dkim import Algorithm, KeyState
from digiamen_scan.standards.mail.der import (
    BIT_STRING,
    NULL,
    OBJECT_IDENTIFIER,
    SEQUENCE,
    DerCutError,
    DerError,
    DerReader,
)

_TAG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# VALCHAR and folding white space (section 3.2).
_TAG_VALUE = re.compile(r"[!-:<-~ ]*")
_FOLDED = "\\x0d\\x0a "
_MEANT = re.compile(r"dkim|(?:^|[;\s\"'])p\s*=", re.IGNORECASE)
# Section 3.6.1, tag v: records of any other version are discarded.
_OTHER_VERSION = re.compile(r"\s*v\s*=\s*(?!\W*dkim)", re.IGNORECASE)
_BASE64 = re.compile(r"([A-Za-z0-9+/]+)={0,2}")
_GROUP = 4
# 1.2.840.113549.1.1.1 (RFC 3279, section 2.3.1).
_RSA_ENCRYPTION = bytes.fromhex("2a864886f70d010101")
# No modulus of a real key has a factor this small: a mistyped one nearly always has.
_SMALL_FACTORS = math.factorial(1000)
_ED25519_OCTETS = 32
SHORTEST_BITS, GOOD_BITS, LONGEST_BITS = 1024, 2048, 4096


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One key record, read. `bits` is the size of an RSA modulus."""

    state: KeyState
    algorithm: Algorithm = ""
    bits: int = 0
    testing: bool = False


_UNREADABLE = KeyRecord("unreadable")


def looks_like_key(text: str) -> bool:
    """Tell whether somebody meant a TXT record as a DKIM key."""
    return _MEANT.search(text) is not None and _OTHER_VERSION.match(text) is None


def read_key(text: str) -> KeyRecord:
    """Read a record for which `looks_like_key` holds. Unknown tags are ignored (section 3.2)."""
    tags = read_tags(text.replace(_FOLDED, " "))
    if tags is None or not _version_fits(tags) or "p" not in tags:
        return _UNREADABLE
    material = tags["p"].replace(" ", "")
    if not material:
        return KeyRecord("revoked")
    kind = tags.get("k", "rsa").lower()
    if kind == "rsa":
        found = _rsa(material)
    else:
        found = _ed25519(material) if kind == "ed25519" else _UNREADABLE
    state = _limited(tags) or found.state if found.algorithm else found.state
    return replace(found, state=state, testing="y" in _listed(tags.get("t", "")))


def read_tags(text: str) -> dict[str, str] | None:
    """Split a tag list into values by name, in order; None where it is none.

    A name that stands twice makes the whole list invalid (section 3.2).
    """
    pieces = text.split(";")
    if not pieces[-1].strip(" "):
        pieces.pop()
    tags: dict[str, str] = {}
    for piece in pieces:
        name, equals, value = piece.partition("=")
        name = name.strip(" ")
        valid = equals and _TAG_NAME.fullmatch(name) and _TAG_VALUE.fullmatch(value)
        if not valid or name in tags:
            return None
        tags[name] = value.strip(" ")
    return tags or None


def _version_fits(tags: dict[str, str]) -> bool:
    """Check that `v`, which may be left out, comes first and is DKIM1 (section 3.6.1)."""
    return "v" not in tags or (next(iter(tags)) == "v" and tags["v"] == "DKIM1")


def _limited(tags: dict[str, str]) -> KeyState | None:
    """Find what keeps a whole key from being used for mail: its services or its hashes."""
    if "s" in tags and _listed(tags["s"]).isdisjoint({"*", "email"}):
        return "not_for_mail"
    if "h" in tags and "sha256" not in _listed(tags["h"]):
        return "sha1_only"
    return None


def _listed(value: str) -> frozenset[str]:
    return frozenset(part.strip(" ").lower() for part in value.split(":"))


def _rsa(material: str) -> KeyRecord:
    octets = _octets(material)
    if octets is None:
        return _UNREADABLE
    try:
        modulus = _modulus(octets)
    except DerCutError:
        return KeyRecord("cut")
    except DerError:
        return _UNREADABLE
    if len(material) % _GROUP:
        return KeyRecord("cut")
    bits = modulus.bit_length()
    if math.gcd(modulus, _SMALL_FACTORS) != 1:
        return _UNREADABLE
    # Some makers of keys leave the highest bits unset; verifiers count whole octets.
    return KeyRecord(_size(-(-bits // 8) * 8), "rsa", bits)


def _size(bits: int) -> KeyState:
    if bits < SHORTEST_BITS:
        return "short"
    if bits < GOOD_BITS:
        return "weak"
    return "strong" if bits <= LONGEST_BITS else "oversized"


def _ed25519(material: str) -> KeyRecord:
    """Read the 32 raw octets of a key, without any structure round it (RFC 8463, section 4.2)."""
    octets = _octets(material)
    if octets is None or len(octets) > _ED25519_OCTETS:
        return _UNREADABLE
    if len(octets) < _ED25519_OCTETS or len(material) % _GROUP:
        return KeyRecord("cut")
    return KeyRecord("strong", "ed25519")


def _octets(material: str) -> bytes | None:
    """Decode base64 as far as it goes; None where other characters stand in it."""
    match = _BASE64.fullmatch(material)
    if match is None:
        return None
    body = match[1]
    whole = body[: len(body) - (len(body) % _GROUP == 1)]
    return base64.b64decode(whole + "=" * (-len(whole) % _GROUP))


def _modulus(octets: bytes) -> int:
    """Return the modulus of an RSA key; raises DerError, DerCutError where the end is missing.

    The standard asks for an RSAPublicKey, practice publishes a SubjectPublicKeyInfo, and erratum
    3017 proposes to accept both.
    """
    outer = DerReader(octets)
    key = outer.enter(SEQUENCE)
    outer.end()
    try:
        if key.is_next(SEQUENCE):
            key = _key_of_info(key)
        modulus, exponent = key.positive(), key.positive()
        key.end()
    except DerCutError as error:
        # Only an end that is missing outside is one that was cut off.
        raise DerError(*error.args) from None
    if exponent < 3 or not exponent % 2 or exponent >= modulus:  # noqa: PLR2004  # RFC 8017, 3.1
        raise DerError(exponent)
    return modulus


def _key_of_info(info: DerReader) -> DerReader:
    """Return the RSAPublicKey within a SubjectPublicKeyInfo (RFC 3279, section 2.3.1)."""
    algorithm = info.enter(SEQUENCE)
    if algorithm.octets(OBJECT_IDENTIFIER) != _RSA_ENCRYPTION:
        raise DerError(OBJECT_IDENTIFIER)
    if algorithm.is_next(NULL) and algorithm.octets(NULL):
        raise DerError(NULL)
    algorithm.end()
    bits = info.octets(BIT_STRING)
    info.end()
    if bits[:1] != b"\x00":
        raise DerError(BIT_STRING)
    wrapped = DerReader(bits[1:])
    key = wrapped.enter(SEQUENCE)
    wrapped.end()
    return key
