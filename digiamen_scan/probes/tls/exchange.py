"""One connection: a first message out, the answer in, within a deadline."""

import asyncio
import errno
import socket
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from digiamen_scan.facts.tls import SSL_2
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.addresses import IPAddress
from digiamen_scan.probes.tls.answers import Answer, Closed, Silent, Unreached
from digiamen_scan.probes.tls.hello import Hello, hello_bytes
from digiamen_scan.probes.tls.reader import AnswerReader, Ssl2Reader

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 8.0
_PIECE: Final = 16_384


@dataclass(frozen=True, slots=True)
class Place:
    """Where a website is asked: its name, and the address that was checked."""

    host: str
    address: IPAddress
    port: int


async def say_hello(hello: Hello, place: Place, *, exchange: bool = False) -> Answer:
    """Open a connection, send one first message and return what came back.

    `exchange` waits for the server's key exchange where it chose classic Diffie-Hellman.
    """
    four = place.address.version == 4  # noqa: PLR2004  # IPv4
    with closing(socket.socket(socket.AF_INET if four else socket.AF_INET6)) as sock:
        sock.setblocking(False)  # noqa: FBT003  # the standard library's signature
        failure = await _connect(sock, place)
        if failure is not None:
            return Unreached(failure)
        reader = (Ssl2Reader if hello.version == SSL_2 else AnswerReader)(exchange=exchange)
        return await _converse(sock, hello_bytes(hello, place.host), reader)


async def _connect(sock: socket.socket, place: Place) -> Unavailable | None:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await loop.sock_connect(sock, (str(place.address), place.port))
    except TimeoutError:
        return Unavailable(Kind.TIMEOUT, f"{CONNECT_SECONDS:g} s")
    except ConnectionRefusedError:
        return Unavailable(Kind.REFUSED, "connection refused")
    except OSError as error:
        return Unavailable(Kind.UNREACHABLE, errno.errorcode.get(error.errno or 0, ""))
    return None


async def _converse(sock: socket.socket, said: bytes, reader: AnswerReader) -> Answer:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await loop.sock_sendall(sock, said)
            while piece := await loop.sock_recv(sock, _PIECE):
                answer = reader.feed(piece)
                if answer is not None:
                    return answer
    except TimeoutError:
        return reader.ended(Silent())
    except OSError:
        return reader.ended(Closed())
    return reader.ended(Closed())
