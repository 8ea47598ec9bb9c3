"""Decides from the kernel's rules what happens to strangers, over IPv4 or IPv6."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import pairwise
from typing import Literal

from digiamen_scan.facts.firewall import (
    ConditionKind,
    Decision,
    Family,
    FamilyDecision,
    PacketFilter,
    Undecided,
)
from digiamen_scan.standards.firewall.interfaces import OTHER
from digiamen_scan.standards.firewall.netfilter import Fate, fate
from digiamen_scan.standards.firewall.networks import INTERNET, MANY, NEIGHBOURS, Span, span
from digiamen_scan.standards.firewall.newcomers import Newcomer
from digiamen_scan.standards.firewall.portsets import NONE, Ports, as_text, count, union

Level = Literal["all", "many", "unsure", "few"]
# Nearly all ports: what is left is a list of blocked ones.
_ALL_PORTS = 65_000
# More than any one program needs: a range was opened, not a service.
_MANY_PORTS = 4096
_MAX_SPANS = 64
_MAX_NAMED = 12
_PROTOCOLS = ("tcp", "udp")
_LOOPBACK = span("127.0.0.0/8")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a stranger may stand: at an interface, somewhere in a range of addresses."""

    interface: str
    present: bool
    source: Span | None
    near: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """What becomes of strangers at one place, by protocol."""

    place: _Place
    fates: Mapping[str, Fate]
    chosen: tuple[Fate, ...]

    @property
    def level(self) -> Level:
        """How much gets in, by whichever protocol more does."""
        return _level(self.fates.values())

    @property
    def by_source_port(self) -> bool:
        """Whether much gets in that comes from a port of the newcomer's choice."""
        return _level(self.chosen) in ("all", "many")


def decide(packet_filter: PacketFilter, family: Family) -> FamilyDecision:
    """Return what happens to a stranger's new connection."""
    places = tuple(_places(packet_filter, family))
    if not places:
        return FamilyDecision(family, "unknown", "rule_unrecognised")
    seen = tuple(_look(packet_filter, family, place) for place in places)
    decision = _decision(seen)
    if decision == "unknown":
        return FamilyDecision(family, decision, _undecided(seen))
    if decision != "refused" and not packet_filter.whole:
        return FamilyDecision(family, "unknown", "not_all_seen")
    ports = _named_ports(seen) if decision == "refused" else ()
    return FamilyDecision(family, decision, ports=ports)


def _decision(seen: tuple[_Seen, ...]) -> Decision:
    far = [one for one in seen if not one.place.near]
    opened = [one for one in far if one.level == "all"]
    if opened:
        return _where(opened, far)
    if any(one.level == "all" for one in seen):
        return "from_neighbours"
    if any(one.level == "many" for one in seen):
        return "on_many_ports"
    if any(one.level == "unsure" for one in seen):
        return "unknown"
    return "by_source_port" if any(one.by_source_port for one in seen) else "refused"


def _where(opened: list[_Seen], far: list[_Seen]) -> Decision:
    interfaces = {one.place.interface for one in opened}
    if interfaces == {one.place.interface for one in far}:
        return "let_in"
    present = any(one.place.present for one in opened)
    return "on_some_interfaces" if present else "on_other_interfaces"


def _undecided(seen: Iterable[_Seen]) -> Undecided:
    programs = any(fate.programs for one in seen for fate in one.fates.values())
    return "program_decides" if programs else "rule_unrecognised"


def _level(fates: Iterable[Fate]) -> Level:
    fates = tuple(fates)
    most = max((count(one.enters) for one in fates), default=0)
    if most >= _ALL_PORTS:
        return "all"
    if most >= _MANY_PORTS:
        return "many"
    perhaps = max((count(one.may_enter) for one in fates), default=0)
    return "unsure" if perhaps >= _MANY_PORTS else "few"


def _named_ports(seen: Iterable[_Seen]) -> tuple[str, ...]:
    opened: dict[str, Ports] = dict.fromkeys(_PROTOCOLS, NONE)
    for one in seen:
        for protocol, each in one.fates.items():
            opened[protocol] = union(opened[protocol], each.enters)
    named = [f"{text}/{protocol}" for protocol in _PROTOCOLS for text in as_text(opened[protocol])]
    return tuple(named[:_MAX_NAMED])


def _look(packet_filter: PacketFilter, family: Family, place: _Place) -> _Seen:
    newcomers = {
        protocol: Newcomer(family, protocol, place.interface, place.source)
        for protocol in _PROTOCOLS
    }
    chosen = (
        Newcomer(family, protocol, place.interface, place.source, chooses_port=True)
        for protocol in _PROTOCOLS
        if _asks_for(packet_filter, "source_port")
    )
    return _Seen(
        place,
        {protocol: fate(packet_filter, newcomer) for protocol, newcomer in newcomers.items()},
        tuple(fate(packet_filter, newcomer) for newcomer in chosen),
    )


def _values(packet_filter: PacketFilter, kind: ConditionKind) -> Iterator[tuple[str, ...]]:
    for chain in packet_filter.chains:
        for rule in chain.rules:
            for condition in rule.conditions:
                if condition.on == kind:
                    yield condition.values


def _asks_for(packet_filter: PacketFilter, kind: ConditionKind) -> bool:
    return next(_values(packet_filter, kind), None) is not None


def _places(packet_filter: PacketFilter, family: Family) -> Iterator[_Place]:
    """Yield every place that the rules tell from others; none where there are too many."""
    spans = _spans(packet_filter, family)
    interfaces = _interfaces(packet_filter)
    if len(spans) * len(interfaces) > _MAX_SPANS:
        return
    for interface, present in interfaces.items():
        for source, near in spans.items():
            yield _Place(interface, present, source, near)


def _interfaces(packet_filter: PacketFilter) -> dict[str, bool]:
    """Return the interfaces behind which strangers may be, and whether each is there.

    Those that no rule names are all alike: `other`.
    """
    named = {value for values in _values(packet_filter, "interface") for value in values}
    found: dict[str, bool] = {}
    unnamed = False
    for one in packet_filter.interfaces:
        if not one.outward or one.part_of_another:
            continue
        if one.id in named:
            found[one.id] = one.present
        else:
            unnamed = unnamed or one.present
    return {**found, OTHER: unnamed}


def _spans(packet_filter: PacketFilter, family: Family) -> dict[Span | None, bool]:
    """Return ranges of addresses that no rule divides, and whether each is a neighbour's."""
    texts = {value for values in _values(packet_filter, "source") for value in values}
    internet = int(ip_address(INTERNET[family][0])), int(ip_address(INTERNET[family][1]))
    asked = [
        one
        for text in texts - {MANY}
        if _is_of(text, family) and not _covers(one := span(text), internet)
    ]
    if not asked:
        return {None: False} if not texts - {MANY} else {internet: False}
    near = [
        one
        for text in NEIGHBOURS[family]
        if any(_overlap(other, one := span(text)) for other in asked)
    ]
    cuts = {bound for low, high in (*asked, *near, internet) for bound in (low, high + 1)}
    found: dict[Span | None, bool] = {}
    for low, after in pairwise(sorted(cuts)):
        part = (low, after - 1)
        is_near = any(_covers(one, part) for one in near)
        if is_near or (_covers(internet, part) and not _covers(_LOOPBACK, part)):
            found[part] = is_near
    return found


def _is_of(text: str, family: Family) -> bool:
    return (":" in text) is (family == "ipv6")


def _covers(whole: Span, part: Span) -> bool:
    return whole[0] <= part[0] and part[1] <= whole[1]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
