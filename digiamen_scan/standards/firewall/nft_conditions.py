"""Reads the conditions of nftables rules: `match` statements of libnftables-json(5)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from ipaddress import ip_network

from digiamen_scan.facts.firewall import Condition, ConditionKind
from digiamen_scan.standards.firewall.networks import (
    Network,
    destinations,
    networks_between,
    whole_sources,
)
from digiamen_scan.standards.firewall.portsets import LAST

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Sets = Mapping[str, list[Json]]
Conditions = tuple[Condition, ...]
UNRECOGNISED = Condition("unrecognised")
PROTOCOLS = {"tcp": "tcp", "udp": "udp", "6": "tcp", "17": "udp"}
_FAMILIES = {"ip": "ipv4", "ip6": "ipv6", "ipv4": "ipv4", "ipv6": "ipv6"}
_WITH_PORTS = ("tcp", "udp", "udplite", "sctp", "dccp", "th")
_WITHOUT_PORTS = ("icmp", "igmp", "esp", "ah", "comp", "sctp", "dccp", "udplite")
_ADDRESSES = ("saddr", "daddr")
_ANY = "*"


class Unreadable(Exception):  # noqa: N818  # never leaves this module
    """A value of another shape than the ones that are known."""


def conditions(body: Json, sets: Sets) -> tuple[Condition, ...]:
    """Return what a `match` demands. What is not understood is a condition of its own."""
    if not isinstance(body, dict):
        return (UNRECOGNISED,)
    op, left, right = body.get("op", "=="), body.get("left"), body.get("right")
    try:
        if isinstance(left, dict) and "&" in left:
            return _masked(left["&"], op, right)
        if op in ("<", ">", "<=", ">="):
            return compared(left, [_ranged(str(op), right)], negated=False)
        if op not in ("==", "!=", "in"):
            return (UNRECOGNISED,)
        return compared(left, elements(right, sets), negated=op == "!=")
    except (Unreadable, ValueError, TypeError):
        return (UNRECOGNISED,)


def compared(left: Json, values: list[Json], *, negated: bool) -> tuple[Condition, ...]:
    """Return the conditions under which `left` is among `values`, or is not.

    Raises Unreadable, ValueError or TypeError for what has another shape.
    """
    if not isinstance(left, dict) or len(left) != 1:
        raise Unreadable
    ((kind, about),) = left.items()
    if kind == "concat" and isinstance(about, list):
        return (*_concat(about, values, negated=negated), UNRECOGNISED)
    if _ANY in values:
        return (UNRECOGNISED,) if negated else ()
    if kind not in _READERS or not isinstance(about, dict):
        return (UNRECOGNISED,)
    *first, last = _READERS[kind](about, values)
    if negated and last != UNRECOGNISED:
        last = replace(last, negated=not last.negated)
    return (*first, last)


def elements(right: Json, sets: Sets) -> list[Json]:
    """Return the values that a right-hand side stands for; raises Unreadable."""
    if isinstance(right, str) and right.startswith("@"):
        if right[1:] not in sets:
            raise Unreadable
        return sets[right[1:]]
    if isinstance(right, dict) and "set" in right:
        right = right["set"]
    found = right if isinstance(right, list) else [right]
    return [plain(value) for value in found]


def plain(value: Json) -> Json:
    """Return an element of a set without its comment, time-out and counter."""
    inner = value.get("elem") if isinstance(value, dict) else None
    return inner.get("val") if isinstance(inner, dict) else value


def _concat(parts: list[Json], values: list[Json], *, negated: bool) -> Iterator[Condition]:
    """Say of each part what it must be at least; which go together is not kept."""
    if negated:
        return
    rows = [value.get("concat") if isinstance(value, dict) else None for value in values]
    for place, part in enumerate(parts):
        column = [row[place] for row in rows if isinstance(row, list) and len(row) > place]
        if len(column) != len(values):
            return
        yield from compared(part, [plain(value) for value in column], negated=False)


def _ranged(op: str, right: Json) -> Json:
    if not isinstance(right, int):
        raise Unreadable
    bounds: dict[str, list[Json]] = {
        "<": [0, right - 1],
        "<=": [0, right],
        ">": [right + 1, LAST],
        ">=": [right, LAST],
    }
    return {"range": bounds[op]}


def _words(values: Iterable[Json]) -> tuple[str, ...]:
    found = list(values)
    if not all(isinstance(value, str | int) for value in found):
        raise Unreadable
    return tuple(dict.fromkeys(str(value) for value in found))


def _meta(about: dict[str, Json], values: list[Json]) -> Conditions:
    key = about.get("key")
    if key in ("iif", "iifname") and all(isinstance(value, str) for value in values):
        return (Condition("interface", _words(values)),)
    if key == "iiftype" and values == ["loopback"]:
        return (Condition("interface", ("lo",)),)
    if key == "l4proto":
        return (_protocols(values),)
    if key in ("protocol", "nfproto"):
        words = (_FAMILIES.get(word, "other") for word in _words(values))
        return (Condition("family", tuple(dict.fromkeys(words))),)
    if key == "pkttype":
        return (Condition("packet_type", _words(values)),)
    return (_mark(values),) if key == "mark" else (UNRECOGNISED,)


def _ct(about: dict[str, Json], values: list[Json]) -> Conditions:
    key = about.get("key")
    if key in ("state", "status"):
        return (Condition("connection", _words(values)),)
    if key == "direction":
        words = ("new" if word == "original" else "established" for word in _words(values))
        return (Condition("connection", tuple(words)),)
    return (_mark(values),) if key == "mark" else (UNRECOGNISED,)


def _fib(about: dict[str, Json], values: list[Json]) -> Conditions:
    flags = about.get("flags")
    where = flags if isinstance(flags, list) else [flags]
    if about.get("result") == "type" and "daddr" in where:
        kinds = {"local": "any", "broadcast": "group", "multicast": "group", "anycast": "group"}
        words = (kinds.get(word, "address") for word in _words(values))
        return (Condition("destination", tuple(dict.fromkeys(words))),)
    if about.get("result") == "oif" and "saddr" in where and values in ([True], [False]):
        return (Condition("return_path", ("missing",), negated=values == [True]),)
    return (UNRECOGNISED,)


def _extension(about: dict[str, Json], values: list[Json]) -> Conditions:
    """Read an IPv6 extension header or an IPv4 option: a first packet usually carries none."""
    there = Condition("connection", ("extension_header",))
    if "field" in about:
        return there, UNRECOGNISED
    return (replace(there, negated=values == [False]),)


def _protocols(values: Iterable[Json]) -> Condition:
    words = (PROTOCOLS.get(word, "other") for word in _words(values))
    return Condition("protocol", tuple(dict.fromkeys(words)))


def _mark(values: list[Json]) -> Condition:
    if not all(isinstance(value, int) for value in values):
        raise Unreadable
    words = ("zero" if value == 0 else "set" for value in values)
    return Condition("mark", tuple(dict.fromkeys(words)))


def _payload(about: dict[str, Json], values: list[Json]) -> Conditions:
    protocol, name = str(about.get("protocol")), str(about.get("field"))
    if protocol in ("ip", "ip6"):
        return _of_ip(protocol, name, values)
    if protocol in _WITH_PORTS and name in ("dport", "sport"):
        on: ConditionKind = "port" if name == "dport" else "source_port"
        ports = Condition(on, tuple(_port(value) for value in values))
        carrier = PROTOCOLS.get(protocol, "other")
        return (ports,) if protocol == "th" else (Condition("protocol", (carrier,)), ports)
    if protocol in ("tcp", "udp"):
        syn = (protocol, name, values) == ("tcp", "flags", ["syn"])
        what = Condition("tcp_flags", ("syn", "syn")) if syn else UNRECOGNISED
        return Condition("protocol", (protocol,)), what
    if protocol == "ether" and name == "saddr":
        return (Condition("source"),)
    if protocol.startswith(_WITHOUT_PORTS):
        return Condition("protocol", ("other",)), UNRECOGNISED
    return (UNRECOGNISED,)


def _of_ip(protocol: str, name: str, values: list[Json]) -> Conditions:
    family = Condition("family", (_FAMILIES[protocol],))
    if name in ("protocol", "nexthdr"):
        return family, _protocols(values)
    if name == "version":
        return (family,)
    if name not in _ADDRESSES:
        return family, UNRECOGNISED
    networks = [network for value in values for network in _networks(value)]
    if name == "daddr":
        return family, Condition("destination", destinations(networks))
    return family, Condition("source", whole_sources(networks))


_READERS: dict[str, Callable[[dict[str, Json], list[Json]], Conditions]] = {
    "ct": _ct,
    "exthdr": _extension,
    "fib": _fib,
    "ip option": _extension,
    "meta": _meta,
    "payload": _payload,
}
"""What each kind of left-hand side must be; a negation is about the last condition alone."""


def _port(value: Json) -> str:
    if isinstance(value, bool):
        raise Unreadable
    if isinstance(value, int) and 0 <= value <= LAST:
        return str(value)
    bounds = value.get("range") if isinstance(value, dict) else None
    if not isinstance(bounds, list):
        raise Unreadable
    low, high = bounds
    if not isinstance(low, int) or not isinstance(high, int):
        raise Unreadable
    return f"{max(low, 0)}-{min(high, LAST)}"


def _networks(value: Json) -> tuple[Network, ...]:
    if isinstance(value, str):
        return (ip_network(value),)
    if isinstance(value, dict) and isinstance(prefix := value.get("prefix"), dict):
        return (ip_network(f"{prefix.get('addr')}/{prefix.get('len')}"),)
    if isinstance(value, dict) and isinstance(bounds := value.get("range"), list):
        first, last = bounds
        return networks_between(str(first), str(last))
    raise Unreadable


def _masked(sides: Json, op: Json, right: Json) -> tuple[Condition, ...]:
    """Read `tcp flags & (…) == …`, `ct state & (…) != 0` and marks under a mask."""
    if not isinstance(sides, list) or len(sides) != 2 or op not in ("==", "!="):  # noqa: PLR2004  # what and its mask
        return (UNRECOGNISED,)
    left, mask = sides
    if left == {"payload": {"protocol": "tcp", "field": "flags"}}:
        wanted = [] if right == 0 else elements(right, {})
        values = (",".join(_words(elements(mask, {}))), ",".join(_words(wanted)))
        return (Condition("protocol", ("tcp",)), Condition("tcp_flags", values, op == "!="))
    if left == {"ct": {"key": "state"}} and right == 0:
        return (Condition("connection", _words(elements(mask, {})), op == "=="),)
    if left in ({"meta": {"key": "mark"}}, {"ct": {"key": "mark"}}):
        return (replace(_mark([right]), negated=op == "!="),)
    return (UNRECOGNISED,)
