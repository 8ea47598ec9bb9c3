"""A domain's DMARC records and mail routes: all questions in one burst."""

import asyncio
from dataclasses import dataclass
from typing import Any

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import DmarcRecords, MailHost, MailRoutes, Presence
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.evidence import evidence_of
from digiamen_scan.standards.mail.dmarc_walk import walk_names

_ROUTES = ("MX", "A", "AAAA")


@dataclass(frozen=True, slots=True)
class MailAnswers:
    """What `MailRecords.read` returns: the answers of the walk, and of the domain itself."""

    domain: str
    walk: tuple[DnsAnswer, ...]
    mx: DnsAnswer
    addresses: tuple[DnsAnswer, ...]


class MailRecords:
    """Reads what the DNS says about a domain's mail."""

    name = "dns.mail"
    gives: tuple[type[Any], ...] = (DmarcRecords, MailRoutes)
    target = TargetKind.DOMAIN
    systems: frozenset[str] = frozenset({"linux", "windows", "macos"})
    # Each question has a lifetime of its own, from when it is its turn; `--rate` may delay that.
    deadline = 600.0
    network = True

    def __init__(self, client: DnsClient) -> None:
        self._client = client

    async def read(self, target: Target) -> MailAnswers | Unavailable:
        """Ask for every name of the DMARC tree walk, the mail hosts and the addresses at once."""
        domain = a_labels(target.name)
        if domain is None:
            return Unavailable(Kind.UNREADABLE, clean(target.name, 253))
        rule = _rule_id(domain)
        names = [f"_dmarc.{name}" for name in walk_names(domain)]
        answers = await asyncio.gather(
            *(self._client.ask(name, "TXT", rule) for name in names),
            *(self._client.ask(domain, rdtype, rule) for rdtype in _ROUTES),
        )
        mx, *addresses = answers[len(names) :]
        return MailAnswers(domain, tuple(answers[: len(names)]), mx, tuple(addresses))

    def parse(self, raw: MailAnswers) -> Readings | Unavailable:
        """Sort the answers into the two facts."""
        exists = _existence(raw)
        routes = MailRoutes(
            domain=raw.domain,
            status=raw.mx.status,
            hosts=tuple(_host(record) for record in raw.mx.records),
            address=_presence(raw.addresses),
            failure=raw.mx.failure,
        )
        return {
            DmarcRecords: Reading(
                DmarcRecords(raw.domain, raw.walk, exists), tuple(map(evidence_of, raw.walk))
            ),
            MailRoutes: Reading(routes, tuple(map(evidence_of, (raw.mx, *raw.addresses)))),
        }

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """Say who is asked, and how often at most."""
        domain = a_labels(target.name)
        if domain is None:
            return ()
        questions = len(walk_names(domain)) + len(_ROUTES)
        return (
            self._client.rule(
                _rule_id(domain), about=domain, questions=questions, why="mail_records"
            ),
        )

    def commands(self) -> tuple[str, ...]:
        """It runs nothing on this computer."""
        return ()


def a_labels(name: str) -> str | None:
    """Return a domain name as the DNS knows it (RFC 5890), or None where it is none."""
    try:
        text = name.strip().rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return text or None


def _rule_id(domain: str) -> str:
    return f"dns:{domain}"


def _existence(raw: MailAnswers) -> Presence:
    """A name is there if any question says so, even where a broken server denies another."""
    answers = (raw.mx, *raw.addresses)
    own = raw.walk[0]
    if own.status == "found" or any(answer.status in ("found", "no_data") for answer in answers):
        return "present"
    return "absent" if any(answer.status == "no_name" for answer in answers) else "undetermined"


def _presence(answers: tuple[DnsAnswer, ...]) -> Presence:
    if any(answer.status == "found" for answer in answers):
        return "present"
    return "undetermined" if any(answer.failure for answer in answers) else "absent"


def _host(record: str) -> MailHost:
    preference, _, name = record.partition(" ")
    return MailHost(int(preference), "" if name == "." else name)
