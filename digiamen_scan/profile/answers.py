"""What people answered, in `digiamen.answers.yaml` beside the profile."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from digiamen_scan.model.questions import Answers, AnswerValue
from digiamen_scan.profile.marks import (
    CHECK_ID,
    DAY,
    REFERENCE,
    SHORT,
    About,
    Part,
    values_schema,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from digiamen_scan.profile.rules import Group

Short = Annotated[str, SHORT]
Values = tuple[tuple[str, AnswerValue], ...]


@dataclass(frozen=True, slots=True)
class _AnswerValues:
    """A group of keys with words or numbers, kept as pairs."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        """Read the group."""
        del source, handler
        return values_schema()


@dataclass(frozen=True, slots=True)
class AnswerEntry(Part):
    """What somebody answered to one check's questions about one target.

    `declined` is the answer of a person who does not know or would rather not say; then there
    are no `values`. The entry holds up to and including the day `until`.
    """

    check: Annotated[str, CHECK_ID, About("The check that asks, such as accounts.two_factor.")]
    target: Annotated[str, REFERENCE, About("What it asks about, such as the name of an account.")]
    on: Annotated[date, DAY, About("The day of the answer: 2026-11-24.")]
    until: Annotated[date, DAY, About("The last day it holds: 2027-05-23.")]
    by: Annotated[Short, About("Who answered: a role, not a name.")] = ""
    values: Annotated[
        Values, _AnswerValues(), About("The answers: the key of each question and its answer.")
    ] = ()
    declined: Annotated[bool, About("true: nobody here knows, or would rather not say.")] = False

    @property
    def answers(self) -> Answers:
        """The answers as the fact that checks read."""
        return Answers(self.values, self.by, self.on, self.until)


@dataclass(frozen=True, slots=True)
class AnswerFile(Part):
    """The file of answers."""

    digiamen: Annotated[Literal[1], About("The version of this file: always 1.")]
    profile: Annotated[Short, About("The profile that these answers belong to.")] = ""
    answers: Annotated[tuple[AnswerEntry, ...], About("The answers.")] = ()


@dataclass(frozen=True, slots=True)
class AnswerBook:
    """All answers of one profile; `profile` is the name of its file, empty where not said."""

    entries: tuple[AnswerEntry, ...] = ()
    profile: str = ""

    def lookup(self, check: str, target: str) -> AnswerEntry | None:
        """Return the answer to a check about the target of that name, expired ones too."""
        wanted = (check, target)
        return next((one for one in self.entries if (one.check, one.target) == wanted), None)

    def with_answer(self, entry: AnswerEntry) -> "AnswerBook":
        """Return a book in which `entry` takes the place of an older answer to the same."""
        about = (entry.check, entry.target)
        others = tuple(one for one in self.entries if (one.check, one.target) != about)
        return replace(self, entries=(*others, entry))


def said(entry: AnswerEntry) -> "Group":
    """Return an answer as plain values, without keys that say nothing."""
    values: Group = {"declined": True} if entry.declined else {"values": dict(entry.values)}
    by: Group = {"by": entry.by} if entry.by else {}
    days: Group = {"on": entry.on.isoformat(), "until": entry.until.isoformat()}
    return {"check": entry.check, "target": entry.target} | values | by | days
