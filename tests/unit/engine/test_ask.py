"""An answer counts only where it is one, and nothing seen is never a pass."""

import pytest

from digiamen_scan.engine.ask import ask
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.scales import Status
from digiamen_scan.model.verdicts import Problem, Verdict, fail, ok
from tests.unit.engine.toys import Door, Window, toy_check

NOTHING = Unavailable(Kind.TIMEOUT)


def easy(door: Door | Unavailable, window: Window | Unavailable) -> Verdict:
    return ok() if door and window else fail(Problem("open"))


def test_a_pass_without_any_of_its_optional_facts_is_unknown() -> None:
    verdict = ask(toy_check(easy), {"door": NOTHING, "window": NOTHING})
    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, NOTHING)


def test_one_of_them_is_enough_for_a_check_that_says_so() -> None:
    shut = {"door": Door(open=False), "window": NOTHING}
    assert ask(toy_check(easy), shut).status is Status.PASS


@pytest.mark.parametrize(
    "answer",
    [None, True, "pass", Verdict("pass"), fail(Problem("open", severity="very high"))],  # type: ignore[arg-type]
)
def test_what_is_no_verdict_is_refused(answer: object) -> None:
    def broken(door: Door) -> Verdict:
        del door
        return answer  # type: ignore[return-value]

    with pytest.raises(TypeError):
        ask(toy_check(broken), {"door": Door(open=False)})
