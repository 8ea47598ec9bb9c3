"""The one caller of other programs.

A program is looked up in the system's own folders, never on the caller's PATH, gets no shell, no
input and next to no environment, and speaks English. It cannot outlive its deadline, and neither
can what it starts. What it prints is kept up to a limit.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from digiamen_scan.model.facts import Kind, Unavailable

# Only root writes to these. /usr/local is left out: on some systems every user may write there.
# The last two are where NixOS and Guix keep what others keep in /usr/bin.
FOLDERS = (
    "/usr/bin",
    "/usr/sbin",
    "/bin",
    "/sbin",
    "/run/current-system/sw/bin",
    "/run/current-system/profile/bin",
)
ENVIRONMENT = {"LC_ALL": "C", "LANGUAGE": "C", "PATH": ":".join(FOLDERS)}
LIMIT = 4_000_000
_STRAGGLERS = 0.2
_REAP = 2.0


@dataclass(frozen=True, slots=True)
class CommandOutput:
    """What a program said. An exit code of 0 with nothing printed is the caller's to judge."""

    code: int
    stdout: bytes
    stderr: bytes


def find_program(name: str) -> str | None:
    """Return the absolute path of a program of the system, or None."""
    paths = (f"{folder}/{name}" for folder in FOLDERS)
    return next((path for path in paths if os.access(path, os.X_OK)), None)


async def run(
    argv: Sequence[str],
    *,
    timeout: float,  # noqa: ASYNC109  # the deadline also decides when the group is killed
    limit: int = LIMIT,
) -> CommandOutput | Unavailable:
    """Run a program of the system and return what it printed.

    Args:
        argv: The program's bare name, then its arguments.
        timeout: Seconds until it is killed, with all of its process group.
        limit: Bytes of output and of errors that are accepted, each.

    Returns:
        The output whatever the exit code; else `tool_missing`, `timeout`, or `unreadable` where
        it could not be started or printed more than `limit`.
    """
    name = argv[0]
    program = find_program(name)
    if program is None:
        return Unavailable(Kind.TOOL_MISSING, name)
    try:
        transport, collector = await _start(program, argv[1:], limit)
    except OSError:
        return Unavailable(Kind.UNREADABLE, name)
    try:
        async with asyncio.timeout(timeout):
            await collector.finished.wait()
    except TimeoutError:
        return Unavailable(Kind.TIMEOUT, name)
    finally:
        await _end(transport, collector)
    code = transport.get_returncode()
    if collector.too_much or code is None:
        return Unavailable(Kind.UNREADABLE, name)
    return CommandOutput(code, *collector.output())


async def _start(
    program: str, arguments: Sequence[str], limit: int
) -> "tuple[asyncio.SubprocessTransport, _Collector]":
    return await asyncio.get_running_loop().subprocess_exec(
        lambda: _Collector(limit),
        program,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )


async def _end(transport: asyncio.SubprocessTransport, collector: "_Collector") -> None:
    """Leave nothing behind: no process of the group, no open pipe, no zombie."""
    if not collector.over:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(transport.get_pid(), signal.SIGKILL)
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(collector.exited.wait(), _REAP)
    finally:
        # Not before the end was seen: closing would take its exit code, and asyncio complains.
        transport.close()


class _Collector(asyncio.SubprocessProtocol):
    """Keeps what a program prints; `finished` once there is nothing more to wait for.

    A protocol of our own because a child that inherited the pipes would keep stream readers
    waiting long after the program itself has ended.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._streams = {1: bytearray(), 2: bytearray()}
        self._open = {1, 2}
        self.exited = asyncio.Event()
        self.finished = asyncio.Event()
        self.too_much = False

    @property
    def over(self) -> bool:
        """Whether the program has ended and nobody holds its pipes any more."""
        return self.exited.is_set() and not self._open

    def output(self) -> tuple[bytes, bytes]:
        """Return what was printed, and what was printed as errors."""
        return bytes(self._streams[1]), bytes(self._streams[2])

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        stream = self._streams[fd]
        self.too_much = self.too_much or len(stream) + len(data) > self._limit
        if self.too_much:
            self.finished.set()
        else:
            stream += data

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:  # noqa: ARG002  # asyncio's signature
        self._open.discard(fd)
        if self.over:
            self.finished.set()

    def process_exited(self) -> None:
        self.exited.set()
        if self.over:
            self.finished.set()
        else:
            asyncio.get_running_loop().call_later(_STRAGGLERS, self.finished.set)
