"""Asks the DNS who runs the mail of a domain, with the person's leave."""

import asyncio
from dataclasses import replace

from digiamen_scan.cli.talk import Talk
from digiamen_scan.facts.mail import MailRoutes
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.probes import Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.dns.mail import MailRecords
from digiamen_scan.probes.dns.nameservers import Nameserver
from digiamen_scan.probes.world import World
from digiamen_scan.reports.terminal.plan import contact_line
from digiamen_scan.standards.mail.providers import provider_of
from digiamen_scan.words import N_

_CALLED = {
    "google": "Google Workspace",
    "microsoft": "Microsoft 365",
    "zoho": "Zoho Mail",
    "ovh": "OVHcloud",
    "proton": "Proton",
    "gandi": "Gandi",
    "infomaniak": "Infomaniak",
    "ionos": "IONOS",
    "hostinger": "Hostinger",
    "namecheap": "Namecheap",
    "fastmail": "Fastmail",
}
_WHY = N_("to learn who runs your mail")
_QUESTIONS_A_SECOND = 50


class MailProviders:
    """Says what it would ask, asks for leave once for all domains, then asks."""

    def __init__(self, talk: Talk, nameserver: Nameserver | None, *, offline: bool) -> None:
        self._talk = talk
        self.words = talk.words
        self._nameserver = nameserver
        self._offline = offline

    def of(self, domains: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names by which people know the providers of the domains' mail, each once."""
        if self._offline or not domains:
            return ()
        world = World.of(
            nameserver=self._nameserver, rate=_QUESTIONS_A_SECOND, offline=self._offline
        )
        probe = MailRecords(world.dns)
        targets = tuple(Target(TargetKind.DOMAIN, domain) for domain in domains)
        rules = tuple(rule for target in targets for rule in probe.contacts(target))
        self._talk.say("")
        for rule in rules:
            self._talk.say(contact_line(self.words, replace(rule, why=_WHY)))
        if not self._talk.yes(self.words("Ask there now where your mail goes?")):
            return ()
        world.allow(rules)
        found = asyncio.run(_routes(world, probe, targets))
        called = tuple(dict.fromkeys(name for name in map(_called, found) if name))
        names = self.words(", ").join(called)
        self._talk.say(
            self.words("Mail goes to: {name}", name=names)
            if called
            else self.words("It could not be told who runs the mail.")
        )
        return called


def _called(routes: MailRoutes | None) -> str:
    provider = provider_of(routes.hosts) if routes else None
    return _CALLED.get(provider.name, "") if provider else ""


async def _routes(
    world: World, probe: MailRecords, targets: tuple[Target, ...]
) -> list[MailRoutes | None]:
    answers = await asyncio.gather(*(probe.read(target) for target in targets))
    await world.close()
    return [
        None if isinstance(raw, Unavailable) else _mail_routes(probe.parse(raw)) for raw in answers
    ]


def _mail_routes(readings: Readings | Unavailable) -> MailRoutes | None:
    if isinstance(readings, Unavailable):
        return None
    value = readings[MailRoutes].value
    return value if isinstance(value, MailRoutes) else None
