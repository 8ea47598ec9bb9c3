"""From findings to the exit code, row by row."""

from dataclasses import replace

import pytest

from digiamen_scan.engine.outcome import exit_code
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.results import (
    Change,
    Disposition,
    Finding,
    FoundProblem,
    LastKnown,
    TargetRef,
)
from digiamen_scan.model.scales import Effort, Severity, Status, Who
from digiamen_scan.model.targets import TargetKind
from tests.unit.engine.results import result_of


def finding(
    status: Status,
    severity: Severity | None = None,
    name: str = "example.org",
    disposition: Disposition | None = None,
) -> Finding:
    target = TargetRef(TargetKind.DOMAIN, name)
    return Finding("toy.house", 1, "", target, status, severity, disposition=disposition)


GOOD = finding(Status.PASS)
HIGH = finding(Status.FAIL, Severity.HIGH)
LOW = finding(Status.FAIL, Severity.LOW)
EXCEPTED = finding(Status.FAIL, Severity.HIGH, disposition=Disposition("excepted", "2027-01-01"))
UNSEEN = finding(Status.UNKNOWN, Severity.CRITICAL)
UNSEEN_ELSEWHERE = finding(Status.UNKNOWN, Severity.LOW, name="example.net")
NOT_APPLICABLE = finding(Status.NOT_APPLICABLE, name="example.com")
OURS = Fault("check", "toy.house (builtin)", "ValueError")
THEIRS = Fault("plugin", "folder x", "SyntaxError")


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([], 0),
        ([GOOD], 0),
        ([GOOD, HIGH], 1),
        ([GOOD, LOW], 0),
        ([GOOD, EXCEPTED], 0),
        ([EXCEPTED], 0),
        ([GOOD, UNSEEN], 0),
        ([UNSEEN], 3),
        ([GOOD, UNSEEN_ELSEWHERE], 3),
        ([HIGH, UNSEEN_ELSEWHERE], 3),
        ([GOOD, NOT_APPLICABLE], 0),
    ],
)
def test_the_code_at_the_usual_threshold(findings: list[Finding], code: int) -> None:
    assert exit_code(result_of(findings)) == code


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("critical", 0), ("high", 1), ("medium", 1), ("low", 1), ("never", 0)],
)
def test_the_threshold_decides(fail_on: str, code: int) -> None:
    assert exit_code(result_of([HIGH], fail_on=fail_on)) == code


@pytest.mark.parametrize(
    ("fail_on", "code"), [("critical", 3), ("high", 3), ("low", 3), ("never", 0)]
)
def test_strict_counts_unknowns_at_the_threshold(fail_on: str, code: int) -> None:
    assert exit_code(result_of([GOOD, UNSEEN], fail_on=fail_on, strict=True)) == code


def test_strict_lets_smaller_unknowns_be() -> None:
    small = finding(Status.UNKNOWN, Severity.LOW)
    assert exit_code(result_of([GOOD, small], strict=True)) == 0


def test_a_fault_of_ours_outranks_findings_and_an_interruption_outranks_all() -> None:
    broken = result_of([HIGH, UNSEEN_ELSEWHERE], errors=(OURS,))
    assert exit_code(broken) == 4
    assert exit_code(broken, interrupted=True) == 130


def test_a_plugin_that_could_not_be_loaded_is_not_our_fault() -> None:
    assert exit_code(result_of([GOOD], errors=(THEIRS,))) == 0


SEEN_BEFORE = LastKnown(Status.PASS, None, "2026-10-24T08:00:00+00:00")
FAILED_BEFORE = LastKnown(Status.FAIL, Severity.HIGH, SEEN_BEFORE.at)


def lost(severity: Severity, before: LastKnown, change: Change | None = None) -> Finding:
    return replace(finding(Status.UNKNOWN, severity), last_known=before, change=change)


@pytest.mark.parametrize(
    ("now", "limits", "code"),
    [
        (lost(Severity.HIGH, SEEN_BEFORE), ("high", "never"), 3),
        (lost(Severity.MEDIUM, SEEN_BEFORE), ("high", "never"), 0),
        (lost(Severity.MEDIUM, FAILED_BEFORE), ("high", "never"), 3),
        (lost(Severity.HIGH, SEEN_BEFORE), ("never", "high"), 3),
        (lost(Severity.HIGH, SEEN_BEFORE), ("never", "never"), 0),
        (lost(Severity.HIGH, SEEN_BEFORE, "unchanged"), ("high", "never"), 0),
    ],
)
def test_what_was_known_and_is_not_now(now: Finding, limits: tuple[str, str], code: int) -> None:
    fail_on, fail_on_new = limits
    result = result_of([GOOD, now], fail_on=fail_on, fail_on_new=fail_on_new)
    assert exit_code(result) == code


def with_problem(severity: Severity, *, new: bool) -> FoundProblem:
    return FoundProblem("open", severity, Effort.MINUTES, Who.YOU, "", new=new)


@pytest.mark.parametrize(
    ("problems", "found", "code"),
    [
        ([(Severity.HIGH, True)], HIGH, 1),
        ([(Severity.HIGH, False)], HIGH, 0),
        ([(Severity.HIGH, False), (Severity.LOW, True)], HIGH, 0),
        ([(Severity.HIGH, True)], EXCEPTED, 0),
    ],
)
def test_only_what_is_new_counts_where_that_was_asked(
    problems: list[tuple[Severity, bool]], found: Finding, code: int
) -> None:
    now = replace(
        found,
        problems=tuple(with_problem(severity, new=new) for severity, new in problems),
    )
    assert exit_code(result_of([now], fail_on="never", fail_on_new="high")) == code
