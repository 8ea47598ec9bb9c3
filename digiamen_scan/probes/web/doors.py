"""What one address shows on port 443: an ordinary handshake, and others only to explain it."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_address
from socket import socket
from typing import Final

from digiamen_scan.facts.web import CertificateFault, DoorState, TrustedBy
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.addresses import IPAddress
from digiamen_scan.probes.http.connecting import ADDRESSES_TRIED, connect_first, cut
from digiamen_scan.probes.threads import in_daemon_thread
from digiamen_scan.probes.web.anchors import Anchors
from digiamen_scan.probes.web.handshakes import (
    NoTls,
    Objection,
    Outcome,
    Shown,
    TurnedAway,
    shake_hands,
)

HTTPS_PORT: Final = 443
CONNECTIONS: Final = ADDRESSES_TRIED + 2
"""What one look may use up of a contact rule."""

_CONNECT_SECONDS: Final = 6.0
_HANDSHAKE_SECONDS: Final = 8.0
_FROM_HERE: Final = frozenset({"self_signed", "untrusted"})
_NO_ROUTE: Final = frozenset({"ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"})


@dataclass(frozen=True, slots=True)
class Door:
    """What was seen at one address; see `HttpsDoor`. Certificates are in DER."""

    address: str
    state: DoorState
    failure: Unavailable | None = None
    trusted_by: TrustedBy = ""
    fault: CertificateFault = ""
    detail: str = ""
    path: tuple[bytes, ...] = ()
    sent: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at addresses of one host; `permit` is called before each connection."""

    host: str
    anchors: Anchors
    permit: Callable[[], None]
    port: int = HTTPS_PORT

    async def glance(self, addresses: tuple[IPAddress, ...]) -> Door:
        """Shake hands with the first of these addresses that answers."""
        sock = await self._connect(addresses)
        if isinstance(sock, Unavailable):
            return _unreached(str(addresses[0]), sock)
        address = str(sock.getpeername()[0])
        return self._door(address, await self._shake(sock, lambda: self.anchors.verifying))

    async def look(self, addresses: tuple[IPAddress, ...]) -> Door:
        """Do the same; where the certificate is not accepted, connect again to read it."""
        door = await self.glance(addresses)
        return await self._explained(door) if door.fault else door

    async def _explained(self, door: Door) -> Door:
        """Learn whether this computer's own store knows the root, else read what is sent."""
        address = ip_address(door.address)
        if door.fault in _FROM_HERE:
            local = await self._again(address, lambda: self.anchors.local)
            if isinstance(local, Shown):
                return replace(
                    door,
                    trusted_by="local",
                    fault="",
                    detail="",
                    path=local.path,
                    sent=local.sent,
                )
        seen = await self._again(address, lambda: self.anchors.blind)
        return replace(door, sent=seen.sent) if isinstance(seen, Shown) else door

    async def _again(self, address: IPAddress, context: Callable[[], ssl.SSLContext]) -> Outcome:
        sock = await self._connect((address,))
        return sock if isinstance(sock, Unavailable) else await self._shake(sock, context)

    async def _connect(self, addresses: tuple[IPAddress, ...]) -> socket | Unavailable:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                return await connect_first(addresses, self.port, self.permit)
        except TimeoutError:
            return Unavailable(Kind.TIMEOUT, f"port {self.port}")

    async def _shake(self, sock: socket, context: Callable[[], ssl.SSLContext]) -> Outcome:
        # A second handle on the connection: TLS takes the first one over, and its thread closes it.
        handle = sock.dup()

        def work() -> Outcome:
            try:
                chosen = context()
            except OSError as error:
                sock.close()
                return Unavailable(Kind.ERROR, clean(f"trusted certificates: {error.strerror}"))
            return shake_hands(sock, self.host, chosen, _HANDSHAKE_SECONDS)

        try:
            async with asyncio.timeout(_HANDSHAKE_SECONDS):
                return await in_daemon_thread(
                    work,
                    stop=partial(cut, handle),
                    fault=Unavailable(Kind.ERROR, "tls"),
                    name=f"digiamen-tls-{self.host}",
                )
        except TimeoutError:
            return Unavailable(Kind.TIMEOUT, "TLS")

    def _door(self, address: str, outcome: Outcome) -> Door:
        match outcome:
            case Shown(path, sent) if path:
                whose = self.anchors.whose(path[-1])
                return Door(address, "shown", trusted_by=whose, path=path, sent=sent)
            case Objection(fault, detail):
                return Door(address, "shown", fault=fault.value, detail=detail)
            case NoTls():
                return Door(address, "not_tls")
            case TurnedAway(alert):
                return Door(address, "turned_away", detail=alert)
            case Unavailable():
                return Door(address, "unseen", outcome)
            case _:
                return Door(address, "unseen", Unavailable(Kind.UNREADABLE, "TLS"))


def _unreached(address: str, failure: Unavailable) -> Door:
    if failure.kind == Kind.REFUSED:
        return Door(address, "refused")
    if failure.detail.removeprefix("WSA") in _NO_ROUTE:
        return Door(address, "no_route")
    return Door(address, "unseen", failure)
