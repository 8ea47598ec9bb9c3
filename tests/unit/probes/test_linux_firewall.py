"""The firewalls of Linux computers, from what their tools print to what happens to strangers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.firewall import Firewall, NetworkInterface, PacketFilter
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.probes import Probe
from digiamen_scan.probes.device.linux.firewall import FirewallProbe
from digiamen_scan.probes.device.linux.firewall_text import FirewallText
from tests.unit.probes.firewall_samples import (
    CABLE,
    LOOPBACK,
    MOUNTS,
    NO_RULES,
    SAMPLES,
    decisions,
    judged,
    ports,
    printed,
    read_facts,
    root_text,
    sample,
)

REFUSED = {"ipv4": "refused", "ipv6": "refused"}
OPEN = {"ipv4": "let_in", "ipv6": "let_in"}
IPV6_OPEN = {"ipv4": "refused", "ipv6": "let_in"}
SAMPLED = {
    "conditional_drops": OPEN,
    "docker": REFUSED,
    "empty": OPEN,
    "fail2ban_left": OPEN,
    "firewalld_public": REFUSED,
    "firewalld_trusted": OPEN,
    "firewalld_workstation": {"ipv4": "on_many_ports", "ipv6": "on_many_ports"},
    "iptables_service": IPV6_OPEN,
    "lo_only": OPEN,
    "moby_file": IPV6_OPEN,
    "nft_service_and_map": IPV6_OPEN,
    "nixos": REFUSED,
    "no_target": OPEN,
    "old_iptables": IPV6_OPEN,
    "policy_drop_two_rules": IPV6_OPEN,
    "ssh_and_web": IPV6_OPEN,
    "tailscale": OPEN,
    "ufw_allows_all": OPEN,
    "ufw_on": REFUSED,
}


def test_every_sample_has_its_answer() -> None:
    assert set(SAMPLED) == {folder.name for folder in SAMPLES.iterdir()}


@pytest.mark.parametrize("name", SAMPLED)
def test_each_firewall_is_told_for_what_it_is(name: str) -> None:
    assert decisions(sample(name)) == SAMPLED[name]


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        ("iptables_service", {"22/tcp"}),
        ("nft_service_and_map", {"22/tcp", "443/tcp"}),
        ("nixos", {"22/tcp"}),
        ("ufw_on", {"22/tcp", "80/tcp", "443/tcp", "8000/tcp"}),
        ("firewalld_public", {"22/tcp"}),
        ("ssh_and_web", {"22/tcp", "80/tcp"}),
    ],
)
def test_single_services_that_are_let_in_are_named(name: str, opened: set[str]) -> None:
    assert ports(sample(name)) == opened


def test_a_computer_without_ipv6_is_judged_by_ipv4_alone() -> None:
    assert decisions(replace(sample("moby_file"), ipv6=False)) == {"ipv4": "refused"}


def test_published_ports_of_docker_are_noted() -> None:
    assert {name for name in SAMPLED if forwards(name)} == {"docker"}


def forwards(name: str) -> bool:
    rules, _ = read_facts(sample(name))
    assert isinstance(rules, PacketFilter)
    return rules.forwards


@pytest.mark.parametrize("name", ["nixos", "ufw_on", "ssh_and_web", "ufw_allows_all"])
def test_without_iptables_save_what_nft_cannot_show_is_not_guessed(name: str) -> None:
    found = decisions(replace(sample(name), saved=()))
    assert all(found[family] in (SAMPLED[name][family], "rule_unrecognised") for family in found)
    assert "rule_unrecognised" in found.values()


def test_a_jump_to_a_chain_that_is_not_told_of_decides_nothing() -> None:
    told = json.loads((SAMPLES / "firewalld_public" / "nft.json").read_text())
    told["nftables"] = [
        one
        for one in told["nftables"]
        if not ("chain" in one and one["chain"]["name"] == "filter_INPUT_ZONES")
    ]
    assert decisions(root_text(json.dumps(told).encode())) == {
        "ipv4": "rule_unrecognised",
        "ipv6": "rule_unrecognised",
    }


@pytest.mark.parametrize("missing", ["save4", "save6"])
def test_iptables_save_that_was_cut_shows_nothing(missing: str) -> None:
    whole = (SAMPLES / "nixos" / missing).read_bytes()
    family = "ipv4" if missing == "save4" else "ipv6"
    raw = sample("nixos")
    cut = tuple(
        (one, printed(whole[: len(whole) // 2]) if one == family else output)
        for one, output in raw.saved
    )
    assert decisions(replace(raw, saved=cut))[family] == "rule_unrecognised"


def test_rules_of_the_older_back_end_that_were_not_shown_leave_it_open() -> None:
    raw = replace(root_text(), legacy_tables=("ipv4",))
    assert decisions(raw) == {"ipv4": "not_all_seen", "ipv6": "not_all_seen"}


def test_what_was_not_shown_can_only_refuse_more() -> None:
    raw = replace(sample("firewalld_public"), legacy_tables=("ipv4", "ipv6"))
    assert decisions(raw) == REFUSED


@pytest.mark.parametrize(
    ("nft", "expected"),
    [
        (None, Unavailable("needs_admin", "nft")),
        (
            printed("", 1, b"Operation not permitted (you must be root)\n"),
            Unavailable("needs_admin", "nft"),
        ),
        (Unavailable("tool_missing", "nft"), Unavailable("tool_missing", "nft")),
        (Unavailable("timeout", "nft"), Unavailable("timeout", "nft")),
        (printed("", 1, b"Protocol not supported"), Unavailable("unreadable", "nft")),
        (printed(""), Unavailable("unreadable", "nft")),
        (printed("{}"), Unavailable("unreadable", "nft")),
        (printed('{"nftables": []}'), Unavailable("unreadable", "nft")),
        (
            printed('{"nftables": [{"metainfo": {}}, {"table": {"fl'),
            Unavailable("unreadable", "nft"),
        ),
        (printed(b'{"nftables":' + b"[" * 100_000), Unavailable("unreadable", "nft")),
        (printed(b"\xff\xfe\x00"), Unavailable("unreadable", "nft")),
    ],
)
def test_without_an_answer_of_nft_nothing_is_known(nft: Any, expected: Unavailable) -> None:
    assert judged(replace(root_text(), nft=nft)) == expected


def test_a_kernel_that_cannot_hold_rules_holds_none() -> None:
    raw = replace(root_text(), nft=Unavailable("tool_missing", "nft"), may_hold_nft=False)
    assert decisions(raw) == OPEN


@pytest.mark.parametrize("name", ["ufw_on", "nixos"])
def test_iptables_alone_can_show_that_strangers_are_refused(name: str) -> None:
    raw = replace(sample(name), nft=Unavailable("tool_missing", "nft"))
    assert decisions(raw) == REFUSED


def test_iptables_alone_cannot_show_that_strangers_get_in() -> None:
    raw = replace(sample("tailscale"), nft=Unavailable("tool_missing", "nft"))
    assert decisions(raw) == {"ipv4": "not_all_seen", "ipv6": "not_all_seen"}


@pytest.mark.parametrize(
    "markers", [("wsl",), ("/run/.containerenv",), ("/run/systemd/container",)]
)
def test_inside_something_else_nothing_is_judged(markers: tuple[str, ...]) -> None:
    raw = replace(sample("empty"), markers=markers)
    assert isinstance(found := FirewallProbe().parse(raw), Unavailable)
    assert found.kind == "undetermined"


def listing(rules: Iterable[list[object]]) -> FirewallText:
    """A ruleset with one chain for what arrives, which accepts at its end."""
    where = {"family": "ip", "table": "t"}
    base = {"name": "c", "type": "filter", "hook": "input", "prio": 0}
    objects: list[object] = [{"metainfo": {}}, {"chain": where | base}]
    objects += [{"rule": where | {"chain": "c", "expr": expr}} for expr in rules]
    return root_text(json.dumps({"nftables": objects}).encode())


def match(protocol: str, field: str, right: object) -> dict[str, object]:
    left = {"payload": {"protocol": protocol, "field": field}}
    return {"match": {"op": "==", "left": left, "right": right}}


def test_too_many_rules_are_unreadable() -> None:
    raw = listing([match("tcp", "dport", port)] for port in range(1, 20_500))
    assert judged(raw) == Unavailable("unreadable", "rules: rules")


def test_a_long_list_of_blocked_addresses_is_one_rule() -> None:
    blocked = (f"198.51.{number // 250}.{number % 250}" for number in range(25_000))
    raw = listing([match("ip", "saddr", address), {"drop": None}] for address in blocked)
    rules, _ = read_facts(raw)
    assert isinstance(rules, PacketFilter)
    assert len(rules.chains[0].rules) == 1
    assert decisions(raw) == OPEN


def test_names_and_addresses_that_people_chose_are_not_kept() -> None:
    raw = sample("ufw_on")
    renamed = tuple(
        (family, printed(output.stdout.replace(b"ufw-user-input", b"fatima-home")))
        for family, output in raw.saved
        if not isinstance(output, Unavailable)
    )
    nft = (SAMPLES / "ufw_on" / "nft.json").read_bytes().replace(b"ufw-user-input", b"fatima-home")
    assert b"fatima-home" in nft
    assert "198.51.100" in repr(raw.saved)
    readings = FirewallProbe().parse(replace(raw, nft=printed(nft), saved=renamed))
    assert not isinstance(readings, Unavailable)
    kept = "".join(repr(reading) for reading in readings.values())
    assert "fatima" not in kept
    assert "198.51.100" not in kept


def test_interfaces_with_names_of_people_become_numbers() -> None:
    save = (
        b"# Generated by iptables-save v1.8.9 (nf_tables)\n*filter\n:INPUT DROP [0:0]\n"
        b"-A INPUT -i br-fatima -j ACCEPT\n-A INPUT -i enx0015de000001 -p tcp -j ACCEPT\nCOMMIT\n"
    )
    raw = replace(
        root_text(NO_RULES, ("ipv4", printed(save))),
        nft=Unavailable("tool_missing", "nft"),
        interfaces=(LOOPBACK, CABLE, NetworkInterface("enx0015de000001")),
    )
    rules, _ = read_facts(raw)
    assert "fatima" not in repr(rules)
    assert "0015de" not in repr(rules)
    assert decisions(raw)["ipv4"] == "not_all_seen"


@given(st.binary(max_size=400))
def test_no_output_breaks_the_probe(noise: bytes) -> None:
    outputs = printed(noise)
    raw = FirewallText(
        mounts=MOUNTS,
        interfaces=(LOOPBACK, CABLE),
        nft=outputs,
        saved=(("ipv4", outputs), ("ipv6", outputs)),
        legacy_tables=("ipv4",),
        units=outputs,
        zones=(outputs, outputs, outputs),
        ufw_conf=noise,
        ufw_defaults=noise,
    )
    assert not isinstance(found := judged(raw), Firewall) or found.by != "rules"


VALUES = ("accept", "drop", "jump", "match", "ip", "tcp", "lo", "@s", "*", "new", "10.0.0.0", "")
KEYS = (
    *("match", "op", "left", "right", "payload", "protocol", "field", "meta", "key", "ct"),
    *("set", "range", "prefix", "addr", "len", "vmap", "data", "&", "concat", "elem", "val"),
    *("jump", "target", "accept", "drop", "limit", "inv", "xt", "mangle", "fib", "stmt"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 70_000) | st.sampled_from(VALUES),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=5))
def test_no_rule_breaks_the_reader_or_opens_what_a_policy_shuts(expr: list[Any]) -> None:
    chain = {"family": "inet", "table": "t", "name": "c", "type": "filter", "hook": "input"}
    rule = {"family": "inet", "table": "t", "chain": "c", "expr": expr}
    shut = {"chain": chain | {"policy": "drop"}}
    lists = {"set": {"family": "inet", "table": "t", "name": "s", "elem": [22, {"range": [1, 9]}]}}
    told = {"nftables": [{"metainfo": {}}, lists, shut, {"rule": rule}]}
    found = decisions(root_text(json.dumps(told).encode()))
    if not any("accept" in json.dumps(one) for one in expr):
        assert "let_in" not in found.values()


WORDS = st.sampled_from(
    (
        *("-i", "-s", "-d", "-p", "-m", "-j", "-g", "!", "lo", "eth0", "tcp", "--dport", "22"),
        *("1:9", "0.0.0.0/0", "10.0.0.0/8", "::/0", "--ctstate", "NEW", "ACCEPT", "DROP"),
        *("--limit", "--tcp-flags", "SYN", "ALL", "NONE", "--match-set", "--mark", "0x1/0x1"),
        *("--hitcount", "-", "", '"x y"'),
    )
)


@given(st.lists(WORDS, max_size=12), st.sampled_from(["ipv4", "ipv6"]))
def test_no_rule_of_iptables_breaks_the_reader(words: list[str], family: Any) -> None:
    save = "# Generated by iptables-save v1.8.9 on now\n*filter\n:INPUT DROP [0:0]\n"
    save += f"-A INPUT {' '.join(words)}\nCOMMIT\n"
    raw = replace(root_text(NO_RULES, (family, printed(save))), legacy_tables=(family,))
    found = decisions(raw)[family]
    if "ACCEPT" not in words:
        assert found != "let_in"


def test_it_is_a_probe_and_says_what_it_runs() -> None:
    probe = FirewallProbe()
    assert isinstance(probe, Probe)
    assert "nft -j list ruleset" in probe.commands()
