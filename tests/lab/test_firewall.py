"""What we say of a firewall is what happens: strangers knock at every kind of ruleset."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from digiamen_scan.facts.firewall import Family, PacketFilter
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux.firewall import FirewallProbe
from digiamen_scan.standards.firewall.netfilter import fate
from digiamen_scan.standards.firewall.networks import span
from digiamen_scan.standards.firewall.newcomers import Newcomer
from tests.lab import street as streets
from tests.lab.fixtures import require, require_root
from tests.lab.street import DEVICE, Door, Street

PORTS = (22, 80, 631, 1030, 40000, 65000)
FAMILIES: tuple[Family, Family] = ("ipv4", "ipv6")
FAR = {"ipv4": "192.0.2.2/32", "ipv6": "2001:db8::2/128"}
NEAR = {"ipv4": "192.168.77.2/32", "ipv6": "fe80::2/128"}
NFT_BASE = """
nft -f - <<'END'
table inet filter {
    chain input {
        type filter hook input priority filter; policy drop
        ct state vmap { established : accept, related : accept, invalid : drop }
        iif lo accept
        meta l4proto { icmp, ipv6-icmp } accept
%s
    }
}
END
"""


def inet(*rules: str, policy: str = "accept") -> str:
    lines = "\n".join(rules)
    return f"""
nft -f - <<'END'
table inet filter {{
    chain other {{
        return
    }}
    chain input {{
        type filter hook input priority filter; policy {policy}
        {lines}
    }}
}}
END
"""


BOTH = """
for tool in iptables ip6tables; do
    $tool -A INPUT -i lo -j ACCEPT
    $tool -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    %s
done
"""
RULESETS = {
    "no rules": "true",
    "nft policy drop": inet(policy="drop"),
    "nft usual desktop": NFT_BASE % "tcp dport 22 accept",
    "nft final reject": inet("iifname lo accept", "reject"),
    "nft drops ipv4 only": inet("meta nfproto ipv4 drop"),
    "nft drops ipv6 only": inet("meta protocol ip6 drop"),
    "nft accepts all before the drop": inet("counter accept", policy="drop"),
    "nft accepts new connections": inet("ct state new,established accept", policy="drop"),
    "nft accepts all but invalid": inet("ct state != invalid accept", policy="drop"),
    "nft counts and logs only": inet("counter", "log", policy="accept"),
    "nft drops what is invalid": inet("ct state invalid drop"),
    "nft accepts the first packet of tcp": inet(
        "ct state established accept", "tcp flags & (fin|syn|rst|ack) == syn accept", policy="drop"
    ),
    "nft drops the first packet of tcp": inet("tcp flags & (fin|syn|rst|ack) == syn drop"),
    "nft verdict map of ports": inet(
        "tcp dport vmap { 22 : accept, 80 : jump other, 1000-2000 : accept }", policy="drop"
    ),
    "nft ports in disguise": inet(
        "tcp dport >= 1 accept", "udp dport 1-65535 accept", policy="drop"
    ),
    "nft high ports": inet("meta l4proto {tcp, udp} th dport 1025-65535 accept", policy="drop"),
    "nft all but one interface": inet('iifname != "lo" accept', policy="drop"),
    "nft by name of an interface": inet(f'iifname "{DEVICE}" accept', policy="drop"),
    "nft by pattern": inet(f'iifname "{DEVICE[:3]}*" accept', policy="drop"),
    "nft another interface": inet('iifname "wlan9" accept', policy="drop"),
    "nft returns before the drop": inet("jump other", "return", "drop", policy="accept"),
    "nft goes elsewhere before the drop": inet("goto other", "drop", policy="accept"),
    "nft sources in halves": inet(
        "ip saddr 0.0.0.0/1 accept", "ip saddr 128.0.0.0/1 accept", policy="drop"
    ),
    "nft all sources": inet("ip saddr 0.0.0.0/0 accept", "ip6 saddr ::/0 accept", policy="drop"),
    "nft one address": inet("ip saddr 203.0.113.9 accept", policy="drop"),
    "nft neighbours": inet(
        "ip saddr 192.168.0.0/16 accept", "ip6 saddr fe80::/10 accept", policy="drop"
    ),
    "nft all but one source": inet("ip saddr != 203.0.113.9 accept", policy="drop"),
    "nft local addresses": inet("fib daddr type local accept", policy="drop"),
    "nft slowly": inet("limit rate 100/second burst 1000 packets accept", policy="drop"),
    "nft above a rate": inet("limit rate over 1000000/second drop"),
    "nft accepts first, a later chain drops": """
nft add table inet one
nft 'add chain inet one input { type filter hook input priority -10; policy accept; }'
nft add rule inet one input accept
nft add table inet two
nft 'add chain inet two input { type filter hook input priority 10; policy drop; }'
""",
    "nft forward chain alone": """
nft add table inet filter
nft 'add chain inet filter forward { type filter hook forward priority 0; policy drop; }'
""",
    "nft nat table alone": """
nft add table ip nat
nft 'add chain ip nat prerouting { type nat hook prerouting priority dstnat; policy accept; }'
nft 'add chain ip nat input { type nat hook input priority 100; policy accept; }'
""",
    "nft route and bridge chains": """
nft add table inet a
nft 'add chain inet a output { type route hook output priority 0; policy accept; }'
nft add table bridge b
nft 'add chain bridge b input { type filter hook input priority 0; policy drop; }'
nft add table arp c
nft 'add chain arp c input { type filter hook input priority 0; policy accept; }'
""",
    "nft drops in prerouting": """
nft add table inet raw
nft 'add chain inet raw prerouting { type filter hook prerouting priority raw; policy accept; }'
nft add rule inet raw prerouting udp dport 1-65535 drop
""",
    "iptables-nft drop": "iptables -P INPUT DROP; ip6tables -P INPUT DROP",
    "iptables-nft desktop": BOTH
    % "$tool -A INPUT -p tcp --dport 22 -j ACCEPT; $tool -P INPUT DROP",
    "iptables-nft final reject": BOTH % "$tool -A INPUT -j REJECT",
    "iptables-nft ipv6 left open": "iptables -P INPUT DROP",
    "iptables-nft own chain": BOTH
    % "$tool -N fw; $tool -A fw -p udp --dport 631 -j RETURN; $tool -A fw -j DROP;"
    " $tool -A INPUT -j fw",
    "iptables-nft multiport": BOTH
    % "$tool -A INPUT -p tcp -m multiport --dports 22,1000:2000 -j ACCEPT; $tool -P INPUT DROP",
    "iptables-nft goto": BOTH
    % "$tool -N fw; $tool -A fw -p tcp -j RETURN; $tool -A INPUT -g fw; $tool -A INPUT -j DROP",
    "iptables-nft not from lo": BOTH % "$tool -A INPUT ! -i lo -j ACCEPT; $tool -P INPUT DROP",
    "iptables-nft no syn": BOTH % "$tool -A INPUT -p tcp --syn -j DROP",
    "iptables-nft raw drop": "iptables -t raw -A PREROUTING -p tcp --dport 22 -j DROP",
    "iptables-nft local type": BOTH
    % "$tool -A INPUT -m addrtype --dst-type LOCAL -j ACCEPT; $tool -P INPUT DROP",
    "iptables-nft range of sources": "iptables -A INPUT -m iprange --src-range"
    " 1.0.0.0-223.255.255.255 -j ACCEPT; iptables -P INPUT DROP; ip6tables -P INPUT DROP",
}
LEGACY_RULESETS = {
    "legacy drop": "iptables-legacy -P INPUT DROP; ip6tables-legacy -P INPUT DROP",
    "legacy beside nft": inet("accept")
    + "iptables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT; iptables-legacy -A INPUT -j DROP",
    "iptables-nft drops, legacy accepts": "iptables -P INPUT DROP; ip6tables -P INPUT DROP;"
    "ip6tables-legacy -A INPUT -j ACCEPT; iptables-legacy -A INPUT -j ACCEPT",
    "legacy mangle": "iptables-legacy -t mangle -A PREROUTING -p udp -j DROP",
}


@pytest.fixture(scope="module")
def street() -> Iterator[Street]:
    require(*streets.PROGRAMS)
    require_root()
    with streets.street(PORTS) as made:
        yield made


@pytest.fixture
def cleared(street: Street) -> Iterator[Street]:
    yield street
    street.clear()


def seen(street: Street) -> PacketFilter:
    """Look as root, from inside the computer's network."""
    probe = FirewallProbe()
    with street.inside():
        raw = asyncio.run(probe.read(Target(TargetKind.DEVICE, "PC-1", system="linux")))
    readings = probe.parse(raw)
    assert isinstance(readings, dict), readings
    rules = readings[PacketFilter].value
    assert isinstance(rules, PacketFilter), rules
    return rules


def foretold(rules: PacketFilter, source: dict[str, str]) -> tuple[set[Door], set[Door]]:
    """Return the doors that must open, and those that may."""
    interface = next((one.id for one in rules.interfaces if one.present and one.outward), "other")
    surely: set[Door] = set()
    perhaps: set[Door] = set()
    for family in FAMILIES:
        for protocol in ("tcp", "udp"):
            place = span(source[family])
            end = fate(rules, Newcomer(family, protocol, interface, place))
            for doors, ports in ((surely, end.enters), (perhaps, end.may_enter)):
                doors |= {
                    (family, protocol, port)
                    for port in PORTS
                    if any(low <= port <= high for low, high in ports)
                }
    return surely, perhaps


@pytest.mark.parametrize("name", RULESETS)
def test_what_we_foretell_is_what_happens(cleared: Street, name: str) -> None:
    cleared.run(RULESETS[name])
    rules = seen(cleared)
    surely, perhaps = foretold(rules, FAR)
    assert surely == perhaps
    assert cleared.reached() == surely
    if "neighbours" in name:
        surely, _ = foretold(rules, NEAR)
        assert cleared.reached(near=True) == surely


@pytest.mark.parametrize("name", LEGACY_RULESETS)
def test_rules_of_the_older_back_end_hold_beside_the_others(cleared: Street, name: str) -> None:
    require("iptables-legacy")
    cleared.run(LEGACY_RULESETS[name])
    surely, perhaps = foretold(seen(cleared), FAR)
    assert surely == perhaps
    assert cleared.reached() == surely
