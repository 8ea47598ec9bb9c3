"""A website's server, asked with first messages of our own on the address that was checked."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from ipaddress import ip_address
from typing import Any, Final

from digiamen_scan.facts.tls import Speech, TlsOffers
from digiamen_scan.facts.web import WebAddresses
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.mail import a_labels
from digiamen_scan.probes.http.addresses import IPAddress, is_public
from digiamen_scan.probes.tls.answers import Answer, Silent, Unreached
from digiamen_scan.probes.tls.exchange import Place, say_hello
from digiamen_scan.probes.tls.hello import Hello
from digiamen_scan.probes.tls.inquiry import Heard, inquire
from digiamen_scan.probes.tls.offers import evidence_of, offers_of

HTTPS: Final = 443
AT_A_TIME: Final = 4
"""Connections to one address."""

MOST_CONNECTIONS: Final = 20
"""For one website; a sound server is asked 8 times."""

_SECONDS: Final = 45.0


@dataclass(frozen=True, slots=True)
class ServerAnswers:
    """What `TlsHellos.read` returns where a server was asked."""

    place: Place
    addresses: int
    heard: Heard


@dataclass(slots=True)
class _Line:
    """The way to one address. Once it is found dead, nothing more is tried."""

    place: Place
    permit: Callable[[], None]
    slots: asyncio.Semaphore
    left: int
    ends: float
    dead: Answer | None = None
    alive: bool = False

    async def ask(self, hello: Hello, *, exchange: bool = False) -> Answer:
        async with self.slots:
            if self.dead is not None and not self.alive:
                return self.dead
            if self.left <= 0 or asyncio.get_running_loop().time() > self.ends:
                return Unreached(Unavailable(Kind.TIMEOUT, "enough was asked"))
            self.left -= 1
            self.permit()
            answer = await say_hello(hello, self.place, exchange=exchange)
        if isinstance(answer, Unreached | Silent):
            self.dead = answer
        else:
            self.alive = True
        return answer


@dataclass(slots=True)
class TlsHellos:
    """Reads which versions, ciphers and key exchanges a website's server agrees to.

    `may_contact` tells which addresses may be connected to. A website whose owner is not known to
    agree is left alone.
    """

    connector: Connector
    may_contact: Callable[[IPAddress], bool] = is_public
    port: int = HTTPS
    name: str = "tls.website"
    gives: tuple[type[Any], ...] = (TlsOffers,)
    target: TargetKind = TargetKind.WEBSITE
    systems: frozenset[str] = frozenset()
    # Connections end by themselves before that.
    deadline: float = 90.0
    network: bool = True
    _slots: dict[IPAddress, asyncio.Semaphore] = field(
        default_factory=dict[IPAddress, asyncio.Semaphore]
    )

    async def read(
        self, target: Target, addresses: WebAddresses
    ) -> ServerAnswers | TlsOffers | Unavailable:
        """Ask the first address of the website, or one of the other family where it is dead."""
        if addresses.failure is not None:
            return addresses.failure
        if not addresses.addresses:
            speech: Speech = "no_name" if addresses.status == "no_name" else "no_address"
            return TlsOffers(addresses.host, speech)
        if not target.permitted:
            return Unavailable(Kind.NOT_PERMITTED)
        known = [ip_address(one) for one in addresses.addresses]
        allowed = [one for one in known if self.may_contact(one)]
        if not allowed:
            return Unavailable(Kind.BLOCKED, f"private address {known[0]}")
        return await self._ask(addresses.host, len(known), _one_of_each(allowed))

    def parse(self, raw: ServerAnswers | TlsOffers) -> Readings | Unavailable:
        """Interpret the answers."""
        if isinstance(raw, TlsOffers):
            return {TlsOffers: Reading(raw)}
        offers = offers_of(raw.heard, raw.place, raw.addresses)
        if isinstance(offers, Unavailable):
            return offers
        return {TlsOffers: Reading(offers, evidence_of(offers, self.port))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """Say who is asked, and how often at most; nobody where the owner may not agree."""
        host = a_labels(target.name)
        if host is None or not target.permitted:
            return ()
        return (
            ContactRule(
                id=_rule_id(host),
                service="tls",
                port=self.port,
                whose=host,
                about=host,
                at_most=MOST_CONNECTIONS,
                why="tls_offers",
            ),
        )

    def commands(self) -> tuple[str, ...]:
        """It runs nothing on this computer."""
        return ()

    async def _ask(
        self, host: str, count: int, addresses: list[IPAddress]
    ) -> ServerAnswers | Unavailable:
        ends = asyncio.get_running_loop().time() + _SECONDS
        left = MOST_CONNECTIONS
        first: ServerAnswers | None = None
        for address in addresses:
            place = Place(clean(host, 253), address, self.port)
            slots = self._slots.setdefault(address, asyncio.Semaphore(AT_A_TIME))
            permit = partial(self.connector.permit, _rule_id(host))
            line = _Line(place, permit, slots, left, ends)
            found = ServerAnswers(place, count, await inquire(line.ask))
            if line.alive:
                return found
            first, left = first or found, line.left
        return first or Unavailable(Kind.UNREACHABLE, "no address")


def _one_of_each(addresses: list[IPAddress]) -> list[IPAddress]:
    """Return the first address of each family, in their order."""
    first: dict[int, IPAddress] = {}
    for address in addresses:
        first.setdefault(address.version, address)
    return list(first.values())


def _rule_id(host: str) -> str:
    return f"tls:{host}"
