"""Follows a stranger's first packet through the rules, as netfilter does (nft(8), "Chains").

All chains at a hook are asked in turn: a drop in any of them is final, an accept ends only its own
chain, and the policy decides about what reaches its end. What a packet may meet is followed for
all ports at once; where a condition is not understood, both ways.
"""

from dataclasses import dataclass, field

from digiamen_scan.facts.firewall import FilterChain, FilterRule, PacketFilter
from digiamen_scan.standards.firewall.newcomers import Newcomer, Stage, holds, ports_of
from digiamen_scan.standards.firewall.portsets import ALL, NONE, Ports, common, union, without

# Connection tracking begins at this priority of prerouting (NF_IP_PRI_CONNTRACK).
_TRACKED_FROM = -200
# nf_tables allows 16 jumps inside each other; the older back end has no limit.
_MAX_DEPTH = 64
_MAX_STEPS = 400_000
_DROPPING = frozenset({"drop", "reject"})


@dataclass(frozen=True, slots=True)
class Fate:
    """The ports at which a newcomer may get in, and those at which it may be refused.

    `programs` tells that a program outside the kernel decides about some packets.
    """

    may_enter: Ports
    may_be_refused: Ports
    programs: bool = False

    @property
    def enters(self) -> Ports:
        """The ports at which it gets in for certain."""
        return without(self.may_enter, self.may_be_refused)


@dataclass(frozen=True, slots=True)
class _Fitting:
    """A rule that may be about the newcomer: at which ports, and whether it surely is."""

    rule: FilterRule
    ports: Ports
    surely: bool


def fate(packet_filter: PacketFilter, newcomer: Newcomer) -> Fate:
    """Return what becomes of a newcomer."""
    walk = _Walk(packet_filter, newcomer)
    here = ALL
    for chain in packet_filter.chains:
        if chain.hook and newcomer.family in chain.families:
            here = walk.pass_hook(chain, here)
    return Fate(here, walk.refused, walk.programs)


@dataclass(slots=True)
class _Walk:
    packet_filter: PacketFilter
    newcomer: Newcomer
    refused: Ports = NONE
    programs: bool = False
    _accepted: Ports = NONE
    _steps: int = 0
    _fitting: dict[tuple[str, bool], tuple[_Fitting, ...]] = field(
        default_factory=dict[tuple[str, bool], "tuple[_Fitting, ...]"]
    )
    _chains: dict[str, FilterChain] = field(default_factory=dict[str, FilterChain])

    def __post_init__(self) -> None:
        self._chains = {chain.id: chain for chain in self.packet_filter.chains}

    def pass_hook(self, chain: FilterChain, here: Ports) -> Ports:
        """Send packets for these ports through a chain at a hook; return those that go on."""
        self._accepted = NONE
        tracked = chain.hook == "input" or (
            chain.hook == "prerouting" and chain.priority > _TRACKED_FROM
        )
        at_end = self._through(chain, here, tracked=tracked, depth=0)
        if chain.policy == "drop":
            self.refused = union(self.refused, at_end)
        else:
            self._accepted = union(self._accepted, at_end)
        # A chain at ingress is bound to a device that is not always told, one of a table that
        # may be switched off perhaps does nothing: either may let everything pass.
        certain = chain.surely_active and chain.hook != "ingress"
        return self._accepted if certain else here

    def _through(self, chain: FilterChain, here: Ports, *, tracked: bool, depth: int) -> Ports:
        """Return the ports for which packets come out at the end of a chain, or return from it."""
        returned = NONE
        for fitting in self._fits(chain, tracked=tracked):
            hit = common(here, fitting.ports)
            if not hit:
                continue
            self._steps += 1
            rule = fitting.rule
            on = self._verdict(rule, hit, tracked=tracked, depth=depth)
            if rule.verdict in ("return", "goto"):
                returned, on = union(returned, on), NONE
            if rule.verdict not in ("next", "queue", "unrecognised") and fitting.surely:
                here = without(here, fitting.ports)
            here = union(here, on)
            if not here:
                break
        return union(here, returned)

    def _verdict(self, rule: FilterRule, hit: Ports, *, tracked: bool, depth: int) -> Ports:
        """Apply a verdict to packets for these ports; return those that are not decided by it."""
        if rule.verdict in ("next", "return"):
            return hit
        if rule.verdict == "accept":
            self._accepted = union(self._accepted, hit)
            return NONE
        if rule.verdict in _DROPPING:
            self.refused = union(self.refused, hit)
            return NONE
        target = self._chains.get(rule.target) if rule.verdict in ("jump", "goto") else None
        if target and depth < _MAX_DEPTH and self._steps < _MAX_STEPS:
            return self._through(target, hit, tracked=tracked, depth=depth + 1)
        self.programs |= rule.verdict == "queue"
        self._accepted = union(self._accepted, hit)
        self.refused = union(self.refused, hit)
        return hit

    def _fits(self, chain: FilterChain, *, tracked: bool) -> tuple[_Fitting, ...]:
        key = (chain.id, tracked)
        if key not in self._fitting:
            stage = Stage.of(self.packet_filter, tracked=tracked)
            found = (_fitted(rule, self.newcomer, stage) for rule in chain.rules)
            self._fitting[key] = tuple(one for one in found if one is not None)
        return self._fitting[key]


def _fitted(rule: FilterRule, newcomer: Newcomer, stage: Stage) -> _Fitting | None:
    ports, surely = ALL, True
    for condition in rule.conditions:
        if condition.on == "port":
            ports = common(ports, ports_of(condition))
            continue
        if condition.on == "listed" and not condition.negated and rule.verdict in _DROPPING:
            return None  # a stranger stands on nobody's list
        may, certain = holds(condition, newcomer, stage)
        if not may:
            return None
        surely = surely and certain
    return _Fitting(rule, ports, surely) if ports else None
