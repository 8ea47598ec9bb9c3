"""What a zone of the lab is, and how it is written for a name server."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from tests.lab.addresses import Addresses

ROOT_SERVER = "a.roots.test."
NAME_SERVERS = ("ns1.hosting.example.", "ns2.hosting.example.")
FOREIGN_DS = "DS 4711 13 2 " + "0123456789ABCDEF" * 4
"""The digest of a key that no zone of the lab has."""

_STRING_BYTES = 255
_SOA = "@ 300 SOA {server} hostmaster.hosting.example. 1 3600 600 86400 60"


class Signing(enum.Enum):
    """How a zone and its parent's DS record go together."""

    UNSIGNED = "unsigned, no DS"
    SIGNED = "signed, right DS"
    WRONG_DS = "signed, DS of another key"
    STRIPPED = "unsigned, DS left behind"

    @property
    def by_server(self) -> bool:
        """Whether the name server signs the zone."""
        return self in (Signing.SIGNED, Signing.WRONG_DS)


@dataclass(frozen=True)
class Zone:
    """One invented domain: its records relative to its name, and what it is for."""

    name: str
    about: str
    records: tuple[str, ...]
    signing: Signing = Signing.UNSIGNED
    website: bool = True
    served: bool = True

    @property
    def parent(self) -> str:
        """The zone that delegates this one."""
        return self.name.partition(".")[2]


def txt(*strings: str | bytes) -> str:
    """Write TXT data: each argument is one string of the record, cut where it must be."""
    raw = [text.encode() if isinstance(text, str) else text for text in strings]
    pieces = [
        part[at : at + _STRING_BYTES]
        for part in raw
        for at in range(0, max(len(part), 1), _STRING_BYTES)
    ]
    return "TXT " + " ".join(f'"{"".join(map(_escape, piece))}"' for piece in pieces)


def _escape(byte: int) -> str:
    printable = 0x20 <= byte <= 0x7E and byte not in b'"\\'
    return chr(byte) if printable else f"\\{byte:03d}"


def domain_text(zone: Zone, addresses: Addresses) -> str:
    """Write a domain's own zone file."""
    lines = [_SOA.format(server=NAME_SERVERS[0]), *(f"@ NS {server}" for server in NAME_SERVERS)]
    if zone.website:
        lines += [f"{host} A {addresses.web}" for host in ("@", "www")]
    return _file(zone.name, (*lines, *zone.records))


def hosting_text(name: str, addresses: Addresses) -> str:
    """Write the zone of the provider that all domains share: name servers and mail hosts."""
    lines = [
        _SOA.format(server=NAME_SERVERS[0]),
        *(f"@ NS {server}" for server in NAME_SERVERS),
        *_name_server_addresses(addresses),
        *(f"{host}.{name}. A {addresses.mail}" for host in ("mx1", "mx2")),
    ]
    return _file(name, lines)


def top_level_text(
    name: str, zones: Iterable[Zone], keys: dict[str, str], addresses: Addresses
) -> str:
    """Write a top-level domain: delegations with their DS records, and glue."""
    lines = [_SOA.format(server=ROOT_SERVER), f"@ NS {ROOT_SERVER}"]
    for zone in zones:
        lines += [f"{zone.name}. NS {server}" for server in NAME_SERVERS]
        lines += _delegation_signer(zone, keys)
    glue = (
        _name_server_addresses(addresses)
        if name == "example"
        else [f"{ROOT_SERVER} A {addresses.roots}"]
    )
    return _file(name, (*lines, *glue))


def root_text(top_level: Iterable[str], keys: dict[str, str], addresses: Addresses) -> str:
    """Write the private root."""
    lines = [
        _SOA.format(server=ROOT_SERVER),
        f"@ NS {ROOT_SERVER}",
        f"{ROOT_SERVER} A {addresses.roots}",
    ]
    for name in top_level:
        lines.append(f"{name}. NS {ROOT_SERVER}")
        lines += [f"{name}. {keys[name]}"] if name in keys else []
    return _file("", lines)


def root_hints(addresses: Addresses) -> str:
    """Write the hints that lead a resolver to the private root."""
    return f". 3600 NS {ROOT_SERVER}\n{ROOT_SERVER} 3600 A {addresses.roots}\n"


def _delegation_signer(zone: Zone, keys: dict[str, str]) -> list[str]:
    match zone.signing:
        case Signing.SIGNED:
            return [f"{zone.name}. {keys[zone.name]}"]
        case Signing.WRONG_DS | Signing.STRIPPED:
            return [f"{zone.name}. {FOREIGN_DS}"]
        case Signing.UNSIGNED:
            return []


def _name_server_addresses(addresses: Addresses) -> list[str]:
    return [
        f"{name} A {address}"
        for name, address in zip(NAME_SERVERS, (addresses.ns1, addresses.ns2), strict=True)
    ]


def _file(origin: str, lines: Iterable[str]) -> str:
    return "\n".join((f"$ORIGIN {origin}.", "$TTL 300", *lines, ""))
