"""A pseudo-terminal that types, waits for words and keeps all that was shown."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab.processes import LabError, program, stop

PROGRAMS = ("setsid",)
CTRL_C = "\x03"
ENTER = "\r"

_READ_BYTES = 65_536
_SECONDS = 10.0


@dataclass
class Terminal:
    """A program on a terminal of its own.

    `expect` looks at what was shown since the last match, so that the same prompt can be awaited
    again.
    """

    process: subprocess.Popen[bytes]
    _master: int
    _shown: str = ""
    _seen: int = 0
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")(errors="replace")
    )

    @property
    def transcript(self) -> str:
        """All that the program has shown, escape sequences included."""
        return self._shown

    def expect(self, pattern: str, seconds: float = _SECONDS) -> re.Match[str]:
        """Wait until a regular expression matches what is shown, and pass over it."""
        deadline = time.monotonic() + seconds
        while (match := re.compile(pattern).search(self._shown, self._seen)) is None:
            if not self._read(deadline):
                raise LabError(f"{pattern!r} was not shown; the terminal has:\n{self._shown}")
        self._seen = match.end()
        return match

    def send(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    def send_line(self, text: str = "") -> None:
        """Type a line and press Enter."""
        self.send(text + ENTER)

    def resize(self, columns: int, rows: int) -> None:
        """Change the window's size, of which the program is told by a signal."""
        _resize(self._master, columns, rows)

    def wait(self, seconds: float = _SECONDS) -> int:
        """Wait until the program ends; return its exit code, negative for a signal."""
        deadline = time.monotonic() + seconds
        while self._read(deadline):
            pass
        try:
            return self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise LabError(f"the program goes on; the terminal has:\n{self._shown}") from None

    def _read(self, deadline: float) -> bool:
        """Take in what is shown next; say whether anything came before the deadline or the end."""
        readable, _, _ = select.select(
            [self._master], [], [], max(0.0, deadline - time.monotonic())
        )
        if not readable:
            return False
        try:
            data = os.read(self._master, _READ_BYTES)
        except OSError:
            # Linux reports EIO once the last program on the terminal has gone
            return False
        self._shown += self._decoder.decode(data)
        return bool(data)


@contextlib.contextmanager
def terminal(
    *argv: str,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
    columns: int = 80,
    rows: int = 24,
) -> Iterator[Terminal]:
    """Run a program on a terminal inside the block; `environment` is added to that of the tests."""
    with contextlib.ExitStack() as stack:
        master, slave = pty.openpty()
        stack.callback(os.close, master)
        _resize(master, columns, rows)
        # setsid gives the program the terminal for its own, so that Ctrl-C reaches it
        with os.fdopen(slave, "r+b", buffering=0) as end:
            process = subprocess.Popen(
                [program("setsid"), "--ctty", *argv],
                cwd=directory,
                env={**os.environ, "TERM": "xterm", **(environment or {})},
                stdin=end,
                stdout=end,
                stderr=end,
            )
        stack.callback(stop, process)
        yield Terminal(process, master)


def _resize(descriptor: int, columns: int, rows: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
