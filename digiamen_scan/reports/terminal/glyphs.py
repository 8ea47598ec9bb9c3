"""Characters: how wide they are, which ones a stream can hold, and which way they run."""

import re
import unicodedata
from functools import cache

_PLAIN = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u00b7": "-",  # middle dot
    "\u2022": "-",  # bullet
    "\u203a": ">",  # between the names of menus
    "\u2192": "->",
    "\u2026": "...",
    "\u2013": "-",
    "\u2014": "-",
    "\u00ab": '"',
    "\u00bb": '"',
    "\u201c": '"',
    "\u201d": '"',
    "\u2018": "'",
    "\u2019": "'",
    "œ": "oe",
    "Œ": "OE",
    "æ": "ae",
    "Æ": "AE",
    "،": ",",
    "؛": ";",
    "؟": "?",
}
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
_FOREIGN = re.compile(r"[!-~\u00a1-\u024f]+(?: +[!-~\u00a1-\u024f]+)*")
_EDGES = re.compile(
    r"^(?P<open>(?:[ (\"'.,;:!«»·]|-(?= ))*)(?P<run>.*?)(?P<close>[ ()\"'.,;:!«»·]*)$"
)
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_JOINED_DIGITS = re.compile(r"\d[./:+-]\d")


def width_of(text: str) -> int:
    """Return how many columns `text` takes on a terminal."""
    return sum(_columns(character) for character in text)


def fit(text: str, encoding: str) -> str:
    """Return `text` with what `encoding` cannot hold told by plainer characters.

    An accent is dropped before the letter is; what has no plainer form becomes its code.
    """
    if _holds(text, encoding):
        return text
    return "".join(_fitting(character, encoding) for character in text)


def holds_language(lang: str, encoding: str) -> bool:
    """Tell whether a language can be read in `encoding`; Latin letters may lose accents."""
    return lang != "ar" or _holds("ابجدية", encoding)


def isolate_foreign(text: str) -> str:
    """Wrap the Latin runs of a right-to-left line in FSI and PDI (Unicode UAX 9).

    A plain number needs no help. A day or an address does: after an Arabic letter its parts would
    be shown in reverse.
    """
    return _FOREIGN.sub(_isolated, text)


def _isolated(found: re.Match[str]) -> str:
    parts = _EDGES.match(found[0])
    if parts is None or not (_LETTER.search(parts["run"]) or _JOINED_DIGITS.search(parts["run"])):
        return found[0]
    run, close = parts["run"], parts["close"]
    if run.count("(") > run.count(")") and close.startswith(")"):
        run, close = f"{run})", close[1:]
    return f"{parts['open']}{_ISOLATE}{run}{_END_ISOLATE}{close}"


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


@cache
def _fitting(character: str, encoding: str) -> str:
    if _holds(character, encoding):
        return character
    plain = _PLAIN.get(character) or _without_accents(character)
    if plain and _holds(plain, encoding):
        return plain
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  # the plane


def _without_accents(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    return "".join(part for part in parts if not unicodedata.combining(part))


def _holds(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
