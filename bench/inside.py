"""Times what goes over the network, without any start-up: run in the link's client.

Both sides are timed in turns inside this one process, with everything imported. Prints a line for
each turn: the seconds of ours, the seconds of the floor.

Usage: python -m bench.inside domain RESOLVER DOMAIN FILE   (writes its questions into FILE)
       python -m bench.inside website ADDRESS HOST CA_FILE
"""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bench.floor_dns import Rounds, ask, read_rounds
from bench.floor_tls import connect
from bench.timing import RUNS
from digiamen_scan.facts.dkim import DkimRecords
from digiamen_scan.facts.mail import DeclaredMail, DmarcRecords
from digiamen_scan.facts.spf import SpfAnswers
from digiamen_scan.facts.tls import TLS_12, TlsOffers
from digiamen_scan.facts.web import WebAddresses, WebCertificates
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.probes import Probe
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.dkim import SigningKeys
from digiamen_scan.probes.dns.mail import MailRecords
from digiamen_scan.probes.dns.nameservers import parse_nameserver
from digiamen_scan.probes.dns.spf import SpfRecords
from digiamen_scan.probes.http.addresses import is_public_or_private
from digiamen_scan.probes.tls.hello import Hello, hello_bytes
from digiamen_scan.probes.tls.website import TlsHellos
from digiamen_scan.probes.web.anchors import Anchors
from digiamen_scan.probes.web.certificate import CertificateProbe
from digiamen_scan.probes.web.control import ControlSite
from digiamen_scan.standards.web.tls_suites import WIDE

T = TypeVar("T")
Mail = tuple[DmarcRecords, DkimRecords, SpfAnswers]


class Counting(Connector):
    """Lets every contact pass that its rules allow, and counts it by the rule's first word."""

    def __init__(self) -> None:
        super().__init__()
        self.made: Counter[str] = Counter()

    def permit(self, rule_id: str) -> None:
        """Count a contact."""
        super().permit(rule_id)
        self.made[rule_id.partition(":")[0]] += 1


async def in_turns(
    ours: Callable[[], Awaitable[object]], floor: Callable[[], Awaitable[object]]
) -> None:
    """Time both, one after the other, and print the seconds; the first turn warms up."""
    for turn in range(RUNS + 1):
        started = time.perf_counter()
        await ours()
        between = time.perf_counter()
        await floor()
        if turn:
            print(between - started, time.perf_counter() - between, flush=True)


async def domain(resolver: str, name: str, file: Path) -> None:
    """Time all questions about one domain's mail, and keep them for the floor."""
    found = await _mail(resolver, name)
    rounds = _keep(_published(name, found), file)
    await in_turns(lambda: _mail(resolver, name), lambda: ask(resolver, rounds))


async def website(address: str, host: str, ca_file: Path) -> None:
    """Time the look at one website's certificate and at what its server agrees to."""
    connections = await _web(address, host, ca_file)
    greetings = [hello_bytes(Hello(TLS_12, WIDE), host)] * connections["tls"]
    await in_turns(
        lambda: _web(address, host, ca_file), lambda: connect(address, host, ca_file, greetings)
    )


def _keep(lines: list[str], file: Path) -> Rounds:
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return read_rounds(file)


async def _mail(resolver: str, name: str) -> Mail:
    target = Target(TargetKind.DOMAIN, name)
    connector = Connector()
    dns = DnsClient(connector, nameserver=parse_nameserver(resolver))
    mail, keys, senders = MailRecords(dns), SigningKeys(dns), SpfRecords(dns)
    probes: tuple[Probe, ...] = (mail, keys, senders)
    connector.allow(rule for probe in probes for rule in probe.contacts(target))
    raw = await asyncio.gather(
        mail.read(target), keys.read(target, DeclaredMail()), senders.read(target)
    )
    return (
        _value(mail, raw[0], DmarcRecords),
        _value(keys, raw[1], DkimRecords),
        _value(senders, raw[2], SpfAnswers),
    )


async def _web(address: str, host: str, ca_file: Path) -> Counter[str]:
    target = Target(TargetKind.WEBSITE, host)
    connector, anchors = Counting(), Anchors(ca_file)
    dns = DnsClient(connector, offline=True)
    control = ControlSite(dns, connector, anchors, may_contact=is_public_or_private)
    certificate = CertificateProbe(connector, anchors, control, may_contact=is_public_or_private)
    offers = TlsHellos(connector, is_public_or_private)
    probes: tuple[Probe, ...] = (certificate, offers)
    connector.allow(rule for probe in probes for rule in probe.contacts(target))
    addresses = WebAddresses(host=host, status="found", addresses=(address,))
    raw = await asyncio.gather(certificate.read(target, addresses), offers.read(target, addresses))
    _value(certificate, raw[0], WebCertificates)
    _value(offers, raw[1], TlsOffers)
    return connector.made


def _value(probe: Probe, raw: object, fact: type[T]) -> T:
    readings = raw if isinstance(raw, Unavailable) else probe.parse(raw)
    value = readings if isinstance(readings, Unavailable) else readings[fact].value
    if not isinstance(value, fact):
        raise TypeError(f"{probe.name}: {value}")
    return value


def _published(domain: str, found: Mail) -> list[str]:
    """Return every question that was asked, with the round in which it can be asked first."""
    walk, keys, senders = found
    first = [*walk.answers, *keys.answers, keys.random, keys.below]
    asked = {(one.type, one.name): 1 for one in first}
    asked |= {(kind, domain): 1 for kind in ("MX", "A", "AAAA")}
    for one in senders.answers:
        asked.setdefault((one.type, one.name), _level(one.name, senders))
    return [f"{number} {kind} {name}" for (kind, name), number in asked.items()]


def _level(name: str, senders: SpfAnswers) -> int:
    """Return 1 for the domain's own record, 2 for what it names, and so on."""
    for one in senders.answers:
        if any(f":{name}" in text or f"={name}" in text for text in one.records):
            return _level(one.name, senders) + 1
    return 1


if __name__ == "__main__":
    work = {"domain": domain, "website": website}[sys.argv[1]]
    asyncio.run(work(sys.argv[2], sys.argv[3], Path(sys.argv[4])))
