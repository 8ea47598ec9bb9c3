"""Generated over all checks: what could not be seen is never fine."""

import pytest

from digiamen_scan.engine.cases import Case, Cases, case_facts, judge_case
from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Kind
from digiamen_scan.model.scales import Status
from tests.contract.builtin import all_cases, name_of

PASSING = [entry for entry in all_cases() if entry[2].verdict is Status.PASS]
IDS = [f"{check.id}: {case.name}" for check, _, case in PASSING]
NOTHING = {"unavailable": Kind.TIMEOUT}


def test_every_check_has_a_passing_case_to_start_from() -> None:
    checks = {entry[0].id for entry in all_cases()}
    assert {entry[0].id for entry in PASSING} == checks


@pytest.mark.parametrize(("check", "cases", "case"), PASSING, ids=IDS)
def test_without_a_fact_that_is_not_optional_a_check_never_passes(
    check: Check, cases: Cases, case: Case
) -> None:
    names = [name_of(need) for need in check.needs if not need.optional]
    for name in filter(None, names):
        facts = case_facts(cases, case) | {name: NOTHING}
        assert judge_case(check, facts).status is not Status.PASS, name


@pytest.mark.parametrize(("check", "cases", "case"), PASSING, ids=IDS)
def test_without_all_optional_facts_together_a_check_never_passes(
    check: Check, cases: Cases, case: Case
) -> None:
    names = [name for need in check.needs if need.optional and (name := name_of(need))]
    if not names:
        assert all(not need.optional for need in check.needs)
        return
    facts = case_facts(cases, case) | dict.fromkeys(names, NOTHING)
    assert judge_case(check, facts).status is not Status.PASS
