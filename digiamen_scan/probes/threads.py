"""Blocking work in a daemon thread of its own, which can be made to end.

The event loop's own pool is of no use here: it is small, its threads are joined at exit, and
one that hangs holds up everybody.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(
    work: Callable[[], T], *, stop: Callable[[], None], fault: T, name: str
) -> T:
    """Run `work` in a new thread and wait for what it returns.

    `stop` is called when the wait is over, for whatever reason; it must make a `work` that still
    runs end soon. `fault` is returned should `work` raise, and the thread's traceback is printed.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(outcome: T) -> None:
        if not future.done():
            future.set_result(outcome)

    def run() -> None:
        outcome = fault
        try:
            outcome = work()
        finally:
            with suppress(RuntimeError):  # nobody waits any more: the loop is closed
                loop.call_soon_threadsafe(settle, outcome)

    try:
        threading.Thread(target=run, name=name, daemon=True).start()
        return await future
    finally:
        stop()
