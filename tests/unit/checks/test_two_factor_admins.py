"""What `cases.yaml` cannot say of accounts.two_factor_admins: time, people and steps."""

from datetime import date

import pytest

from digiamen_scan.api import AccountService
from digiamen_scan.engine.builtin import builtin_root
from digiamen_scan.engine.catalogue import BUILTIN, load_check
from digiamen_scan.model.questions import Answers
from digiamen_scan.model.scales import Effort, Who
from digiamen_scan.model.verdicts import Problem

ROOT = builtin_root() / "checks"
CHECK = load_check(ROOT / "accounts" / "two_factor_admins", ROOT, BUILTIN, "en")


def problem_of(service: str = "google", **values: str | int) -> Problem:
    answers = Answers(tuple(values.items()), "focal point", date(2026, 1, 1), date(2026, 6, 30))
    (problem,) = CHECK.judge(answers, AccountService(service)).problems
    return problem


def steps_of(problem: Problem) -> str:
    return CHECK.guide("en").steps(frozenset({problem.key, *problem.steps}))


@pytest.mark.parametrize(
    ("without", "effort", "minutes"),
    [(1, Effort.MINUTES, (5, 10)), (3, Effort.MINUTES, (15, 30)), (4, Effort.HOURS, (20, 40))],
)
def test_each_administrator_takes_some_minutes(
    without: int, effort: Effort, minutes: tuple[int, int]
) -> None:
    problem = problem_of(state="some", with_it=5 - without, total=5)
    assert (problem.effort, problem.minutes) == (effort, minutes)
    assert dict(problem.values) == {"without": without, "total": 5}


def test_the_reader_may_look_who_the_administrators_are() -> None:
    problem = problem_of(state="not_all_known")
    assert problem.who is Who.YOU
    assert "admin.google.com/ac/roles" in steps_of(problem)


@pytest.mark.parametrize(
    ("service", "place"),
    [
        ("google", "myaccount.google.com/security"),
        ("microsoft", "mysignins.microsoft.com/security-info"),
        ("facebook", "accountscenter.facebook.com"),
        ("whatsapp", "Two-step verification"),
        ("wordpress", "Two-Factor Options"),
        ("", "The words to look for"),
        ("instagram", "The words to look for"),
    ],
)
def test_the_steps_are_those_of_the_account_s_service(service: str, place: str) -> None:
    assert place in steps_of(problem_of(service, state="none"))


@pytest.mark.parametrize("service", ["", "whatsapp", "wordpress"])
def test_where_no_list_is_known_the_steps_to_find_administrators_are_general(service: str) -> None:
    assert "Look for the bill" in steps_of(problem_of(service, state="not_all_known"))
