"""Finds and reads the answers that belong to a profile."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from digiamen_scan.model.clean import clean
from digiamen_scan.profile.answers import AnswerBook, AnswerFile
from digiamen_scan.profile.check import checked_text, checked_values
from digiamen_scan.profile.faults import BadTextError, ProfileError
from digiamen_scan.profile.reading import read_text
from digiamen_scan.profile.rules import Broken, Group, entries

VERSION = 1
ANSWERS_NAME = "digiamen.answers.yaml"


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
