"""Learns what this computer lets in from the network. Root sees the rules themselves."""

from collections.abc import Iterator

from digiamen_scan.facts.firewall import (
    Family,
    FirewalldZone,
    FirewallServices,
    Origin,
    PacketFilter,
    ServiceState,
)
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux.firewall_evidence import filter_evidence, services_evidence
from digiamen_scan.probes.device.linux.firewall_settings import (
    STATES,
    UFW_CONF,
    UFW_DEFAULTS,
    parse_ufw,
    parse_units,
)
from digiamen_scan.probes.device.linux.firewall_text import (
    LEGACY_TABLES,
    NFT,
    FirewallText,
    read_firewall,
)
from digiamen_scan.probes.device.linux.firewalld_zones import (
    DEFAULT_ZONE,
    MAY_ASK,
    POLICIES,
    ZONES,
    parse_zones,
)
from digiamen_scan.probes.device.linux.interfaces import ADDRESSES6, CLASS, DEVICES, ROUTES, ROUTES6
from digiamen_scan.probes.device.linux.surroundings import inside_what
from digiamen_scan.probes.run import CommandOutput
from digiamen_scan.standards.firewall.iptables import is_from_nf_tables, parse_save
from digiamen_scan.standards.firewall.nftables import parse_nft
from digiamen_scan.standards.firewall.rulesets import Ruleset, RulesetError, put_together

_NOT_PERMITTED = b"Operation not permitted"


class FirewallProbe:
    """Asks nft, iptables-save and systemd at the same time; without root, firewalld and ufw."""

    name = "linux.firewall"
    gives = (PacketFilter, FirewallServices)
    target = TargetKind.DEVICE
    systems = frozenset({"linux"})
    deadline = 20.0
    network = False

    async def read(self, target: Target) -> FirewallText:  # noqa: ARG002  # this computer
        """Read everything that this account may see."""
        return await read_firewall()

    def parse(self, raw: FirewallText) -> Readings | Unavailable:
        """Interpret what was read."""
        if elsewhere := inside_what(raw.markers, raw.mounts):
            return Unavailable(Kind.UNDETERMINED, elsewhere)
        services = _services(raw)
        rules = _packet_filter(raw)
        shown = filter_evidence(rules) if isinstance(rules, PacketFilter) else ()
        return {
            PacketFilter: Reading(rules, shown),
            FirewallServices: Reading(services, services_evidence(services)),
        }

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:  # noqa: ARG002  # none for any
        """Nothing on a network."""
        return ()

    def commands(self) -> tuple[str, ...]:
        """The programs that are run and the files that are read."""
        saves = ("iptables-save", "ip6tables-save")
        programs = map(" ".join, (NFT, STATES, MAY_ASK, ZONES, DEFAULT_ZONE, POLICIES))
        files = (*LEGACY_TABLES.values(), UFW_CONF, UFW_DEFAULTS)
        paths = map(str, (DEVICES, ROUTES, ROUTES6, ADDRESSES6, CLASS))
        return (*saves, *programs, *files, *paths)


def _packet_filter(raw: FirewallText) -> PacketFilter | Unavailable:
    if raw.nft is None or _is_refused(raw.nft):
        return Unavailable(Kind.NEEDS_ADMIN, "nft")
    try:
        native = _native(raw.nft)
        compat, legacy = _saved(raw)
        seen_all = native is not None or not raw.may_hold_nft
        parts = [*([native] if native else compat.values()), *legacy.values()]
        if not parts and not seen_all:
            return (
                raw.nft if isinstance(raw.nft, Unavailable) else Unavailable(Kind.UNREADABLE, "nft")
            )
        return put_together(
            parts,
            compat.values(),
            raw.interfaces,
            ipv6=raw.ipv6,
            whole=seen_all and set(raw.legacy_tables) <= set(legacy),
        )
    except RulesetError as error:
        return Unavailable(Kind.UNREADABLE, f"rules: {error}")


def _is_refused(output: CommandOutput | Unavailable) -> bool:
    """Tell whether nft was not allowed to look, as for root of a container."""
    return isinstance(output, CommandOutput) and _NOT_PERMITTED in output.stderr


def _native(output: CommandOutput | Unavailable) -> Ruleset | None:
    """Return what nft shows; None where it did not answer, or not in full."""
    if not isinstance(output, CommandOutput) or output.code != 0:
        return None
    try:
        return parse_nft(output.stdout)
    except RulesetError:
        return None


def _saved(raw: FirewallText) -> tuple[dict[Family, Ruleset], dict[Family, Ruleset]]:
    """Return what the iptables programs show of nf_tables, and of the older back end."""
    compat: dict[Family, Ruleset] = {}
    legacy: dict[Family, Ruleset] = {}
    for family, output in _whole_outputs(raw):
        origin: Origin = "iptables" if is_from_nf_tables(output) else "iptables_legacy"
        try:
            shown = parse_save(output, family, origin)
        except RulesetError:
            continue  # not in full: what it would have shown counts as not seen
        if shown.chains:
            (compat if origin == "iptables" else legacy)[family] = shown
    return compat, legacy


def _whole_outputs(raw: FirewallText) -> Iterator[tuple[Family, bytes]]:
    for family, output in raw.saved:
        if isinstance(output, CommandOutput) and output.code == 0:
            yield family, output.stdout


def _services(raw: FirewallText) -> FirewallServices:
    return FirewallServices(
        ipv6=raw.ipv6,
        installed=tuple(name for name in ("ufw", "firewalld") if name in raw.programs),
        services=_units(raw.units),
        ufw=parse_ufw(raw.ufw_conf, raw.ufw_defaults),
        zones=_zones(raw),
    )


def _units(output: CommandOutput | Unavailable | None) -> tuple[ServiceState, ...] | None:
    if not isinstance(output, CommandOutput) or output.code != 0:
        return None
    return parse_units(output.stdout)


def _zones(raw: FirewallText) -> tuple[FirewalldZone, ...] | None:
    if raw.zones is None:
        return None
    zones, default, policies = raw.zones
    if not isinstance(zones, CommandOutput) or not isinstance(default, CommandOutput):
        return None
    if zones.code != 0 or default.code != 0:
        return None
    # Versions before 0.9 have no policies and no such option.
    said = policies.stdout if isinstance(policies, CommandOutput) else b""
    return parse_zones(zones.stdout, default.stdout, said, raw.interfaces)
