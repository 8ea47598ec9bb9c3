"""Which addresses may be contacted (IANA special-purpose registries; RFC 6890)."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291 section 2.4 and IANA's register
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052 section 2.1


def is_public(address: IPAddress) -> bool:
    """Tell whether an address belongs to the public internet.

    An IPv4 address that is wrapped in an IPv6 one (mapped, 6to4, NAT64) is judged itself.
    """
    inner = unwrapped(address)
    if isinstance(inner, IPv6Address) and inner not in _GLOBAL_UNICAST:
        return False
    return inner.is_global and not inner.is_multicast


def is_public_or_private(address: IPAddress) -> bool:
    """Tell whether an address can be one host's, on the internet, an intranet or this computer.

    Link-local addresses are none of these: clouds keep their machines' secrets there.
    """
    inner = unwrapped(address)
    return not (inner.is_multicast or inner.is_unspecified or inner.is_link_local)


def unwrapped(address: IPAddress) -> IPAddress:
    """Return the IPv4 address inside an IPv6 one (RFC 4291 2.5.5.2, RFC 3056, RFC 6052)."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
