"""Prioritising: a table of cases, and what holds for any findings whatever."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.engine.circles import check_circles
from digiamen_scan.engine.prioritise import prioritise
from digiamen_scan.model.checks import CheckMeta
from digiamen_scan.model.results import (
    Action,
    Disposition,
    Finding,
    FoundProblem,
    FoundReason,
    LastKnown,
    ResultTarget,
    TargetRef,
)
from digiamen_scan.model.scales import Band, Effort, Severity, Status, Who
from digiamen_scan.model.targets import DEFAULT_EXPOSURE, TargetKind

TABLE = yaml.safe_load(Path(__file__).with_name("prioritise_cases.yaml").read_text("utf-8"))


def find_out_title(finding: Finding) -> str:
    return f"find out {finding.check} at {finding.target.name}"


# The table


def case_ranks(case: Mapping[str, Any]) -> dict[str, CheckMeta]:
    described = {**TABLE["checks"], **case.get("checks", {})}
    return {check: rank(**fields) for check, fields in described.items()}


def meta(severity: Severity, effort: Effort, who: Who, **more: Any) -> CheckMeta:
    return CheckMeta(TargetKind.DEVICE, severity, effort, who, **{"serves": (), **more})


def rank(severity: str, effort: str, who: str, **more: Any) -> CheckMeta:  # from YAML
    return meta(
        Severity(severity),
        Effort(effort),
        Who(who),
        after=tuple(more.get("after", ())),
        waiting=tuple(more.get("waiting", ())),
        never_first=more.get("never_first", False),
        serves=tuple(more.get("serves", ())),
    )


def case_targets(case: Mapping[str, Any]) -> list[ResultTarget]:
    exposure = case.get("exposure", {})
    return [
        ResultTarget(
            id=f"{fields['kind']}:{name}",
            kind=TargetKind(fields["kind"]),
            name=name,
            exposure=exposure.get(name, DEFAULT_EXPOSURE),
        )
        for name, fields in TABLE["targets"].items()
    ]


def case_finding(fields: Mapping[str, Any], ranks: Mapping[str, CheckMeta]) -> Finding:
    check, name = fields["check"], fields["at"]
    status = next(status for status in Status if status in fields)
    problems = tuple(
        case_problem(problem, check, name, ranks[check]) for problem in fields.get("fail", ())
    )
    return Finding(
        check=check,
        rule=1,
        title="",
        target=case_target(name),
        status=status,
        severity=ranks[check].severity if status in {Status.FAIL, Status.UNKNOWN} else None,
        problems=problems,
        reason=FoundReason(fields["unknown"], "", "") if "unknown" in fields else None,
        disposition=case_disposition(fields),
        first_seen=str(fields["since"]) if "since" in fields else None,
        last_known=LastKnown(Status.FAIL, Severity(fields["was"]), "2026-10-24")
        if "was" in fields
        else None,
    )


def case_target(name: str) -> TargetRef:
    known = TABLE["targets"].get(name, {"kind": TargetKind.ORGANISATION})
    return TargetRef(TargetKind(known["kind"]), name)


def case_disposition(fields: Mapping[str, Any]) -> Disposition | None:
    if fields.get("excepted"):
        return Disposition("excepted", until="2027-01-01")
    return Disposition("attested", until="2027-01-01") if fields.get("attested") else None


def case_problem(given: Any, check: str, name: str, usual: CheckMeta) -> FoundProblem:  # from YAML
    fields = given if isinstance(given, dict) else {"key": given}
    return FoundProblem(
        key=fields["key"],
        severity=Severity(fields.get("severity", usual.severity)),
        effort=Effort(fields.get("effort", usual.effort)),
        who=Who(fields.get("who", usual.who)),
        summary=fields.get("summary", f"{check} {fields['key']} at {name}"),
        minutes=tuple(fields["minutes"]) if "minutes" in fields else None,
    )


def name_of(action: Action) -> str:
    return f"{action.check}/{action.problem or '?'}"


def line(action: Action) -> str:
    targets = " ".join(target.name for target in action.targets)
    return f"{action.band} {action.placement} {name_of(action)} {targets}"


def case_actions(case: Mapping[str, Any], *, backwards: bool = False) -> tuple[Action, ...]:
    ranks = case_ranks(case)
    findings = [case_finding(fields, ranks) for fields in case["findings"]]
    targets = case_targets(case)
    if backwards:
        findings.reverse()
        targets.reverse()
    return prioritise(findings, targets, ranks, find_out_title)


CASES = pytest.mark.parametrize("case", TABLE["cases"], ids=lambda case: case["name"])


@CASES
def test_the_table(case: Mapping[str, Any]) -> None:
    actions = case_actions(case)
    assert [line(action) for action in actions] == case["actions"]
    assert [action.rank for action in actions] == list(range(1, len(actions) + 1))


@CASES
def test_the_table_read_backwards_gives_the_same(case: Mapping[str, Any]) -> None:
    assert case_actions(case, backwards=True) == case_actions(case)


DETAILS = [
    pytest.param(case, name, detail, value, id=f"{case['name']}: {name} {detail}")
    for case in TABLE["cases"]
    for name, details in case.get("details", {}).items()
    for detail, value in details.items()
]


@pytest.mark.parametrize(("case", "name", "detail", "value"), DETAILS)
def test_the_details_of_the_table(
    case: Mapping[str, Any], name: str, detail: str, value: object
) -> None:
    (action,) = (action for action in case_actions(case) if name_of(action) == name)
    found = getattr(action, detail)
    assert (list(found) if isinstance(found, tuple) else found) == value


def test_the_names_of_the_cases_differ() -> None:
    names = [case["name"] for case in TABLE["cases"]]
    assert len(names) == len(set(names))


# Circles


def waiting(**after: tuple[str, ...]) -> dict[str, CheckMeta]:
    return {
        check: meta(Severity.LOW, Effort.MINUTES, Who.YOU, after=names)
        for check, names in after.items()
    }


def test_checks_that_wait_for_one_another_are_named() -> None:
    with pytest.raises(ValueError, match=r"b -> a -> c -> b|a -> c -> b -> a|c -> b -> a -> c"):
        check_circles({"a": ("b",), "b": ("c",), "c": ("a",), "d": ("a",)})


def test_a_check_that_waits_for_itself_is_named() -> None:
    with pytest.raises(ValueError, match="a -> a"):
        check_circles({"a": ("a",)})


def test_a_check_may_wait_for_one_that_is_not_loaded() -> None:
    check_circles({"a": ("elsewhere.entirely",)})


def test_two_ways_to_the_same_check_are_no_circle() -> None:
    check_circles({"a": ("b", "c"), "b": ("d",), "c": ("d",), "d": ()})


def test_a_circle_that_slipped_through_loses_nothing() -> None:
    ranks = waiting(a=("b",), b=("a",))
    target = ResultTarget("device:PC-1", TargetKind.DEVICE, "PC-1", 2)
    findings = [fail_of(check, "PC-1", Severity.HIGH, Effort.MINUTES) for check in ranks]
    actions = prioritise(findings, [target], ranks, find_out_title)
    assert {action.check for action in actions} == {"a", "b"}


# What holds for any findings

CHECKS = tuple("abcdefgh")
NAMES = tuple(f"PC-{number}" for number in range(1, 5))


def fail_of(check: str, name: str, severity: Severity, effort: Effort) -> Finding:
    problem = FoundProblem("p", severity, effort, Who.YOU, f"{check} {name}")
    target = TargetRef(TargetKind.DEVICE, name)
    return Finding(check, 1, "", target, Status.FAIL, severity, problems=(problem,))


@st.composite
def some_ranks(draw: st.DrawFn) -> dict[str, CheckMeta]:
    """A check waits only for later letters, so that there is no circle."""
    return {
        check: meta(
            draw(st.sampled_from(Severity)),
            draw(st.sampled_from(Effort)),
            draw(st.sampled_from(Who)),
            after=tuple(sorted(draw(st.sets(st.sampled_from(CHECKS[place + 1 :] or "-"))))),
            waiting=draw(st.sampled_from(((), ("one", "admin")))),
            never_first=draw(st.booleans()),
            serves=draw(st.sampled_from((("TP1",), ("EX2", "TP4"), ("RP1",), ()))),
        )
        for place, check in enumerate(CHECKS)
    }


@st.composite
def some_problem(draw: st.DrawFn) -> FoundProblem:
    return FoundProblem(
        draw(st.sampled_from(("one", "two", "admin"))),
        draw(st.sampled_from(Severity)),
        draw(st.sampled_from(Effort)),
        draw(st.sampled_from(Who)),
        draw(st.sampled_from(("this", "that"))),
        draw(st.sampled_from((None, (5, 10), (10, 40)))),
    )


@st.composite
def some_finding(draw: st.DrawFn, check: str, name: str, rank: CheckMeta) -> Finding:
    status = draw(st.sampled_from(Status))
    told = status in {Status.FAIL, Status.UNKNOWN}
    problems = draw(st.lists(some_problem(), min_size=1, max_size=3))
    return Finding(
        check,
        1,
        "",
        TargetRef(TargetKind.DEVICE, name),
        status,
        rank.severity if told else None,
        problems=tuple(problems) if status is Status.FAIL else (),
        first_seen=draw(st.sampled_from((None, "2026-01-01", "2026-06-01T10:00:00Z"))),
        disposition=draw(
            st.sampled_from((None, None, None, Disposition("excepted", "2027-01-01")))
        ),
        last_known=draw(st.sampled_from((None, None, LastKnown(Status.FAIL, Severity.LOW, "x")))),
    )


Scan = tuple[list[Finding], list[ResultTarget], dict[str, CheckMeta]]


@st.composite
def scans(draw: st.DrawFn) -> Scan:
    ranks = draw(some_ranks())
    targets = [
        ResultTarget(f"device:{name}", TargetKind.DEVICE, name, draw(st.integers(1, 3)))
        for name in NAMES
    ]
    pairs = draw(st.sets(st.tuples(st.sampled_from(CHECKS), st.sampled_from(NAMES)), max_size=24))
    findings = [draw(some_finding(check, name, ranks[check])) for check, name in sorted(pairs)]
    return findings, targets, ranks


def listed(scan: Scan) -> tuple[Action, ...]:
    return prioritise(*scan, find_out_title)


def open_questions(findings: Sequence[Finding], actions: Sequence[Action]) -> list[Action]:
    """Actions to find out whose findings never failed before."""
    failed = {finding.check for finding in findings if finding.last_known is not None}
    return [action for action in actions if action.problem is None and action.check not in failed]


@given(scans(), st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_nothing(scan: Scan, random: Any) -> None:  # hypothesis' own
    findings, targets, ranks = scan
    expected = listed(scan)
    shuffled = list(findings)
    random.shuffle(shuffled)
    mixed = dict(random.sample(list(ranks.items()), len(ranks)))
    assert prioritise(shuffled, targets[::-1], mixed, find_out_title) == expected


@given(scans())
def test_effort_never_lifts_across_bands(scan: Scan) -> None:
    bands = [action.band.rank for action in listed(scan)]
    assert bands == sorted(bands)


@given(scans())
def test_no_action_is_due_later_than_its_own_danger_says(scan: Scan) -> None:
    findings, targets, _ = scan
    exposure = {target.name: target.exposure for target in targets}
    now = {
        (finding.check, problem.key)
        for finding in findings
        if finding.status is Status.FAIL and finding.disposition is None
        for problem in finding.problems
        if problem.severity.weight * exposure[finding.target.name] >= 8
    }
    due_now = {(action.check, action.problem) for action in listed(scan) if action.band is Band.NOW}
    assert now <= due_now


@given(scans())
def test_what_another_step_needs_stands_before_it(scan: Scan) -> None:
    ranks = scan[2]
    actions = listed(scan)
    for place, action in enumerate(actions):
        for later in actions[place + 1 :]:
            shares = set(action.targets) & set(later.targets)
            waiting = ranks[action.check].waiting
            waits = not waiting or action.problem in waiting
            assert not (waits and later.check in ranks[action.check].after and shares)


@given(scans())
def test_at_most_six_first_and_three_quick(scan: Scan) -> None:
    placements = [action.placement for action in listed(scan)]
    assert placements.count("first") <= 6
    assert placements.count("quick") <= 3


@given(scans())
def test_at_most_one_of_the_first_is_an_open_question(scan: Scan) -> None:
    first = [action for action in listed(scan) if action.placement == "first"]
    assert len(open_questions(scan[0], first)) <= 1


@given(scans())
def test_checks_that_never_come_first_come_first_only_when_broken(scan: Scan) -> None:
    ranks = scan[2]
    for action in listed(scan):
        if ranks[action.check].never_first and action.placement in {"first", "quick"}:
            assert action.severity is Severity.CRITICAL
            assert action.problem is not None


@given(scans())
def test_the_first_places_are_filled_as_long_as_there_are_fails(scan: Scan) -> None:
    ranks = scan[2]
    actions = listed(scan)
    first = sum(action.placement == "first" for action in actions)
    able = [
        action
        for action in actions
        if action.problem is not None
        and (not ranks[action.check].never_first or action.severity is Severity.CRITICAL)
    ]
    assert first >= min(6, len(able))


@given(scans())
def test_every_fail_that_was_not_accepted_is_in_the_list(scan: Scan) -> None:
    expected = {
        (finding.check, problem.key, finding.target)
        for finding in scan[0]
        if finding.status is Status.FAIL and finding.disposition is None
        for problem in finding.problems
    }
    found = {
        (action.check, action.problem, target)
        for action in listed(scan)
        for target in action.targets
        if action.problem is not None
    }
    assert found == expected
