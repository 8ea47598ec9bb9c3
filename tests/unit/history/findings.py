"""Findings and results of invented scans."""

from dataclasses import replace

from digiamen_scan.model.results import Finding, FoundProblem, FoundReason, Result, TargetRef
from digiamen_scan.model.scales import Effort, Severity, Status, Who
from digiamen_scan.model.targets import TargetKind
from tests.unit.engine.results import result_of

THEN = "2026-10-24T08:00:00+00:00"
TODAY = "2026-11-24T08:00:00+00:00"


def problem(key: str, severity: str) -> FoundProblem:
    return FoundProblem(key, Severity(severity), Effort.MINUTES, Who.YOU, key)


def verdict(
    text: str,
    *,
    check: str = "toy.house",
    kind: TargetKind = TargetKind.DOMAIN,
    name: str = "example.org",
    rule: int = 1,
) -> Finding:
    """Return a finding: "pass", "unknown", or a fail as "open high, weak low"."""
    target = TargetRef(kind, name)
    if text in {status.value for status in Status}:
        status = Status(text)
        severity = Severity.HIGH if status is Status.UNKNOWN else None
        return Finding(check, rule, "", target, status, severity)
    problems = tuple(problem(*one.split()) for one in text.split(", "))
    worst = max((one.severity for one in problems), key=lambda severity: severity.weight)
    return Finding(check, rule, "", target, Status.FAIL, worst, problems=problems)


def unnamed(check: str) -> Finding:
    """Return the unknown of a profile that names nothing for a check."""
    target = TargetRef(TargetKind.ORGANISATION, "organisation")
    reason = FoundReason("not_answered", "", "", "profile.account")
    return Finding(check, 1, "", target, Status.UNKNOWN, Severity.HIGH, reason=reason)


def earlier_result(*findings: Finding) -> Result:
    """Return a result of an earlier day."""
    result = result_of(findings)
    return replace(result, scan=replace(result.scan, started=THEN))
