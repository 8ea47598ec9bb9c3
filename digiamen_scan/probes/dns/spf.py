"""A domain's SPF record and all that it leads to: one burst of questions a level."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.spf import SpfAnswers
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.evidence import evidence_of
from digiamen_scan.probes.dns.mail import a_labels
from digiamen_scan.standards.mail.spf_survey import Question, survey

# Ten terms may ask, some of them two questions; what stands behind the tenth is known only when
# all before it is, so that a few are asked in vain.
MOST_QUESTIONS = 40


@dataclass(frozen=True, slots=True)
class SpfReading:
    """What `SpfRecords.read` returns: the answers in the order in which they were asked for."""

    domain: str
    answers: tuple[DnsAnswer, ...]


class SpfRecords:
    """Reads what the DNS says about who may send in a domain's name."""

    name = "dns.spf"
    gives: tuple[type[Any], ...] = (SpfAnswers,)
    target = TargetKind.DOMAIN
    systems: frozenset[str] = frozenset({"linux", "windows", "macos"})
    # Each question has a lifetime of its own, from when it is its turn; `--rate` may delay that.
    deadline = 600.0
    network = True

    def __init__(self, client: DnsClient) -> None:
        self._client = client

    async def read(self, target: Target) -> SpfReading | Unavailable:
        """Ask for the record, then for all that it names at once, and so on.

        Only TXT records lead further; the other answers of a level are waited for at the end.
        """
        domain = a_labels(target.name)
        if domain is None:
            return Unavailable(Kind.UNREADABLE, clean(target.name, 253))
        asked: dict[Question, asyncio.Task[DnsAnswer]] = {}
        known: dict[Question, DnsAnswer] = {}
        async with asyncio.TaskGroup() as group:
            while wanted := _wanted(domain, known, asked):
                for question in wanted:
                    asked[question] = group.create_task(
                        self._client.ask(*question, _rule_id(domain))
                    )
                texts = [question for question in wanted if question[1] == "TXT"]
                known |= {question: await asked[question] for question in texts}
        return SpfReading(domain, tuple([await task for task in asked.values()]))

    def parse(self, raw: SpfReading) -> Readings | Unavailable:
        """Keep of the TXT records those that speak of SPF."""
        answers = tuple(map(_about_spf, raw.answers))
        fact = SpfAnswers(raw.domain, answers)
        return {SpfAnswers: Reading(fact, tuple(map(_evidence, answers)))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """Say who is asked, and how often at most."""
        domain = a_labels(target.name)
        if domain is None:
            return ()
        return (
            self._client.rule(
                _rule_id(domain), about=domain, questions=MOST_QUESTIONS, why="spf_records"
            ),
        )

    def commands(self) -> tuple[str, ...]:
        """It runs nothing on this computer."""
        return ()


def _rule_id(domain: str) -> str:
    return f"dns-spf:{domain}"


def _wanted(
    domain: str, known: Mapping[Question, DnsAnswer], asked: Mapping[Question, object]
) -> list[Question]:
    """Return the next questions, none twice, as long as there may be any."""
    fresh = [question for question in survey(domain, known).missing if question not in asked]
    return fresh[: MOST_QUESTIONS - len(asked)]


def _evidence(answer: DnsAnswer) -> Evidence:
    if answer.status == "found" and not answer.records:
        return Evidence(f"{answer.type} {answer.name}", "nothing about SPF")
    return evidence_of(answer)


def _about_spf(answer: DnsAnswer) -> DnsAnswer:
    if answer.type != "TXT":
        return answer
    return replace(answer, records=tuple(text for text in answer.records if "spf" in text.lower()))
