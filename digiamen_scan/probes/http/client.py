"""The one HTTP client.

It connects to the address that was checked, tells the connector before each connection, verifies
certificates, keeps nothing between visits, and is back at the deadline whatever a server does.
Import it where a loop runs; requests is loaded by the first visit.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.http.addresses import IPAddress, is_public
from digiamen_scan.probes.http.certificates import Roots
from digiamen_scan.probes.http.connecting import ADDRESSES_TRIED, connect_first, cut
from digiamen_scan.probes.http.pages import PAGE_LIMIT, BadCertificate, Hop, Page, Visit
from digiamen_scan.probes.http.places import PORTS, Place, place_of
from digiamen_scan.probes.threads import in_daemon_thread

if TYPE_CHECKING:
    from digiamen_scan.probes.http.exchange import Reply

Resolve = Callable[[str], Awaitable[tuple[IPAddress, ...] | Unavailable]]
"""Gives a host's addresses of both families."""

MAX_REDIRECTS: Final = 5
CONNECTIONS_A_VISIT: Final = ADDRESSES_TRIED * (MAX_REDIRECTS + 1)
"""What one visit may use up of a contact rule."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})  # RFC 9110 section 15.4
_VALUE_LIMIT: Final = 16 * 1024
_SHORTEST: Final = 0.001  # a socket takes 0 seconds for "do not wait"


@dataclass(frozen=True, slots=True)
class _Bounds:
    rule: str
    ends: float
    limit: int


class HttpClient:
    """Visits pages, each visit by itself.

    Args:
        resolve: gives a host's addresses.
        connector: is asked before every connection.
        may_contact: tells which addresses may be connected to.
        ports: the ports that a URL or a redirect may name.
        roots: which certificates are trusted; the usual ones unless told otherwise.
    """

    def __init__(
        self,
        resolve: Resolve,
        connector: Connector,
        *,
        may_contact: Callable[[IPAddress], bool] = is_public,
        ports: frozenset[int] = PORTS,
        roots: Roots | None = None,
    ) -> None:
        self._resolve = resolve
        self._connector = connector
        self._may_contact = may_contact
        self._ports = ports
        self._roots = roots or Roots()

    async def get(
        self, url: str, *, rule: str, deadline: float = 10.0, limit: int = PAGE_LIMIT
    ) -> Visit:
        """Fetch a page, following up to five redirects.

        Args:
            url: an http or https URL.
            rule: the contact rule that the visit acts under.
            deadline: seconds for all of it: names, connections, redirects, the body.
            limit: bytes of the decoded body that are kept, up to 1 MB.

        Raises:
            ContactRefusedError: the rule is not in the plan, or is used up.
        """
        ends = asyncio.get_running_loop().time() + deadline
        try:
            async with asyncio.timeout_at(ends):
                return await self._follow(url, _Bounds(rule, ends, limit))
        except TimeoutError:
            return Unavailable(Kind.TIMEOUT, clean(url, 200))

    async def _follow(self, url: str, bounds: _Bounds) -> Visit:
        hops: list[Hop] = []
        base = ""
        for _ in range(MAX_REDIRECTS + 1):
            place = place_of(url, self._ports, base)
            if isinstance(place, Unavailable):
                return place
            reply = await self._visit(place, bounds)
            if isinstance(reply, Unavailable):
                return reply
            if isinstance(reply, BadCertificate):
                return replace(reply, hops=tuple(hops))
            target = _redirect(reply)
            if target is None:
                return _page(place, reply, hops)
            hops.append(Hop(clean(place.url), reply.status, clean(target)))
            url, base = target.decode("utf-8", "replace"), place.url
        return Unavailable(Kind.UNREADABLE, f"more than {MAX_REDIRECTS} redirects")

    async def _visit(self, place: Place, bounds: _Bounds) -> "Reply | BadCertificate | Unavailable":
        addresses = await self._addresses(place)
        if isinstance(addresses, Unavailable):
            return addresses
        permit = partial(self._connector.permit, bounds.rule)
        sock = await connect_first(addresses, place.port, permit)
        if isinstance(sock, Unavailable):
            return sock
        return await self._exchange(sock, place, bounds)

    async def _addresses(self, place: Place) -> tuple[IPAddress, ...] | Unavailable:
        known = (place.address,) if place.address else await self._resolve(place.host)
        if isinstance(known, Unavailable):
            return known
        allowed = tuple(address for address in known if self._may_contact(address))
        if known and not allowed:
            return Unavailable(Kind.BLOCKED, f"private address {known[0]}")
        return allowed

    async def _exchange(
        self, sock: socket.socket, place: Place, bounds: _Bounds
    ) -> "Reply | BadCertificate | Unavailable":
        # A second handle on the connection: TLS takes the first one over, and its thread closes it.
        handle = sock.dup()
        left = max(bounds.ends - asyncio.get_running_loop().time(), _SHORTEST)

        def work() -> "Reply | BadCertificate | Unavailable":
            from digiamen_scan.probes.http.exchange import Request, exchange  # noqa: PLC0415  # heavy

            return exchange(sock, Request(place, left, bounds.limit), self._roots)

        return await in_daemon_thread(
            work,
            stop=partial(cut, handle),
            fault=Unavailable(Kind.ERROR, "http"),
            name=f"digiamen-http-{place.host}",
        )


def _redirect(reply: "Reply") -> bytes | None:
    if reply.status not in _REDIRECTS:
        return None
    return next((value for name, value in reply.fields if name == "location"), None)


def _page(place: Place, reply: "Reply", hops: list[Hop]) -> Page:
    headers = tuple((name, clean(value, _VALUE_LIMIT)) for name, value in reply.fields)
    return Page(clean(place.url), reply.status, headers, reply.body, reply.truncated, tuple(hops))
