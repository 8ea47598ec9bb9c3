"""Domain names in SPF records: their grammar and their macros (RFC 7208, sections 7 and 12)."""

import re
from urllib.parse import quote

MOST_NAME = 253
_MOST_LABEL = 63

# c, r and t are for explanations only (section 7.2); the digit zero is an error (7.3).
_EXPAND = r"%(?:\{[slodiphv](?!0+[^0-9])[0-9]*r?[.\-+,/_=]*\}|[%_-])"
_EXPAND_ANY = r"%(?:\{[slodiphvcrt](?!0+[^0-9])[0-9]*r?[.\-+,/_=]*\}|[%_-])"
# Visible characters but for the percent sign, and for the backslash: it may be the visible escape
# of a character that was cleaned away, and no name in use has one.
_LITERAL = r"[\x21-\x24\x26-\x5b\x5d-\x7e]"
_PIECE = re.compile(f"{_EXPAND}|{_LITERAL}+", re.IGNORECASE)
_STRING = re.compile(f"(?:{_EXPAND}|{_LITERAL})*+", re.IGNORECASE)
_ANY_STRING = re.compile(f"(?:{_EXPAND_ANY}|{_LITERAL})*+", re.IGNORECASE)
_MACRO = re.compile(r"%\{([a-z])([0-9]*)(r?)([.\-+,/_=]*)\}", re.IGNORECASE)
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_PLAIN = {"%%": "%", "%_": " ", "%-": "%20"}


def is_macro_string(text: str) -> bool:
    """Tell whether a text may be the value of an unknown modifier (section 6)."""
    return _ANY_STRING.fullmatch(text) is not None


def is_domain_spec(text: str) -> bool:
    """Tell whether a text is a `domain-spec`: it ends in a macro or a top label (section 7.1)."""
    if not text or not _STRING.fullmatch(text):
        return False
    if _PIECE.findall(text)[-1].startswith("%"):
        return True
    _, dot, top = text.removesuffix(".").rpartition(".")
    return bool(dot and _LABEL.fullmatch(top)) and not top.isdigit()


def expand(spec: str, domain: str, sender: str) -> str | None:
    """Return the name that a valid `domain-spec` stands for, in lower case (section 7.3).

    Args:
        spec: the `domain-spec`.
        domain: whose record it stands in (macro d).
        sender: the domain of the mail's sender (macro o).

    Returns:
        None where the name depends on the message; an empty text where it is no name that the
        DNS could have.
    """
    values = {"d": domain, "o": sender}
    pieces = [_expanded(piece, values) for piece in _PIECE.findall(spec)]
    if None in pieces:
        return None
    return _fitting("".join(piece for piece in pieces if piece).removesuffix(".").lower())


def is_senders_choice(spec: str) -> bool:
    """Tell whether a valid `domain-spec` ends in what the sending computer chooses.

    Macros s, l, h and p are the address it claims, its greeting and its own name: it can make
    them a domain of its own, where every question gets the answer that it likes.
    """
    macro = _MACRO.fullmatch(_PIECE.findall(spec)[-1]) if spec else None
    return macro is not None and macro[1].lower() in "slhp"


def _expanded(piece: str, values: dict[str, str]) -> str | None:
    if not piece.startswith("%"):
        return piece
    if piece in _PLAIN:
        return _PLAIN[piece]
    macro = _MACRO.fullmatch(piece)
    value = values.get(macro[1].lower()) if macro else None
    if macro is None or value is None:
        return None
    kept = _transformed(value, digits=macro[2], reverse=macro[3] != "", delimiters=macro[4])
    return quote(kept, safe="-._~") if macro[1].isupper() else kept


def _transformed(value: str, *, digits: str, reverse: bool, delimiters: str) -> str:
    parts = re.split(f"[{re.escape(delimiters or '.')}]", value)
    if reverse:
        parts.reverse()
    return ".".join(parts[-int(digits[:9]) :] if digits else parts)


def _fitting(name: str) -> str:
    """Drop labels on the left of a name that is too long; refuse labels that cannot be."""
    while len(name) > MOST_NAME and "." in name:
        name = name.partition(".")[2]
    labels = name.split(".")
    fits = len(labels) > 1 and all(0 < len(label) <= _MOST_LABEL for label in labels)
    return name if fits else ""
