"""What `cases.yaml` cannot say of accounts.two_factor: how long the fix takes."""

from datetime import date

import pytest

from digiamen_scan.api import AccountService
from digiamen_scan.engine.builtin import builtin_root
from digiamen_scan.engine.catalogue import BUILTIN, load_check
from digiamen_scan.model.questions import Answers
from digiamen_scan.model.scales import Effort
from digiamen_scan.model.verdicts import Problem


def problem_of(with_it: int, total: int) -> Problem:
    root = builtin_root() / "checks"
    check = load_check(root / "accounts" / "two_factor", root, BUILTIN, "en")
    values = (("state", "some"), ("total", total), ("with_it", with_it))
    answers = Answers(values, "focal point", date(2026, 1, 1), date(2026, 6, 30))
    verdict = check.judge(answers, AccountService("google"))
    (problem,) = verdict.problems
    return problem


@pytest.mark.parametrize(("without", "minutes"), [(1, (5, 10)), (2, (10, 20)), (3, (15, 30))])
def test_up_to_three_people_are_a_matter_of_minutes(without: int, minutes: tuple[int, int]) -> None:
    problem = problem_of(21 - without, 21)
    assert problem.effort is Effort.MINUTES
    assert problem.minutes == minutes


def test_more_people_take_what_the_check_takes() -> None:
    problem = problem_of(17, 21)
    assert problem.effort is None
    assert problem.minutes is None


def test_those_without_it_are_counted() -> None:
    assert dict(problem_of(18, 21).values) == {"without": 3, "total": 21}


def test_the_steps_are_those_of_the_account_s_service() -> None:
    assert problem_of(18, 21).steps == ("google",)
