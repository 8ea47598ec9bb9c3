"""How long the shortest password is that pam_passwdqc takes (passwdqc.conf(5))."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# 8 from version 2.1 on.
_DEFAULT = 7
_MOST = 72
_LEAST_MAX = 8
_COUNT = re.compile(r"[0-9]{1,9}")
_DISABLED = "disabled"
_LENGTHS = re.compile(r"(?:disabled|[0-9]{1,9})(?:,(?:disabled|[0-9]{1,9})){4}")


@dataclass(frozen=True, slots=True)
class Passwdqc:
    """What the module asks.

    `shortest` is the least of its five lengths, that of a password of four kinds of characters;
    None where only what the module makes up itself is taken. What it makes up is taken in any
    case, whatever its length: it is random. `valid` is False where an option cannot be read, or
    the file that `config` names; the module then fails.
    """

    shortest: int | None = _DEFAULT
    enforcing: bool = True
    named: bool = False
    valid: bool = True


def passwdqc(options: Iterable[str]) -> Passwdqc:
    """Read the options in their order; the last of each kind holds."""
    shortest: int | None = _DEFAULT
    longest, enforcing, named, valid = _MOST, True, False, True
    for option in options:
        name, _, value = option.partition("=")
        if name == "min":
            lengths = _lengths(value)
            valid = valid and lengths is not None
            shortest, named = (lengths[-1] if lengths else None), True
        elif name == "max":
            longest = int(value) if _COUNT.fullmatch(value) else 0
            valid = valid and longest >= _LEAST_MAX
        elif name == "random" and value.endswith(",only"):
            shortest = None
        elif name == "enforce":
            enforcing = value in ("users", "everyone")
            valid = valid and (enforcing or value == "none")
        elif name == "config":
            valid = False
    fits = shortest is not None and shortest <= longest
    return Passwdqc(shortest if fits else None, enforcing, named, valid)


def _lengths(text: str) -> list[int | None] | None:
    """Return the five lengths, None for a disabled one; None for all where they make no sense."""
    if not _LENGTHS.fullmatch(text):
        return None
    lengths = [None if word == _DISABLED else int(word) for word in text.split(",")]
    counted = [float("inf") if length is None else length for length in lengths]
    return lengths if counted == sorted(counted, reverse=True) else None
