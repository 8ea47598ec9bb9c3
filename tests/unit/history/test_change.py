"""What is told of a finding when there is an earlier one: row by row, by result and by hashes."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from digiamen_scan.history.baseline import baseline_from, baseline_text
from digiamen_scan.history.change import compared
from digiamen_scan.history.earlier import Earlier, EarlierResult
from digiamen_scan.model.results import Finding, LastKnown, Result
from digiamen_scan.model.scales import Severity, Status
from tests.unit.history.findings import THEN, TODAY, earlier_result, verdict

KEY = "an invented secret of the tests"


def by_hashes(result: Result) -> Earlier:
    return baseline_from(json.loads(baseline_text(result, KEY)), KEY)


Way = Callable[[Result], Earlier]
BOTH = pytest.mark.parametrize("way", [EarlierResult, by_hashes])


def told(before: Finding | None, now: Finding, way: Way = EarlierResult) -> Finding:
    earlier = way(earlier_result(*([before] if before else [])))
    return compared(now, earlier, TODAY)


@BOTH
@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (None, "pass", None),
        (None, "unknown", None),
        (None, "open high", "new"),
        ("pass", "pass", "unchanged"),
        ("pass", "not_applicable", None),
        ("pass", "open high", "worse"),
        ("pass", "unknown", None),
        ("open high", "pass", "fixed"),
        ("open high", "not_applicable", "gone"),
        ("open high", "unknown", None),
        ("open high", "open high", "unchanged"),
        ("open high", "open critical", "worse"),
        ("open high", "open low", "better"),
        ("open high", "open high, weak low", "worse"),
        ("open high", "other high", "worse"),
        ("unknown", "pass", "better"),
        ("unknown", "open high", "new"),
        ("unknown", "unknown", "unchanged"),
        ("unknown", "not_applicable", None),
        ("not_applicable", "open high", "new"),
        ("not_applicable", "pass", None),
        ("not_applicable", "not_applicable", "unchanged"),
    ],
)
def test_the_change(before: str | None, now: str, change: str | None, way: Way) -> None:
    finding = told(verdict(before) if before else None, verdict(now), way)
    assert finding.change == change


def test_one_problem_less_is_better() -> None:
    assert told(verdict("open high, weak low"), verdict("open high")).change == "better"


@BOTH
def test_another_rule_is_named_where_the_verdict_differs(way: Way) -> None:
    newer = verdict("open high", rule=2)
    assert told(verdict("pass"), newer, way).change == "rule_changed"
    assert told(verdict("open high"), newer, way).change == "unchanged"


@BOTH
@pytest.mark.parametrize(
    ("before", "now", "new"),
    [
        ("open high", "open high, weak low", [False, True]),
        ("open high", "open critical", [True]),
        ("open high", "open low", [False]),
        ("pass", "open high", [True]),
        ("unknown", "open high", [True]),
        (None, "open high", [True]),
    ],
)
def test_which_problems_are_new(before: str | None, now: str, new: list[bool], way: Way) -> None:
    finding = told(verdict(before) if before else None, verdict(now), way)
    assert [problem.new for problem in finding.problems] == new


@BOTH
def test_what_was_known_and_is_not_now_keeps_what_was_known(way: Way) -> None:
    finding = told(verdict("open critical"), verdict("unknown"), way)
    assert finding.last_known == LastKnown(Status.FAIL, Severity.CRITICAL, THEN)
    assert finding.first_seen == THEN
    assert told(verdict("pass"), verdict("unknown"), way).last_known == LastKnown(
        Status.PASS, None, THEN
    )


def test_what_was_known_long_ago_is_not_forgotten() -> None:
    long_ago = LastKnown(Status.FAIL, Severity.HIGH, "2026-01-01T00:00:00+00:00")
    before = replace(verdict("unknown"), last_known=long_ago, first_seen=long_ago.at)
    finding = told(before, verdict("unknown"))
    assert (finding.last_known, finding.first_seen) == (long_ago, long_ago.at)
    assert told(before, verdict("pass")).last_known is None
    assert told(before, verdict("open high")).first_seen == long_ago.at


def test_a_fail_keeps_the_day_it_was_first_seen() -> None:
    old = replace(verdict("open high"), first_seen="2026-01-01T00:00:00+00:00")
    assert told(old, verdict("open high")).first_seen == old.first_seen
    assert told(verdict("open high"), verdict("open high")).first_seen == THEN
    assert told(verdict("pass"), verdict("open high")).first_seen == TODAY
    assert told(verdict("open high"), verdict("pass")).first_seen is None


def test_another_target_is_not_compared() -> None:
    elsewhere = verdict("open high", name="example.net")
    assert told(elsewhere, verdict("open high")).change == "new"
