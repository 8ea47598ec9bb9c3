"""How long the shortest password is that pam_pwquality and its forerunner pam_cracklib take.

pwquality.conf(5), pam_pwquality(8), pam_cracklib(8), and the order in which libpwquality 1.4
reads its files: those of pwquality.conf.d first, pwquality.conf last, then the module's line.
A line that cannot be read ends the reading; what stood before it holds. A NUL byte raises
ValueError.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from digiamen_scan.facts.passwords import QualitySetting

_LINE_BYTES = 1023
_NUMBER = re.compile(r"[ \t\n\v\f\r]*([+-]?[0-9]{1,12})")
_LARGEST = 2**31 - 1
_CLASSES = 4
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
NUMBERS = (
    "difok",
    "minlen",
    *_CREDITS,
    "minclass",
    "maxrepeat",
    "maxclassrepeat",
    "maxsequence",
    "gecoscheck",
    "dictcheck",
    "usercheck",
    "usersubstr",
    "enforcing",
    "retry",
)
_TEXTS = ("badwords", "dictpath")
_SWITCHES = ("enforce_for_root", "local_users_only")
_PWQUALITY_FLOOR, _PWQUALITY_DEFAULT = 6, 8
_CRACKLIB_FLOOR, _CRACKLIB_DEFAULT = 5, 9
# cracklib itself refuses what is shorter, whatever the module was told.
_DICTIONARY_FLOOR = 6


@dataclass(frozen=True, slots=True)
class Quality:
    """What a module asks of a new password.

    `minlen` is the length before credits; `credits` are those of digits, capital letters, small
    letters and other characters: a positive one is taken off the length, a negative one is how
    many are needed. `named` tells where the length was set: `file`, `line` or nowhere.
    """

    minlen: int = _PWQUALITY_DEFAULT
    credits: tuple[int, ...] = (0, 0, 0, 0)
    minclass: int = 0
    dictcheck: bool = True
    enforcing: bool = True
    named: str = ""


@dataclass
class _Read:
    values: dict[str, int] = field(default_factory=dict[str, int])
    where: dict[str, str] = field(default_factory=dict[str, str])


def whole_number(text: str) -> int | None:
    """Read a number as C's strtol does in base 10; None for what is none or does not fit."""
    match = _NUMBER.fullmatch(text)
    value = int(match[1]) if match else None
    return value if value is not None and abs(value) < _LARGEST else None


def read_settings(files: Iterable[bytes]) -> tuple[tuple[QualitySetting, ...], bool]:
    """Return the settings of files in their order, and whether a line cut the reading short."""
    settings: list[QualitySetting] = []
    for line in (line for data in files for line in data.split(b"\n")):
        if b"\0" in line:
            raise ValueError("a NUL byte")
        setting = _setting(line.decode("latin-1"))
        if len(line) >= _LINE_BYTES or not (setting is None or _is_understood(setting)):
            return tuple(settings), True
        if setting is not None:
            settings.append(setting)
    return tuple(settings), False


def _setting(line: str) -> QualitySetting | None:
    text = line.partition("#")[0].strip(" \t\n\v\f\r")
    if not text:
        return None
    match = re.match(r"([^ \t\v\f\r=]*)[ \t\v\f\r]*=?[ \t\v\f\r]*(.*)", text, re.DOTALL)
    return QualitySetting(match[1].lower(), match[2]) if match else None


def _is_understood(setting: QualitySetting) -> bool:
    if setting.name in NUMBERS:
        return whole_number(setting.value) is not None
    return setting.name in (*_TEXTS, *_SWITCHES)


def pwquality(settings: Iterable[QualitySetting], arguments: Iterable[str]) -> Quality:
    """Return what pam_pwquality asks; its own line wins over the files."""
    read = _Read()
    for setting in settings:
        _note(read, setting.name, setting.value, "file")
    for argument in arguments:
        name, _, value = argument.partition("=")
        _note(read, name.lower(), value, "line")
    values = read.values
    return Quality(
        max(values.get("minlen", _PWQUALITY_DEFAULT), _PWQUALITY_FLOOR),
        tuple(values.get(name, 0) for name in _CREDITS),
        min(values.get("minclass", 0), _CLASSES),
        bool(values.get("dictcheck", 1)),
        bool(values.get("enforcing", 1)),
        _named(read),
    )


def cracklib(arguments: Iterable[str]) -> Quality:
    """Return what pam_cracklib asks: each kind of character counts for one more by default."""
    read = _Read()
    for argument in arguments:
        name, _, value = argument.partition("=")
        match = _NUMBER.match(value)
        _note(read, name, match[1] if match else "0", "line")
    values = read.values
    return Quality(
        max(values.get("minlen", _CRACKLIB_DEFAULT), _CRACKLIB_FLOOR),
        tuple(values.get(name, 1) for name in _CREDITS),
        min(values.get("minclass", 0), _CLASSES),
        named=_named(read),
    )


def _note(read: _Read, name: str, value: str, where: str) -> None:
    number = whole_number(value)
    if name in NUMBERS and number is not None:
        read.values[name] = number
        read.where[name] = where


def _named(read: _Read) -> str:
    loosening = {name for name in _CREDITS if read.values.get(name, 0) > 0}
    loosening |= {"enforcing"} if read.values.get("enforcing") == 0 else set()
    on_line = {name for name, where in read.where.items() if where == "line"}
    return "line" if on_line & {"minlen", *loosening} else read.where.get("minlen", "")


def shortest(quality: Quality) -> int:
    """Return the bytes of the shortest password that is taken, whatever it is made of.

    Limits on repeated characters are left aside: they only lengthen it.
    """
    needed = [max(0, -credit) for credit in quality.credits]
    found = min(
        _length(quality, kinds, needed)
        for kinds in product((False, True), repeat=_CLASSES)
        if any(kinds)
        and sum(kinds) >= quality.minclass
        and all(kind or not least for kind, least in zip(kinds, needed, strict=True))
    )
    return max(found, _DICTIONARY_FLOOR) if quality.dictcheck else found


def _length(quality: Quality, kinds: Sequence[bool], needed: Sequence[int]) -> int:
    """Return the fewest characters, with at least one of each kind in `kinds` and no other.

    Each character of a kind with credit left counts for two, so these come first.
    """
    rows = zip(kinds, needed, quality.credits, strict=True)
    used = [(max(1, least), max(0, credit)) for kind, least, credit in rows if kind]
    length = sum(least for least, _ in used)
    gained = sum(min(least, credit) for least, credit in used)
    missing = quality.minlen - length - gained
    left = sum(credit - min(least, credit) for least, credit in used)
    doubled = min(left, max(0, -(-missing // 2)))
    return length + doubled + max(0, missing - 2 * doubled)
