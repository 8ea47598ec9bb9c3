"""Live progress on standard error, for what takes over a second."""

import os
import threading
import time
from collections.abc import Mapping
from typing import TextIO

from digiamen_scan.model.clean import clean
from digiamen_scan.reports.terminal.glyphs import fit
from digiamen_scan.words import Words

_PATIENCE = 1.0
_BEAT = 0.5
_NAME_LIMIT = 30
_WIDTH = 80


class Progress:
    """One line that says how many things were looked at, and is gone at the end.

    It is drawn by a thread of its own, so that the seconds go on while the loop waits. Nothing is
    shown on a pipe, on a dumb terminal, or with `quiet`.
    """

    def __init__(
        self, stream: TextIO, words: Words, environ: Mapping[str, str], *, quiet: bool = False
    ) -> None:
        """Make a progress that is not started."""
        self._stream = stream
        self.words = words
        self._shown = stream.isatty() and environ.get("TERM") != "dumb" and not quiet
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._began = 0.0
        self._total = 0
        self._count = 0
        self._latest = ""

    def start(self, total: int) -> None:
        """Begin to count up to `total` things."""
        self._began = time.monotonic()
        self._total = total
        if self._shown and self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True, name="progress")
            self._thread.start()

    def done(self, name: str) -> None:
        """Count one thing as looked at; `name` is shown."""
        self._count += 1
        self._latest = clean(name, _NAME_LIMIT)

    def close(self) -> None:
        """Take the line away. May be called more than once."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def line(self) -> str:
        """Return the line as it stands now."""
        return self.words(
            "Looking: {count} of {total} · seconds: {seconds} · {latest}",
            count=self._count,
            total=max(self._total, self._count),
            seconds=int(time.monotonic() - self._began),
            latest=self._latest,
        )

    def _run(self) -> None:
        if self._ended.wait(_PATIENCE):
            return
        going_on = True
        while going_on:
            line = fit(self.line(), self._stream.encoding or "utf-8")[: self._columns() - 1]
            self._write(f"\r{line}")
            going_on = not self._ended.wait(_BEAT)
            self._write(f"\r{' ' * len(line)}\r")

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or _WIDTH
        except OSError:
            return _WIDTH

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._ended.set()
