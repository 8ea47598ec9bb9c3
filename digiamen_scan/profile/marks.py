"""What the fields of the profile demand, as marks on their types.

pydantic reads them when a file is checked; nothing here needs it before. So a scan without a
profile builds `Profile` from the standard library alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from digiamen_scan.model.clean import clean
from digiamen_scan.profile.countries import COUNTRIES
from digiamen_scan.profile.names import BadValueError, host_and_port, host_name, trimmed

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

FAULT = "digiamen"
"""The type of pydantic errors whose message and hint are ours."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CHECK_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_SELECTOR = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
_RECIPIENT = re.compile(r"age1[a-z0-9]{8,4000}")
_FOLDER = re.compile(r"~|~/.*|/.*|[A-Za-z]:[\\/].*|\\\\.+")


class Part:
    """A group of keys of the profile: unknown keys and near misses are faults."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True)
class About:
    """What a key means: shown by editors, and beside a fault."""

    text: str

    def __get_pydantic_json_schema__(
        self, schema: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> "JsonSchemaValue":
        """Put the text into the schema."""
        return handler(schema) | {"description": self.text}


@dataclass(frozen=True, slots=True)
class Reads:
    """A text that `read` makes into the field's value, or refuses with a BadValueError."""

    read: Callable[[str], Any]
    format: str = ""
    pattern: str = ""

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        """Take a text and hand it to `read`."""
        del source, handler
        return text_schema(self.read)

    def __get_pydantic_json_schema__(
        self, schema: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> "JsonSchemaValue":
        """Say what editors can check of the text."""
        told = {"format": self.format, "pattern": self.pattern}
        return handler(schema) | {key: value for key, value in told.items() if value}


def text_schema(read: Callable[[str], Any]) -> "CoreSchema":
    """Return pydantic's schema for a text that `read` interprets."""
    from pydantic_core import PydanticCustomError, core_schema  # noqa: PLC0415  # compiled

    def reread(raw: str) -> object:
        try:
            return read(raw)
        except BadValueError as fault:
            told = {"message": fault.message, "hint": fault.hint}
            raise PydanticCustomError(FAULT, "{message}", told) from None

    return core_schema.no_info_after_validator_function(reread, core_schema.str_schema())


def values_schema() -> "CoreSchema":
    """Return pydantic's schema for a group of keys with words or numbers, read as pairs."""
    from pydantic_core import PydanticCustomError, core_schema  # noqa: PLC0415  # compiled

    key = text_schema(line(80))

    def word_or_number(given: object) -> str | int:
        if isinstance(given, str):
            return clean(" ".join(given.split()), 400)
        if isinstance(given, int) and not isinstance(given, bool):
            return given
        told = {"message": "An answer is a word or a whole number.", "hint": "Words need quotes."}
        raise PydanticCustomError(FAULT, "{message}", told)

    value = core_schema.no_info_plain_validator_function(word_or_number)
    group = core_schema.dict_schema(key, value, strict=True)
    return core_schema.no_info_after_validator_function(lambda read: tuple(read.items()), group)


@dataclass(frozen=True, slots=True)
class MailHost:
    """A mail server of a domain, and the port that mail programs use."""

    host: str
    port: int

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        """Read `imap.example.org:993`."""
        del source, handler
        return text_schema(lambda raw: cls(*host_and_port(raw)))

    def __str__(self) -> str:
        """Write it as it stands in the profile."""
        return f"{self.host}:{self.port}"


def line(limit: int) -> Callable[[str], str]:
    """Return a reader of one harmless line of text of at most `limit` characters."""

    def read(raw: str) -> str:
        text = " ".join(trimmed(raw).split())
        if not text:
            raise BadValueError("This text is empty.", "Write something, or take the line out.")
        if len(text) > limit:
            message = f"This text is longer than {limit} characters."
            raise BadValueError(message, "Shorten it.")
        return clean(text, limit * 10)

    return read


def day(raw: str) -> date:
    """Read a date such as 2027-03-31."""
    hint = "Write year, month and day like 2027-03-31."
    text = trimmed(raw)
    if not _DATE.fullmatch(text):
        raise _refusal(raw, "is not a date", hint)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refusal(text, "is not in the calendar", hint) from None


def country(raw: str) -> str:
    """Read a country code of ISO 3166-1, in either case."""
    code = trimmed(raw).upper()
    if code not in COUNTRIES:
        hint = "Write its two letters, such as MA, TN, LB or FR (for the United Kingdom: GB)."
        raise _refusal(raw, "is not a country code", hint)
    return code


def check_id(raw: str) -> str:
    """Read the id of a check. Whether there is such a check, the engine knows."""
    return _matching(_CHECK_ID, raw, "the id of a check", "Ids look like mail.dmarc.")


def selector(raw: str) -> str:
    """Read a DKIM selector (RFC 6376, section 3.1): one or more labels."""
    hint = "A selector is the word before ._domainkey, such as google."
    return _matching(_SELECTOR, raw.lower(), "a DKIM selector", hint)


def recipient(raw: str) -> str:
    """Read the public key of an age identity."""
    text = trimmed(raw)
    if not _RECIPIENT.fullmatch(text):
        # Never shown again: it may be the secret half.
        hint = "A public key begins with age1. A secret key must never stand in this file."
        raise BadValueError("This is not a public age key.", hint)
    return text


def folder(raw: str) -> str:
    """Read a folder that can be found from anywhere; kept as written, since it names a place."""
    hint = "Begin with ~/ (the home folder), with / or with a drive such as C:\\."
    return _matching(_FOLDER, _path(raw), "a whole path", hint)


def file_path(raw: str) -> str:
    """Read the path of a file; kept as written, since it names a place."""
    return _path(raw)


def _path(raw: str) -> str:
    text = trimmed(raw)
    if not text or clean(text) != text:
        raise BadValueError(
            "This path is empty, very long, or holds characters that cannot be seen.",
            "Type it again by hand.",
        )
    return text


def _matching(pattern: re.Pattern[str], raw: str, what: str, hint: str) -> str:
    text = trimmed(raw)
    if not pattern.fullmatch(text):
        raise _refusal(raw, f"is not {what}", hint)
    return text


def _refusal(raw: str, message: str, hint: str) -> BadValueError:
    return BadValueError(f"'{clean(raw, 60)}' {message}.", hint)


HOST_NAME = Reads(host_name, format="idn-hostname")
"""A name on the internet; Arabic and other letters become their ASCII form."""
DAY = Reads(day, format="date")
COUNTRY = Reads(country, pattern="^[A-Za-z]{2}$")
CHECK_ID = Reads(check_id, pattern=f"^{_CHECK_ID.pattern}$")
SELECTOR = Reads(selector)
RECIPIENT = Reads(recipient, pattern=f"^{_RECIPIENT.pattern}$")
FOLDER = Reads(folder)
FILE = Reads(file_path)
SHORT = Reads(line(80))
REFERENCE = Reads(line(800))
"""The name of something named elsewhere by a SHORT; one hidden character there is ten here."""
LONG = Reads(line(400))
