"""Which network interfaces the rules speak of, and behind which of them strangers may be."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from digiamen_scan.facts.firewall import NetworkInterface

OTHER = "other"
LOOPBACK = "lo"
# Names that the usual programs give to networks inside a computer, and to private tunnels.
_INWARD = re.compile(
    r"lo$|(?:docker|br-|virbr|vnet|veth|lxc|lxd|incus|mpqemubr|podman|cni|flannel|cali|kube|nodelocal"
    r"|vmnet|vboxnet|waydroid|anbox|tailscale|wg|tun|tap|zt|nebula|dummy|ifb|sit|gre|ip6tnl|vti)"
)
# What a driver or systemd names; `enx` and `wlx` hold a card's address and are left out.
_BY_A_DRIVER = re.compile(
    r"(?:lo|docker0|lxcbr0|lxdbr0|(?:eth|wlan|wwan|usb|ppp|br|bond|team|virbr|tun|tap|wg|tailscale"
    r"|dummy|ifb|vmnet|vboxnet)\d{1,3}|(?:en|wl|ww)(?:o|s|p|P)[0-9a-zP]{1,12})"
)


def is_inward_name(name: str) -> bool:
    """Tell whether interfaces of this name usually connect programs of one computer, or a VPN."""
    return _INWARD.match(name) is not None


@dataclass(frozen=True, slots=True)
class Naming:
    """What interfaces are called in facts. Names that people chose become numbers."""

    interfaces: tuple[NetworkInterface, ...]
    by_name: Mapping[str, str]

    @classmethod
    def of(cls, present: Iterable[NetworkInterface], named: Iterable[str]) -> "Naming":
        """Name those that are present and those that rules name; `eth*` is any such name."""
        known = {interface.id: interface for interface in present}
        known.setdefault(LOOPBACK, NetworkInterface(LOOPBACK, outward=False))
        for name in sorted(set(named) - set(known)):
            outward = not is_inward_name(name.removesuffix("*"))
            known[name] = NetworkInterface(name, outward, present=False)
        ids = {name: _label(name, number) for number, name in enumerate(known, start=1)}
        interfaces = tuple(
            NetworkInterface(ids[name], one.outward, one.present, one.part_of_another)
            for name, one in known.items()
        )
        return cls(interfaces, ids)

    def ids(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of all interfaces that these names are about."""
        found: dict[str, None] = {}
        for name in names:
            if not name.endswith("*"):
                found[self.by_name[name]] = None
                continue
            stem = name.removesuffix("*")
            found |= dict.fromkeys(
                label for other, label in self.by_name.items() if other.startswith(stem)
            )
        return tuple(found)


def _label(name: str, number: int) -> str:
    return name if _BY_A_DRIVER.fullmatch(name) else f"interface-{number}"
