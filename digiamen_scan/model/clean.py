r"""The door: text from outside is made harmless here, once, before it becomes a fact.

Terminal escapes, C0 and C1 controls, bidirectional controls and invisible characters become
visible escapes such as `\x1b`. What is left cannot move a cursor, reorder a line or hide.
"""

import unicodedata

DEFAULT_LIMIT = 4096
_CUT = "…"
_FORMS = ((0xFF, "x", 2), (0xFFFF, "u", 4), (0x10FFFF, "U", 8))
_HIDDEN = frozenset(
    chr(code)
    for code in (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFFA0, 0xFEFF)
)


def clean(raw: str | bytes, limit: int = DEFAULT_LIMIT) -> str:
    r"""Return `raw` as one harmless line of at most `limit` characters.

    Bytes are read as UTF-8; what is not UTF-8 becomes `\xNN`. Longer text is cut and ends in `…`.
    """
    if isinstance(raw, bytes):
        raw = raw[: limit * 4 + 4].decode("utf-8", "backslashreplace")
    head = raw[: limit + 1]
    text = "".join(_visible(character) for character in head)
    return text if len(text) <= limit else text[: limit - 1] + _CUT


def _visible(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else f"\\x{ord(character):02x}"
    if character in _HIDDEN or unicodedata.category(character) in _UNSEEN_CATEGORIES:
        return _escape(ord(character))
    return character


# Controls, formats (bidirectional marks among them), surrogates, private use, line separators.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _escape(code: int) -> str:
    for largest, letter, digits in _FORMS:
        if code <= largest:
            return f"\\{letter}{code:0{digits}x}"
    raise ValueError(code)
