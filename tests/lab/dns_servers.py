"""A private DNS: Knot serves an own root and every zone, Unbound resolves and validates."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.lab.addresses import DNS_PORT, Addresses, free_port, may_use_dns_port, unused_addresses
from tests.lab.knot import Knot
from tests.lab.unbound import Stub, Unbound
from tests.lab.zone_text import domain_text, hosting_text, root_hints, root_text, top_level_text
from tests.lab.zones import HOSTING, TOP_LEVEL, ZONES

PROGRAMS = ("knotd", "keymgr", "unbound")
READY = "The resolver answers at"
"""What `python -m tests.lab` prints first, once all servers answer."""

_ROOT = ""
_SIGNED_TOP_LEVEL = "example"
_SIGNED_NAME = "signed-good.example."


@dataclass(frozen=True)
class DnsLab:
    """A running private DNS."""

    address: str
    port: int
    trust_anchor: Path
    hosts: Addresses
    authority_port: int

    @property
    def resolver(self) -> str:
        """The resolver as `--resolver` takes it."""
        return f"{self.address}:{self.port}"


@dataclass(frozen=True)
class _Authorities:
    roots: Knot
    domains: Knot

    @classmethod
    def below(cls, directory: Path, hosts: Addresses, port: int) -> _Authorities:
        roots = Knot(
            directory / "roots",
            (hosts.roots,),
            port,
            (_ROOT, *TOP_LEVEL),
            frozenset((_ROOT, _SIGNED_TOP_LEVEL)),
        )
        domains = Knot(
            directory / "domains",
            (hosts.ns1, hosts.ns2),
            port,
            tuple(zone.name for zone in ZONES if zone.served),
            frozenset(zone.name for zone in ZONES if zone.signing.by_server),
        )
        return cls(roots, domains)

    def prepare(self, hosts: Addresses) -> str:
        """Make all keys, write all zones and return the root's DS record."""
        keys = self.roots.make_keys() | self.domains.make_keys()
        top_level = {
            name: top_level_text(name, (zone for zone in ZONES if zone.parent == name), keys, hosts)
            for name in TOP_LEVEL
        }
        self.roots.write_zones({_ROOT: root_text(TOP_LEVEL, keys, hosts), **top_level})
        self.domains.write_zones(
            {zone.name: domain_text(zone, hosts) for zone in ZONES} | _hosting(hosts)
        )
        return keys[_ROOT]

    def stubs(self) -> tuple[Stub, ...]:
        """Name every zone's servers, for a resolver that cannot follow delegations to a port."""
        names = {self.roots: self.roots.zones, self.domains: tuple(zone.name for zone in ZONES)}
        return tuple(
            Stub(zone, tuple(f"{address}@{server.port}" for address in server.addresses))
            for server, zones in names.items()
            for zone in zones
        )


def _hosting(hosts: Addresses) -> dict[str, str]:
    return {HOSTING: hosting_text(HOSTING, hosts)}


@contextlib.contextmanager
def dns_lab(
    address: str | None = None, port: int | None = None, authority_port: int | None = None
) -> Iterator[DnsLab]:
    """Run the private DNS inside the block.

    The resolver listens on `address` and `port`, by default on free ones of the loopback range.
    The authoritative servers listen on port 53 of addresses of their own, so that delegations are
    followed as in the real tree; a user who may not use that port gets another one and a resolver
    that is told where each zone is.
    """
    hosts = unused_addresses()
    address = address or hosts.resolver
    authority_port = authority_port or (DNS_PORT if may_use_dns_port() else free_port(hosts.roots))
    with tempfile.TemporaryDirectory(prefix="dns-lab-") as name, contextlib.ExitStack() as stack:
        directory = Path(name)
        authorities = _Authorities.below(directory, hosts, authority_port)
        trust_anchor = directory / "root.ds"
        trust_anchor.write_text(f". 3600 IN {authorities.prepare(hosts)}\n")
        delegated = authority_port == DNS_PORT
        resolver = Unbound(
            directory / "resolver",
            address,
            port or free_port(address),
            root_hints(hosts) if delegated else None,
            trust_anchor,
            () if delegated else authorities.stubs(),
            _SIGNED_NAME,
        )
        for server in (authorities.roots, authorities.domains, resolver):
            stack.enter_context(server.serving())
        yield DnsLab(address, resolver.port, trust_anchor, hosts, authority_port)
