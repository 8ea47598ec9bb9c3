"""Names of domains and hosts as people type them, made into what the DNS knows.

Only a name that passes here is ever asked for or connected to: a strict hostname (RFC 952 and
RFC 1123, section 2.1) of at least two labels, in ASCII. Names in other scripts follow IDNA 2008
(RFC 5891) after the mapping of UTS 46.
"""

import re
import unicodedata
from ipaddress import ip_address

from digiamen_scan.model.clean import clean

MAX_NAME = 253
MAX_PORT = 65535
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# A last label that is a number makes an address of the whole (WHATWG URL, "ends in a number").
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_EXAMPLE = "Write it like example.org."
# Scripts that one word may mix: Japanese, Korean, and Chinese with its phonetic letters.
_TOGETHER = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)


class BadValueError(ValueError):
    """A name that cannot be used, as a sentence; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def host_name(raw: str) -> str:
    """Return the ASCII form of a domain or host: lower case, no trailing dot.

    Raises BadValueError for anything else than a hostname of two labels or more.
    """
    text = trimmed(raw)
    _refuse_addresses(text)
    name = _ascii(text).lower().removesuffix(".")
    if _is_ip_address(name):
        raise _fault(text, "is an IP address", f"A name is needed here. {_EXAMPLE}")
    if len(name) > MAX_NAME:
        raise _fault(text, "is too long for a name on the internet", _EXAMPLE)
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        hint = "A name has letters, digits, hyphens and dots only, such as example.org."
        raise _fault(text, "is not the name of a domain", hint)
    if len(labels) == 1 or _NUMBER.fullmatch(labels[-1]):
        raise _fault(text, "is not a whole name", f"Its ending is missing. {_EXAMPLE}")
    _refuse_disguise(text, labels)
    return name


def host_and_port(raw: str) -> tuple[str, int]:
    """Return the two parts of `imap.example.org:993`. Raises BadValueError."""
    host, colon, port = trimmed(raw).rpartition(":")
    usable = re.fullmatch(r"[0-9]{1,5}", port) and 0 < int(port) <= MAX_PORT
    if not colon or "//" in host or not usable:
        hint = "Write it like imap.example.org:993."
        raise _fault(raw, "is not a name and a port", hint)
    return host_name(host), int(port)


def trimmed(raw: str) -> str:
    """Return `raw` without blanks and invisible marks at its ends.

    Text copied from a right-to-left document carries direction marks that nobody sees.
    """
    start, end = 0, len(raw)
    while start < end and _is_invisible(raw[start]):
        start += 1
    while end > start and _is_invisible(raw[end - 1]):
        end -= 1
    return raw[start:end]


def _is_invisible(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) == "Cf"


def _fault(raw: str, message: str, hint: str) -> BadValueError:
    return BadValueError(f"'{clean(raw, 60)}' {message}.", hint)


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    # Long input makes the conversion slow, and no name is that long.
    if len(text) > MAX_NAME:
        raise _fault(text, "is too long for a name on the internet", _EXAMPLE)
    import idna  # noqa: PLC0415  # large tables, needed for few names

    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except idna.IDNAError:
        hint = "Copy it from the address bar of the website."
        raise _fault(text, "is not the name of a domain", hint) from None


def _refuse_addresses(text: str) -> None:
    if "/" in text:
        hint = "Write only the name, without http:// and without what follows it: example.org."
        raise _fault(text, "is the address of a page, not a name", hint)
    if "@" in text:
        raise _fault(text, "is an e-mail address", "Write only what stands after the @.")


def _is_ip_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _refuse_disguise(text: str, labels: list[str]) -> None:
    """Refuse a word that mixes scripts: `e` from another alphabet makes a look-alike."""
    for label in labels:
        if label.startswith("xn--") and not _is_one_script(_unicode(text, label)):
            hint = "Type it again with one keyboard: a letter from another alphabet looks the same."
            raise _fault(text, "mixes the letters of two alphabets in one word", hint)


def _unicode(text: str, label: str) -> str:
    import idna  # noqa: PLC0415  # as above

    try:
        return idna.decode(label)
    except idna.IDNAError:
        hint = "Copy it from the address bar of the website."
        raise _fault(text, "is not the name of a domain", hint) from None


def _is_one_script(label: str) -> bool:
    letters = (character for character in label if character.isalpha())
    scripts = {unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters}
    return len(scripts) <= 1 or any(scripts <= together for together in _TOGETHER)
