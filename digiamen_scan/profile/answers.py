"""What people answered, in `digiamen.answers.yaml` beside the profile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from digiamen_scan.model.clean import clean
from digiamen_scan.model.questions import Answers, AnswerValue
from digiamen_scan.profile.check import checked_text, checked_values
from digiamen_scan.profile.faults import BadTextError, ProfileError
from digiamen_scan.profile.marks import (
    CHECK_ID,
    DAY,
    REFERENCE,
    SHORT,
    About,
    Part,
    values_schema,
)
from digiamen_scan.profile.reading import read_text
from digiamen_scan.profile.rules import Broken, Group, entries

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

VERSION = 1
ANSWERS_NAME = "digiamen.answers.yaml"
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


def answers_path(profile: Path) -> Path:
    """Return where the answers of a profile are kept.

    That is `digiamen.answers.yaml` in its folder. Where that file says that it belongs to another
    profile which is still there, it is `NAME.answers.yaml` for the profile `NAME.yaml`: two
    organisations may both have an account called "Website", and must never share its answers.
    """
    shared = profile.with_name(ANSWERS_NAME)
    own = profile.with_name(f"{profile.stem}.answers.yaml")
    if own == shared or own.exists():
        return own
    try:
        owner = load_answers(shared).profile
    except ProfileError:
        return shared
    is_anothers = owner not in {"", profile.name} and _is_file(profile.parent, owner)
    return own if is_anothers else shared


def _is_file(folder: Path, name: str) -> bool:
    """Tell whether there is such a file; a name that no file can have is none."""
    try:
        return (folder / name).is_file()
    except (OSError, ValueError):
        return False


def answers_beside(profile: Path) -> AnswerBook:
    """Return the answers that belong to a profile's file. Raises ProfileError."""
    return replace(load_answers(answers_path(profile)), profile=profile.name)


def load_answers(path: Path) -> AnswerBook:
    """Return the answers in a file; none if there is no such file. Raises ProfileError."""
    if not path.exists():
        return AnswerBook()
    file = clean(str(path))
    try:
        text = read_text(path)
    except BadTextError as fault:
        raise ProfileError((fault.within(file),)) from None
    return answers_of_text(text, file)


def answers_of_text(text: str, file: str) -> AnswerBook:
    """Return the answers that a text holds. Raises ProfileError with all faults."""
    read = checked_text(text, AnswerFile, _rules, file)
    return AnswerBook(read.answers, read.profile)


def answers_of_values(entries: Sequence[Group], source: str) -> AnswerBook:
    """Return the answers of plain values, as a recording keeps them. Raises ProfileError."""
    data: Group = {"digiamen": VERSION, "answers": list(entries)}
    return AnswerBook(checked_values(data, AnswerFile, _rules, source).answers)


def said(entry: AnswerEntry) -> Group:
    """Return an answer as plain values, without keys that say nothing."""
    values: Group = {"declined": True} if entry.declined else {"values": dict(entry.values)}
    by: Group = {"by": entry.by} if entry.by else {}
    days: Group = {"on": entry.on.isoformat(), "until": entry.until.isoformat()}
    return {"check": entry.check, "target": entry.target} | values | by | days


def _rules(data: Group) -> Iterator[Broken]:
    first: dict[tuple[str, str], int] = {}
    for index, entry in entries(data, "answers"):
        about = (str(entry.get("check")), str(entry.get("target")))
        if about in first:
            hint = f"Take the older one out; the other one is entry {first[about] + 1}."
            yield Broken(("answers", index), "This question is answered twice.", hint)
        first.setdefault(about, index)
        if ("values" in entry) == (entry.get("declined") is True):
            hint = "Write 'values: {…}', or 'declined: true' where nobody knows."
            message = "An answer has either 'values' or 'declined: true'."
            yield Broken(("answers", index), message, hint)
