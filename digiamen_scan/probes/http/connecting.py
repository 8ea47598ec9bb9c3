"""A TCP connection to one of a host's addresses, whichever answers first (RFC 8305)."""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from itertools import chain, zip_longest

from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.addresses import IPAddress

ADDRESSES_TRIED = 2
"""Per host: usually one of each family."""

_HEAD_START = 0.25  # seconds, RFC 8305 section 5


async def connect_first(
    addresses: Iterable[IPAddress], port: int, permit: Callable[[], None]
) -> socket.socket | Unavailable:
    """Connect to the first address that answers; `permit` is called before each attempt.

    Returns a non-blocking socket. Raises what `permit` raises.
    """
    waiting = _in_turn(addresses)[:ADDRESSES_TRIED]
    tasks: list[asyncio.Task[socket.socket]] = []
    winner = None
    try:
        while waiting or not all(task.done() for task in tasks):
            if waiting:
                permit()
                tasks.append(asyncio.create_task(_connect(waiting.pop(0), port)))
            winner = await _first(tasks, _HEAD_START if waiting else None)
            if winner is not None:
                return winner.result()
    finally:
        for task in tasks:
            if task is not winner:
                _drop(task)
    return _failure([task.exception() for task in tasks])


def cut(handle: socket.socket) -> None:
    """End a connection under whoever reads from it. `handle` is a second one on it."""
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)
    handle.close()


def _in_turn(addresses: Iterable[IPAddress]) -> list[IPAddress]:
    known = list(addresses)
    six = [address for address in known if address.version == 6]  # noqa: PLR2004  # IPv6
    four = [address for address in known if address.version == 4]  # noqa: PLR2004  # IPv4
    return [address for address in chain(*zip_longest(six, four)) if address is not None]


async def _connect(address: IPAddress, port: int) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004  # IPv4
    with ExitStack() as undo:
        sock = socket.socket(family, socket.SOCK_STREAM)
        undo.callback(sock.close)
        sock.setblocking(False)  # noqa: FBT003  # the standard library's signature
        await asyncio.get_running_loop().sock_connect(sock, (str(address), port))
        undo.pop_all()
    return sock


async def _first(
    tasks: list[asyncio.Task[socket.socket]], seconds: float | None
) -> asyncio.Task[socket.socket] | None:
    running = [task for task in tasks if not task.done()]
    if not running:
        return None
    done, _ = await asyncio.wait(running, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        error = task.exception()
        if error is None:
            return task
        if not isinstance(error, OSError):
            raise error
    return None


def _drop(task: asyncio.Task[socket.socket]) -> None:
    task.cancel()
    task.add_done_callback(_close_result)


def _close_result(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()


def _failure(errors: list[BaseException | None]) -> Unavailable:
    kinds = [error for error in errors if isinstance(error, OSError)]
    if any(isinstance(error, ConnectionRefusedError) for error in kinds):
        return Unavailable(Kind.REFUSED, "connection refused")
    codes = [errno.errorcode.get(error.errno or 0, "") for error in kinds]
    return Unavailable(Kind.UNREACHABLE, next(iter(codes), "no address"))
