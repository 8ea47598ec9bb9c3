"""Asks each check of its target. Pure: what is known goes in, verdicts come out."""

from dataclasses import dataclass
from datetime import date

from digiamen_scan.engine.answers import answers_of
from digiamen_scan.engine.ask import ask
from digiamen_scan.engine.gather import fault_of
from digiamen_scan.engine.knowledge import Knowledge
from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Evidence, Kind, Need, Unavailable
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.questions import Answers
from digiamen_scan.model.scales import Status
from digiamen_scan.model.targets import Target
from digiamen_scan.model.verdicts import Verdict
from digiamen_scan.profile.answers import AnswerBook

CHECK_FAULT = "check"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what it rests on."""

    check: Check
    target: Target
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    answers: Answers | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges with the knowledge of one scan and the answers that people gave."""

    knowledge: Knowledge
    answers: AnswerBook
    today: date

    def judge(self, check: Check, target: Target) -> Judged:
        """Ask one check of one target. A check that breaks answers unknown, with a fault."""
        try:
            return self._ask(check, target)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # the check boundary: it may exit
            fault = fault_of(CHECK_FAULT, f"{check.id} ({check.source})", error)
            reason = Unavailable(Kind.ERROR, type(error).__name__)
            return Judged(check, target, Verdict(Status.UNKNOWN, reason=reason), fault=fault)

    def _ask(self, check: Check, target: Target) -> Judged:
        arguments: dict[str, object] = {}
        given: Answers | None = None
        for need in check.needs:
            value = self._value(need, check, target)
            if isinstance(value, Unavailable) and not need.optional:
                verdict = Verdict(Status.UNKNOWN, reason=value)
                return Judged(check, target, verdict, self._evidence(check, target))
            if isinstance(value, Answers):
                given = value
            arguments[need.parameter] = value
        verdict = ask(check, arguments)
        evidence = verdict.evidence
        if evidence is None:
            evidence = self._evidence(check, target)
        return Judged(check, target, verdict, evidence, given)

    def _value(self, need: Need, check: Check, target: Target) -> object:
        if need.fact is Answers:
            return answers_of(self.answers, check, target, self.today)
        return self.knowledge.value(need, target)

    def _evidence(self, check: Check, target: Target) -> tuple[Evidence, ...]:
        needs = [need for need in check.needs if need.fact is not Answers]
        return self.knowledge.evidence(needs, target)
