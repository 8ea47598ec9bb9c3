"""Slips of the pen in SPF records, put right only where there is no doubt what was meant."""

import re
from difflib import get_close_matches
from ipaddress import ip_interface

from digiamen_scan.standards.mail.spf_macros import is_domain_spec
from digiamen_scan.standards.mail.spf_record import (
    SpfRecord,
    is_spf,
    looks_like_spf,
    parse_mechanism,
    parse_record,
)

_LOOKALIKES = str.maketrans(
    {"\u00a0": " ", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-"}
    | {"\u2212": "-", "\u02dc": "~", "\u223c": "~"}
    | dict.fromkeys("\"'`\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e", "")
)
_TAB = r"\x09"
"""A tab as `clean()` made it visible."""
# A backslash before what needs none, and the invisible characters that `clean()` made visible.
_ESCAPE = re.compile(r"\\(?:(?=[_~*+.-])|u(?:feff|200[b-f]))")
_VERSION = re.compile(
    r"[^A-Za-z0-9]*(?:v[^A-Za-z0-9]{0,4}s(?:pf|fp)|spf(?: ?v)?)[ =]?1(?![0-9.])[\s;:,]*",
    re.IGNORECASE,
)
_NAMES = r"(?:include|ip4|ip6|a|mx|exists|redirect)"
_SPLIT_VALUE = re.compile(
    rf"(?<=\s)([-+~?]?{_NAMES})(?:\s+([:=])\s*|([:=])\s+)(?=\S)", re.IGNORECASE
)
_SPLIT_ALL = re.compile(r"(?<=\s)([-+~?])\s+all(?=\s|$)", re.IGNORECASE)
# No top-level domain ends in `-all`, and no name holds a colon.
_GLUED = re.compile(
    r"(?<=[A-Za-z0-9])(?=(?:include|ip4|ip6|exists):|[~?-]all(?:\s|$))", re.IGNORECASE
)
_SEPARATOR = re.compile(rf"[;,]+(?=\s|$|[-+~?]?(?:all|{_NAMES})\b)", re.IGNORECASE)
_NAMED = re.compile(r"([-+~?]?)([A-Za-z0-9]+)[:=](.+)")
_SPELLINGS = ("include", "exists", "redirect")
_ADDRESS_NAMES = frozenset({"ip", "ip4", "ip6", "ipv4", "ipv6"})
_CLOSE = 0.8


def mended(text: str) -> SpfRecord | None:
    """Return a record without slips; None where that takes more than putting them right."""
    if not (is_spf(text) or looks_like_spf(text)):
        return None
    plain = _ESCAPE.sub("", text.translate(_LOOKALIKES).replace(_TAB, " "))
    version = _VERSION.match(plain)
    if version is None:
        return None
    body = f" {plain[version.end() :]}"
    for pattern, right in (
        (_GLUED, " "),
        (_SPLIT_VALUE, r"\1\2\3"),
        (_SPLIT_ALL, r"\1all"),
        (_SEPARATOR, " "),
    ):
        body = pattern.sub(right, body)
    terms = dict.fromkeys(_mended_term(term) for term in body.split())
    record = parse_record(" ".join(("v=spf1", *terms)))
    return None if record.faults or record.strays else record


def _mended_term(term: str) -> str:
    """Return a term as it was meant; unchanged where it is sound or cannot be guessed."""
    alone = parse_record(f"v=spf1 {term}")
    if not (alone.faults or alone.strays):
        return term
    bare = term.rstrip(".")
    if bare.lower().endswith("all") and parse_mechanism(bare):
        return bare
    named = _NAMED.fullmatch(bare)
    if named is None:
        return term
    qualifier, name, value = named[1], named[2].lower(), named[3]
    if address := _address_term(value):
        return qualifier + address if name in _ADDRESS_NAMES | {"a", "mx"} else term
    if name in _ADDRESS_NAMES and is_domain_spec(value):
        return f"{qualifier}a:{value}"
    return _renamed(qualifier, name, value) or term


def _address_term(value: str) -> str:
    """Return `ip4:` or `ip6:` with an address or a network; an empty text for anything else."""
    try:
        version = ip_interface(value).version
    except ValueError:
        return ""
    written = f"ip{version}:{value}"
    return written if parse_mechanism(written) else ""


def _renamed(qualifier: str, name: str, value: str) -> str:
    close = get_close_matches(name[:20], _SPELLINGS, 1, _CLOSE) or [name]
    right = close[0]
    written = f"redirect={value}" if right == "redirect" else f"{qualifier}{right}:{value}"
    return written if is_domain_spec(value) else ""
