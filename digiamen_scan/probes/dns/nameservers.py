"""Which resolver is asked: the one that was given, or those of the system."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

DNS_PORT = 53
_LAST_PORT = 65535
_BRACKETED = re.compile(r"\[(.+)\](?::(.*))?")


@dataclass(frozen=True, slots=True)
class Nameserver:
    """A resolver's address and port."""

    address: str
    port: int = DNS_PORT

    def __str__(self) -> str:
        """Write it as `--resolver` takes it."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return host if self.port == DNS_PORT else f"{host}:{self.port}"


def parse_nameserver(text: str) -> Nameserver:
    """Read `9.9.9.9`, `127.0.0.1:5353`, `2620:fe::fe` or `[::1]:53`.

    Raises:
        ValueError: with a sentence for the person who typed it.
    """
    if "://" in text:
        message = f"{text!r}: encrypted resolvers (tls://, https://) are not supported yet"
        raise ValueError(message)
    host, port = _split(text.strip())
    try:
        address = ip_address(host)
    except ValueError:
        message = f"{text!r} is not a resolver's address; write 9.9.9.9, 127.0.0.1:5353 or [::1]:53"
        raise ValueError(message) from None
    return Nameserver(str(address), _port(port, text))


def system_nameservers() -> tuple[Nameserver, ...]:
    """Return the resolvers of this computer; none where none can be read.

    dnspython reads /etc/resolv.conf, on Windows the registry.
    """
    from dns.resolver import NoResolverConfiguration, Resolver  # noqa: PLC0415  # heavy

    try:
        found = Resolver(configure=True)
    except (NoResolverConfiguration, OSError):
        return ()
    usable = (str(address) for address in found.nameservers if _is_usable(str(address)))
    return tuple(Nameserver(address) for address in dict.fromkeys(usable))


def _is_usable(address: str) -> bool:
    """Leave out fec0::/10, which Windows lists where there is no IPv6 resolver at all."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return not (isinstance(parsed, IPv6Address) and parsed.is_site_local)


def _split(text: str) -> tuple[str, str]:
    if bracketed := _BRACKETED.fullmatch(text):
        return bracketed[1], str(DNS_PORT) if bracketed[2] is None else bracketed[2]
    if text.count(":") == 1:
        host, _, port = text.partition(":")
        return host, port
    return text, str(DNS_PORT)


def _port(text: str, whole: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text[:6]) <= _LAST_PORT:
        return int(text)
    message = f"{whole!r}: the port must be a number from 1 to {_LAST_PORT}"
    raise ValueError(message)
