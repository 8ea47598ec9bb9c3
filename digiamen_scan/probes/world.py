"""The ways to the world that one scan has, and the probes that use them."""

from collections.abc import Iterable
from dataclasses import dataclass

from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.probes import Probe
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.device.linux.storage import StorageProbe
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.mail import MailRecords
from digiamen_scan.probes.dns.nameservers import Nameserver


@dataclass(frozen=True, slots=True)
class World:
    """What one scan may use. Made within no event loop; used within one."""

    connector: Connector
    dns: DnsClient

    @classmethod
    def of(cls, *, nameserver: Nameserver | None, rate: int, offline: bool) -> "World":
        """Open nothing yet: the first question does."""
        connector = Connector()
        dns = DnsClient(connector, nameserver=nameserver, rate=rate, offline=offline)
        return cls(connector, dns)

    def probes(self) -> tuple[Probe, ...]:
        """Return every probe there is, of all systems."""
        return (StorageProbe(), MailRecords(self.dns))

    def allow(self, rules: Iterable[ContactRule]) -> None:
        """Let contacts be made that a plan lists, and no others."""
        self.connector.allow(rules)

    async def close(self) -> None:
        """Give up what is still under way."""
        await self.dns.aclose()
