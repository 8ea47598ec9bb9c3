"""Questions that only a person can answer, and the answers as a fact."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

AnswerValue = str | int
QuestionKind = Literal["choice", "number", "several"]
NONE_OF_THESE = "none"
"""The answer to a question of kind `several` where none of its choices holds."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a check; its words stand in the guide under `## Questions`.

    `choices` are the keys of a choice; of a question of kind `several` any number of them may
    hold. `only_if` is (key, value) of an earlier question that this one depends on. `valid_days`
    says how long an answer stays good.
    """

    key: str
    kind: QuestionKind = "choice"
    choices: tuple[str, ...] = ()
    only_if: tuple[str, str] | None = None
    valid_days: int = 180


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered to a check's questions about one target.

    The value of a question of kind `several` is the keys of all choices that hold, with spaces
    between. `by` is a role, never a person's name. The answers are good up to and including
    `until`.
    """

    values: tuple[tuple[str, AnswerValue], ...]
    by: str
    on: date
    until: date

    def choice(self, key: str) -> str:
        """Return the chosen key; KeyError if the question was not asked."""
        return str(dict(self.values)[key])

    def several(self, key: str) -> frozenset[str]:
        """Return the keys of the choices that hold; KeyError if the question was not asked."""
        return frozenset(str(dict(self.values)[key]).split()) - {NONE_OF_THESE}

    def number(self, key: str) -> int:
        """Return a count; KeyError if the question was not asked."""
        return int(dict(self.values)[key])
