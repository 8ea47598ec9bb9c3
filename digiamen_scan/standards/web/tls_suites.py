"""Cipher suites of TLS up to 1.2 by what they are worth (IANA's TLS Cipher Suites register).

Suites that need a shared key, a password or Kerberos are left out: websites cannot use them.
"""

from collections.abc import Iterable, Iterator


def _codes(text: str) -> tuple[int, ...]:
    """Read hexadecimal codes; `A-B` is a range."""
    return tuple(code for part in text.split() for code in _range(part))


def _range(part: str) -> Iterator[int]:
    first, _, last = part.partition("-")
    return iter(range(int(first, 16), int(last or first, 16) + 1))


ANON = _codes("17-1B 34 3A 46 6C-6D 89 9B A6-A7 BF C5 C015-C019 C046-C047 C05A-C05B C084-C085")
NULL = _codes("01-02 3B C001 C006 C00B C010")
EXPORT = _codes("03 06 08 0B 0E 11 14 60-65")
DES = _codes("09 0C 0F 12 15")
RC4 = _codes("04-05 66 C002 C007 C00C C011")
TRIPLE_DES = _codes("07 0A 0D 10 13 16 C003 C008 C00D C012")

WEAK_CLASSES: dict[str, tuple[int, ...]] = {
    "NULL": NULL,
    "anon": ANON,
    "EXPORT": EXPORT,
    "DES": DES,
    "RC4": RC4,
    "3DES": TRIPLE_DES,
}
"""Kinds of cipher that must not be agreed to: RFC 9325 section 4.1, RFC 7465, RFC 8996.

NULL hides nothing, anon proves nobody, EXPORT and DES are broken in hours, RC4 leaks, and blocks
of 64 bits (3DES, and IDEA with it) leak in long connections.
"""

DHE = _codes(
    "9E-9F CCAA 67 6B 33 39 A2-A3 40 6A 32 38 C09E-C09F C0A2-C0A3 45 88 44 87 9A 99 BD-BE C3-C4"
    " C044-C045 C052-C053 C056-C057 C07C-C07D C080-C081 16 13"
)
"""Classic Diffie-Hellman with a new key each time, proven by a certificate."""

_ECDHE_NEW = _codes("C02B-C02C C02F-C030 CCA8-CCA9 C0AC-C0AF")
_ECDHE_CBC = _codes("C023-C024 C027-C028 C009-C00A C013-C014")
_ECDHE_RARE = _codes(
    "C048-C049 C04C-C04D C05C-C05D C060-C061 C072-C073 C076-C077 C086-C087 C08A-C08B"
)
_ECDHE_WEAK = _codes("C006-C008 C010-C012")
FORWARD_SECRET = frozenset(
    (*_ECDHE_NEW, *_ECDHE_CBC, *_ECDHE_RARE, *_ECDHE_WEAK, *DHE, *_codes("11-12 14-15 63 65-66"))
)
"""A recorded conversation stays closed when the server's key is stolen later (RFC 9325, 4.1)."""

_RSA = _codes("9C-9D 3C-3D 2F 35 41 84 96")
_STATIC = _codes("C025-C026 C029-C02A C02D-C02E C031-C032 C004-C005 C00E-C00F")
_ONLY_12 = frozenset(_codes("3B-40 67-6D 9C-A7 BA-C5 C023-C032 C03C-C0AF CCA8-CCAE"))


def _weak_common() -> tuple[int, ...]:
    return (*TRIPLE_DES, *RC4, *DES, *EXPORT[:7], *NULL, *_codes("18 1B 34 3A C016-C019"))


WIDE = (*_ECDHE_NEW[:6], *_ECDHE_CBC, *DHE[:12], *_RSA, *_STATIC, *_weak_common())
"""What nearly every server can agree to, the best first. Below 128: some servers read no more."""

WIDE_OLD = (*(suite for suite in WIDE if suite not in _ONLY_12), *_codes("44-45 87-88 99-9A"))
"""The same for versions before TLS 1.2."""

OTHER = (
    *_codes("C02B-C02C C02F-C030 C013-C014 C009-C00A 9C-9D 2F 35 0A"),
    *_ECDHE_NEW[6:],
    *_ECDHE_RARE,
    *DHE[12:],
    *_codes("C09C-C09D C0A0-C0A1 C050-C051 C07A-C07B BA C0 C03C-C03D"),
    *_codes("30-31 36-37 3E-3F 68-69 A0-A1 A4-A5 42-43 85-86 97-98 0D 10 81 FF85 C004-C005"),
)
"""The rest, behind a few that are everywhere: for a server that found nothing in `WIDE`."""

UNSIGNED = _codes(
    "2F 35 41 84 96 0A 07 04-05 09 30-31 36-37 0D 10 42-43 85-86 97-98 C004-C005 81 01-03"
)
"""For old versions: nothing to sign, since a server may no longer sign with SHA-1."""

MODERN = _codes("1301-1305")
"""Suites of TLS 1.3 (RFC 8446, appendix B.4)."""

SSL_2_KINDS = (0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700C0, 0x080080)
"""Cipher kinds of SSL 2.0, of three bytes each."""


def weak_class(suite: int) -> str:
    """Return the kind of weak cipher that a suite is, or an empty text."""
    return next((name for name, suites in WEAK_CLASSES.items() if suite in suites), "")


def weak_suites(classes: Iterable[str]) -> tuple[int, ...]:
    """Return all suites of some kinds of weak cipher."""
    return tuple(suite for name in classes for suite in WEAK_CLASSES[name])
