"""A DNS server on loopback that misbehaves as no real server will, over UDP and TCP."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from tests.lab.addresses import free_port
from tests.lab.dns_faults import FAULTS, RECORDS, Fault, FaultyDns, Question, Tcp

_ADDRESS = "127.0.0.1"
_LENGTH_BYTES = 2
_START_SECONDS = 5.0

_Started = concurrent.futures.Future[Callable[[], None]]


@contextlib.contextmanager
def faulty_dns(
    faults: Mapping[str, Fault] = FAULTS, records: Mapping[Question, tuple[str, ...]] = RECORDS
) -> Iterator[FaultyDns]:
    """Run a responder inside the block."""
    server = FaultyDns(_ADDRESS, free_port(_ADDRESS), dict(faults), dict(records))
    started: _Started = concurrent.futures.Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, started)), daemon=True)
    thread.start()
    stop = started.result(_START_SECONDS)
    try:
        yield server
    finally:
        stop()
        thread.join()


async def _serve(server: FaultyDns, started: _Started) -> None:
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    where = (server.address, server.port)

    async def answer_stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answer_stream(server, reader, writer)

    try:
        datagrams, _ = await loop.create_datagram_endpoint(lambda: _Udp(server), where)
        streams = await asyncio.start_server(answer_stream, *where)
    except OSError as error:
        started.set_exception(error)
        return

    def stop() -> None:
        loop.call_soon_threadsafe(stopping.set)

    started.set_result(stop)
    await stopping.wait()
    datagrams.close()
    streams.close()


@dataclass
class _Udp(asyncio.DatagramProtocol):
    server: FaultyDns
    transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # before Python 3.12 the event loop's own class does not say that it is a DatagramTransport
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self.transport is not None
        query, question = self.server.note(data)
        if self.server.drops(question):
            return
        reply = self.server.reply(query, question, truncate=True)
        delay = self.server.fault_of(question[0]).delay
        asyncio.get_running_loop().call_later(delay, self.transport.sendto, reply, addr)


async def _answer_stream(
    server: FaultyDns, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    with (
        contextlib.closing(writer),
        contextlib.suppress(asyncio.IncompleteReadError, ConnectionError),
    ):
        while True:
            length = int.from_bytes(await reader.readexactly(_LENGTH_BYTES))
            query, question = server.note(await reader.readexactly(length))
            fault = server.fault_of(question[0])
            if fault.tcp is Tcp.CLOSE:
                return
            if fault.tcp is Tcp.HANG or server.drops(question):
                await reader.read()
                return
            await asyncio.sleep(fault.delay)
            reply = server.reply(query, question, truncate=False)
            writer.write(len(reply).to_bytes(_LENGTH_BYTES) + reply)
            await writer.drain()
