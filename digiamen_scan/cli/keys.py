"""Lines that a person types while the program goes on with something else."""

import asyncio
import os
import sys
import threading

_READ = 1024


class TypedLines:
    """Reads standard input in a thread of its own.

    The thread reads the descriptor itself: a thread that waits inside `sys.stdin` would hold its
    lock when Python ends.
    """

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="digiamen-keys", daemon=True).start()

    async def next(self) -> str | None:
        """Return the next line without its end, in lower case; None when the input has ended."""
        return await self._lines.get()

    def _read(self) -> None:
        descriptor = sys.stdin.fileno()
        while True:
            try:
                typed = os.read(descriptor, _READ)
            except OSError:
                typed = b""
            line = typed.decode(errors="replace").strip().lower() if typed else None
            try:
                self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
            except RuntimeError:  # the loop has ended while we were reading
                return
            if line is None:
                return
