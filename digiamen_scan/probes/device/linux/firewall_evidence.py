"""Shows what was seen of the firewall: counts and policies, no names and no addresses."""

from collections.abc import Iterator

from digiamen_scan.facts.firewall import FilterChain, FirewallServices, PacketFilter
from digiamen_scan.model.facts import Evidence

_SOURCES = {
    "nft": "nft -j list ruleset",
    "iptables": "iptables-save",
    "iptables_legacy": "iptables-legacy-save",
}
_MAX_CHAINS = 12


def filter_evidence(packet_filter: PacketFilter) -> tuple[Evidence, ...]:
    """Return one line a chain that stands where packets arrive."""
    base = [chain for chain in packet_filter.chains if chain.hook]
    if not base:
        return (Evidence("nft -j list ruleset, iptables-save", "no rules for what arrives"),)
    return tuple(_chain(chain) for chain in base[:_MAX_CHAINS])


def _chain(chain: FilterChain) -> Evidence:
    said = f"{chain.hook}, {' and '.join(chain.families)}: policy {chain.policy}"
    return Evidence(_SOURCES[chain.origin], f"{said}, rules: {len(chain.rules)}")


def services_evidence(services: FirewallServices) -> tuple[Evidence, ...]:
    """Return what the managers' settings and services say."""
    return tuple(_services(services))


def _services(services: FirewallServices) -> Iterator[Evidence]:
    if services.ufw.enabled is not None:
        yield Evidence("/etc/ufw/ufw.conf", f"ENABLED={'yes' if services.ufw.enabled else 'no'}")
    if services.ufw.input_policy:
        policy = services.ufw.input_policy.upper()
        yield Evidence("/etc/default/ufw", f"DEFAULT_INPUT_POLICY={policy}")
    for one in services.services or ():
        state = "active" if one.active else "inactive"
        yield Evidence("systemctl show", f"{one.name}: {state}{', at boot' * one.at_boot}")
    for zone in services.zones or ():
        ports = f", ports: {' '.join(zone.ports)}" if zone.ports else ""
        yield Evidence("firewall-cmd --list-all-zones", f"in use: target {zone.target}{ports}")
