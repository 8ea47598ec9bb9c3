"""Servers on loopback that say exactly what a test tells them, and a client to visit them."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.http.addresses import IPAddress, is_public_or_private
from digiamen_scan.probes.http.certificates import Roots
from digiamen_scan.probes.http.client import CONNECTIONS_A_VISIT, HttpClient
from digiamen_scan.probes.http.pages import BadCertificate, Page, Visit

Says = Callable[[socket.socket], object]
RULE = "web"
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIPPED = OK + b"Content-Encoding: gzip\r\n\r\n"


@dataclass
class Server:
    """What a running server was asked."""

    host: str
    port: int
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


@contextmanager
def serving(
    says: Says | bytes,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    silent: bool = False,
) -> Iterator[Server]:
    """Run a server; `silent` ones speak before (or without) reading a request."""
    listener = socket.create_server(
        (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
    )
    server = Server(host, listener.getsockname()[1])
    open_now: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def answer(sock: socket.socket) -> None:
        with suppress(OSError), sock:
            speaking = tls.wrap_socket(sock, server_side=True) if tls else sock
            open_now.append(speaking)
            with speaking:
                if not silent:
                    server.requests.append(_request(speaking))
                    server.asked.set()
                _say(speaking, says)
                _close_gently(speaking, secured=tls is not None)

    def accept() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                server.connections += 1
                open_now.append(sock)
                threads.append(threading.Thread(target=answer, args=(sock,), daemon=True))
                threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield server
    finally:
        for sock in (listener, *open_now):
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join(5)
            assert not thread.is_alive()


def _request(sock: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        piece = sock.recv(65536)
        if not piece:
            break
        found += piece
    return found


def _say(sock: socket.socket, says: Says | bytes) -> None:
    if isinstance(says, bytes):
        sock.sendall(says)
    else:
        says(sock)


def _close_gently(sock: socket.socket, *, secured: bool) -> None:
    """End the stream, then wait: closing with unread bytes would reset the connection."""
    if sock.fileno() < 0:
        return
    if secured and isinstance(sock, ssl.SSLSocket):
        sock.unwrap()
        return
    sock.shutdown(socket.SHUT_WR)
    sock.settimeout(5)
    while sock.recv(65536):
        pass


def hang(sock: socket.socket) -> None:
    """Say nothing until the other side goes away."""
    while sock.recv(65536):
        pass


def dripping(first: bytes, then: bytes = b"x", every: float = 0.2) -> Says:
    """Say `first` at once, then one piece again and again."""

    def says(sock: socket.socket) -> None:
        sock.sendall(first)
        while True:
            time.sleep(every)
            sock.sendall(then)

    return says


def endless(first: bytes, then: bytes) -> Says:
    """Say `first`, then the same without end, as fast as it goes."""

    def says(sock: socket.socket) -> None:
        sock.sendall(first)
        while True:
            sock.sendall(then)

    return says


def reply(body: bytes = b"hello", *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """Make an ordinary answer."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def redirect(location: str, *headers: bytes, status: bytes = b"302 Found") -> bytes:
    """Make a redirect."""
    return reply(b"", b"Location: " + location.encode(), *headers, status=status)


class Names:
    """A resolver that knows a few names, and remembers what it was asked."""

    def __init__(self, **names: tuple[str, ...]) -> None:
        self._names = {name.replace("_", "."): addresses for name, addresses in names.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str) -> tuple[IPAddress, ...] | Unavailable:
        self.asked.append(host)
        known = self._names.get(host)
        if known is None:
            return Unavailable(Kind.UNREACHABLE, "no such name")
        return tuple(ip_address(address) for address in known)


def client(
    *servers: Server,
    names: Names | None = None,
    may_contact: Callable[[IPAddress], bool] = is_public_or_private,
    ports: frozenset[int] = frozenset(),
    ca_file: Path | None = None,
    at_most: int = CONNECTIONS_A_VISIT,
) -> HttpClient:
    """Make a client that may go to the ports of some servers."""
    connector = Connector()
    connector.allow([ContactRule(RULE, "http", 80, "test", "page", at_most, "test")])
    return HttpClient(
        names or Names(),
        connector,
        may_contact=may_contact,
        ports=ports or frozenset(server.port for server in servers),
        roots=Roots(ca_file),
    )


def get(visitor: HttpClient, url: str, *, deadline: float = 10.0, limit: int = 256 * 1024) -> Visit:
    """Visit one page in a loop of its own."""
    return asyncio.run(visitor.get(url, rule=RULE, deadline=deadline, limit=limit))


def visit(says: Says | bytes, *, deadline: float = 10.0, limit: int = 256 * 1024) -> Visit:
    """Visit the first page of a server that is run for this alone."""
    with serving(says) as server:
        return get(client(server), server.url, deadline=deadline, limit=limit)


def timed(visitor: HttpClient, url: str, deadline: float) -> tuple[Visit, float]:
    """Visit one page, and tell how many seconds it took."""

    async def run() -> tuple[Visit, float]:
        started = time.monotonic()
        outcome = await visitor.get(url, rule=RULE, deadline=deadline)
        return outcome, time.monotonic() - started

    return asyncio.run(run())


def page(outcome: Visit) -> Page:
    """Insist on a page."""
    assert isinstance(outcome, Page), outcome
    return outcome


def unavailable(outcome: Visit) -> Unavailable:
    """Insist on nothing."""
    assert isinstance(outcome, Unavailable), outcome
    return outcome


def bad_certificate(outcome: Visit) -> BadCertificate:
    """Insist on a certificate that was not accepted."""
    assert isinstance(outcome, BadCertificate), outcome
    return outcome


def our_threads() -> list[threading.Thread]:
    """Return the client's threads that are alive."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("digiamen-")]


def none_left(seconds: float = 2.0) -> bool:
    """Wait a little for the client's threads to end; tell whether they did."""
    ends = time.monotonic() + seconds
    while our_threads() and time.monotonic() < ends:
        time.sleep(0.01)
    return not our_threads()
