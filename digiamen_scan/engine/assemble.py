"""Builds the result: verdicts with their words, the ordered actions, what was covered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from digiamen_scan import __version__
from digiamen_scan.engine.answers import OPEN_KINDS
from digiamen_scan.engine.judge import Judged
from digiamen_scan.engine.prioritise import prioritise
from digiamen_scan.model import protections
from digiamen_scan.model.checks import Check, Refs
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.guides import Message
from digiamen_scan.model.results import (
    Contact,
    Coverage,
    Disposition,
    Finding,
    FoundProblem,
    FoundReason,
    FoundRefs,
    Note,
    Protection,
    Result,
    ResultOrganisation,
    ResultTarget,
    ScanInfo,
    TargetRef,
    Thresholds,
    ToolInfo,
)
from digiamen_scan.model.scales import Severity, Status
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.model.verdicts import Problem, Value, Values
from digiamen_scan.profile.model import Profile
from digiamen_scan.profile.targets import ORGANISATION
from digiamen_scan.words import Words, labels
from digiamen_scan.words.remedies import remedy
from digiamen_scan.words.texts import fill

DECLARED_KINDS = (TargetKind.DOMAIN, TargetKind.ACCOUNT)
"""Kinds of target that only a profile can name: none of them is one unknown, not silence."""


@dataclass(frozen=True, slots=True)
class Assembler:
    """Turns verdicts into findings in one language."""

    words: Words
    profile: Profile
    today: date

    def finding(self, judged: Judged) -> Finding:
        """Return the finding of one verdict."""
        check, verdict = judged.check, judged.verdict
        problems = tuple(self._problem(judged, problem) for problem in verdict.problems)
        return Finding(
            check=check.id,
            rule=check.meta.rule,
            title=check.guide(self.words.lang).title,
            target=TargetRef(judged.target.kind, judged.target.name),
            status=verdict.status,
            severity=_severity(verdict.status, check, problems),
            problems=problems,
            note=self._note(judged),
            evidence=judged.evidence,
            reason=self._reason_of(judged),
            serves=check.meta.serves,
            refs=_refs(check.meta.refs),
            disposition=self._disposition(judged),
        )

    def unnamed(self, kind: TargetKind, checks: Iterable[Check]) -> Finding | None:
        """Return what stands for a profile that names no target of a kind, if any check asks.

        It is unknown, unless the profile says that there are none.
        """
        asking = [check for check in checks if check.meta.target is kind]
        if not asking:
            return None
        check = min(asking, key=lambda check: (-check.meta.severity.weight, check.id))
        reason = Unavailable(Kind.NOT_ANSWERED, fact=f"profile.{kind}")
        none = kind is TargetKind.DOMAIN and self.profile.domains is not None
        return Finding(
            check=check.id,
            rule=check.meta.rule,
            title=labels.unnamed(self.words, kind),
            target=TargetRef(TargetKind.ORGANISATION, ORGANISATION),
            status=Status.NOT_APPLICABLE if none else Status.UNKNOWN,
            severity=None if none else check.meta.severity,
            reason=None if none else self._reason(reason),
            serves=check.meta.serves,
            refs=_refs(check.meta.refs),
        )

    def _problem(self, judged: Judged, problem: Problem) -> FoundProblem:
        meta = judged.check.meta
        effort = problem.effort or meta.effort
        return FoundProblem(
            key=problem.key,
            severity=problem.severity or meta.severity,
            effort=effort,
            who=problem.who or meta.who,
            summary=self._headline(judged, problem.key, problem.values),
            minutes=problem.minutes or effort.minutes,
            values=_values(judged, problem.values),
            paste=problem.paste,
            steps=problem.steps,
        )

    def _note(self, judged: Judged) -> Note | None:
        verdict = judged.verdict
        if verdict.note is None:
            return None
        summary = self._headline(judged, verdict.note, verdict.values)
        return Note(verdict.note, summary, _values(judged, verdict.values))

    def _headline(self, judged: Judged, key: str, values: Values) -> str:
        guide = judged.check.guide(self.words.lang)
        message = guide.messages.get(key, Message(key, ""))
        return fill(message.headline, _values(judged, values))

    def _reason_of(self, judged: Judged) -> FoundReason | None:
        """Return the reason; the way out in the check's own words where its note has some."""
        verdict = judged.verdict
        found = self._reason(verdict.reason)
        message = judged.check.guide(self.words.lang).messages.get(verdict.note or "")
        if found is None or message is None or not message.text:
            return found
        return replace(found, remedy=fill(message.text, _values(judged, verdict.values)))

    def _reason(self, reason: Unavailable | None) -> FoundReason | None:
        if reason is None:
            return None
        way_out = remedy(self.words, reason.fact, reason.kind)
        return FoundReason(reason.kind, reason.detail, way_out, reason.fact)

    def _disposition(self, judged: Judged) -> Disposition | None:
        if judged.verdict.status is Status.FAIL:
            return self._exception(judged)
        if judged.verdict.status is Status.PASS and judged.answers:
            answers = judged.answers
            return Disposition("attested", answers.until.isoformat(), answers.by)
        return None

    def _exception(self, judged: Judged) -> Disposition | None:
        for entry in self.profile.exceptions:
            same = entry.check == judged.check.id and entry.target == judged.target.name
            if same and entry.expires >= self.today:
                until = entry.expires.isoformat()
                return Disposition("excepted", until, reason=entry.reason)
        return None


def assemble(  # noqa: PLR0913  # the parts of a result, each from another step
    *,
    judged: Iterable[Judged],
    checks: Mapping[str, Check],
    targets: Iterable[Target],
    assembler: Assembler,
    profile_given: bool,
    scan: ScanInfo,
    thresholds: Thresholds,
    faults: tuple[Fault, ...],
    compared: Callable[[Finding], Finding] | None = None,
) -> Result:
    """Return the whole result, actions ranked. `compared` adds what an earlier scan said."""
    findings = tuple(assembler.finding(item) for item in judged)
    named = tuple(targets)
    if profile_given:
        findings += tuple(_unnamed_findings(assembler, named, checks))
    if compared is not None:
        findings = tuple(map(compared, findings))
    shown = tuple(map(_shown, named))
    profile = assembler.profile
    return Result(
        tool=ToolInfo("digiamen", __version__),
        scan=scan,
        organisation=_organisation(profile),
        targets=shown,
        thresholds=thresholds,
        coverage=_coverage(findings, named, profile),
        errors=faults,
        findings=findings,
        actions=prioritise(
            findings,
            shown,
            {check.id: check.meta for check in checks.values()},
            find_out_title(assembler.words),
        ),
        protections=_protections(findings),
    )


def find_out_title(words: Words) -> Callable[[Finding], str]:
    """Return what gives an unknown its line in the list of actions."""

    def title(finding: Finding) -> str:
        return words("Find out: {title}", title=finding.title)

    return title


def _unnamed_findings(
    assembler: Assembler, targets: tuple[Target, ...], checks: Mapping[str, Check]
) -> Iterable[Finding]:
    kinds = {target.kind for target in targets}
    for kind in DECLARED_KINDS:
        if kind not in kinds and (finding := assembler.unnamed(kind, checks.values())):
            yield finding


def _severity(status: Status, check: Check, problems: tuple[FoundProblem, ...]) -> Severity | None:
    if status is Status.FAIL:
        return max((problem.severity for problem in problems), key=lambda found: found.weight)
    return check.meta.severity if status is Status.UNKNOWN else None


def _values(judged: Judged, values: Values) -> dict[str, Value]:
    return {"target": judged.target.name, **dict(values)}


def _refs(refs: Refs) -> FoundRefs:
    return FoundRefs(refs.cis, refs.csf, refs.cyber_essentials)


def _shown(target: Target) -> ResultTarget:
    return ResultTarget(target.id, target.kind, target.name, target.exposure, target.system)


def _organisation(profile: Profile) -> ResultOrganisation:
    contacts = tuple(Contact(entry.role, entry.say) for entry in profile.contacts)
    about = profile.organisation
    return ResultOrganisation(about.name, about.country or "", about.language or "", contacts)


def _coverage(
    findings: tuple[Finding, ...], targets: tuple[Target, ...], profile: Profile
) -> Coverage:
    counts = _counts(findings)
    return Coverage(
        pass_=counts[Status.PASS],
        fail=counts[Status.FAIL],
        unknown=counts[Status.UNKNOWN],
        not_applicable=counts[Status.NOT_APPLICABLE],
        open_questions=sum(map(_is_open, findings)),
        devices_seen=sum(target.kind is TargetKind.DEVICE for target in targets),
        devices_expected=profile.devices.expected,
    )


def _is_open(finding: Finding) -> bool:
    """Tell whether people were asked by the check itself and have not answered."""
    reason = finding.reason
    return reason is not None and reason.fact == finding.check and reason.kind in OPEN_KINDS


def _counts(findings: Iterable[Finding]) -> dict[Status, int]:
    counts = dict.fromkeys(Status, 0)
    for finding in findings:
        counts[finding.status] += 1
    return counts


def _protections(findings: tuple[Finding, ...]) -> tuple[Protection, ...]:
    shown: list[Protection] = []
    for name in protections.ALL:
        serving = [finding for finding in findings if name in finding.serves]
        if serving or name in protections.TECHNICAL:
            counts = _counts(serving)
            shown.append(
                Protection(
                    name,
                    pass_=counts[Status.PASS],
                    fail=counts[Status.FAIL],
                    unknown=counts[Status.UNKNOWN],
                    not_applicable=counts[Status.NOT_APPLICABLE],
                )
            )
    return tuple(shown)
