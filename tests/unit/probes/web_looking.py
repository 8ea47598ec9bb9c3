"""A certificate probe on loopback, with roots and a control of the lab's own."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from digiamen_scan.facts.web import HttpsDoor, WebAddresses, WebCertificates
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.nameservers import parse_nameserver
from digiamen_scan.probes.http.addresses import is_public_or_private
from digiamen_scan.probes.web.anchors import Anchors
from digiamen_scan.probes.web.certificate import CertificateProbe, Looked
from digiamen_scan.probes.web.control import ControlSite
from digiamen_scan.probes.web.doors import Door
from tests.lab.certificates import Issuer, Shown, below, root, shown
from tests.lab.dns_faults import FaultyDns

HOST = "www.example.org"
SITE = Target(TargetKind.WEBSITE, HOST)
LOOPBACK = WebAddresses(HOST, "found", ("127.0.0.1",))


@dataclass(frozen=True)
class Trust:
    """The lab's authority, as the roots that browsers know."""

    top: Issuer
    issuer: Issuer
    file: Path

    def shown(self, *names: str, **wanted: object) -> Shown:
        return shown(self.issuer, *(names or (HOST,)), **wanted)


def make_trust(folder: Path) -> Trust:
    top = root()
    file = folder / "roots.pem"
    file.write_bytes(top.pem)
    return Trust(top, below(top), file)


def context_of(seen: Shown, folder: Path) -> ssl.SSLContext:
    """Return a server's context; also keys that nobody should use are shown."""
    file = folder / "server.pem"
    file.write_bytes(seen.chain_pem + seen.key_pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(file)
    return context


@dataclass
class Looking:
    """A probe whose control is a name of a responder of its own."""

    usual: Path
    port: int
    dns: FaultyDns
    ca_file: Path | None = None
    may_contact: Callable[..., bool] = is_public_or_private
    control: ControlSite = field(init=False)

    def look(self, addresses: WebAddresses = LOOPBACK) -> WebCertificates | Unavailable:
        return asyncio.run(self._look(addresses))

    def parsed(self, door: Door) -> HttpsDoor:
        readings = self._probe(Connector()).parse(Looked(HOST, (door,), "not_needed"))
        assert not isinstance(readings, Unavailable)
        found = readings[WebCertificates].value
        assert isinstance(found, WebCertificates)
        return only(found)

    def _probe(self, connector: Connector) -> CertificateProbe:
        anchors = Anchors(self.ca_file, usual=self.usual)
        client = DnsClient(connector, nameserver=parse_nameserver(self.dns.resolver))
        self.control = ControlSite(
            client, connector, anchors, may_contact=self.may_contact, port=self.port
        )
        return CertificateProbe(
            connector, anchors, self.control, may_contact=self.may_contact, port=self.port
        )

    async def _look(self, addresses: WebAddresses) -> WebCertificates | Unavailable:
        connector = Connector()
        probe = self._probe(connector)
        connector.allow(probe.contacts(SITE))
        raw = await probe.read(SITE, addresses)
        await self.control.aclose()
        if isinstance(raw, Unavailable):
            return raw
        readings = probe.parse(raw)
        assert not isinstance(readings, Unavailable)
        reading = readings[WebCertificates]
        assert isinstance(reading.value, WebCertificates)
        told = len(raw.doors) + (raw.control != "not_needed")
        assert len(reading.evidence) == told
        return reading.value


def only(found: WebCertificates) -> HttpsDoor:
    assert len(found.doors) == 1
    return found.doors[0]
