"""Rules that only look like a firewall, and firewalls that do not look like one."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.firewall import NetworkInterface, PacketFilter
from digiamen_scan.standards.firewall.admission import decide
from digiamen_scan.standards.firewall.iptables import parse_save
from digiamen_scan.standards.firewall.nftables import parse_nft
from digiamen_scan.standards.firewall.portsets import ALL, common, count, port_set, union, without
from digiamen_scan.standards.firewall.rulesets import Ruleset, RulesetError, put_together

Expr = list[dict[str, Any]]
INPUT = {"type": "filter", "hook": "input", "prio": 0, "policy": "accept"}
SHUT = INPUT | {"policy": "drop"}
ACCEPT: Expr = [{"accept": None}]
DROP: Expr = [{"drop": None}]
INTERFACES = (
    NetworkInterface("lo", outward=False),
    NetworkInterface("eth0"),
    NetworkInterface("wlan0"),
    NetworkInterface("docker0", outward=False),
)


def put(*parts: Ruleset, interfaces: Sequence[NetworkInterface] = INTERFACES) -> PacketFilter:
    return put_together(parts, (), interfaces, ipv6=True, whole=True)


def chain(
    *rules: Expr, hook: dict[str, Any] | None = None, name: str = "c", where: str = "inet t"
) -> list[dict[str, Any]]:
    family, table = where.split()
    place = {"family": family, "table": table}
    declared = {"chain": place | {"name": name} | (hook or {})}
    return [declared, *({"rule": place | {"chain": name, "expr": expr}} for expr in rules)]


def nft(*objects: dict[str, Any]) -> Ruleset:
    return parse_nft(json.dumps({"nftables": [{"metainfo": {}}, *objects]}).encode())


def decided(*objects: dict[str, Any], **more: Any) -> str:
    """What happens to strangers over IPv4; what is not known says why."""
    found = decide(put(nft(*objects), **more), "ipv4")
    return found.undecided or found.decision


def meta(key: str, right: Any, op: str = "==") -> dict[str, Any]:
    return {"match": {"op": op, "left": {"meta": {"key": key}}, "right": right}}


def ct(right: Any, op: str = "in", key: str = "state") -> dict[str, Any]:
    return {"match": {"op": op, "left": {"ct": {"key": key}}, "right": right}}


def field(protocol: str, name: str, right: Any, op: str = "==") -> dict[str, Any]:
    left = {"payload": {"protocol": protocol, "field": name}}
    return {"match": {"op": op, "left": left, "right": right}}


def jump(target: str, kind: str = "jump") -> Expr:
    return [{kind: {"target": target}}]


def prefix(text: str) -> dict[str, Any]:
    address, _, length = text.partition("/")
    return {"prefix": {"addr": address, "len": int(length)}}


UNKNOWN_MATCH = meta("hour", "10:00")
SHUT_BUT: dict[str, tuple[list[Any], str]] = {
    "accepts all before the drop": ([ACCEPT], "let_in"),
    "accepts new connections": ([[ct("new"), *ACCEPT]], "let_in"),
    "accepts what is not invalid": ([[ct("invalid", "!="), *ACCEPT]], "let_in"),
    "accepts answers only": ([[ct(["established", "related"]), *ACCEPT]], "refused"),
    "accepts what was translated": ([[ct("dnat", key="status"), *ACCEPT]], "refused"),
    "accepts at a time of day": ([[UNKNOWN_MATCH, *ACCEPT]], "rule_unrecognised"),
    "counts at a time of day": ([[UNKNOWN_MATCH, {"counter": None}]], "refused"),
    "accepts ssh at a time of day": (
        [[UNKNOWN_MATCH, field("tcp", "dport", 22), *ACCEPT]],
        "refused",
    ),
    "a statement of the future": ([[{"teleport": None}]], "rule_unrecognised"),
    "a statement of the future before accept": (
        [[{"teleport": None}, *ACCEPT]],
        "rule_unrecognised",
    ),
    "text in place of a statement": ([["counter"]], "rule_unrecognised"),
    "a comment": ([[{"comment": "accept"}]], "refused"),
    "loopback": ([[meta("iif", "lo"), *ACCEPT]], "refused"),
    "all but loopback": ([[meta("iifname", "lo", "!="), *ACCEPT]], "let_in"),
    "all but loopback by kind": ([[meta("iiftype", "loopback", "!="), *ACCEPT]], "let_in"),
    "the cable": ([[meta("iifname", "eth0"), *ACCEPT]], "on_some_interfaces"),
    "all there are": (
        [[meta("iifname", {"set": ["eth0", "wlan0"]}), *ACCEPT]],
        "on_some_interfaces",
    ),
    "a pattern": ([[meta("iifname", "wl*"), *ACCEPT]], "on_some_interfaces"),
    "one that is not there": ([[meta("iifname", "wwan0"), *ACCEPT]], "on_other_interfaces"),
    "a bridge of Docker": ([[meta("iifname", "docker0"), *ACCEPT]], "refused"),
    "a tunnel that is not there": ([[meta("iifname", "wg0"), *ACCEPT]], "refused"),
    "by number of an interface": ([[meta("iif", 3), *ACCEPT]], "rule_unrecognised"),
    "a group of interfaces": ([[meta("iifgroup", 0), *ACCEPT]], "rule_unrecognised"),
    "a mark that nobody sets": ([[meta("mark", 1), *ACCEPT]], "refused"),
    "no mark, and nobody sets any": ([[meta("mark", 0), *ACCEPT]], "let_in"),
    "a mark that may be set": (
        [[{"mangle": {"key": {"meta": {"key": "mark"}}, "value": 1}}], [meta("mark", 1), *ACCEPT]],
        "rule_unrecognised",
    ),
    "untracked, and nothing is": ([[ct("untracked"), *ACCEPT]], "refused"),
    "untracked, and something is": (
        [[{"notrack": None}], [ct("untracked"), *ACCEPT]],
        "rule_unrecognised",
    ),
    "within a rate": ([[{"limit": {"rate": 3, "per": "minute"}}, *ACCEPT]], "let_in"),
    "above a rate": ([[{"limit": {"rate": 3, "per": "minute", "inv": True}}, *ACCEPT]], "refused"),
    "a limit by its name": ([[{"limit": "slow"}, *ACCEPT]], "rule_unrecognised"),
    "a quota": ([[{"quota": {"val": 3, "val_unit": "mbytes"}}, *ACCEPT]], "rule_unrecognised"),
    "ping": ([[field("icmp", "type", "echo-request"), *ACCEPT]], "refused"),
    "all of tcp": ([[meta("l4proto", "tcp"), *ACCEPT]], "let_in"),
    "all of udp by number": ([[meta("l4proto", 17), *ACCEPT]], "let_in"),
    "nearly all ports": ([[field("tcp", "dport", {"range": [100, 65535]}), *ACCEPT]], "let_in"),
    "high ports": ([[field("udp", "dport", 1024, ">="), *ACCEPT]], "on_many_ports"),
    "not the low ports": ([[field("tcp", "dport", 1024, "<"), *DROP], ACCEPT], "let_in"),
    "all but ssh": ([[field("tcp", "dport", 22, "!="), *ACCEPT]], "let_in"),
    "a source port": ([[field("udp", "sport", 53), *ACCEPT]], "by_source_port"),
    "not a source port": ([[field("udp", "sport", 53, "!="), *ACCEPT]], "let_in"),
    "a source port towards ssh": (
        [[field("tcp", "sport", 53), field("tcp", "dport", 22), *ACCEPT]],
        "refused",
    ),
    "one address": ([[field("ip", "saddr", "203.0.113.9"), *ACCEPT]], "refused"),
    "not one address": ([[field("ip", "saddr", "203.0.113.9", "!="), *ACCEPT]], "let_in"),
    "the whole internet": ([[field("ip", "saddr", prefix("0.0.0.0/0")), *ACCEPT]], "let_in"),
    "half the internet": ([[field("ip", "saddr", prefix("0.0.0.0/1")), *ACCEPT]], "let_in"),
    "an eighth of the internet": (
        [[field("ip", "saddr", prefix("64.0.0.0/3")), *ACCEPT]],
        "let_in",
    ),
    "a range from end to end": (
        [[field("ip", "saddr", {"range": ["1.0.0.0", "223.255.255.255"]}), *ACCEPT]],
        "let_in",
    ),
    "all networks of offices": (
        [[field("ip", "saddr", prefix("192.168.0.0/16")), *ACCEPT]],
        "from_neighbours",
    ),
    "the own office": ([[field("ip", "saddr", prefix("192.168.7.0/24")), *ACCEPT]], "refused"),
    "loopback's addresses": ([[field("ip", "saddr", prefix("127.0.0.0/8")), *ACCEPT]], "refused"),
    "everybody but offices": (
        [[field("ip", "saddr", prefix("10.0.0.0/8"), "!="), *ACCEPT]],
        "let_in",
    ),
    "an address of IPv6": ([[field("ip6", "saddr", prefix("::/0")), *ACCEPT]], "refused"),
    "towards any address": ([[field("ip", "daddr", prefix("0.0.0.0/0")), *ACCEPT]], "let_in"),
    "towards a group": ([[field("ip", "daddr", prefix("224.0.0.0/4")), *ACCEPT]], "refused"),
    "towards one address": (
        [[field("ip", "daddr", "192.168.7.5"), *ACCEPT]],
        "rule_unrecognised",
    ),
    "of a card": ([[field("ether", "saddr", "00:15:5d:00:00:01"), *ACCEPT]], "refused"),
    "raw bytes": (
        [[{"match": {"op": "==", "left": {"payload": {"base": "th"}}, "right": 1}}, *ACCEPT]],
        "rule_unrecognised",
    ),
    "queued for a program": ([[{"queue": {"num": 0}}]], "program_decides"),
    "a chain that is not there": ([jump("nowhere")], "rule_unrecognised"),
    "an anonymous chain": ([[{"jump": {"chain": [ACCEPT]}}]], "rule_unrecognised"),
}
OPEN_BUT: dict[str, tuple[list[Any], str]] = {
    "no rule": ([], "let_in"),
    "a final drop": ([[meta("iif", "lo"), *ACCEPT], DROP], "refused"),
    "a final reject": ([[{"reject": None}]], "refused"),
    "a drop of what is invalid": ([[ct("invalid"), *DROP]], "let_in"),
    "a drop of some addresses": ([[field("ip", "saddr", prefix("64.0.0.0/24")), *DROP]], "let_in"),
    "a drop at a time of day": ([[UNKNOWN_MATCH, *DROP]], "rule_unrecognised"),
    "a drop at the cable": ([[meta("iifname", "eth0"), *DROP]], "on_some_interfaces"),
    "a drop at all there are": (
        [[meta("iifname", {"set": ["eth0", "wlan0"]}), *DROP]],
        "on_other_interfaces",
    ),
    "a drop of tcp": ([[meta("l4proto", "tcp"), *DROP]], "let_in"),
    "a drop of both": ([[meta("l4proto", {"set": ["tcp", "udp"]}), *DROP]], "refused"),
    "a return before the drop": ([[{"return": None}], DROP], "let_in"),
    "a continue before the drop": ([[{"continue": None}], DROP], "refused"),
    "a way that answers leave by": (
        [
            [
                {
                    "match": {
                        "op": "==",
                        "left": {"fib": {"result": "oif", "flags": ["saddr"]}},
                        "right": False,
                    }
                },
                *DROP,
            ]
        ],
        "let_in",
    ),
    "a drop of fragments": (
        [[{"match": {"op": "==", "left": {"exthdr": {"name": "frag"}}, "right": True}}, *DROP]],
        "let_in",
    ),
    "a drop of no fragments": (
        [[{"match": {"op": "==", "left": {"exthdr": {"name": "frag"}}, "right": False}}, *DROP]],
        "refused",
    ),
}


@pytest.mark.parametrize("name", SHUT_BUT)
def test_a_chain_that_drops_at_its_end(name: str) -> None:
    rules, expected = SHUT_BUT[name]
    assert decided(*chain(*rules, hook=SHUT)) == expected


@pytest.mark.parametrize("name", OPEN_BUT)
def test_a_chain_that_accepts_at_its_end(name: str) -> None:
    rules, expected = OPEN_BUT[name]
    assert decided(*chain(*rules, hook=INPUT)) == expected


ARRIVING: list[tuple[list[dict[str, Any]], str]] = [
    ([], "let_in"),
    (chain(hook=INPUT | {"hook": "forward", "policy": "drop"}), "let_in"),
    (chain(hook=INPUT | {"hook": "output", "policy": "drop"}), "let_in"),
    (chain(hook={"type": "nat", "hook": "input", "prio": 100, "policy": "accept"}), "let_in"),
    (chain(DROP, hook={"type": "nat", "hook": "prerouting", "prio": -100}), "let_in"),
    (chain(hook={"type": "route", "hook": "output", "policy": "drop"}), "let_in"),
    (chain(hook=SHUT, where="bridge t"), "let_in"),
    (chain(hook=SHUT, where="arp t"), "let_in"),
    (chain(hook=SHUT, where="ip6 t"), "let_in"),
    (chain(hook=SHUT | {"hook": "ingress"}, where="netdev t"), "rule_unrecognised"),
    (chain(DROP, name="never called"), "let_in"),
    (chain(hook=SHUT | {"hook": "prerouting"}), "refused"),
    ([*chain(ACCEPT, hook=SHUT), *chain(hook=SHUT, where="inet other")], "refused"),
    ([*chain(ACCEPT, hook=INPUT), *chain(ACCEPT, hook=SHUT, where="ip u")], "let_in"),
    (
        [{"table": {"family": "inet", "name": "t", "flags": ["owner"]}}, *chain(hook=SHUT)],
        "refused",
    ),
    (
        [{"table": {"family": "inet", "name": "t", "flags": "dormant"}}, *chain(hook=SHUT)],
        "rule_unrecognised",
    ),
    (
        [{"table": {"family": "inet", "name": "t", "flags": ["dormant"]}}, *chain(hook=INPUT)],
        "let_in",
    ),
]


@pytest.mark.parametrize(("objects", "expected"), ARRIVING)
def test_only_chains_that_arriving_packets_meet_count(
    objects: list[dict[str, Any]], expected: str
) -> None:
    assert decided(*objects) == expected


@pytest.mark.parametrize(
    ("inner", "call", "expected"),
    [
        ([DROP], jump("inner"), "refused"),
        ([], jump("inner"), "let_in"),
        ([[{"return": None}], DROP], jump("inner"), "let_in"),
        ([ACCEPT], jump("inner"), "let_in"),
        ([DROP], jump("inner", "goto"), "refused"),
        ([], [meta("l4proto", "tcp"), *jump("inner", "goto")], "let_in"),
        ([[ct("new"), *DROP]], [ct("new"), *jump("inner")], "refused"),
        ([DROP], [field("tcp", "dport", 22), *jump("inner")], "let_in"),
    ],
)
def test_chains_that_others_jump_to(inner: list[Expr], call: Expr, expected: str) -> None:
    assert decided(*chain(*inner, name="inner"), *chain(call, hook=INPUT)) == expected


def test_a_goto_does_not_come_back() -> None:
    inner, base = chain(name="inner"), chain(jump("inner", "goto"), DROP, hook=INPUT)
    assert decided(*inner, *base) == "let_in"
    assert decided(*inner, *chain(jump("inner"), DROP, hook=INPUT)) == "refused"


def vmap(key: dict[str, Any], *pairs: list[Any]) -> Expr:
    return [{"vmap": {"key": key, "data": {"set": list(pairs)}}}]


STATE = {"ct": {"key": "state"}}
PORT = {"payload": {"protocol": "tcp", "field": "dport"}}
SOURCE = {"payload": {"protocol": "ip", "field": "saddr"}}
BOTH = {"concat": [SOURCE, PORT]}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (vmap(STATE, ["established", {"accept": None}], ["invalid", {"drop": None}]), "refused"),
        (vmap(STATE, ["established", {"accept": None}], ["new", {"accept": None}]), "let_in"),
        (vmap(PORT, [22, {"accept": None}], [{"range": [80, 90]}, {"accept": None}]), "refused"),
        (vmap(PORT, [22, {"drop": None}], ["*", {"accept": None}]), "let_in"),
        (vmap(PORT, [{"elem": {"val": {"range": [0, 65535]}}}, {"accept": None}]), "let_in"),
        (
            vmap({"concat": [SOURCE, PORT]}, [{"concat": ["203.0.113.9", 22]}, {"accept": None}]),
            "refused",
        ),
        (vmap(PORT, ["ssh", {"accept": None}]), "rule_unrecognised"),
        ([{"vmap": {"key": PORT, "data": "@nowhere"}}], "rule_unrecognised"),
        ([{"vmap": None}], "rule_unrecognised"),
    ],
)
def test_maps_of_verdicts(rule: Expr, expected: str) -> None:
    assert decided(*chain(rule, hook=SHUT)) == expected


@pytest.mark.parametrize(
    ("elements", "left", "expected"),
    [
        ([22, 80], PORT, "refused"),
        ([{"range": [1, 65535]}], PORT, "let_in"),
        (["eth0"], {"meta": {"key": "iifname"}}, "on_some_interfaces"),
        ([prefix("0.0.0.0/1"), prefix("128.0.0.0/1")], SOURCE, "let_in"),
        (["203.0.113.9"], SOURCE, "refused"),
        ([], SOURCE, "refused"),
        ([prefix(f"{first}.0.0.0/9") for first in range(20, 60)], SOURCE, "rule_unrecognised"),
        ([{"concat": ["203.0.113.9", 22]}], {"concat": [SOURCE, PORT]}, "refused"),
        (
            [{"concat": [prefix("0.0.0.0/0"), {"range": [0, 65535]}]}],
            {"concat": [SOURCE, PORT]},
            "rule_unrecognised",
        ),
    ],
)
def test_sets_with_a_name(elements: list[Any], left: dict[str, Any], expected: str) -> None:
    declared = {
        "set": {
            "family": "inet",
            "table": "t",
            "name": "s",
            "elem": elements,
            "flags": ["interval", "dynamic"],
        }
    }
    rule: Expr = [{"match": {"op": "==", "left": left, "right": "@s"}}, *ACCEPT]
    assert decided(declared, *chain(rule, hook=SHUT)) == expected
    elsewhere = {"set": declared["set"] | {"table": "other"}}
    assert decided(elsewhere, *chain(rule, hook=SHUT)) == "rule_unrecognised"


def test_chains_in_a_circle_end() -> None:
    objects = chain(jump("b"), jump("b"), name="a"), chain(jump("a"), jump("a"), name="b")
    began = time.monotonic()
    assert decided(*objects[0], *objects[1], *chain(jump("a"), hook=SHUT)) == "rule_unrecognised"
    assert time.monotonic() - began < 20


def test_chains_that_call_each_other_ever_more_often_end() -> None:
    deep = [
        one
        for n in range(16)
        for one in chain(*[jump(f"c{n + 1}"), [meta("mark", 1), *DROP]] * 8, name=f"c{n}")
    ]
    began = time.monotonic()
    decided(*deep, *chain(name="c16"), *chain(jump("c0"), hook=SHUT))
    assert time.monotonic() - began < 20


def save(*lines: str, policy: str = "DROP") -> Ruleset:
    text = "\n".join(["*filter", f":INPUT {policy} [0:0]", ":own - [0:0]", *lines, "COMMIT", ""])
    return parse_save(text.encode(), "ipv4", "iptables_legacy")


def saved(*lines: str, policy: str = "DROP") -> str:
    found = decide(put(save(*lines, policy=policy)), "ipv4")
    return found.undecided or found.decision


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("-A INPUT -j ACCEPT", "let_in"),
        ("-A INPUT -s 0.0.0.0/0.0.0.0 -j ACCEPT", "let_in"),
        ("-A INPUT -i eth+ -j ACCEPT", "on_some_interfaces"),
        ("-A INPUT -i + -j ACCEPT", "let_in"),
        ("-A INPUT ! -i lo -j ACCEPT", "let_in"),
        ("-A INPUT -p tcp -m multiport --dports 1:65535 -j ACCEPT", "let_in"),
        ("-A INPUT -p tcp -m multiport ! --dports 22,80 -j ACCEPT", "let_in"),
        ("-A INPUT -p udp -m udp --sport 53 -j ACCEPT", "by_source_port"),
        ("-A INPUT -m state --state NEW -j ACCEPT", "let_in"),
        ("-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED,DNAT -j ACCEPT", "refused"),
        ("-A INPUT -m conntrack ! --ctstate INVALID -j ACCEPT", "let_in"),
        ('-A INPUT -m comment --comment "-j ACCEPT" -j DROP', "refused"),
        ('-A INPUT -m comment --comment "a \\" -j DROP" -j ACCEPT', "let_in"),
        ("-A INPUT -m iprange --src-range 1.0.0.0-223.255.255.255 -j ACCEPT", "let_in"),
        ("-A INPUT -m iprange --src-range 192.168.7.1-192.168.7.9 -j ACCEPT", "refused"),
        ("-A INPUT -m mac --mac-source 00:15:5D:00:00:01 -j ACCEPT", "refused"),
        ("-A INPUT -m set --match-set friends src -j ACCEPT", "rule_unrecognised"),
        ("-A INPUT -m limit --limit 3/min -j ACCEPT", "let_in"),
        ("-A INPUT -m hashlimit --hashlimit-above 3/min --hashlimit-name a -j ACCEPT", "refused"),
        ("-A INPUT -m recent --rcheck --seconds 9 --hitcount 4 --name a -j ACCEPT", "refused"),
        ("-A INPUT -m recent --rcheck --name a -j ACCEPT", "rule_unrecognised"),
        ("-A INPUT -m mark --mark 0x1/0x1 -j ACCEPT", "refused"),
        ("-A INPUT -m policy --dir in --pol ipsec -j ACCEPT", "refused"),
        ("-A INPUT -m policy --dir in --pol none -j ACCEPT", "let_in"),
        ("-A INPUT -m rpfilter --validmark -j ACCEPT", "let_in"),
        ("-A INPUT -m rpfilter --invert -j ACCEPT", "refused"),
        ("-A INPUT -m geoip --source-country XX -j ACCEPT", "rule_unrecognised"),
        ("-A INPUT -m geoip --source-country XX -j LOG", "refused"),
        ("-A INPUT -j NFQUEUE --queue-num 0", "program_decides"),
        ('-A INPUT -j LOG --log-prefix "-j ACCEPT"', "refused"),
        ("-A INPUT -p udp", "refused"),
        ("-A INPUT -j own", "refused"),
        ("-A INPUT -g own", "refused"),
        ("-A INPUT -j elsewhere", "rule_unrecognised"),
        ("-A INPUT -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT", "let_in"),
        ("-A INPUT -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j ACCEPT", "refused"),
        ("-A INPUT -p tcp -m tcp --tcp-flags ALL NONE -j ACCEPT", "refused"),
        ("-A INPUT -p 17 -j ACCEPT", "let_in"),
        ("-A INPUT -p icmp -m icmp --icmp-type 8 -j ACCEPT", "refused"),
        ("-A INPUT -m addrtype --dst-type LOCAL -j ACCEPT", "let_in"),
        ("-A INPUT -m pkttype --pkt-type broadcast -j ACCEPT", "refused"),
        ('-A INPUT -m unheard --of "-j" -j ACCEPT', "rule_unrecognised"),
        ("-A INPUT -f -j ACCEPT", "refused"),
    ],
)
def test_rules_of_iptables_before_a_policy_that_drops(rule: str, expected: str) -> None:
    assert saved(rule) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("-A INPUT -m set --match-set blocked src -j DROP", "let_in"),
        ("-A INPUT -m set ! --match-set friends src -j DROP", "rule_unrecognised"),
        ("-A INPUT -m rpfilter --invert -j DROP", "let_in"),
        ("-A INPUT -f -j DROP", "let_in"),
        ("-A INPUT -p tcp --syn -j DROP", "let_in"),
        ("-A INPUT -m socket -j DROP", "rule_unrecognised"),
        ("-A INPUT -m eui64 -j DROP", "rule_unrecognised"),
        ("-A INPUT -m frag -j DROP", "rule_unrecognised"),
        ("-A INPUT -m rt -j DROP", "rule_unrecognised"),
        ("-A INPUT -m rt --rt-type 0 -j DROP", "let_in"),
        ("-A INPUT -m comment --comment all -j DROP", "refused"),
        ("-A INPUT -j DROP", "refused"),
    ],
)
def test_rules_of_iptables_before_a_policy_that_accepts(rule: str, expected: str) -> None:
    assert saved(rule, policy="ACCEPT") == expected


@pytest.mark.parametrize(
    "text",
    [
        "*filter\n:INPUT DROP [0:0]\n",
        "*filter\n:INPUT DROP [0:0]\n*nat\nCOMMIT\n",
        "-A INPUT -j DROP\n",
        "*filter\n:INPUT MAYBE [0:0]\nCOMMIT\n",
        "*filter\n-A INPUT -j DROP\nCOMMIT\n",
        "*filter\n:INPUT DROP [0:0]\nrubbish\nCOMMIT\n",
        "*filter\n:INPUT DROP [0:0]\n-A\nCOMMIT\n",
    ],
)
def test_what_is_no_whole_save_is_refused(text: str) -> None:
    with pytest.raises(RulesetError):
        parse_save(text.encode(), "ipv4", "iptables")


def test_the_older_back_end_holds_beside_the_other() -> None:
    open_nft, shut_nft = nft(*chain(ACCEPT, hook=INPUT)), nft(*chain(hook=SHUT))
    for native, legacy in ((open_nft, save()), (shut_nft, save("-A INPUT -j ACCEPT"))):
        assert decide(put(native, legacy), "ipv4").decision == "refused"


def test_a_bridges_own_cards_do_not_count() -> None:
    bridged = (
        NetworkInterface("eth0", part_of_another=True),
        NetworkInterface("br0"),
    )
    rule: Expr = [meta("iifname", "eth0"), *ACCEPT]
    assert decided(*chain(rule, hook=SHUT), interfaces=bridged) == "refused"
    rule = [meta("iifname", "br0"), *ACCEPT]
    assert decided(*chain(rule, hook=SHUT), interfaces=bridged) == "on_some_interfaces"


RANGES = st.lists(st.tuples(st.integers(0, 65535), st.integers(0, 65535)), max_size=8)


@given(RANGES, RANGES)
def test_sets_of_ports_are_sets(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    left, right = port_set(one), port_set(other)
    assert count(union(left, right)) == count(left) + count(right) - count(common(left, right))
    assert union(common(left, right), without(left, right)) == left
    assert common(without(left, right), right) == ()
    assert common(left, ALL) == left
