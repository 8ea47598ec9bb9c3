"""A domain's signing keys: every selector that is worth asking for, in one burst."""

import asyncio
import hashlib
from dataclasses import dataclass, replace
from typing import Any

from digiamen_scan.facts.dkim import DkimRecords
from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import DeclaredMail
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.evidence import evidence_of
from digiamen_scan.probes.dns.mail import a_labels
from digiamen_scan.standards.mail.dkim import declared_selectors
from digiamen_scan.standards.mail.dkim_key import looks_like_key
from digiamen_scan.standards.mail.providers import usual_selectors

MOST_DECLARED = 30
"""The profile's selectors that are asked for; there is no end to what a profile can name."""
_RANDOM_DIGITS = 16
# Two records are enough to see that there is not one; 3000 characters hold any key that counts.
_MOST_RECORDS = 2
_MOST_CHARACTERS = 3000
_MOST_EVIDENCE = 12


@dataclass(frozen=True, slots=True)
class SelectorAnswers:
    """What `SigningKeys.read` returns."""

    domain: str
    answers: tuple[DnsAnswer, ...]
    random: DnsAnswer
    below: DnsAnswer


class SigningKeys:
    """Reads the records at a domain's DKIM selectors: the profile's and the usual ones."""

    name = "dns.dkim"
    gives: tuple[type[Any], ...] = (DkimRecords,)
    target = TargetKind.DOMAIN
    systems: frozenset[str] = frozenset({"linux", "windows", "macos"})
    # As for the other questions about mail: each has a lifetime of its own.
    deadline = 600.0
    network = True

    def __init__(self, client: DnsClient) -> None:
        self._client = client

    async def read(self, target: Target, declared: DeclaredMail) -> SelectorAnswers | Unavailable:
        """Ask for all selectors, for one that nobody can have chosen, and for what holds them.

        A selector of the profile beyond `MOST_DECLARED` counts as unanswered.
        """
        domain = a_labels(target.name)
        if domain is None:
            return Unavailable(Kind.UNREADABLE, clean(target.name, 253))
        below = f"_domainkey.{domain}"
        named = declared_selectors(declared)
        selectors = dict.fromkeys((*named[:MOST_DECLARED], *usual_selectors()))
        names = [f"{selector}.{below}" for selector in selectors]
        random = f"{_unchosen(domain)}.{below}"
        rule = _rule_id(domain)
        answers = await asyncio.gather(
            *(self._client.ask(name, "TXT", rule) for name in (below, random, *names))
        )
        beyond = [_not_asked(f"{one}.{below}") for one in named[MOST_DECLARED:]]
        return SelectorAnswers(domain, (*answers[2:], *beyond), answers[1], answers[0])

    def parse(self, raw: SelectorAnswers) -> Readings | Unavailable:
        """Keep of each answer what can be a key."""
        found = DkimRecords(
            domain=raw.domain,
            answers=tuple(map(_bounded, raw.answers)),
            random=_bounded(raw.random),
            below=_bounded(raw.below),
        )
        return {DkimRecords: Reading(found, _evidence(found))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """Say who is asked, and how often at most."""
        domain = a_labels(target.name)
        if domain is None:
            return ()
        questions = MOST_DECLARED + len(usual_selectors()) + 2
        return (
            self._client.rule(
                _rule_id(domain), about=domain, questions=questions, why="signing_keys"
            ),
        )

    def commands(self) -> tuple[str, ...]:
        """It runs nothing on this computer."""
        return ()


def _unchosen(domain: str) -> str:
    """Return a selector that nobody has chosen, always the same, so that scans can be compared."""
    return hashlib.sha256(domain.encode()).hexdigest()[:_RANDOM_DIGITS]


def _rule_id(domain: str) -> str:
    return f"dkim:{domain}"


def _not_asked(name: str) -> DnsAnswer:
    failure = Unavailable(Kind.UNSUPPORTED, f"more than {MOST_DECLARED} selectors")
    return DnsAnswer(clean(name, 253), "TXT", "failed", failure=failure)


def _bounded(answer: DnsAnswer) -> DnsAnswer:
    ordered = sorted(answer.records, key=lambda text: not looks_like_key(text))
    kept = tuple(clean(text, _MOST_CHARACTERS) for text in ordered[:_MOST_RECORDS])
    return replace(answer, records=kept)


def _evidence(found: DkimRecords) -> tuple[Evidence, ...]:
    """Show what was found or failed, and say in one line how many names have nothing."""
    shown = [one for one in found.answers if one.records or one.via or one.failure]
    told = [evidence_of(one) for one in (*shown[:_MOST_EVIDENCE], found.random, found.below)]
    others = len(found.answers) - len(shown)
    told.append(Evidence(f"TXT *._domainkey.{found.domain}", f"other selectors: {others}, no key"))
    return tuple(told)
