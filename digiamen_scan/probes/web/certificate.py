"""A website's certificates, as any visitor gets to see them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from ipaddress import ip_address
from itertools import groupby
from typing import Any, Final

from digiamen_scan.facts.web import Control, HttpsDoor, WebAddresses, WebCertificates
from digiamen_scan.facts.x509 import Certificate
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Evidence, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.mail import a_labels
from digiamen_scan.probes.http.addresses import IPAddress
from digiamen_scan.probes.web.anchors import Anchors
from digiamen_scan.probes.web.control import CONTROL_HOST, ControlSite
from digiamen_scan.probes.web.doors import CONNECTIONS, HTTPS_PORT, Door, Looker

MOST_CERTIFICATES: Final = 10
_FAMILIES: Final = 2


@dataclass(frozen=True, slots=True)
class Looked:
    """What `CertificateProbe.read` returns."""

    host: str
    doors: tuple[Door, ...]
    control: Control


class CertificateProbe:
    """Reads which certificates a website shows, on one address of each family."""

    name = "web.certificate"
    gives: tuple[type[Any], ...] = (WebCertificates,)
    target = TargetKind.WEBSITE
    systems: frozenset[str] = frozenset()
    # Each step has a limit of its own; together they stay below.
    deadline = 90.0
    network = True

    def __init__(
        self,
        connector: Connector,
        anchors: Anchors,
        control: ControlSite,
        *,
        may_contact: Callable[[IPAddress], bool],
        port: int = HTTPS_PORT,
    ) -> None:
        self._connector = connector
        self._anchors = anchors
        self._control = control
        self._may_contact = may_contact
        self._port = port

    async def read(self, target: Target, addresses: WebAddresses) -> Looked | Unavailable:
        """Look at both families at once; where something is amiss, look at the control too."""
        del target  # its name is that of the addresses
        if addresses.failure is not None:
            return replace(addresses.failure, fact="web_addresses")
        permit = partial(self._connector.permit, _rule_id(addresses.host))
        looker = Looker(addresses.host, self._anchors, permit, self._port)
        known = [ip_address(one) for one in addresses.addresses]
        doors = tuple(
            await asyncio.gather(
                *(self._look(looker, tuple(family)) for _, family in groupby(known, _version))
            )
        )
        control = await self._control.verdict() if _is_amiss(doors) else "not_needed"
        return Looked(addresses.host, doors, control)

    def parse(self, raw: Looked) -> Readings | Unavailable:
        """Read the certificates."""
        doors = tuple(_door(door, raw.host) for door in raw.doors)
        evidence = [self._evidence(door) for door in doors]
        if raw.control != "not_needed":
            evidence.append(Evidence(f"TLS {CONTROL_HOST} port {self._port}", raw.control))
        return {
            WebCertificates: Reading(WebCertificates(raw.host, doors, raw.control), tuple(evidence))
        }

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """Say who is asked, and how often at most."""
        host = a_labels(target.name)
        if host is None:
            return ()
        own = ContactRule(
            id=_rule_id(host),
            service="https",
            port=self._port,
            whose=host,
            about=host,
            at_most=CONNECTIONS * _FAMILIES,
            why="certificate",
        )
        return (own, *self._control.contacts())

    def commands(self) -> tuple[str, ...]:
        """It runs nothing on this computer."""
        return ()

    async def _look(self, looker: Looker, addresses: tuple[IPAddress, ...]) -> Door:
        allowed = tuple(address for address in addresses if self._may_contact(address))
        if not allowed:
            return Door(str(addresses[0]), "private")
        return await looker.look(allowed)

    def _evidence(self, door: HttpsDoor) -> Evidence:
        return Evidence(f"TLS {door.address} port {self._port}", _seen(door))


def _rule_id(host: str) -> str:
    return f"certificate:{host}"


def _version(address: IPAddress) -> int:
    return address.version


def _is_amiss(doors: tuple[Door, ...]) -> bool:
    """Tell whether something was seen that may be this network's doing."""
    if any(door.state in ("not_tls", "turned_away") for door in doors):
        return True
    seen = [door.trusted_by for door in doors if door.state == "shown"]
    if not seen:
        return any(door.state == "refused" for door in doors)
    return any(by not in ("public", "given") for by in seen)


def _chain(door: Door, host: str) -> tuple[Certificate, ...]:
    """Read the certificates; a path to a root is read whole or not at all."""
    from digiamen_scan.probes.web.x509 import read_chain  # noqa: PLC0415  # heavy

    found = read_chain((door.path or door.sent)[:MOST_CERTIFICATES], host)
    return () if len(found) < len(door.path) else found


def _door(door: Door, host: str) -> HttpsDoor:
    from digiamen_scan.probes.web.x509 import is_issued_by  # noqa: PLC0415  # heavy

    return HttpsDoor(
        address=door.address,
        state=door.state,
        failure=door.failure,
        trusted_by=door.trusted_by,
        fault=door.fault,
        detail=door.detail,
        chain=_chain(door, host),
        sent=len(door.sent),
        issuer_sent=bool(door.sent) and is_issued_by(door.sent[0], door.sent[1:]),
    )


def _seen(door: HttpsDoor) -> str:
    if door.failure:
        return f"no answer: {door.failure.kind} {door.failure.detail}".strip()
    if door.state != "shown":
        return f"{door.state} {door.detail}".strip()
    verdict = f"accepted ({door.trusted_by})" if door.trusted_by else f"not accepted: {door.detail}"
    if not door.chain:
        return verdict
    leaf = door.chain[0]
    days = f"{leaf.not_before:%Y-%m-%d} to {leaf.not_after:%Y-%m-%d}"
    key = f"{leaf.key} {leaf.key_bits}" if leaf.key_bits else leaf.key
    names = ", ".join(leaf.names[:5]) or "none"
    return f"{verdict}; {days}; by {leaf.issuer or 'nobody'}; {key}; names: {names}"
