"""A walk through an SPF record and all it includes, as a receiver makes it for a stranger.

A stranger is a computer that no address in any record covers. What it gets is what a forger gets
(`check_host()` of RFC 7208, section 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.spf import SpfFault, SpfFaultKind, SpfResult, SpfTerm
from digiamen_scan.standards.mail.spf_macros import expand, is_senders_choice
from digiamen_scan.standards.mail.spf_record import (
    Mechanism,
    Qualifier,
    is_spf,
    parse_record,
)

Question = tuple[str, str]
"""A name in lower case, and a record type."""

Answers = Mapping[Question, DnsAnswer]

MOST_RECORDS = 1
MOST_LOOKUPS = 10
MOST_VOIDS = 2
MOST_MAIL_HOSTS = 10
# Far enough beyond the limit to say by how much it is exceeded; a tree that includes itself many
# times over must end somewhere.
_MOST_COUNTED = 30
_RESULTS: Mapping[Qualifier, SpfResult] = {
    "+": "pass",
    "-": "fail",
    "~": "softfail",
    "?": "neutral",
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What a stranger gets, and what was met on the way.

    `faults` are what ends the walk of a receiver with `permerror`; the survey goes on behind
    them, so that all are told at once. `dead` are the domain's own terms that lead to nothing,
    also those that no receiver comes to. `unseen` are answers that failed and matter, `missing`
    the questions that nobody has asked yet. `lists` are the other domains whose records count.
    """

    result: SpfResult
    faults: tuple[SpfFault, ...]
    lookups: int = 0
    voids: tuple[SpfTerm, ...] = ()
    dead: tuple[str, ...] = ()
    depends: tuple[SpfTerm, ...] = ()
    decided_elsewhere: bool = False
    unseen: tuple[DnsAnswer, ...] = ()
    missing: tuple[Question, ...] = ()
    lists: tuple[str, ...] = ()


def survey(domain: str, answers: Answers) -> Survey:
    """Walk through what is known of a domain's SPF record (section 4.6.2).

    Of several records none counts; what each of them would ask for is `missing` all the same, so
    that one can be made of them.
    """
    alone = one_at_a_time(domain, answers)
    walks = [_Walk(domain, each) for each in alone]
    results: list[SpfResult] = [walk.check(domain, ()) for walk in walks]
    behind = [_Walk(domain, each, thorough=True) for each in alone]
    for walk in behind:
        walk.check(domain, ())
    missing = tuple(dict.fromkeys(one for walk in (*walks, *behind) for one in walk.missing))
    dead = tuple(dict.fromkeys(text for walk in behind for text in walk.dead()))
    if len(walks) > 1:
        texts = "\n".join(records_of(answers.get((domain, "TXT"))))
        fault = SpfFault("several_records", texts, domain)
        return Survey("permerror", (fault,), dead=dead, missing=missing)
    walk = walks[0]
    stranger: SpfResult = "permerror" if walk.faults else results[0]
    return Survey(
        result=stranger,
        faults=tuple(dict.fromkeys(walk.faults)),
        lookups=walk.lookups,
        voids=tuple(walk.voids),
        dead=dead,
        depends=tuple(dict.fromkeys(walk.depends)),
        decided_elsewhere=walk.decided_elsewhere,
        unseen=tuple(dict.fromkeys(walk.unseen)),
        missing=missing,
        lists=tuple(dict.fromkeys(walk.lists)),
    )


def one_at_a_time(domain: str, answers: Answers) -> list[Answers]:
    """Return the answers as they would be with each of a domain's SPF records alone."""
    own = answers.get((domain, "TXT"))
    texts = records_of(own)
    if own is None or len(texts) <= MOST_RECORDS:
        return [answers]
    return [{**answers, (domain, "TXT"): replace(own, records=(text,))} for text in texts]


def records_of(answer: DnsAnswer | None) -> tuple[str, ...]:
    """Return the SPF records among the TXT records of a name (section 4.5)."""
    return tuple(text for text in answer.records if is_spf(text)) if answer else ()


@dataclass(slots=True)
class _Walk:
    """The state of one walk: a receiver counts over all records together (section 4.6.4).

    A `thorough` one goes on where a receiver has its answer, to the end of the domain's own record.
    """

    sender: str
    answers: Answers
    thorough: bool = False
    lookups: int = 0
    decided_elsewhere: bool = False
    faults: list[SpfFault] = field(default_factory=list[SpfFault])
    voids: list[SpfTerm] = field(default_factory=list[SpfTerm])
    depends: list[SpfTerm] = field(default_factory=list[SpfTerm])
    unseen: list[DnsAnswer] = field(default_factory=list[DnsAnswer])
    missing: list[Question] = field(default_factory=list[Question])
    lists: list[str] = field(default_factory=list[str])

    def check(self, domain: str, above: tuple[str, ...]) -> SpfResult:
        """Return what a stranger gets from a domain's record; `above` are those that include it."""
        answer = self._answer(domain, "TXT")
        if answer is None:
            return "undetermined"
        texts = records_of(answer)
        if len(texts) > MOST_RECORDS:
            self._fault("several_records", SpfTerm("\n".join(texts), domain))
            return "permerror"
        if not texts:
            return "none"
        self.lists += [domain] if above else []
        record = parse_record(texts[0])
        for term in record.faults[:1]:
            self._fault("syntax", SpfTerm(term, domain))
        path = (*above, domain)
        to_the_end = self.thorough and not above
        for mechanism in record.mechanisms if to_the_end else record.tested:
            if self._matches(mechanism, path) and not to_the_end:
                return _RESULTS[mechanism.qualifier]
        target = record.redirect if to_the_end else record.continued
        return self._continued(target, path) if target else "neutral"

    def dead(self) -> tuple[str, ...]:
        """Return the terms of the domain's own record that lead to nothing."""
        void = [term.text for term in self.voids if term.domain == self.sender]
        broken = (fault for fault in self.faults if fault.kind in ("missing", "loop"))
        return (*void, *(fault.text for fault in broken if fault.domain == self.sender))

    def _continued(self, target: str, path: tuple[str, ...]) -> SpfResult:
        """Go on in the record that `redirect` names (section 6.1)."""
        term = SpfTerm(f"redirect={target}", path[-1])
        self._count(term)
        name = expand(target, path[-1], self.sender)
        if name is None:
            self.depends.append(term)
            self.decided_elsewhere = not is_senders_choice(target)
            return "undetermined" if self.decided_elsewhere else "pass"
        return self._below(name, term, path)

    def _below(self, name: str, term: SpfTerm, path: tuple[str, ...]) -> SpfResult:
        """Return what a stranger gets from the record that a term leads to."""
        if name in path:
            self._fault("loop", term)
            return "permerror"
        if self.lookups > _MOST_COUNTED:
            return "undetermined"
        result = self.check(name, path) if name else "none"
        if result == "none":
            self._fault("missing", term)
        return result

    def _matches(self, mechanism: Mechanism, path: tuple[str, ...]) -> bool:
        """Tell whether a mechanism matches every stranger."""
        if not mechanism.asks:
            return mechanism.name == "all"
        domain = path[-1]
        term = SpfTerm(mechanism.text, domain)
        self._count(term)
        name = expand(mechanism.target, domain, self.sender) if mechanism.target else domain
        if name is None:
            self.depends.append(term)
            return mechanism.lets_everyone
        match mechanism.name:
            case "include":
                return self._below(name, term, path) == "pass"
            case "exists":
                return self._has(name, ("A",), term)
            case "a":
                self._has(name, ("A", "AAAA"), term)
            case "mx":
                self._has(name, ("MX",), term)
                self._limit_hosts(name, term)
            case _:
                pass
        return False

    def _has(self, name: str, types: tuple[str, ...], term: SpfTerm) -> bool:
        """Tell whether a name has records; note a void lookup, or an answer that is lacking.

        A receiver that is asked over IPv4 asks for A records alone: only their failure matters
        where there are AAAA records.
        """
        answers = [self._answer(name, rdtype, needed=False) for rdtype in types] if name else []
        known = [answer for answer in answers if answer is not None]
        if len(known) < len(answers):
            return False
        if failed := [answer for answer in known if answer.status == "failed"]:
            if known[0].status != "found":
                self.unseen.append(failed[0])
            return known[0].status == "found"
        if any(answer.status == "found" for answer in known):
            return True
        self._void(term)
        return False

    def _limit_hosts(self, name: str, term: SpfTerm) -> None:
        answer = self.answers.get((name, "MX"))
        if answer and len(answer.records) > MOST_MAIL_HOSTS:
            self._fault("too_many_hosts", term)

    def _answer(self, name: str, rdtype: str, *, needed: bool = True) -> DnsAnswer | None:
        """Return an answer; where `needed`, a failed one is noted and counts as none."""
        answer = self.answers.get((name, rdtype))
        if answer is None:
            if self.lookups <= MOST_LOOKUPS:
                self.missing.append((name, rdtype))
            return None
        if needed and answer.status == "failed":
            self.unseen.append(answer)
            return None
        return answer

    def _count(self, term: SpfTerm) -> None:
        self.lookups += 1
        if self.lookups == MOST_LOOKUPS + 1:
            self._fault("too_many_lookups", term)

    def _void(self, term: SpfTerm) -> None:
        self.voids.append(term)
        if len(self.voids) == MOST_VOIDS + 1:
            self._fault("too_many_voids", term)

    def _fault(self, kind: SpfFaultKind, term: SpfTerm) -> None:
        self.faults.append(SpfFault(kind, term.text, term.domain))
