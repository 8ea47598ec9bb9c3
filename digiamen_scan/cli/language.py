"""Which language to speak when nobody said."""

import os
import sys
from typing import Final

from digiamen_scan.words import LANGUAGES

# Primary language identifiers of Windows (winnt.h, LANG_ARABIC and LANG_FRENCH).
_WINDOWS: Final = {0x01: "ar", 0x0C: "fr", 0x09: "en"}


def system_language() -> str:
    """Return the system's display language if it is one of ours, else English."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # only there on Windows

        identifier = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return _WINDOWS.get(identifier & 0x3FF, "en")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            code = value.replace("-", "_").partition("_")[0].lower()
            return code if code in LANGUAGES else "en"
    return "en"
