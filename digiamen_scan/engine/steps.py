"""Findings become steps: everything that is done in one go, for all the targets that need it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digiamen_scan.model.checks import CheckMeta
from digiamen_scan.model.results import Finding, FoundProblem, ResultTarget, TargetRef
from digiamen_scan.model.scales import Band, Effort, Severity, Status, Who
from digiamen_scan.model.targets import DEFAULT_EXPOSURE

Titles = Callable[[Finding], str]
StepKey = tuple[str, str | None]
NOW_FROM = 8
THIS_MONTH_FROM = 4
WORTH_FINDING_OUT = Severity.HIGH
_PROTECTIONS = ("TP1", "TP2", "TP3", "TP4", "EX", "PF", "CB", "RP")
_NEVER_SEEN_BEFORE = "9999-12-31"
# From what the reader does on their own to what needs somebody else's decision.
_FROM_THE_READER = (Who.YOU, Who.EVERYONE, Who.ADMINISTRATOR, Who.TECHNICIAN, Who.DIRECTOR)
_ADMINISTRATOR_WORDS = frozenset({"admin", "admins", "administrator", "administrators"})


def band_of(danger: int) -> Band:
    """Return when something is due whose severity weight times exposure is `danger` (1 to 12)."""
    if danger >= NOW_FROM:
        return Band.NOW
    return Band.THIS_MONTH if danger >= THIS_MONTH_FROM else Band.LATER


@dataclass(frozen=True, slots=True)
class Part:
    """What one target adds to a step. `danger` is severity weight times exposure."""

    target: TargetRef
    danger: int
    severity: Severity
    effort: Effort
    who: Who
    minutes: tuple[int, int] | None
    title: str
    since: str
    failed_before: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Findings with the same check and problem; `problem` is None where it is to be found out.

    `parts` come worst first: the worst target sets the band and the title. `share` is the part
    of the targets that the check was asked of, 0 to 1.
    """

    check: str
    problem: str | None
    parts: tuple[Part, ...]
    share: float
    meta: CheckMeta

    @property
    def key(self) -> StepKey:
        """What names the step within a list."""
        return self.check, self.problem

    @property
    def danger(self) -> int:
        """The worst target's."""
        return self.parts[0].danger

    @property
    def severity(self) -> Severity:
        """The worst among the targets."""
        return max((part.severity for part in self.parts), key=lambda severity: severity.weight)

    @property
    def effort(self) -> Effort:
        """The greatest among the targets: a step is done when it is done everywhere."""
        return max((part.effort for part in self.parts), key=lambda effort: effort.weight)

    @property
    def who(self) -> Who:
        """Of all who are needed, the one furthest from the reader."""
        return max((part.who for part in self.parts), key=_FROM_THE_READER.index)

    @property
    def minutes(self) -> tuple[int, int] | None:
        """All targets together; one go for what is to be found out, since one cause is usual."""
        if self.problem is None:
            return Effort.MINUTES.minutes
        each = [part.minutes or part.effort.minutes for part in self.parts]
        known = [minutes for minutes in each if minutes is not None]
        if len(known) < len(each):
            return None
        return sum(low for low, _ in known), sum(high for _, high in known)

    @property
    def targets(self) -> tuple[TargetRef, ...]:
        """Each target once, worst first."""
        return tuple(dict.fromkeys(part.target for part in self.parts))

    @property
    def open_question(self) -> bool:
        """To be found out, and never seen failing: what failed before keeps its rank."""
        return self.problem is None and not any(part.failed_before for part in self.parts)

    @property
    def for_technician(self) -> bool:
        """Of a check that never comes first, and not broken outright (a critical problem)."""
        broken = self.problem is not None and self.severity is Severity.CRITICAL
        return self.meta.never_first and not broken

    @property
    def worth_it(self) -> bool:
        """A problem, or an unknown that could hide a serious one."""
        serious = self.severity.weight >= WORTH_FINDING_OUT.weight
        return serious or not self.open_question

    def order(self) -> tuple[int, int, int, bool, float, str, int, str, str]:
        """Return the place by itself: band, effort, danger, then what breaks a tie.

        That administrators are concerned shows in the words of the check's id or problem's key.
        """
        words = re.split(r"[._]", f"{self.check}.{self.problem or ''}")
        return (
            band_of(self.danger).rank,
            self.effort.weight,
            -self.danger,
            _ADMINISTRATOR_WORDS.isdisjoint(words),
            -self.share,
            min(part.since for part in self.parts),
            _protection(self.meta.serves),
            self.check,
            self.problem or "",
        )


def _protection(serves: Iterable[str]) -> int:
    places = (
        place
        for place, prefix in enumerate(_PROTECTIONS)
        for protection in serves
        if protection.startswith(prefix)
    )
    return min(places, default=len(_PROTECTIONS))


def collect(
    findings: Sequence[Finding],
    targets: Iterable[ResultTarget],
    checks: Mapping[str, CheckMeta],
    find_out_title: Titles,
) -> tuple[Step, ...]:
    """Group what fails or is unknown by check and problem. Accepted fails are left out."""
    exposure = {TargetRef(target.kind, target.name): target.exposure for target in targets}
    parts: defaultdict[StepKey, list[Part]] = defaultdict(list)
    asked: defaultdict[str, set[TargetRef]] = defaultdict(set)
    for finding in findings:
        if finding.status != Status.NOT_APPLICABLE:
            asked[finding.check].add(finding.target)
        near = exposure.get(finding.target, DEFAULT_EXPOSURE)
        for problem, part in _parts(finding, near, find_out_title):
            parts[finding.check, problem].append(part)
    return tuple(
        _step(key, found, len(asked[key[0]]), checks[key[0]]) for key, found in parts.items()
    )


def _step(key: StepKey, parts: Iterable[Part], asked: int, meta: CheckMeta) -> Step:
    worst_first = sorted(parts, key=_worst_first)
    share = len({part.target for part in worst_first}) / asked
    return Step(key[0], key[1], tuple(worst_first), share, meta)


def _worst_first(part: Part) -> tuple[int, int, str, str, str]:
    return -part.danger, -part.severity.weight, part.target.kind, part.target.name, part.title


def _parts(
    finding: Finding, exposure: int, find_out_title: Titles
) -> Iterator[tuple[str | None, Part]]:
    if finding.disposition is not None and finding.disposition.kind == "excepted":
        return
    if finding.status == Status.FAIL:
        for problem in finding.problems:
            yield problem.key, _to_fix(finding, problem, exposure)
    elif finding.status == Status.UNKNOWN and finding.severity is not None:
        yield None, _to_find_out(finding, finding.severity, exposure, find_out_title)


def _to_fix(finding: Finding, problem: FoundProblem, exposure: int) -> Part:
    return Part(
        target=finding.target,
        danger=problem.severity.weight * exposure,
        severity=problem.severity,
        effort=problem.effort,
        who=problem.who,
        minutes=problem.minutes,
        title=problem.summary,
        since=_day(finding.first_seen),
    )


def _to_find_out(
    finding: Finding, severity: Severity, exposure: int, find_out_title: Titles
) -> Part:
    last = finding.last_known
    failed = last is not None and last.status == Status.FAIL
    if last is not None and failed:
        severity = last.severity or severity
    return Part(
        target=finding.target,
        danger=severity.weight * exposure,
        severity=severity,
        effort=Effort.MINUTES,
        who=Who.YOU,
        minutes=None,
        title=find_out_title(finding),
        since=_day(finding.first_seen),
        failed_before=failed,
    )


def _day(first_seen: str | None) -> str:
    return first_seen[:10] if first_seen else _NEVER_SEEN_BEFORE
