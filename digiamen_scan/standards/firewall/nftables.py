"""Reads what `nft -j list ruleset` prints (libnftables-json(5), nft(8))."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import cast

from digiamen_scan.facts.firewall import Condition, Family, FilterChain, FilterRule, Hook
from digiamen_scan.standards.firewall.nft_conditions import (
    UNRECOGNISED,
    Json,
    Sets,
    Unreadable,
    compared,
    conditions,
    elements,
    plain,
)
from digiamen_scan.standards.firewall.rulesets import MAX_VALUES, Ruleset, RulesetError

FAMILIES: dict[Json, tuple[Family, ...]] = {
    "ip": ("ipv4",),
    "ip6": ("ipv6",),
    "inet": ("ipv4", "ipv6"),
    "netdev": ("ipv4", "ipv6"),
}
_HOOKS: dict[Json, Hook] = {
    "input": "input",
    "prerouting": "prerouting",
    "ingress": "ingress",
}
_ACTIVE_FLAGS = frozenset({"owner", "persist"})
# What only counts, tells, or marks the packet, and lets the next statement decide.
_WITHOUT_EFFECT = frozenset(
    {
        *("comment", "counter", "ct helper", "ct timeout", "ct expectation", "dup", "flow"),
        *("last", "log", "map", "mangle", "notrack", "secmark"),
    }
)
_TRANSLATING = frozenset({"dnat", "snat", "masquerade", "redirect"})
LOOPBACK_ONLY = Condition("destination", ("loopback",))
_MARKS: tuple[Json, ...] = ({"meta": {"key": "mark"}}, {"ct": {"key": "mark"}})


def parse_nft(printed: bytes) -> Ruleset:
    """Return the chains that packets to this computer can meet; raises RulesetError."""
    objects = _objects(printed)
    sets = _sets(objects)
    found = Ruleset()
    inactive = {
        (table.get("family"), table.get("name"))
        for table in _of_kind(objects, "table")
        if not _is_active(table.get("flags"))
    }
    for chain in _of_kind(objects, "chain"):
        if families := FAMILIES.get(chain.get("family")):
            key = _key(chain, "name")
            active = (chain.get("family"), chain.get("table")) not in inactive
            found.chains[key] = _chain(key, chain, families, active=active)
    rules: dict[str, list[FilterRule]] = {}
    for rule in _of_kind(objects, "rule"):
        key = _key(rule, "chain")
        if key in found.chains:
            reader = _RuleReader(_table(rule), sets.get(_table(rule), {}), found)
            rules.setdefault(key, []).extend(reader.read(_statements(rule)))
    _note_opaque(objects, found)
    for key, those in rules.items():
        found.chains[key] = replace(found.chains[key], rules=tuple(those))
    return found


def _objects(printed: bytes) -> list[Json]:
    try:
        root: Json = json.loads(printed)
    except (ValueError, RecursionError) as error:
        raise RulesetError("not JSON") from error
    objects = root.get("nftables") if isinstance(root, dict) else None
    if not isinstance(objects, list):
        raise RulesetError("not a ruleset")
    if not any(isinstance(one, dict) and "metainfo" in one for one in objects):
        raise RulesetError("no metainfo")
    return objects


def _of_kind(objects: Iterable[Json], kind: str) -> Iterator[dict[str, Json]]:
    for one in objects:
        body = one.get(kind) if isinstance(one, dict) else None
        if isinstance(body, dict):
            yield body


def _table(body: dict[str, Json]) -> str:
    return f"{body.get('family')} {body.get('table')} "


def _key(body: dict[str, Json], name: str) -> str:
    return f"{_table(body)}{body.get(name)}"


def _sets(objects: list[Json]) -> dict[str, dict[str, list[Json]]]:
    """Return the elements of sets and maps, by their table's key and their own name."""
    found: dict[str, dict[str, list[Json]]] = {}
    for kind in ("set", "map"):
        for body in _of_kind(objects, kind):
            elem = body.get("elem", [])
            if not isinstance(elem, list) or len(elem) > MAX_VALUES:
                raise RulesetError("set")
            in_table = found.setdefault(_table(body), {})
            in_table[str(body.get("name"))] = [plain(value) for value in elem]
    return found


def _is_active(flags: Json) -> bool:
    """Tell whether a table is surely not dormant: some versions print flags that are not set."""
    given = flags if isinstance(flags, list) else [flags]
    return flags is None or all(flag in _ACTIVE_FLAGS for flag in given)


def _chain(
    key: str, body: dict[str, Json], families: tuple[Family, ...], *, active: bool
) -> FilterChain:
    hook = _HOOKS.get(body.get("hook")) if body.get("type") == "filter" else None
    priority = body.get("prio")
    return FilterChain(
        key,
        "nft",
        families,
        hook,
        priority if isinstance(priority, int) else 0,
        "drop" if body.get("policy") == "drop" else "accept",
        surely_active=active,
    )


def _statements(rule: dict[str, Json]) -> list[Json]:
    expr = rule.get("expr", [])
    if not isinstance(expr, list):
        raise RulesetError("rule")
    return expr


def _note_opaque(objects: list[Json], found: Ruleset) -> None:
    """Note the rules that iptables made, of which nft shows only that they are there."""
    by_chain: dict[str, list[bool]] = {}
    for rule in _of_kind(objects, "rule"):
        opaque = any(isinstance(one, dict) and "xt" in one for one in _statements(rule))
        by_chain.setdefault(_key(rule, "chain"), []).append(opaque)
    found.opaque = {key: tuple(those) for key, those in by_chain.items() if any(those)}


class _RuleReader:
    """Reads one rule of a table; what it does besides is noted in `found`."""

    def __init__(self, table: str, sets: Sets, found: Ruleset) -> None:
        self._table = table
        self._sets = sets
        self._found = found
        self._held: list[Condition] = []
        self._understood = True

    def read(self, statements: Iterable[Json]) -> Iterator[FilterRule]:
        """Yield the rule; one with a verdict map becomes a rule for each of its elements."""
        for statement in statements:
            kind, body = _kind(statement)
            if kind == "vmap":
                yield from self._verdict_map(body)
                return
            self._note_effects(kind, body)
            if verdict := _verdict(kind, body, self._table):
                yield replace(verdict, conditions=_distinct(self._held))
                return
            self._held.extend(self._conditions(kind, body))
        verdict = FilterRule("next" if self._understood else "unrecognised")
        yield replace(verdict, conditions=_distinct(self._held))

    def _note_effects(self, kind: str, body: Json) -> None:
        if kind == "mangle":
            known = isinstance(body, dict) and "key" in body
            self._found.marks |= not known or cast("dict[str, Json]", body)["key"] in _MARKS
        self._found.untracks |= kind == "notrack"
        self._found.forwards |= kind == "dnat" and LOOPBACK_ONLY not in self._held

    def _conditions(self, kind: str, body: Json) -> tuple[Condition, ...]:
        if kind == "match":
            return conditions(body, self._sets)
        if kind in ("limit", "ct count"):
            return (_rate(body),)
        if kind in ("set", "meter"):
            inner = body.get("stmt") if isinstance(body, dict) else None
            each = inner if isinstance(inner, list) else [inner] if inner else []
            return tuple(one for each_one in each for one in self._conditions(*_kind(each_one)))
        if kind in _WITHOUT_EFFECT:
            return ()
        is_match = kind == "quota" or (
            kind == "xt" and isinstance(body, dict) and body.get("type") == "match"
        )
        self._understood &= is_match
        return (UNRECOGNISED,)

    def _verdict_map(self, body: Json) -> Iterator[FilterRule]:
        try:
            key, pairs = _map_of(body, self._sets)
            keys = [value for value, _ in pairs if value != "*"]
            for value, verdict in pairs:
                fits: Iterable[Condition] = ()
                if value != "*":
                    fits = _one_key(key, value)
                elif keys:
                    fits = compared(key, keys, negated=True)
                rule = _verdict(*_kind(verdict), self._table) or FilterRule("unrecognised")
                yield replace(rule, conditions=_distinct((*self._held, *fits)))
        except (Unreadable, ValueError, TypeError):
            yield FilterRule("unrecognised", _distinct((*self._held, UNRECOGNISED)))


def _kind(statement: Json) -> tuple[str, Json]:
    if not isinstance(statement, dict) or len(statement) != 1:
        return "", None
    ((kind, body),) = statement.items()
    return kind, body


def _distinct(held: Iterable[Condition]) -> tuple[Condition, ...]:
    return tuple(dict.fromkeys(held))


def _verdict(kind: str, body: Json, table: str) -> FilterRule | None:
    if kind == "accept":
        return FilterRule("accept")
    if kind in ("drop", "reject"):
        return FilterRule("drop" if kind == "drop" else "reject")
    if kind in ("jump", "goto"):
        target = f"{table}{body.get('target')}" if isinstance(body, dict) else ""
        return FilterRule("jump" if kind == "jump" else "goto", target=target)
    if kind in ("return", "continue"):
        return FilterRule("return" if kind == "return" else "next")
    if kind == "queue":
        return FilterRule("queue")
    return FilterRule("unrecognised") if kind in _TRANSLATING else None


def _rate(body: Json) -> Condition:
    if not isinstance(body, dict):
        return UNRECOGNISED
    return Condition("rate", ("above" if body.get("inv") else "within",))


def _map_of(body: Json, sets: Sets) -> tuple[Json, list[tuple[Json, Json]]]:
    if not isinstance(body, dict):
        raise Unreadable
    pairs: list[tuple[Json, Json]] = []
    for pair in elements(body.get("data"), sets):
        if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004  # a key and its verdict
            raise Unreadable
        pairs.append((plain(pair[0]), pair[1]))
    return body.get("key"), pairs


def _one_key(key: Json, value: Json) -> Iterable[Condition]:
    """Return the conditions for one key of a map; the parts of a joined key hold together."""
    parts = key.get("concat") if isinstance(key, dict) else None
    values = value.get("concat") if isinstance(value, dict) else None
    if not isinstance(parts, list) or not isinstance(values, list):
        return compared(key, [value], negated=False)
    pairs = zip(parts, values, strict=True)
    return [one for part, those in pairs for one in compared(part, [those], negated=False)]
