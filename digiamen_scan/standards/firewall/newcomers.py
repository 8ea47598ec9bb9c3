"""Whether a condition of a rule holds for a stranger's first packet.

The answer has two halves: whether it may hold, and whether it surely does. A condition that is
not understood may hold and may not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from digiamen_scan.facts.firewall import Condition, ConditionKind, Family, PacketFilter
from digiamen_scan.standards.firewall.networks import MANY, Span, span
from digiamen_scan.standards.firewall.portsets import ALL, Ports, parse_range, port_set, without

Holds = tuple[bool, bool]
YES: Holds = (True, True)
NO: Holds = (False, False)
PERHAPS: Holds = (True, False)
_NOT_NEW = frozenset({"established", "related", "invalid"})


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A stranger's first packet: of a new connection, by a protocol, at an interface.

    `source` is a range of addresses that no rule divides, None where none asks for addresses.
    `chooses_port` tells whether it comes from whatever port suits it.
    """

    family: Family
    protocol: str
    interface: str
    source: Span | None = None
    chooses_port: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """What the kernel knows of a packet at a hook. Before `tracked`, it is no connection yet."""

    marks: bool
    untracks: bool
    tracked: bool

    @classmethod
    def of(cls, packet_filter: PacketFilter, *, tracked: bool) -> "Stage":
        """Return what holds at a hook of this filter."""
        return cls(packet_filter.marks, packet_filter.untracks, tracked)


def ports_of(condition: Condition) -> Ports:
    """Return the ports for which a condition on them holds."""
    ports = port_set(parse_range(text) for text in condition.values)
    return without(ALL, ports) if condition.negated else ports


def holds(condition: Condition, newcomer: Newcomer, stage: Stage) -> Holds:
    """Say whether a condition holds, other than one on the port."""
    if condition.on == "source_port" and newcomer.chooses_port:
        return YES
    reader = _READERS.get(condition.on)
    may, surely = reader(condition.values, newcomer, stage) if reader else PERHAPS
    return (not surely, not may) if condition.negated else (may, surely)


def _is(answer: bool) -> Holds:  # noqa: FBT001  # what it turns into an answer
    return YES if answer else NO


def _from(values: tuple[str, ...], newcomer: Newcomer, _stage: Stage) -> Holds:
    """Say whether the newcomer comes from one of the networks; small ones do not hold strangers."""
    here = newcomer.source
    networks = (value for value in values if value != MANY)
    spans = [span(text) for text in networks if (":" in text) is (newcomer.family == "ipv6")]
    if here is not None and any(low <= here[0] and here[1] <= high for low, high in spans):
        return YES
    return PERHAPS if MANY in values else NO


def _towards(values: tuple[str, ...], _newcomer: Newcomer, _stage: Stage) -> Holds:
    if "any" in values:
        return YES
    return PERHAPS if "address" in values else NO


def _connection(values: tuple[str, ...], _newcomer: Newcomer, stage: Stage) -> Holds:
    if set(values) <= _NOT_NEW:
        return NO
    if not stage.tracked or (stage.untracks and ("new" in values) is not ("untracked" in values)):
        return PERHAPS
    return _is("new" in values)


def _flags(values: tuple[str, ...], newcomer: Newcomer, _stage: Stage) -> Holds:
    """A first packet of TCP carries SYN and no other flag (RFC 9293, section 3.5)."""
    if newcomer.protocol != "tcp" or len(values) != 2:  # noqa: PLR2004  # a mask and what is set
        return NO if newcomer.protocol != "tcp" else PERHAPS
    mask, wanted = (set(text.split(",")) - {""} for text in values)
    return _is(mask & {"syn"} == wanted)


def _mark(values: tuple[str, ...], _newcomer: Newcomer, stage: Stage) -> Holds:
    return PERHAPS if stage.marks else _is("zero" in values)


# What is not here is not understood.
_READERS: dict[ConditionKind, Callable[[tuple[str, ...], Newcomer, Stage], Holds]] = {
    "connection": _connection,
    "destination": _towards,
    "family": lambda values, newcomer, _: _is(newcomer.family in values),
    "interface": lambda values, newcomer, _: _is(newcomer.interface in values),
    "mark": _mark,
    "packet_type": lambda values, _newcomer, _stage: _is("host" in values),
    "protocol": lambda values, newcomer, _: _is(newcomer.protocol in values),
    "rate": lambda values, _newcomer, _stage: _is("within" in values),
    "return_path": lambda _values, _newcomer, _stage: NO,
    "source": _from,
    "source_port": lambda _values, _newcomer, _stage: NO,
    "tcp_flags": _flags,
}
