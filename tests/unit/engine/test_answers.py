"""From a kept answer to the fact that a check reads: complete, and not for longer than is good."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.engine.answers import answers_of, last_day
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.questions import NONE_OF_THESE, Answers, AnswerValue, Question
from digiamen_scan.model.verdicts import Verdict, ok
from digiamen_scan.profile.answers import AnswerBook, AnswerEntry
from tests.unit.engine.toys import DOMAIN, toy_check

TODAY = date(2026, 11, 24)
FAR_OFF = date(2099, 12, 31)


def asked(answers: Answers) -> Verdict:
    return ok() if answers.values else ok("silent")


CHECK = toy_check(
    asked,
    "toy.asked",
    questions=(
        Question("state", choices=("yes", "no"), valid_days=180),
        Question("count", kind="number", only_if=("state", "no"), valid_days=90),
        Question("points", kind="several", choices=("a", "b", "c"), only_if=("state", "no")),
    ),
)
WHOLE: dict[str, AnswerValue] = {"state": "no", "count": 3, "points": "a c"}


def found(
    values: dict[str, AnswerValue] | None = None,
    *,
    on: date = TODAY,
    until: date = FAR_OFF,
    declined: bool = False,
) -> Answers | Unavailable:
    said = {} if declined else (WHOLE if values is None else values)
    entry = AnswerEntry(
        "toy.asked", DOMAIN.name, on, until, "focal point", tuple(said.items()), declined
    )
    return answers_of(AnswerBook((entry,)), CHECK, DOMAIN, TODAY)


def kind(answer: Answers | Unavailable) -> str:
    return answer.kind if isinstance(answer, Unavailable) else "answered"


def test_an_end_written_by_hand_is_not_trusted_beyond_the_check_s_own() -> None:
    answer = found(until=FAR_OFF)
    assert isinstance(answer, Answers)
    assert answer.until == TODAY + timedelta(days=90) == last_day(CHECK, TODAY)


def test_an_earlier_end_is_kept() -> None:
    answer = found(until=TODAY)
    assert isinstance(answer, Answers)
    assert answer.until == TODAY


@pytest.mark.parametrize(("days", "expected"), [(90, "answered"), (91, Kind.EXPIRED)])
def test_an_old_answer_ends_whatever_end_is_written(days: int, expected: str) -> None:
    assert kind(found(on=TODAY - timedelta(days=days))) == expected


@pytest.mark.parametrize(("days", "expected"), [(1, "answered"), (2, Kind.NOT_ANSWERED)])
def test_an_answer_from_the_future_is_no_answer(days: int, expected: str) -> None:
    assert kind(found(on=TODAY + timedelta(days=days))) == expected


def test_what_nobody_knew_is_asked_again_after_its_end() -> None:
    assert kind(found(declined=True)) == Kind.DECLINED
    assert kind(found(declined=True, on=TODAY - timedelta(days=91))) == Kind.EXPIRED


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("a", "answered"),
        ("c b", "answered"),
        (NONE_OF_THESE, "answered"),
        ("", Kind.NOT_ANSWERED),
        ("a d", Kind.NOT_ANSWERED),
        ("a none", Kind.NOT_ANSWERED),
        ("abc", Kind.NOT_ANSWERED),
        (1, Kind.NOT_ANSWERED),
    ],
)
def test_several_choices_are_those_of_the_question(points: AnswerValue, expected: str) -> None:
    assert kind(found(WHOLE | {"points": points})) == expected


@given(st.sets(st.sampled_from(["a", "b", "c"])))
def test_several_choices_are_read_as_they_were_kept(chosen: set[str]) -> None:
    answer = found(WHOLE | {"points": " ".join(chosen) or NONE_OF_THESE})
    assert isinstance(answer, Answers)
    assert answer.several("points") == chosen


def test_a_question_without_its_answer_leaves_all_unanswered() -> None:
    assert kind(found({"state": "no", "count": 3})) == Kind.NOT_ANSWERED
    assert kind(found({"state": "yes"})) == "answered"
