"""A website's addresses of both families: two questions in one burst."""

from dataclasses import dataclass
from typing import Any

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.web import WebAddresses
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.dns.addresses import FAMILIES, ask_addresses, joint_status
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.evidence import evidence_of
from digiamen_scan.probes.dns.mail import a_labels

MOST_ADDRESSES = 16
"""Of each family, kept in a fact. Nobody connects to more than one of each."""


@dataclass(frozen=True, slots=True)
class WebAnswers:
    """What `WebRecords.read` returns: the answers for A and AAAA."""

    host: str
    answers: tuple[DnsAnswer, ...]


class WebRecords:
    """Reads where a website's name leads."""

    name = "dns.web"
    gives: tuple[type[Any], ...] = (WebAddresses,)
    target = TargetKind.WEBSITE
    systems: frozenset[str] = frozenset()
    # Each question has a lifetime of its own, from when it is its turn; `--rate` may delay that.
    deadline = 600.0
    network = True

    def __init__(self, client: DnsClient) -> None:
        self._client = client

    async def read(self, target: Target) -> WebAnswers | Unavailable:
        """Ask for the addresses of both families at once."""
        host = a_labels(target.name)
        if host is None:
            return Unavailable(Kind.UNREADABLE, clean(target.name, 253))
        return WebAnswers(host, await ask_addresses(self._client, host, _rule_id(host)))

    def parse(self, raw: WebAnswers) -> Readings | Unavailable:
        """Join the two answers."""
        status = joint_status(raw.answers)
        failed = [answer.failure for answer in raw.answers if answer.failure]
        addresses = WebAddresses(
            host=raw.host,
            status=status,
            addresses=tuple(
                record for answer in raw.answers for record in answer.records[:MOST_ADDRESSES]
            ),
            failure=failed[0] if status == "failed" else None,
            via=next((answer.via for answer in raw.answers if answer.via), ""),
        )
        return {WebAddresses: Reading(addresses, tuple(map(evidence_of, raw.answers)))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """Say who is asked, and how often at most."""
        host = a_labels(target.name)
        if host is None:
            return ()
        return (
            self._client.rule(
                _rule_id(host), about=host, questions=len(FAMILIES), why="web_addresses"
            ),
        )

    def commands(self) -> tuple[str, ...]:
        """It runs nothing on this computer."""
        return ()


def _rule_id(host: str) -> str:
    return f"dns.web:{host}"
