"""Puts together what several tools say about the kernel's packet filter.

`nft` shows everything of nf_tables, but not what iptables-nft keeps there in its own form:
such chains are taken from `iptables-save`. Rules of the older back end are shown by
`iptables-legacy-save` alone, and hold beside the others.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from digiamen_scan.facts.firewall import (
    Condition,
    FilterChain,
    FilterRule,
    NetworkInterface,
    PacketFilter,
)
from digiamen_scan.standards.firewall.interfaces import Naming

MAX_RULES = 20_000
MAX_VALUES = 200_000


class RulesetError(ValueError):
    """What a tool printed is no ruleset, or not a whole one, or too large."""


@dataclass(slots=True)
class Ruleset:
    """What one tool printed. Chains are by a key that names back end, table and chain.

    `opaque` says of each rule of a chain whether the tool could not show it in full; a chain that
    was shown in full is not in it.
    """

    chains: dict[str, FilterChain] = field(default_factory=dict[str, FilterChain])
    opaque: dict[str, tuple[bool, ...]] = field(default_factory=dict[str, tuple[bool, ...]])
    marks: bool = False
    untracks: bool = False
    forwards: bool = False


def put_together(
    parts: Iterable[Ruleset],
    compat: Iterable[Ruleset],
    interfaces: Iterable[NetworkInterface],
    *,
    ipv6: bool,
    whole: bool,
) -> PacketFilter:
    """Make one filter of all `parts`; `compat` shows what `nft` could not.

    Raises RulesetError for one that is too large.
    """
    parts, compat = tuple(parts), tuple(compat)
    shown = {key: chain for part in compat for key, chain in part.chains.items()}
    chains: dict[str, FilterChain] = {}
    for part in parts:
        chains |= {key: _shown(part, chain, shown) for key, chain in part.chains.items()}
    used = list(_reached(chains))
    if sum(len(chain.rules) for chain in used) > MAX_RULES:
        raise RulesetError("rules")
    naming = Naming.of(interfaces, _interface_names(used))
    ids = {chain.id: str(number) for number, chain in enumerate(used, start=1)}
    everything = (*parts, *compat)
    return PacketFilter(
        ipv6=ipv6,
        chains=tuple(_labelled(chain, ids, naming) for chain in used),
        interfaces=naming.interfaces,
        whole=whole,
        marks=any(part.marks for part in everything),
        untracks=any(part.untracks for part in everything),
        forwards=any(part.forwards for part in everything),
    )


def _shown(part: Ruleset, chain: FilterChain, shown: Mapping[str, FilterChain]) -> FilterChain:
    """Put in place of each rule that was not shown in full what the other tool says of it.

    Only of those: iptables-save may leave out parts of rules that others than iptables made.
    """
    hidden = part.opaque.get(chain.id, ())
    others = shown[chain.id].rules if chain.id in shown else ()
    if not len(hidden) == len(chain.rules) == len(others):
        return replace(chain, rules=_without_repeats(chain.rules))
    together = zip(hidden, chain.rules, others, strict=True)
    return replace(
        chain, rules=_without_repeats(other if opaque else own for opaque, own, other in together)
    )


def _without_repeats(rules: Iterable[FilterRule]) -> tuple[FilterRule, ...]:
    """Keep one of several equal rules in a row: a list of blocked addresses looks like one."""
    kept: list[FilterRule] = []
    for rule in rules:
        if not kept or kept[-1] != rule:
            kept.append(rule)
    return tuple(kept)


def _reached(chains: Mapping[str, FilterChain]) -> Iterator[FilterChain]:
    """Yield the chains with a hook, by priority, then those that they lead to."""
    order = {"ingress": 0, "prerouting": 1, "input": 2}
    base = [chain for chain in chains.values() if chain.hook]
    ahead = sorted(base, key=lambda chain: (order[chain.hook or "input"], chain.priority))
    seen = {chain.id for chain in ahead}
    while ahead:
        chain = ahead.pop(0)
        yield chain
        for rule in chain.rules:
            if rule.target in chains and rule.target not in seen:
                seen.add(rule.target)
                ahead.append(chains[rule.target])


def _interface_names(chains: Iterable[FilterChain]) -> Iterator[str]:
    for chain in chains:
        for rule in chain.rules:
            for condition in rule.conditions:
                if condition.on == "interface":
                    yield from condition.values


def _labelled(chain: FilterChain, ids: Mapping[str, str], naming: Naming) -> FilterChain:
    rules = tuple(
        FilterRule(
            rule.verdict,
            tuple(_named(condition, naming) for condition in rule.conditions),
            ids.get(rule.target, ""),
        )
        for rule in chain.rules
    )
    return replace(chain, id=ids[chain.id], rules=_without_repeats(rules))


def _named(condition: Condition, naming: Naming) -> Condition:
    if condition.on != "interface":
        return condition
    return replace(condition, values=naming.ids(condition.values))
