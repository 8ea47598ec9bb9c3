"""The ways to the world that one scan has, and the probes that use them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.probes import Probe
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.device.linux.firewall import FirewallProbe
from digiamen_scan.probes.device.linux.passwords import PasswordProbe
from digiamen_scan.probes.device.linux.storage import StorageProbe
from digiamen_scan.probes.dns.addresses import addresses_of
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.dkim import SigningKeys
from digiamen_scan.probes.dns.mail import MailRecords
from digiamen_scan.probes.dns.nameservers import Nameserver
from digiamen_scan.probes.dns.spf import SpfRecords
from digiamen_scan.probes.dns.web import WebRecords
from digiamen_scan.probes.http.addresses import IPAddress, is_public, is_public_or_private
from digiamen_scan.probes.http.certificates import Roots
from digiamen_scan.probes.http.client import HttpClient
from digiamen_scan.probes.tls.website import TlsHellos
from digiamen_scan.probes.web.anchors import Anchors
from digiamen_scan.probes.web.certificate import CertificateProbe
from digiamen_scan.probes.web.control import ControlSite
from digiamen_scan.probes.web.page import PageProbe


@dataclass(frozen=True, slots=True)
class World:
    """What one scan may use. Made within no event loop; used within one."""

    connector: Connector
    dns: DnsClient
    anchors: Anchors
    roots: Roots
    may_contact: Callable[[IPAddress], bool]
    control: ControlSite

    @classmethod
    def of(
        cls,
        *,
        nameserver: Nameserver | None,
        rate: int,
        offline: bool,
        ca_file: Path | None = None,
        allow_private: bool = False,
    ) -> "World":
        """Open nothing yet: the first question does.

        `ca_file` holds certificates that are trusted besides the usual ones. `allow_private` lets
        probes connect to addresses of an intranet or of this computer.
        """
        connector = Connector()
        dns = DnsClient(connector, nameserver=nameserver, rate=rate, offline=offline)
        anchors = Anchors(ca_file)
        may_contact = is_public_or_private if allow_private else is_public
        control = ControlSite(dns, connector, anchors, may_contact=may_contact)
        return cls(connector, dns, anchors, Roots(ca_file), may_contact, control)

    def probes(self) -> tuple[Probe, ...]:
        """Return every probe there is, of all systems."""
        return (
            StorageProbe(),
            FirewallProbe(),
            PasswordProbe(),
            MailRecords(self.dns),
            SigningKeys(self.dns),
            SpfRecords(self.dns),
            TlsHellos(self.connector, self.may_contact),
            WebRecords(self.dns),
            CertificateProbe(
                self.connector, self.anchors, self.control, may_contact=self.may_contact
            ),
            PageProbe(self.dns, self._visitor),
        )

    def allow(self, rules: Iterable[ContactRule]) -> None:
        """Let contacts be made that a plan lists, and no others."""
        self.connector.allow(rules)

    async def close(self) -> None:
        """Give up what is still under way."""
        await self.control.aclose()
        await self.dns.aclose()

    def _visitor(self, rule: str) -> HttpClient:
        """Return a client of pages that asks for names under this rule."""
        return HttpClient(
            lambda host: addresses_of(self.dns, host, rule),
            self.connector,
            may_contact=self.may_contact,
            roots=self.roots,
        )
