"""Asks people what only they know, outside any deadline."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from digiamen_scan.cli.talk import EndedError, Talk, talk_in
from digiamen_scan.engine.answers import OPEN_KINDS, answers_of, is_asked, last_day
from digiamen_scan.engine.plan import Plan
from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.guides import QuestionWords
from digiamen_scan.model.questions import NONE_OF_THESE, AnswerValue, Question
from digiamen_scan.model.targets import Target
from digiamen_scan.profile.answers import AnswerBook, AnswerEntry
from digiamen_scan.profile.marks import line as one_line
from digiamen_scan.profile.names import BadValueError
from digiamen_scan.reports.terminal.guidetext import guide_lines
from digiamen_scan.words import Words

MINUTES_EACH = 1
MOST_DIGITS = 7
MOST_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Open:
    """A check's questions about a target that nobody has answered, or not lately."""

    check: Check
    target: Target


def open_questions(plan: Plan, book: AnswerBook, today: date) -> tuple[Open, ...]:
    """Return what is to be asked: what could hurt children most comes first."""
    found = (
        Open(check, target)
        for check, target in plan.pairs()
        if check.meta.questions and _is_open(answers_of(book, check, target, today))
    )
    return most_urgent_first(found)


def most_urgent_first(questions: Iterable[Open]) -> tuple[Open, ...]:
    """Sort by severity times exposure, else in the order given: people may stop at any time."""
    return tuple(
        sorted(questions, key=lambda one: -one.check.meta.severity.weight * one.target.exposure)
    )


def _is_open(found: object) -> bool:
    return isinstance(found, Unavailable) and found.kind in OPEN_KINDS


@dataclass(slots=True)
class Interview:
    """One conversation. `keep` is called with the book after every answer, so that none is lost."""

    talk: Talk
    today: date
    keep: Callable[[AnswerBook], None]
    role: str = ""
    ended: bool = False

    @property
    def words(self) -> Words:
        """The words of the conversation."""
        return self.talk.words

    def offer(self, count: int) -> bool:
        """Ask whether there is time now."""
        self.talk.say("")
        self.talk.say(
            self.words(
                "Questions that only you can answer: {count}. Minutes, about: {minutes}.",
                count=count,
                minutes=max(1, count * MINUTES_EACH),
            )
        )
        return self.talk.yes(self.words("Answer them now?"))

    def ask_all(self, questions: Iterable[Open], book: AnswerBook) -> AnswerBook:
        """Ask everything; returns the book with what was answered until the person stopped."""
        self.talk.say(
            self.words("Type the number of your answer. Enter alone: later. Ctrl-C: stop.")
        )
        try:
            for item in questions:
                answer = self._ask(item)
                if answer is not None:
                    book = book.with_answer(answer)
                    self.keep(book)
                if self.ended:
                    break
        except (EndedError, KeyboardInterrupt):
            self.ended = True
        if self.ended:
            self.talk.say(self.words("Stopped. What you answered is kept."))
        return book

    def _ask(self, item: Open) -> AnswerEntry | None:
        self.talk.say("")
        given: dict[str, AnswerValue] = {}
        for question in item.check.meta.questions:
            if not is_asked(question, given):
                continue
            value = self._value(item, question)
            if value is None:
                return None
            if value == _DECLINED:
                return self._answer(item, {}, declined=True)
            given[question.key] = value
        return self._answer(item, given, declined=False)

    def _answer(self, item: Open, given: dict[str, AnswerValue], *, declined: bool) -> AnswerEntry:
        return AnswerEntry(
            check=item.check.id,
            target=item.target.name,
            values=tuple(sorted(given.items())),
            by=self._role(),
            on=self.today,
            until=last_day(item.check, self.today),
            declined=declined,
        )

    def _role(self) -> str:
        if not self.role:
            self.talk.say(
                self.words("Who answers? Your role, not your name (for example: focal point):")
            )
            self.role = self._read_role() or self.words("not said")
        return self.role

    def _read_role(self) -> str:
        try:
            return one_line(MOST_LETTERS)(self.talk.line())
        except BadValueError:
            return ""
        except (EndedError, KeyboardInterrupt):  # what was answered before this is kept
            self.ended = True
            return ""

    def _value(self, item: Open, question: Question) -> AnswerValue | None:
        asked = item.check.guide(self.words.lang).questions[question.key]
        self.talk.show(guide_lines(asked.text, {"target": item.target.name}))
        if question.kind == "number":
            return self._number()
        several = question.kind == "several"
        keys = (*question.choices, *((NONE_OF_THESE,) if several else ()), _DECLINED)
        for number, key in enumerate(keys, start=1):
            self.talk.say(self._words_of(question, asked, key), f"{number}. ")
        return self._several(keys) if several else self._choice(keys)

    def _words_of(self, question: Question, asked: QuestionWords, key: str) -> str:
        if key in question.choices:
            return asked.choices.get(key, key)
        if key == NONE_OF_THESE:
            return self.words("None of these")
        return self.words("I do not know, or prefer not to say")

    def _several(self, keys: tuple[str, ...]) -> str | None:
        how = self.words("Type all the numbers that hold, such as: 1 3")
        self.talk.say(how)
        for line in self._lines():
            if not line:
                return None
            if chosen := _chosen(line, keys):
                return " ".join(chosen)
            self.talk.say(how)
        raise EndedError

    def _choice(self, choices: tuple[str, ...]) -> str | None:
        for line in self._lines():
            if not line:
                return None
            number = _whole_number(line)
            if number is not None and 1 <= number <= len(choices):
                return choices[number - 1]
            self.talk.say(
                self.words("Type a number from {low} to {high}.", low=1, high=len(choices))
            )
        raise EndedError

    def _number(self) -> int | None:
        for line in self._lines():
            if not line:
                return None
            number = _whole_number(line)
            if number is not None:
                return number
            self.talk.say(self.words("Type a whole number, such as 12."))
        raise EndedError

    def _lines(self) -> Iterator[str]:
        while True:
            yield self.talk.line()


def interview_in(words: Words, today: date, keep: Callable[[AnswerBook], None]) -> Interview:
    """Return a conversation in a language that standard error can hold."""
    return Interview(talk_in(words), today, keep)


_DECLINED = "declined"
_BETWEEN = re.compile(r"[\s,;\u060c\u061b]+")
"""What people put between numbers: spaces, commas and semicolons, Arabic ones too."""


def _chosen(line: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys whose numbers are typed, in their order; none for a line that is unclear."""
    numbers = {_whole_number(word) for word in _BETWEEN.split(line) if word}
    chosen = tuple(key for number, key in enumerate(keys, start=1) if number in numbers)
    alone = {NONE_OF_THESE, _DECLINED}.intersection(chosen)
    is_clear = len(chosen) == len(numbers) and not (alone and len(chosen) > 1)
    return chosen if is_clear else ()


def _whole_number(line: str) -> int | None:
    """Read digits of any script, as a person may type them; None for anything else."""
    return int(line) if line.isdecimal() and len(line) <= MOST_DIGITS else None
