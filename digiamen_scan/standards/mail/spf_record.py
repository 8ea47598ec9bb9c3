"""The grammar of an SPF record (RFC 7208, sections 4.5, 4.6, 5, 6 and 12)."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Literal, cast, get_args

from digiamen_scan.standards.mail.spf_macros import (
    is_domain_spec,
    is_macro_string,
    is_senders_choice,
)

Qualifier = Literal["+", "-", "~", "?"]
MechanismName = Literal["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"]
Network = IPv4Network | IPv6Network

IPV4_BITS = 32
IPV6_BITS = 128

# Section 4.5: the version, in any case, then a space or the end.
_VERSION = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
# What people write instead: quotes, spaces or the mark that some editors begin a file with around
# it, a colon, `spf` misspelt. Sender ID's `spf2.0` is another matter.
_ALMOST = re.compile(
    r"(?!.{0,9}spf2\.0)(?:.{0,8}?(?:\b|\\ufeff)v\W{0,4}s(?:pf|fp)|\W{0,4}spf ?v?1?[ :=])",
    re.IGNORECASE,
)
_TERM = re.compile(r"([+\-?~]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![^:/])(.*)", re.IGNORECASE)
_MODIFIER = re.compile(r"([A-Za-z][A-Za-z0-9._-]*)=(.*)")
_PREFIX = r"(0|[1-9][0-9]{0,2})"
_DUAL_CIDR = re.compile(rf"(?:/{_PREFIX})?(?://{_PREFIX})?$")
_NETWORK = re.compile(rf":([0-9A-Fa-f.:]+)(?:/{_PREFIX})?")
_WANTS_DOMAIN = frozenset({"include", "exists"})
_ONCE = frozenset({"redirect", "exp"})
_ASKS = frozenset({"include", "a", "mx", "ptr", "exists"})


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism with its qualifier (section 4.6.2).

    `target` is its `domain-spec`, empty for the record's own domain. `network` is that of ip4 and
    ip6. `prefixes` are the lengths that a and mx apply to IPv4 and IPv6 addresses.
    """

    text: str
    qualifier: Qualifier
    name: MechanismName
    target: str = ""
    network: Network | None = None
    prefixes: tuple[int, int] = (IPV4_BITS, IPV6_BITS)

    @property
    def lets_everyone(self) -> bool:
        """Whether a sender passes by naming a domain of its own (section 7.2)."""
        return self.qualifier == "+" and is_senders_choice(self.target)

    @property
    def asks(self) -> bool:
        """Whether it counts among the 10 terms that make receivers ask (section 4.6.4)."""
        return self.name in _ASKS


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """One SPF record.

    `faults` are the terms that make all of it invalid (section 4.6). `strays` are mechanisms
    written with an equals sign: receivers take them for modifiers that they do not know.
    """

    text: str
    mechanisms: tuple[Mechanism, ...]
    redirect: str
    strays: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def tested(self) -> tuple[Mechanism, ...]:
        """The mechanisms that receivers come to: up to the first `all` (section 5.1)."""
        end = next((at for at, one in enumerate(self.mechanisms) if one.name == "all"), None)
        return self.mechanisms if end is None else self.mechanisms[: end + 1]

    @property
    def continued(self) -> str:
        """The domain whose record comes next; `redirect` is ignored beside `all` (6.1)."""
        ends = any(one.name == "all" for one in self.mechanisms)
        return "" if ends else self.redirect

    @property
    def ignored(self) -> tuple[str, ...]:
        """The terms that receivers never come to, though somebody wrote them down."""
        behind = (one.text for one in self.mechanisms[len(self.tested) :])
        redirect = self.redirect if self.redirect and not self.continued else ""
        return (*behind, *((f"redirect={redirect}",) if redirect else ()), *self.strays)


def is_spf(text: str) -> bool:
    """Tell whether a TXT record is an SPF record; receivers discard all others (4.5)."""
    return _VERSION.match(text) is not None


def looks_like_spf(text: str) -> bool:
    """Tell whether somebody meant a TXT record for SPF though receivers discard it."""
    return not is_spf(text) and _ALMOST.match(text) is not None


def parse_record(text: str) -> SpfRecord:
    """Read a record for which `is_spf` holds. Never raises; what is no term is a fault."""
    mechanisms: list[Mechanism] = []
    modifiers: dict[str, str] = {}
    strays: list[str] = []
    faults: list[str] = []
    for term in filter(None, text.split(" ")[1:]):
        if modifier := _MODIFIER.fullmatch(term):
            name, value = modifier[1].lower(), modifier[2]
            twice = name in _ONCE and name in modifiers
            modifiers.setdefault(name, value)
            faults += [term] if twice or not _is_sound(name, value) else []
            strays += [term] if name in get_args(MechanismName) else []
        elif mechanism := parse_mechanism(term):
            mechanisms.append(mechanism)
        else:
            faults.append(term)
    redirect = modifiers.get("redirect", "")
    return SpfRecord(text, tuple(mechanisms), redirect, tuple(strays), tuple(faults))


def parse_mechanism(term: str) -> Mechanism | None:
    """Read one mechanism (sections 5.1 to 5.7), or return None where it breaks the grammar."""
    match = _TERM.fullmatch(term)
    if match is None:
        return None
    qualifier = cast("Qualifier", match[1] or "+")
    name = cast("MechanismName", match[2].lower())
    rest = match[3]
    if name == "all":
        return None if rest else Mechanism(term, qualifier, name)
    if name in ("ip4", "ip6"):
        network = _network(name, rest)
        return Mechanism(term, qualifier, name, network=network) if network else None
    prefixes = (IPV4_BITS, IPV6_BITS)
    if name in ("a", "mx"):
        rest, prefixes = _without_prefixes(rest)
    if not _is_target(name, rest) or prefixes[0] > IPV4_BITS or prefixes[1] > IPV6_BITS:
        return None
    return Mechanism(term, qualifier, name, rest.removeprefix(":"), prefixes=prefixes)


def _is_sound(name: str, value: str) -> bool:
    return is_domain_spec(value) if name in _ONCE else is_macro_string(value)


def _is_target(name: MechanismName, rest: str) -> bool:
    if not rest:
        return name not in _WANTS_DOMAIN
    return rest.startswith(":") and is_domain_spec(rest[1:])


def _without_prefixes(rest: str) -> tuple[str, tuple[int, int]]:
    """Cut the `dual-cidr-length` off (section 5.3)."""
    cidr = _DUAL_CIDR.search(rest)
    if cidr is None:
        return rest, (IPV4_BITS, IPV6_BITS)
    prefixes = int(cidr[1] or IPV4_BITS), int(cidr[2] or IPV6_BITS)
    return rest[: cidr.start()], prefixes


def _network(name: MechanismName, rest: str) -> Network | None:
    """Read an address without leading zeros, and its prefix (section 5.6)."""
    match = _NETWORK.fullmatch(rest)
    if match is None:
        return None
    bits = IPV4_BITS if name == "ip4" else IPV6_BITS
    prefix = bits if match[2] is None else int(match[2])
    if prefix > bits:
        return None
    try:
        if name == "ip4":
            return IPv4Network((IPv4Address(match[1]), prefix), strict=False)
        return IPv6Network((IPv6Address(match[1]), prefix), strict=False)
    except AddressValueError:
        return None
