"""Where a visit may go: http or https, a plain host, an expected port, nobody's password."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urljoin

from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.addresses import IPAddress

PORTS: Final = frozenset({80, 443})
_DEFAULT_PORT: Final = {"http": 80, "https": 443}
_URL_LIMIT: Final = 4096
_NAME_LIMIT: Final = 253
# The last label starts with a letter, so that no other spelling of an IPv4 address gets through.
_NAME: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z][a-z0-9-]{0,62}")
_DETAIL_LIMIT: Final = 80


@dataclass(frozen=True, slots=True)
class Place:
    """A URL taken apart. `address` is set where the host is an address and not a name."""

    url: str
    scheme: str
    host: str
    port: int
    address: IPAddress | None

    @property
    def authority(self) -> str:
        """The `Host` header (RFC 9110 section 7.2): the port only where it is not the usual."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORT[self.scheme] else f"{host}:{self.port}"


def place_of(url: str, ports: frozenset[int], base: str = "") -> Place | Unavailable:
    """Take a URL apart, resolving it against `base` where it is relative.

    Unavailable is `unreadable` for what is no URL, and `blocked` for where we do not go.
    """
    from urllib3.exceptions import LocationParseError  # noqa: PLC0415  # heavy
    from urllib3.util import parse_url  # noqa: PLC0415  # heavy

    try:
        parts = parse_url(urljoin(base, url)[: _URL_LIMIT + 1])
    except (LocationParseError, ValueError):
        return Unavailable(Kind.UNREADABLE, f"address {clean(url, _DETAIL_LIMIT)}")
    scheme, host = parts.scheme or "", (parts.host or "").strip("[]").rstrip(".")
    if scheme not in _DEFAULT_PORT:
        return Unavailable(Kind.BLOCKED, f"scheme {clean(scheme, _DETAIL_LIMIT)}")
    if parts.auth is not None:
        return Unavailable(Kind.BLOCKED, "credentials in the address")
    port = _DEFAULT_PORT[scheme] if parts.port is None else parts.port
    if port not in ports:
        return Unavailable(Kind.BLOCKED, f"port {port}")
    address = _literal(host)
    plain = parts._replace(host=parts.host and parts.host.rstrip("."), fragment=None).url
    if len(plain) > _URL_LIMIT or (address is None and not _is_name(host)):
        return Unavailable(Kind.UNREADABLE, f"address {clean(url, _DETAIL_LIMIT)}")
    return Place(plain, scheme, host, port, address)


def _literal(host: str) -> IPAddress | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_name(host: str) -> bool:
    return len(host) <= _NAME_LIMIT and _NAME.fullmatch(host) is not None
