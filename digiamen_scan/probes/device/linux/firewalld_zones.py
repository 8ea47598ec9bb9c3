"""Reads what firewall-cmd tells of zones and policies (firewall-cmd(1), firewalld.zone(5))."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Literal

from digiamen_scan.facts.firewall import FirewalldZone, NetworkInterface
from digiamen_scan.standards.firewall.interfaces import is_inward_name
from digiamen_scan.standards.firewall.networks import Network, whole_sources
from digiamen_scan.standards.firewall.portsets import LAST

ZONES = ("firewall-cmd", "--list-all-zones")
DEFAULT_ZONE = ("firewall-cmd", "--get-default-zone")
POLICIES = ("firewall-cmd", "--list-all-policies")
MAY_ASK = ("pkcheck", "--action-id", "org.fedoraproject.FirewallD1.config.info", "--process")
_HEADER = re.compile(r"(?P<name>[^\s:]+)(?: \((?P<attributes>[a-z, ]+)\))?")
_PORTS = re.compile(r"(?P<low>\d{1,5})(?:-(?P<high>\d{1,5}))?/(?P<protocol>[a-z]+)")
_RULE_PORT = re.compile(r'(?<!source-)(?<!to-)\bport port="([\d-]+)" protocol="([a-z]+)"')
_RULE_SOURCE = re.compile(r'\bsource (?P<but>NOT )?address="(?P<address>[^"]+)"')
# What a rich rule may be about; one that accepts and names none is about everything.
_ABOUT = re.compile(r"\b(?:service|icmp-type|icmp-block|forward-port|source-port|masquerade)\b")
_PROTOCOL = re.compile(r'\bprotocol value="(?P<protocol>\w+)"')
_HOST = "HOST"
Target = Literal["default", "reject", "drop", "accept", "unrecognised"]
_TARGETS: dict[str, Target] = {
    "default": "default",
    "%%REJECT%%": "reject",
    "REJECT": "reject",
    "DROP": "drop",
    "ACCEPT": "accept",
}


@dataclass(slots=True)
class _Block:
    name: str
    attributes: frozenset[str]
    words: dict[str, str] = field(default_factory=dict[str, str])
    rules: list[str] = field(default_factory=list[str])

    def listed(self, key: str) -> list[str]:
        return self.words.get(key, "").split()


def parse_zones(
    zones: bytes, default_zone: bytes, policies: bytes, interfaces: Iterable[NetworkInterface]
) -> tuple[FirewalldZone, ...] | None:
    """Return the zones in use, with what the policies about this computer add to them.

    None where the default zone is not among them: then the answer was cut or is another.
    """
    default = default_zone.decode("utf-8", "replace").strip()
    outward = {one.id: one.outward for one in interfaces}
    used = {
        block.name: (block, block.name == default or _is_outward(block, outward))
        for block in _blocks(zones)
        if block.name == default or block.listed("interfaces") or block.listed("sources")
    }
    if default not in used or "target" not in used[default][0].words:
        return None
    about_host = [block for block in _blocks(policies) if _HOST in block.listed("egress-zones")]
    return tuple(
        _zone(block, [one for one in about_host if _is_about(one, name)], faces_out=faces_out)
        for name, (block, faces_out) in used.items()
    )


def _is_about(policy: _Block, zone: str) -> bool:
    return not {"ANY", zone}.isdisjoint(policy.listed("ingress-zones"))


def _blocks(printed: bytes) -> Iterator[_Block]:
    current: _Block | None = None
    for line in printed.decode("utf-8", "replace").splitlines():
        header = _HEADER.fullmatch(line.rstrip())
        if header:
            if current:
                yield current
            attributes = frozenset((header["attributes"] or "").replace(",", " ").split())
            current = _Block(header["name"], attributes)
        elif current and re.match(r"\t|\s{8}", line):
            current.rules.append(line.strip())
        elif current and ":" in line:
            key, _, value = line.strip().partition(":")
            current.words[key] = value.strip()
    if current:
        yield current


def _is_outward(block: _Block, outward: Mapping[str, bool]) -> bool:
    names = block.listed("interfaces")
    if any(outward.get(name, not is_inward_name(name)) for name in names):
        return True
    return bool(whole_sources(_networks(block.listed("sources"))))


def _networks(texts: Iterable[str]) -> Iterator[Network]:
    for text in texts:
        try:
            yield ip_network(text, strict=False)
        except ValueError:
            continue  # a card's address, or the name of a set


def _zone(zone: _Block, policies: Iterable[_Block], *, faces_out: bool) -> FirewalldZone:
    """Return a zone with what the policies about it add."""
    blocks = (zone, *policies)
    by_number = dict.fromkeys(text for block in blocks for text in _opened_ports(block))
    opened = any(block.words.get("target") == "ACCEPT" for block in blocks[1:])
    accepts = opened or any(_accepts_all(block) for block in blocks)
    target = _TARGETS.get(zone.words.get("target", ""), "unrecognised")
    return FirewalldZone(target, faces_out, tuple(by_number), accepts)


def _opened_ports(block: _Block) -> Iterator[str]:
    by_rules = (
        f"{numbers}/{protocol}"
        for rule in block.rules
        if _is_for_strangers(rule)
        for numbers, protocol in _RULE_PORT.findall(rule)
    )
    for text in (*block.listed("ports"), *by_rules):
        if found := _PORTS.fullmatch(text):
            yield _ports(found)


def _accepts_all(block: _Block) -> bool:
    by_rules = (_protocol(rule) for rule in block.rules if _is_for_strangers(rule))
    return not {"tcp", "udp", "everything"}.isdisjoint((*block.listed("protocols"), *by_rules))


def _ports(found: re.Match[str]) -> str:
    low, high = (min(int(text), LAST) for text in (found["low"], found["high"] or found["low"]))
    return f"{low}-{high}/{found['protocol']}"


def _is_for_strangers(rule: str) -> bool:
    """Tell whether a rich rule accepts, and is not only about somebody in particular."""
    if not re.search(r"\baccept\b", rule) or re.search(r"\bsource (?:mac|ipset)=", rule):
        return False
    source = _RULE_SOURCE.search(rule)
    if source is None or source["but"]:
        return True
    return bool(whole_sources(_networks([source["address"]])))


def _protocol(rule: str) -> str:
    """Return the protocol that a rule accepts whole; `everything` where it names nothing."""
    if found := _PROTOCOL.search(rule):
        return found["protocol"]
    return "" if _ABOUT.search(rule) or _RULE_PORT.search(rule) else "everything"
