"""Reads one rule of iptables-save: its matches and its target (iptables-extensions(8))."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from ipaddress import ip_network

from digiamen_scan.facts.firewall import Condition, FilterRule, RuleVerdict
from digiamen_scan.standards.firewall.networks import (
    Network,
    destinations,
    networks_between,
    whole_sources,
)
from digiamen_scan.standards.firewall.portsets import LAST

Word = tuple[str, bool]
"""A word, and whether it stood in quotes."""

UNRECOGNISED = Condition("unrecognised")
LOOPBACK_ONLY = Condition("destination", ("loopback",))
_VERDICTS: dict[str, RuleVerdict] = {
    "ACCEPT": "accept",
    "DROP": "drop",
    "NFQUEUE": "queue",
    "QUEUE": "queue",
    "REJECT": "reject",
    "RETURN": "return",
    "TARPIT": "drop",
}
# Targets after which the next rule is looked at.
_GOING_ON = frozenset(
    {
        *("AUDIT", "CHECKSUM", "CLASSIFY", "CONNMARK", "CONNSECMARK", "CT", "DSCP", "HL", "HMARK"),
        *("IDLETIMER", "LED", "LOG", "MARK", "NFLOG", "NOTRACK", "RATEEST", "SECMARK", "SET"),
        *("TCPMSS", "TCPOPTSTRIP", "TEE", "TOS", "TRACE", "TTL", "ULOG"),
    }
)
_OTHER_TARGETS = frozenset(
    {
        *("ACCOUNT", "BALANCE", "CLUSTERIP", "DNAT", "DNPT", "ECN", "MASQUERADE", "MIRROR"),
        *("NETMAP", "REDIRECT", "SAME", "SNAT", "SNPT", "SYNPROXY", "TPROXY"),
    }
)
_ANYTHING = (("-i", "+"), ("-p", "all"), ("-p", "0"))
_FLAGS = {"ALL": "FIN,SYN,RST,PSH,ACK,URG", "NONE": ""}
Reader = Callable[[Sequence[str]], Condition]


def read_rule(words: Sequence[Word]) -> tuple[FilterRule, frozenset[str]]:
    """Return the rule, and what it does besides: `marks`, `untracks` or `forwards`.

    The rule's `target` is the bare name of a chain.
    """
    conditions = dict.fromkeys(_return_path(words))
    place, negated = 0, False
    while place < len(words):
        option, _ = words[place]
        arguments = _arguments(words, place + 1)
        if option in ("-j", "-g", "--jump", "--goto"):
            goes = option in ("-g", "--goto")
            rest = [word for word, _ in words[place + 1 :]]
            return _aimed(tuple(conditions), rest, goes=goes)
        if option == "!":
            place, negated = place + 1, True
            continue
        if option == "-m":
            found = _module(arguments, words)
        else:
            found = _read(option, arguments, negated=negated)
        conditions |= dict.fromkeys(found)
        place, negated = place + 1 + len(arguments), False
    return FilterRule("next", tuple(conditions)), frozenset()


def _module(arguments: Sequence[str], words: Sequence[Word]) -> tuple[Condition, ...]:
    """Return what a match module asks by itself: `-m socket` alone is about some packets only."""
    name = arguments[0] if arguments else ""
    known = name in _ASK_BY_OPTIONS or (name == "rt" and ("--rt-type", False) in words)
    return () if known else (UNRECOGNISED,)


def _return_path(words: Sequence[Word]) -> tuple[Condition, ...]:
    """Read `-m rpfilter`, which has no option of its own."""
    if ("rpfilter", False) not in words:
        return ()
    return (Condition("return_path", ("missing",), ("--invert", False) not in words),)


def _arguments(words: Sequence[Word], start: int) -> list[str]:
    found: list[str] = []
    for word, quoted in words[start:]:
        if not quoted and (word == "!" or (word.startswith("-") and len(word) > 1)):
            break
        found.append(word)
    return found


def _aimed(
    conditions: tuple[Condition, ...], rest: Sequence[str], *, goes: bool
) -> tuple[FilterRule, frozenset[str]]:
    target, options = "".join(rest[:1]), rest[1:]
    if goes:
        return FilterRule("goto", conditions, target), frozenset()
    if target in _VERDICTS:
        return FilterRule(_VERDICTS[target], conditions), frozenset()
    effects = _effects(target, options, conditions)
    if target in _GOING_ON:
        return FilterRule("next", conditions), effects
    if target in _OTHER_TARGETS:
        return FilterRule("unrecognised", conditions), effects
    return FilterRule("jump", conditions, target), frozenset()


def _effects(
    target: str, options: Sequence[str], conditions: tuple[Condition, ...]
) -> frozenset[str]:
    if target in ("MARK", "CONNMARK", "HMARK"):
        return frozenset({"marks"})
    if target == "NOTRACK" or (target == "CT" and "--notrack" in options):
        return frozenset({"untracks"})
    if target == "DNAT" and LOOPBACK_ONLY not in conditions:
        return frozenset({"forwards"})
    return frozenset()


def _read(option: str, arguments: Sequence[str], *, negated: bool) -> tuple[Condition, ...]:
    if option in _IGNORED or (not negated and (option, *arguments) in _ANYTHING):
        return ()
    try:
        condition = _READERS[option](arguments)
    except (KeyError, ValueError, TypeError, IndexError):
        return (UNRECOGNISED,)
    if not negated or condition == UNRECOGNISED:
        return (condition,)
    return (replace(condition, negated=not condition.negated),)


def _listed(arguments: Sequence[str]) -> list[str]:
    return arguments[0].split(",")


def _interface(arguments: Sequence[str]) -> Condition:
    name = arguments[0]
    if name == "+":
        return UNRECOGNISED
    return Condition("interface", (f"{name[:-1]}*" if name.endswith("+") else name,))


def _protocol(arguments: Sequence[str]) -> Condition:
    name = {"6": "tcp", "17": "udp"}.get(arguments[0], arguments[0])
    return Condition("protocol", (name if name in ("tcp", "udp") else "other",))


def _networks(arguments: Sequence[str]) -> list[Network]:
    return [ip_network(text, strict=False) for text in _listed(arguments)]


def _source(arguments: Sequence[str]) -> Condition:
    return Condition("source", whole_sources(_networks(arguments)))


def _destination(arguments: Sequence[str]) -> Condition:
    return Condition("destination", destinations(_networks(arguments)))


def _source_range(arguments: Sequence[str]) -> Condition:
    first, _, last = arguments[0].partition("-")
    return Condition("source", whole_sources(networks_between(first, last or first)))


def _ranges(arguments: Sequence[str]) -> tuple[str, ...]:
    return tuple(_range(text) for text in _listed(arguments))


def _range(text: str) -> str:
    low, colon, high = text.partition(":")
    if not colon:
        return str(int(text))
    return f"{int(low or 0)}-{int(high or LAST)}"


def _ports(arguments: Sequence[str]) -> Condition:
    return Condition("port", _ranges(arguments))


def _source_ports(arguments: Sequence[str]) -> Condition:
    return Condition("source_port", _ranges(arguments))


def _states(arguments: Sequence[str]) -> Condition:
    return Condition("connection", tuple(word.lower() for word in _listed(arguments)))


def _direction(arguments: Sequence[str]) -> Condition:
    return Condition("connection", ("new" if arguments[0] == "ORIGINAL" else "established",))


def _tcp_flags(arguments: Sequence[str]) -> Condition:
    mask, wanted = (_FLAGS.get(word, word).lower() for word in arguments[:2])
    return Condition("tcp_flags", (mask, wanted))


def _packet_type(arguments: Sequence[str]) -> Condition:
    return Condition("packet_type", ({"unicast": "host"}.get(arguments[0], arguments[0]),))


def _destination_type(arguments: Sequence[str]) -> Condition:
    kinds = {"LOCAL": "any", "BROADCAST": "group", "MULTICAST": "group", "ANYCAST": "group"}
    words = dict.fromkeys(kinds.get(word, "address") for word in _listed(arguments))
    return Condition("destination", tuple(words))


def _mark(arguments: Sequence[str]) -> Condition:
    value = int(arguments[0].partition("/")[0], 0)
    return Condition("mark", ("set" if value else "zero",))


def _hits(arguments: Sequence[str]) -> Condition:
    return Condition("rate", ("above",)) if int(arguments[0]) > 1 else UNRECOGNISED


def _ipsec(arguments: Sequence[str]) -> Condition:
    return Condition("connection", ("ipsec",), negated=arguments[0] != "ipsec")


def _list_of_sources(arguments: Sequence[str]) -> Condition:
    return Condition("listed") if arguments[1] == "src" else UNRECOGNISED


def _always(condition: Condition) -> Reader:
    return lambda _arguments: condition


_ABOVE = _always(Condition("rate", ("above",)))
_WITHIN = _always(Condition("rate", ("within",)))
_OTHER_PROTOCOL = _always(Condition("protocol", ("other",)))
_READERS: dict[str, Reader] = {
    "-d": _destination,
    "-f": _always(Condition("connection", ("fragment",))),
    "-i": _interface,
    "-p": _protocol,
    "-s": _source,
    "--connlimit-above": _ABOVE,
    "--connlimit-upto": _WITHIN,
    "--ctdir": _direction,
    "--ctstate": _states,
    "--ctstatus": _states,
    "--dport": _ports,
    "--dports": _ports,
    "--dst-type": _destination_type,
    "--hashlimit-above": _ABOVE,
    "--hashlimit-upto": _WITHIN,
    "--hitcount": _hits,
    "--icmp-type": _OTHER_PROTOCOL,
    "--icmpv6-type": _OTHER_PROTOCOL,
    "--limit": _WITHIN,
    "--mac-source": _always(Condition("source")),
    "--mark": _mark,
    "--match-set": _list_of_sources,
    "--pkt-type": _packet_type,
    "--pol": _ipsec,
    "--rt-type": _always(Condition("connection", ("extension_header",))),
    "--sport": _source_ports,
    "--sports": _source_ports,
    "--src-range": _source_range,
    "--state": _states,
    "--syn": _always(Condition("tcp_flags", ("fin,syn,rst,ack", "syn"))),
    "--tcp-flags": _tcp_flags,
}
# Modules that match every packet of the rule's protocol unless their options say otherwise.
_ASK_BY_OPTIONS = frozenset(
    {
        *("addrtype", "comment", "connlimit", "connmark", "conntrack", "hashlimit", "hl", "icmp"),
        *("icmp6", "icmpv6", "iprange", "limit", "mac", "mark", "multiport", "pkttype", "policy"),
        *("recent", "rpfilter", "set", "state", "tcp", "ttl", "udp"),
    }
)
# What goes with a match above, or changes nothing about whom it is about.
_IGNORED = frozenset(
    {
        *("--comment", "--limit-burst", "--limit-iface-in"),
        *("--connlimit-mask", "--connlimit-saddr", "--connlimit-daddr"),
        *("--hashlimit-burst", "--hashlimit-mode", "--hashlimit-name", "--hashlimit-srcmask"),
        *("--hashlimit-dstmask", "--hashlimit-htable-size", "--hashlimit-htable-max"),
        *("--hashlimit-htable-expire", "--hashlimit-htable-gcinterval"),
        *("--accept-local", "--invert", "--loose", "--validmark", "--dir"),
        *("--name", "--mask", "--rsource", "--rdest", "--seconds", "--set", "--reap"),
    }
)
