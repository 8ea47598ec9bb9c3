"""The program's own words, in the reader's language. Holds no process-wide state.

A message is written in English where it is used: `words("To fix: {n}", n=3)`. `N_` marks one that
stands in a table and is told later. Every message is a sentence or "label: number", so that no
language has to inflect a noun after a number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from digiamen_scan.words.catalogues import lookup_for
from digiamen_scan.words.texts import fill

LANGUAGES = ("en", "fr", "ar")

__all__ = ["LANGUAGES", "N_", "Words", "words_for"]


@dataclass(frozen=True, slots=True)
class Words:
    """The program's words in one language."""

    lang: str
    lookup: Callable[[str], str]

    def __call__(self, message: str, /, **values: str | int) -> str:
        """Return `message` in this language with its named placeholders filled.

        Values are data: they are cleaned, and what looks like a placeholder in them stays text.
        """
        text = self.lookup(message)
        return fill(text, values) if values else text


def N_(message: str) -> str:  # noqa: N802  # the name that translation tools know
    """Mark a message for translation where it is told elsewhere."""
    return message


@cache
def words_for(lang: str) -> Words:
    """Return the words in `lang`; English for a language that the program does not speak."""
    if lang not in LANGUAGES or lang == "en":
        return Words("en", str)
    return Words(lang, lookup_for(lang))
