"""Talks with a person at a terminal.

On standard error, so that the report on standard output stays alone.
"""

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from digiamen_scan.cli.output import note
from digiamen_scan.reports.terminal.layout import Line, Look, layout
from digiamen_scan.reports.terminal.output import output_for
from digiamen_scan.words import Words, words_for

T = TypeVar("T")


class EndedError(Exception):
    """The person wants no more questions: the input has ended."""


class AgainError(Exception):
    """What was typed cannot be taken; `str(error)` says in the reader's language what can."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Says lines that fit the terminal, and reads what is typed."""

    words: Words
    look: Look

    def say(self, text: str, marker: str = "") -> None:
        """Write a line; one with a marker stands in a list."""
        self.show([Line(text, indent=2 if marker else 0, marker=marker)])

    def show(self, lines: Iterable[Line]) -> None:
        """Write lines."""
        note(layout(lines, self.look).rstrip("\n"))

    def line(self) -> str:
        """Read a line, without blanks at its ends; raises EndedError at the end of the input."""
        sys.stderr.write("> ")
        sys.stderr.flush()
        try:
            line = sys.stdin.readline()
        except UnicodeDecodeError:
            return "?"
        if not line:
            raise EndedError
        return line.strip()

    def yes(self, question: str) -> bool:
        """Ask a question with yes and no until the answer is clear; Enter alone is no."""
        yes, no = self.words("y"), self.words("n")
        self.say(f"{question} [{yes}/{no}]")
        while True:
            typed = self.line().lower().rstrip(" .!")
            if typed in {yes, self.words("yes"), "y", "yes"}:
                return True
            if typed in {no, self.words("no"), "n", "no", ""}:
                return False
            self.say(self.words("Type {yes} or {no}.", yes=yes, no=no))

    def read(self, question: str, parse: Callable[[str], T]) -> T | None:
        """Ask until `parse`, which may raise AgainError, takes the answer; None for none."""
        self.say(question)
        while True:
            line = self.line()
            if not line:
                return None
            try:
                return parse(line)
            except AgainError as error:
                self.say(str(error))


def talk_in(words: Words) -> Talk:
    """Return a conversation in a language that standard error can hold."""
    output = output_for(sys.stderr, words.lang, os.environ, sys.platform)
    return Talk(words_for(output.lang), output.look)
