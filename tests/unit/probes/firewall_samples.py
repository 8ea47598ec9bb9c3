"""Recordings of what real firewalls show, made with invented rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from digiamen_scan.facts.firewall import (
    Family,
    Firewall,
    FirewallServices,
    NetworkInterface,
    PacketFilter,
)
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.device.linux.firewall import FirewallProbe
from digiamen_scan.probes.device.linux.firewall_text import FirewallText, Saved
from digiamen_scan.probes.run import CommandOutput
from digiamen_scan.standards.firewall.firewall import firewall

SAMPLES = Path(__file__).parents[2] / "samples" / "firewall"
MOUNTS = b"23 1 8:1 / / rw,relatime shared:23 - ext4 /dev/sda1 rw\n"
CABLE = NetworkInterface("eth0")
LOOPBACK = NetworkInterface("lo", outward=False)
NO_RULES = b'{"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}]}'
_SAVED: dict[str, Family] = {
    "save4": "ipv4",
    "save6": "ipv6",
    "legacy4": "ipv4",
    "legacy6": "ipv6",
}


def printed(text: bytes | str, code: int = 0, stderr: bytes = b"") -> CommandOutput:
    return CommandOutput(code, text.encode() if isinstance(text, str) else text, stderr)


def root_text(nft: bytes = NO_RULES, *saved: Saved) -> FirewallText:
    """What root reads on a computer with a cable."""
    return FirewallText(
        mounts=MOUNTS, interfaces=(LOOPBACK, CABLE), nft=printed(nft), saved=tuple(saved)
    )


def sample(name: str) -> FirewallText:
    folder = SAMPLES / name
    saved = tuple(
        (family, printed((folder / file).read_bytes()))
        for file, family in _SAVED.items()
        if (folder / file).exists()
    )
    legacy = tuple(
        family
        for file, family in _SAVED.items()
        if file.startswith("legacy") and (folder / file).exists()
    )
    text = root_text((folder / "nft.json").read_bytes(), *saved)
    return replace(text, legacy_tables=legacy)


def read_facts(raw: FirewallText) -> tuple[PacketFilter | Unavailable, FirewallServices]:
    readings = FirewallProbe().parse(raw)
    assert not isinstance(readings, Unavailable), readings
    rules, services = readings[PacketFilter].value, readings[FirewallServices].value
    assert isinstance(rules, PacketFilter | Unavailable)
    assert isinstance(services, FirewallServices)
    return rules, services


def judged(raw: FirewallText) -> Firewall | Unavailable:
    return firewall(*read_facts(raw))


def decisions(raw: FirewallText) -> dict[str, str]:
    """What happens to strangers, by the kind of address; what is not known says why."""
    found = judged(raw)
    assert isinstance(found, Firewall), found
    return {one.family: one.undecided or one.decision for one in found.families}


def ports(raw: FirewallText) -> set[str]:
    found = judged(raw)
    assert isinstance(found, Firewall), found
    return {port for one in found.families for port in one.ports}
