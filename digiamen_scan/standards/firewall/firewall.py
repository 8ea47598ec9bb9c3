"""Says whether a stranger's new connection gets into this computer, and who sees to that.

What the kernel's rules say counts. Where they cannot be seen, a running firewalld may answer for
them, or ufw's settings and the state of its service; else it is not known.
"""

from collections.abc import Iterable
from typing import Literal

from digiamen_scan.facts.firewall import (
    Decision,
    Family,
    FamilyDecision,
    Firewall,
    FirewalldZone,
    FirewallServices,
    Manager,
    PacketFilter,
    ServiceState,
)
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.standards.firewall.admission import decide
from digiamen_scan.standards.firewall.portsets import count, parse_range, port_set

FIREWALL_SERVICES = (
    "ufw.service",
    "firewalld.service",
    "nftables.service",
    "iptables.service",
    "ip6tables.service",
    "netfilter-persistent.service",
    "firewall.service",
    "shorewall.service",
    "shorewall6.service",
    "ferm.service",
    "firehol.service",
    "foomuuri.service",
    "arno-iptables-firewall.service",
    "csf.service",
    "portmaster.service",
    "opensnitch.service",
    "opensnitchd.service",
)
"""Services that load rules, or decide about connections. Names after systemd's units."""

LOGIN_SERVICES = ("ssh.service", "sshd.service", "ssh.socket", "sshd.socket")
"""Services through which somebody may be working on this computer from afar."""

_MANY_PORTS = 4096


def firewall(
    rules: PacketFilter | Unavailable, services: FirewallServices | Unavailable
) -> Firewall | Unavailable:
    """Decide by the rules, or by what the services tell of them."""
    if isinstance(rules, Unavailable):
        if isinstance(services, Unavailable):
            return rules
        return _by_services(services, rules)
    families: tuple[Family, ...] = ("ipv4", "ipv6") if rules.ipv6 else ("ipv4",)
    decisions = tuple(decide(rules, family) for family in families)
    if isinstance(services, Unavailable):
        return Firewall(decisions, "rules", forwards=rules.forwards)
    return Firewall(
        decisions,
        "rules",
        active=_active(services),
        usable=_usable(services),
        forwards=rules.forwards,
        remote_login=_remote_login(services),
        lasts=_lasts(services),
    )


def _by_services(services: FirewallServices, unseen: Unavailable) -> Firewall | Unavailable:
    if services.zones is not None:
        decision = _by_zones(services.zones)
        return _configured(services, "firewalld", decision) if decision else unseen
    running = _running(services)
    if services.ufw.enabled and running == {"ufw.service"} and services.ufw.input_policy:
        refuses = services.ufw.input_policy != "accept"
        return _configured(services, "ufw", "refused" if refuses else "let_in")
    if (
        services.services is not None
        and not running - {"ufw.service"}
        and not _may_be_ufw(services)
    ):
        return _configured(services, "services", "let_in")
    return unseen


def _may_be_ufw(services: FirewallServices) -> bool:
    """Tell whether ufw may have loaded rules: its unit is active even where it is disabled."""
    if services.ufw.enabled is None:
        return "ufw" in services.installed or "ufw.service" in _running(services)
    return services.ufw.enabled


def _configured(
    services: FirewallServices, by: Literal["firewalld", "ufw", "services"], decision: Decision
) -> Firewall:
    families: tuple[Family, ...] = ("ipv4", "ipv6") if services.ipv6 else ("ipv4",)
    return Firewall(
        tuple(FamilyDecision(family, decision) for family in families),
        by,
        active=_active(services),
        usable=_usable(services),
        remote_login=_remote_login(services),
        lasts=_lasts(services),
    )


def _by_zones(zones: Iterable[FirewalldZone]) -> Decision | None:
    """Return what firewalld does with strangers; None where it is not clear."""
    outward = [zone for zone in zones if zone.outward]
    opened = [zone for zone in outward if zone.target == "accept" or zone.accepts]
    if opened:
        return "let_in" if len(opened) == len(outward) else "on_some_interfaces"
    if not outward or any(zone.target == "unrecognised" for zone in outward):
        return None
    if any(_opens_many(zone) for zone in outward):
        return "on_many_ports"
    return "refused"


def _opens_many(zone: FirewalldZone) -> bool:
    by_protocol: dict[str, list[tuple[int, int]]] = {}
    for text in zone.ports:
        ports, _, protocol = text.partition("/")
        by_protocol.setdefault(protocol, []).append(parse_range(ports))
    return any(count(port_set(ranges)) >= _MANY_PORTS for ranges in by_protocol.values())


def _running(services: FirewallServices) -> set[str]:
    return {one.name for one in _firewalls(services) if one.active}


def _firewalls(services: FirewallServices) -> tuple[ServiceState, ...]:
    return tuple(one for one in services.services or () if one.name in FIREWALL_SERVICES)


def _active(services: FirewallServices) -> Manager:
    running = _running(services)
    if services.zones is not None or "firewalld.service" in running:
        return "firewalld"
    if services.ufw.enabled:
        return "ufw"
    return "other" if running - {"ufw.service"} else "none"


def _usable(services: FirewallServices) -> Manager:
    active = _active(services)
    if active != "none" or not services.installed:
        return active
    return "ufw" if "ufw" in services.installed else "firewalld"


def _lasts(services: FirewallServices) -> bool | None:
    """Tell whether a service loads rules at the next start; None where none could be asked."""
    if services.services is None:
        return None
    at_boot = {one.name for one in _firewalls(services) if one.at_boot}
    if services.ufw.enabled is False:
        at_boot -= {"ufw.service"}
    return bool(at_boot)


def _remote_login(services: FirewallServices) -> bool:
    return any(one.active for one in services.services or () if one.name in LOGIN_SERVICES)
