"""What is wrong with a file that a person wrote, in words that help them to mend it."""

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Where something stands in a text. Both count from 1; a tab is one column."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ProfileFault:
    """One fault. `line` and `column` are None where the whole file is meant."""

    file: str
    line: int | None
    column: int | None
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """`file:line:column: message hint`, as editors recognise it."""
        place = "" if self.line is None else f":{self.line}:{self.column}"
        return f"{self.file}{place}: {self.message} {self.hint}".rstrip()


class ProfileError(Exception):
    """A file cannot be used. `faults` are all that was found, in the order of the file."""

    def __init__(self, faults: tuple[ProfileFault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class BadTextError(Exception):
    """A text cannot be read any further from `place` on; None means the whole file."""

    def __init__(self, place: Place | None, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.hint = hint

    def within(self, file: str) -> ProfileFault:
        """Return the fault with the name of the file it was found in."""
        return fault_at(file, self.place, self.message, self.hint)


def fault_at(file: str, place: Place | None, message: str, hint: str = "") -> ProfileFault:
    """Make a fault at a place of a file, or of the whole file."""
    line, column = place if place is not None else (None, None)
    return ProfileFault(file, line, column, message, hint)
