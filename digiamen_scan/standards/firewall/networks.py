"""Which of the networks in a rule are so large that a stranger may be in them.

A stranger is somebody on the internet, or at the next table of the café. The rules' small networks
and single addresses name somebody in particular; only whole ranges are kept.
"""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network, summarize_address_range

from digiamen_scan.facts.firewall import Family

Network = IPv4Network | IPv6Network
Span = tuple[int, int]
"""The first and the last address of a range, as numbers."""

# RFC 1918 and RFC 3927, RFC 4291 and RFC 4193: what networks of cafés and offices give out.
NEIGHBOURS: dict[Family, tuple[str, ...]] = {
    "ipv4": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
    "ipv6": ("fe80::/64", "fd00::/8"),
}
# Addresses of hosts on the internet: what IANA has given out, or may.
INTERNET: dict[Family, tuple[str, str]] = {
    "ipv4": ("1.0.0.0", "223.255.255.255"),
    "ipv6": ("2000::", "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
}
MANY = "many"
# A public network of this prefix length or shorter is a part of the internet, not somebody's.
_WHOLE: dict[Family, int] = {"ipv4": 8, "ipv6": 16}
# As many addresses in small networks as in one of /8 or /20: a list of countries.
_GREAT_NUMBER: dict[Family, int] = {"ipv4": 2**24, "ipv6": 2**108}
_GROUPS = tuple(ip_network(text) for text in ("224.0.0.0/4", "255.255.255.255/32", "ff00::/8"))
_LOOPBACK = tuple(ip_network(text) for text in ("127.0.0.0/8", "::1/128"))


def family_of(network: Network) -> Family:
    """Return the kind of addresses of a network."""
    return "ipv4" if network.version == 4 else "ipv6"  # noqa: PLR2004  # the version's name


def networks_between(first: str, last: str) -> tuple[Network, ...]:
    """Return the networks that make up a range of addresses; raises ValueError or TypeError."""
    return tuple(summarize_address_range(ip_address(first), ip_address(last)))


def whole_sources(networks: Iterable[Network]) -> tuple[str, ...]:
    """Return those that a stranger may be in, and `many` for a great number of small ones."""
    found: dict[str, None] = {}
    small: dict[Family, int] = {"ipv4": 0, "ipv6": 0}
    for network in networks:
        if _is_whole(network):
            found[str(network)] = None
        else:
            small[family_of(network)] += network.num_addresses
    many = any(small[family] >= limit for family, limit in _GREAT_NUMBER.items())
    return (*found, *((MANY,) if many else ()))


def _is_whole(network: Network) -> bool:
    first, last = span(str(network))
    family = family_of(network)
    neighbours = (span(text) for text in NEIGHBOURS[family])
    if any(first <= low and high <= last for low, high in neighbours):
        return True
    return network.prefixlen <= _WHOLE[family]


def destinations(networks: Iterable[Network]) -> tuple[str, ...]:
    """Return what kinds of address these are: `any`, `loopback`, `group` or `address`."""
    return tuple(sorted({_destination(network) for network in networks}))


def _destination(network: Network) -> str:
    if network.prefixlen == 0:
        return "any"
    for name, ranges in (("loopback", _LOOPBACK), ("group", _GROUPS)):
        if any(_inside(network, whole) for whole in ranges):
            return name
    return "address"


def _inside(network: Network, whole: Network) -> bool:
    low, high = span(str(whole))
    first, last = span(str(network))
    return network.version == whole.version and low <= first and last <= high


@lru_cache(maxsize=1024)
def span(text: str) -> Span:
    """Return the first and last address of a network."""
    network = ip_network(text)
    return int(network.network_address), int(network.broadcast_address)
