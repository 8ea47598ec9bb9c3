"""What has changed between an earlier verdict and the one of today."""

from dataclasses import replace

from digiamen_scan.history.earlier import Before, Earlier, Seen
from digiamen_scan.model.results import Change, Finding, FoundProblem, LastKnown
from digiamen_scan.model.scales import Severity, Status

_KNOWN = frozenset({Status.PASS, Status.FAIL})


def compared(finding: Finding, earlier: Earlier, started: str) -> Finding:
    """Return the finding with what the earlier scan adds to it.

    Args:
        finding: of today.
        earlier: the scan to compare with.
        started: when today's scan began, ISO 8601 in UTC.
    """
    before = earlier.before(finding)
    return replace(
        finding,
        problems=tuple(
            replace(problem, new=_is_new(problem, before)) for problem in finding.problems
        ),
        change=change(finding, before),
        first_seen=_first_seen(finding, before, started),
        last_known=_last_known(finding, before),
    )


def change(finding: Finding, before: Before | None) -> Change | None:
    """Say how a verdict differs from the earlier one; None where nothing can be said.

    What was known and is unknown now is neither better nor worse: `last_known` tells of it.
    """
    if before is None:
        return "new" if finding.status is Status.FAIL else None
    if finding.status is Status.UNKNOWN:
        return "unchanged" if before.status is Status.UNKNOWN else None
    failed = finding.status is Status.FAIL
    said = _of_a_fail(finding, before) if failed else _of_no_fail(finding.status, before.status)
    differs = said not in {None, "unchanged"}
    return "rule_changed" if differs and not before.same_rule else said


def _is_new(problem: FoundProblem, before: Before | None) -> bool:
    known = before.problems if before else frozenset[Seen]()
    return not any(
        key == problem.key and severity.weight >= problem.severity.weight for key, severity in known
    )


def _of_a_fail(finding: Finding, before: Before) -> Change:
    if before.status is not Status.FAIL:
        return "worse" if before.status is Status.PASS else "new"
    now = frozenset((problem.key, problem.severity) for problem in finding.problems)
    heavier = _weight(finding.severity) - _weight(before.severity)
    if heavier:
        return "worse" if heavier > 0 else "better"
    if now - before.problems:
        return "worse"
    return "better" if before.problems - now else "unchanged"


def _of_no_fail(now: Status, before: Status) -> Change | None:
    if now is before:
        return "unchanged"
    if before is Status.FAIL:
        return "fixed" if now is Status.PASS else "gone"
    return "better" if (before, now) == (Status.UNKNOWN, Status.PASS) else None


def _weight(severity: Severity | None) -> int:
    return severity.weight if severity else 0


def _first_seen(finding: Finding, before: Before | None, started: str) -> str | None:
    """Return when the fail of today, or the one behind an unknown, was first seen."""
    failed = before is not None and _failed(before)
    if finding.status is Status.FAIL:
        return before.since if before and failed else started
    return before.since if before and failed and finding.status is Status.UNKNOWN else None


def _failed(before: Before) -> bool:
    behind = before.last_known.status if before.last_known else None
    return Status.FAIL in (before.status, behind)


def _last_known(finding: Finding, before: Before | None) -> LastKnown | None:
    if before is None or finding.status is not Status.UNKNOWN:
        return None
    if before.status in _KNOWN:
        return LastKnown(before.status, before.severity, before.at)
    return before.last_known
