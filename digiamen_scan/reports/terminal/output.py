"""What a stream can show, so that nothing printed to it can fail."""

import codecs
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from digiamen_scan.reports.terminal.glyphs import holds_language
from digiamen_scan.reports.terminal.layout import Look

_PIPE_WIDTH = 80
_NARROWEST, _WIDEST = 40, 100


@dataclass(frozen=True, slots=True)
class Output:
    """How to tell a result on one stream.

    `lang` is the asked language, or English where the stream cannot hold it; then `note` says so
    in English, for standard error, and is empty otherwise.
    """

    lang: str
    look: Look
    note: str = ""


def output_for(stream: TextIO, lang: str, environ: Mapping[str, str], system: str) -> Output:
    """Examine a stream. `system` is `sys.platform`. What a stream does not tell counts as UTF-8."""
    encoding = _encoding(stream)
    shown, note = lang, ""
    if not holds_language(lang, encoding):
        shown, note = "en", _not_held(encoding)
    look = Look(
        width=_width(stream, environ),
        color=_color(stream, environ, system),
        encoding=encoding,
        isolate=shown == "ar" and encoding == "utf-8",
    )
    return Output(shown, look, note)


def _encoding(stream: TextIO) -> str:
    try:
        return codecs.lookup(stream.encoding or "utf-8").name
    except LookupError:
        return "ascii"


def _not_held(encoding: str) -> str:
    return (
        f"This terminal or pipe writes {encoding}, which has no Arabic letters; the report is in "
        "English. For Arabic set PYTHONUTF8=1, or save it with -o result.json."
    )


def _width(stream: TextIO, environ: Mapping[str, str]) -> int:
    asked = environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        columns = int(asked)
    elif stream.isatty():
        columns = shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns
    else:
        columns = _PIPE_WIDTH
    return max(_NARROWEST, min(columns, _WIDEST))


def _color(stream: TextIO, environ: Mapping[str, str], system: str) -> bool:
    if environ.get("NO_COLOR") or not stream.isatty() or environ.get("TERM") == "dumb":
        return False
    # The old Windows console prints escape sequences as they are; these two say that it does not.
    return system != "win32" or bool(environ.get("WT_SESSION") or environ.get("TERM"))
