"""accounts.password_policy over all answers that a person can give."""

from datetime import date
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.api import DeclaredPasswordRule
from digiamen_scan.engine.builtin import builtin_root
from digiamen_scan.engine.catalogue import BUILTIN, load_check
from digiamen_scan.model.questions import NONE_OF_THESE, Answers
from digiamen_scan.model.scales import Severity, Status
from digiamen_scan.model.verdicts import Verdict

ROOT = builtin_root() / "checks"
CHECK = load_check(ROOT / "accounts" / "password_policy", ROOT, BUILTIN, "en")
POINTS = next(one.choices for one in CHECK.meta.questions if one.key == "says")
GOOD = {"unique", "manager", "leaked"}


def verdict_of(length: int, says: set[str], min_length: int = 14) -> Verdict:
    said = " ".join(sorted(says)) or NONE_OF_THESE
    values = (("length", length), ("rule", "written"), ("says", said))
    answers = Answers(values, "director", date(2026, 1, 1), date(2026, 12, 31))
    return CHECK.judge(answers, DeclaredPasswordRule(min_length))


def every_choice() -> list[set[str]]:
    return [
        set(one)
        for one in chain.from_iterable(combinations(POINTS, n) for n in range(len(POINTS) + 1))
    ]


@pytest.mark.parametrize("says", every_choice(), ids=lambda one: "+".join(sorted(one)) or "none")
def test_it_passes_only_where_every_point_is_right(says: set[str]) -> None:
    expected = says >= GOOD and "regular_change" not in says
    assert (verdict_of(14, says).status is Status.PASS) == expected


@given(st.integers(0, 200), st.integers(8, 128), st.sampled_from(every_choice()))
def test_less_than_eight_never_passes_nor_less_than_asked_without_a_second_factor(
    length: int, min_length: int, says: set[str]
) -> None:
    if verdict_of(length, says, min_length).status is Status.PASS:
        assert length >= (8 if "second_factor" in says else min_length)


def test_of_many_faults_the_worst_is_named() -> None:
    (problem,) = verdict_of(9, {"regular_change"}).problems
    assert problem.key == "too_short"
    assert dict(problem.values) == {"length": 9, "min_length": 14}


def test_a_single_small_fault_is_small() -> None:
    (problem,) = verdict_of(20, GOOD | {"regular_change"}).problems
    assert problem.severity is Severity.LOW


def test_the_rule_is_asked_for_once_and_not_for_every_account() -> None:
    assert CHECK.meta.target == "organisation"
    assert {question.valid_days for question in CHECK.meta.questions} == {365}
