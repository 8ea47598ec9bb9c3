"""From a file to its text: regular, small, UTF-8, without characters that nobody can see."""

import re
import stat
from pathlib import Path

from digiamen_scan.profile.faults import BadTextError, Place
from digiamen_scan.profile.syntax import LINE_BREAK

MAX_BYTES = 1_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_AS_UTF8 = "In Notepad: File, Save as, and choose the encoding UTF-8. Then try again."
# What YAML 1.2 does not allow (section 5.1), and breaks that editors do not count as lines.
UNSEEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def read_text(path: Path) -> str:
    """Return the text of a file that a person wrote. Raises BadTextError."""
    return decode(_bytes(path))


def _bytes(path: Path) -> bytes:
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise BadTextError(None, "This is a folder, not a file.", "Name a file in it.")
        if not stat.S_ISREG(state.st_mode):
            raise BadTextError(None, "This is not an ordinary file.", "Save it as a file first.")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        hint = "Is its name right, and are you in the right folder?"
        raise BadTextError(None, "There is no such file.", hint) from None
    except (OSError, ValueError):
        hint = "May you open it? Ask the person who wrote it, or copy it to your own folder."
        raise BadTextError(None, "This file cannot be read.", hint) from None
    if len(raw) > MAX_BYTES:
        hint = "Is it the right file? Such a file has at most 1 MB."
        raise BadTextError(None, "This file is too large.", hint)
    return raw


def decode(raw: bytes) -> str:
    """Return bytes as text. Raises BadTextError where they are not UTF-8 that can be seen."""
    if raw.startswith(_UTF16) or b"\0" in raw:
        raise BadTextError(None, "This file is saved as UTF-16, or is not a text.", _AS_UTF8)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig")
        message = "From here on the file is not saved as UTF-8."
        raise BadTextError(place_at(before, len(before)), message, _AS_UTF8) from None
    if unseen := UNSEEN.search(text):
        code = f"U+{ord(unseen.group()):04X}"
        hint = "Put the cursor behind it and press the backspace key, or type the line anew."
        place = place_at(text, unseen.start())
        raise BadTextError(place, f"A character stands here that cannot be seen ({code}).", hint)
    return text


def place_at(text: str, index: int) -> Place:
    """Return the line and column of the character at `index`."""
    breaks = [found.end() for found in LINE_BREAK.finditer(text, 0, index)]
    return Place(len(breaks) + 1, index - (breaks[-1] if breaks else 0) + 1)
