"""What pydantic finds, in sentences: none of its own words reaches a reader."""

import difflib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from digiamen_scan.model.clean import clean
from digiamen_scan.profile.document import Path
from digiamen_scan.profile.marks import FAULT
from digiamen_scan.profile.shape import about, choices_at, keys_at

_OF_KEY = "[key]"
UNKNOWN_KEY = "unexpected_keyword_argument"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that a file's values have wrong: where, what is there, and what was expected."""

    kind: str
    path: Path
    of_key: bool
    given: object
    told: Mapping[str, Any]
    root: type

    @property
    def key(self) -> str:
        """The last key of the path, cleaned."""
        return clean(str(self.path[-1]), 60) if self.path else ""

    @property
    def what(self) -> str:
        """The place in words, at the beginning of a sentence."""
        if not self.path:
            return "The file"
        if isinstance(self.path[-1], int):
            return f"Entry {self.path[-1] + 1} of '{clean(str(self.path[-2]), 60)}'"
        return f"'{self.key}'"

    @property
    def meaning(self) -> str:
        """What belongs there; for an entry, what its list is about."""
        return about(self.root, self.path) or about(self.root, self.path[:-1])


def wrong(error: Mapping[str, Any], root: type) -> Wrong:
    """Return one of pydantic's errors with its place."""
    path = tuple(error["loc"])
    of_key = path[-1:] == (_OF_KEY,)
    return Wrong(
        kind=error["type"],
        path=path[:-1] if of_key else path,
        of_key=of_key or error["type"] == UNKNOWN_KEY,
        given=error["input"],
        told=error.get("ctx", {}),
        root=root,
    )


def sentence(case: Wrong) -> tuple[str, str]:
    """Return the message and the hint for what is wrong."""
    if case.given is None and case.kind not in {"missing", UNKNOWN_KEY} and case.path:
        return f"{case.what} has no value.", "Write one, or take the line out."
    return _SENTENCES.get(case.kind, _other)(case)


def _missing(case: Wrong) -> tuple[str, str]:
    return f"'{case.key}' is missing here.", f"Add a line '{case.key}: …'. {case.meaning}"


def _unknown_key(case: Wrong) -> tuple[str, str]:
    known = keys_at(case.root, case.path[:-1])
    near = difflib.get_close_matches(case.key.lower(), known, n=1)
    if near:
        meaning = about(case.root, (*case.path[:-1], near[0]))
        return f"Unknown key '{case.key}'; did you mean '{near[0]}'?", meaning
    return f"Unknown key '{case.key}'.", f"Keys that can stand here: {', '.join(known)}."


def _text(case: Wrong) -> tuple[str, str]:
    if isinstance(case.given, list | dict):
        return f"{case.what} must be one text.", case.meaning
    quoted = f'Put it in quotes: "{json.dumps(case.given)}".'
    return f"{case.what} must be text.", f"{quoted} {case.meaning}"


def _number(case: Wrong) -> tuple[str, str]:
    return f"{case.what} must be a whole number.", case.meaning


def _true_or_false(case: Wrong) -> tuple[str, str]:
    return f"{case.what} must be true or false.", case.meaning


def _choice(case: Wrong) -> tuple[str, str]:
    choices = choices_at(case.root, case.path)
    if isinstance(case.given, list | dict):
        return f"{case.what} must be one word.", f"Write one of: {', '.join(choices)}."
    given = case.given if isinstance(case.given, str) else json.dumps(case.given)
    message = f"{case.what} cannot be '{clean(given, 60)}'."
    return message, f"Write {'one of: ' if len(choices) > 1 else ''}{', '.join(choices)}."


def _at_least(case: Wrong) -> tuple[str, str]:
    return f"{case.what} must be {case.told['ge']} or more, not {case.given}.", case.meaning


def _at_most(case: Wrong) -> tuple[str, str]:
    return f"{case.what} must be {case.told['le']} or less, not {case.given}.", case.meaning


def _list(case: Wrong) -> tuple[str, str]:
    return f"{case.what} must be a list.", "Begin each entry on a line of its own with '- '."


def _group(case: Wrong) -> tuple[str, str]:
    keys = keys_at(case.root, case.path)
    if isinstance(case.given, str) and keys:
        hint = f"Write '{keys[0]}: {clean(case.given, 60)}'."
    elif keys:
        hint = f"Its keys are: {', '.join(keys)}."
    else:
        hint = "Write each entry on a line of its own: a name, a colon, what belongs to it."
    return f"{case.what} must be a group of keys with their values.", hint


def _too_many(case: Wrong) -> tuple[str, str]:
    return f"{case.what} has more than {case.told['max_length']} entries.", "Use several files."


def _ours(case: Wrong) -> tuple[str, str]:
    return str(case.told["message"]), str(case.told["hint"])


def _other(case: Wrong) -> tuple[str, str]:
    return f"{case.what} cannot be understood.", case.meaning


_SENTENCES: Mapping[str, Callable[[Wrong], tuple[str, str]]] = {
    "missing": _missing,
    UNKNOWN_KEY: _unknown_key,
    "string_type": _text,
    "int_type": _number,
    "bool_type": _true_or_false,
    "literal_error": _choice,
    "greater_than_equal": _at_least,
    "less_than_equal": _at_most,
    "tuple_type": _list,
    "dataclass_type": _group,
    "dict_type": _group,
    "too_long": _too_many,
    FAULT: _ours,
}
