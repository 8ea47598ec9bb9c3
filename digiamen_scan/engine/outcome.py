"""From a result to the exit code."""

from collections.abc import Iterable

from digiamen_scan.engine.codes import Exit
from digiamen_scan.engine.gather import PROBE_FAULT
from digiamen_scan.engine.judge import CHECK_FAULT
from digiamen_scan.model.results import Finding, Result
from digiamen_scan.model.scales import Severity, Status

NEVER = "never"


def exit_code(result: Result, *, interrupted: bool = False) -> Exit:
    """Return the exit code; where several apply, 130, 4, 3, 1, 0 in this order."""
    if interrupted:
        return Exit.INTERRUPTED
    if any(fault.kind in {PROBE_FAULT, CHECK_FAULT} for fault in result.errors):
        return Exit.FAULT
    limit = result.thresholds.fail_on
    unseen = result.thresholds.strict and _unknown_at(result, limit)
    if unseen or _unseen_targets(result) or _lost(result):
        return Exit.NOT_ENOUGH_SEEN
    if any(_counts(finding, limit) for finding in result.findings):
        return Exit.FINDINGS
    limit_of_new = result.thresholds.fail_on_new
    if any(_counts_as_new(finding, limit_of_new) for finding in result.findings):
        return Exit.FINDINGS
    return Exit.FINE


_PRECEDENCE = (
    Exit.INTERRUPTED,
    Exit.FAULT,
    Exit.USAGE,
    Exit.NOT_ENOUGH_SEEN,
    Exit.FINDINGS,
    Exit.FINE,
)


def worst(codes: Iterable[int]) -> int:
    """Return the code of several scans: the one that outranks the others."""
    return min(codes, key=_PRECEDENCE.index)


def _counts(finding: Finding, limit: str) -> bool:
    return _is_open(finding) and _reaches(finding.severity, limit)


def _counts_as_new(finding: Finding, limit: str) -> bool:
    new = (problem for problem in finding.problems if problem.new)
    return _is_open(finding) and any(_reaches(problem.severity, limit) for problem in new)


def _is_open(finding: Finding) -> bool:
    excepted = finding.disposition is not None and finding.disposition.kind == "excepted"
    return finding.status is Status.FAIL and not excepted


def _lost(result: Result) -> bool:
    """Tell whether something that matters was known in the result compared with, and is no more.

    What was unknown there too is `unchanged`.
    """
    limits = (result.thresholds.fail_on, result.thresholds.fail_on_new)
    return any(
        finding.last_known is not None
        and finding.change is None
        and any(
            _reaches(severity, limit)
            for severity in (finding.severity, finding.last_known.severity)
            for limit in limits
        )
        for finding in result.findings
    )


def _unknown_at(result: Result, limit: str) -> bool:
    unknown = (finding for finding in result.findings if finding.status is Status.UNKNOWN)
    return any(_reaches(finding.severity, limit) for finding in unknown)


def _reaches(severity: Severity | None, limit: str) -> bool:
    if severity is None or limit == NEVER:
        return False
    return severity.weight >= Severity(limit).weight


def _unseen_targets(result: Result) -> bool:
    """Tell whether some target that was asked about got no pass and no fail."""
    return any(
        statuses and not statuses & {Status.PASS, Status.FAIL}
        for statuses in _by_target(result.findings).values()
        if statuses != {Status.NOT_APPLICABLE}
    )


def _by_target(findings: Iterable[Finding]) -> dict[tuple[str, str], set[Status]]:
    found: dict[tuple[str, str], set[Status]] = {}
    for finding in findings:
        key = (finding.target.kind, finding.target.name)
        found.setdefault(key, set()).add(finding.status)
    return found
