"""From what people answered to the fact that a check asks for."""

from datetime import date

from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.questions import Answers, AnswerValue, Question
from digiamen_scan.model.targets import Target
from digiamen_scan.profile.answers import AnswerBook

OPEN_KINDS = frozenset({Kind.NOT_ANSWERED, Kind.EXPIRED})
"""Kinds of an unknown that a person can end by answering."""


def answers_of(
    book: AnswerBook, check: Check, target: Target, today: date
) -> Answers | Unavailable:
    """Return the answers to a check's questions about a target, or why there are none."""
    answer = book.lookup(check.id, target.name)
    if answer is None:
        return Unavailable(Kind.NOT_ANSWERED, fact=check.id)
    if answer.declined:
        return Unavailable(Kind.DECLINED, fact=check.id)
    if answer.until < today:
        return Unavailable(Kind.EXPIRED, answer.until.isoformat(), check.id)
    given = dict(answer.values)
    for question in check.meta.questions:
        if is_asked(question, given) and not _fits(question, given.get(question.key)):
            return Unavailable(Kind.NOT_ANSWERED, question.key, check.id)
    return answer.answers


def is_asked(question: Question, given: dict[str, AnswerValue]) -> bool:
    """Tell whether a question arises after the answers given so far."""
    if question.only_if is None:
        return True
    key, value = question.only_if
    return given.get(key) == value


def _fits(question: Question, value: AnswerValue | None) -> bool:
    if question.kind == "number":
        return isinstance(value, int) and value >= 0
    return value in question.choices
