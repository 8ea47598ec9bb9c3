"""From what people answered to the fact that a check asks for."""

from dataclasses import replace
from datetime import date, timedelta

from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.questions import NONE_OF_THESE, Answers, AnswerValue, Question
from digiamen_scan.model.targets import Target
from digiamen_scan.profile.answers import AnswerBook

_TIME_ZONES = timedelta(days=1)
"""Somebody who writes a date by hand may live a day ahead of the scan's UTC."""

OPEN_KINDS = frozenset({Kind.NOT_ANSWERED, Kind.EXPIRED})
"""Kinds of an unknown that a person can end by answering."""


def answers_of(
    book: AnswerBook, check: Check, target: Target, today: date
) -> Answers | Unavailable:
    """Return the answers to a check's questions about a target, or why there are none."""
    answer = book.lookup(check.id, target.name)
    if answer is None or answer.on > today + _TIME_ZONES:
        return Unavailable(Kind.NOT_ANSWERED, fact=check.id)
    until = min(answer.until, last_day(check, answer.on))
    if until < today:
        return Unavailable(Kind.EXPIRED, until.isoformat(), check.id)
    if answer.declined:
        return Unavailable(Kind.DECLINED, fact=check.id)
    given = dict(answer.values)
    for question in check.meta.questions:
        if is_asked(question, given) and not _fits(question, given.get(question.key)):
            return Unavailable(Kind.NOT_ANSWERED, question.key, check.id)
    return replace(answer.answers, until=until)


def last_day(check: Check, on: date) -> date:
    """Return the last day that answers given on a day are good for, whatever a file says."""
    days = min(question.valid_days for question in check.meta.questions)
    return on + timedelta(days=days)


def is_asked(question: Question, given: dict[str, AnswerValue]) -> bool:
    """Tell whether a question arises after the answers given so far."""
    if question.only_if is None:
        return True
    key, value = question.only_if
    return given.get(key) == value


def _fits(question: Question, value: AnswerValue | None) -> bool:
    if question.kind == "number":
        return isinstance(value, int) and value >= 0
    if question.kind == "several":
        said = str(value or "").split()
        return said == [NONE_OF_THESE] or (bool(said) and set(said) <= set(question.choices))
    return value in question.choices
