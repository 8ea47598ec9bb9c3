import asyncio
import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

import digiamen_scan.probes.http.exchange  # loaded before anything is timed
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.addresses import IPAddress
from digiamen_scan.probes.http.pages import Visit
from tests.unit.probes.http_servers import (
    CHUNKED,
    GZIPPED,
    OK,
    RULE,
    Names,
    Says,
    client,
    dripping,
    get,
    hang,
    none_left,
    page,
    reply,
    serving,
    timed,
    unavailable,
)

assert digiamen_scan.probes.http.exchange

DEADLINE = 1.0
LATE = 0.5


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    yield
    assert none_left()


SLOW: dict[str, Says] = {
    "no answer": hang,
    "a byte of garbage at a time": dripping(b"", b"H"),
    "status line drips": dripping(b"HTTP/1.1 200 O"),
    "header drips": dripping(OK + b"X-Slow: "),
    "headers drip": dripping(OK, b"X: 1\r\n"),
    "interim answers drip": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body drips": dripping(OK + b"\r\n"),
    "body of known length drips": dripping(OK + b"Content-Length: 9999\r\n\r\n"),
    "last byte missing": dripping(OK + b"Content-Length: 5\r\n\r\n1234", b""),
    "chunks drip": dripping(CHUNKED, b"1\r\nx\r\n"),
    "trailers drip": dripping(CHUNKED + b"0\r\n", b"X: 1\r\n"),
    "gzip drips": dripping(GZIPPED + gzip.compress(b"x")[:10], b"\0\0\0\xff\xff"),
}


@pytest.fixture(scope="module")
def slow_visits() -> dict[str, tuple[Visit, float]]:
    """All of them at the same time, each with its own clock; their threads end in time."""

    async def one(url: str) -> tuple[Visit, float]:
        started = time.monotonic()
        outcome = await visitor.get(url, rule=RULE, deadline=DEADLINE)
        return outcome, time.monotonic() - started

    async def run() -> list[tuple[Visit, float]]:
        return await asyncio.gather(*(one(server.url) for server in servers))

    with ExitStack() as stack:
        servers = [stack.enter_context(serving(says)) for says in SLOW.values()]
        visitor = client(*servers, at_most=len(SLOW))
        outcomes = asyncio.run(run())
        assert none_left()
    return dict(zip(SLOW, outcomes, strict=True))


@pytest.mark.parametrize("name", SLOW)
def test_the_deadline_holds(slow_visits: dict[str, tuple[Visit, float]], name: str) -> None:
    outcome, took = slow_visits[name]
    assert unavailable(outcome).kind == Kind.TIMEOUT
    assert DEADLINE - 0.1 <= took <= DEADLINE + LATE


@pytest.mark.parametrize("drip", [False, True])
def test_a_tls_handshake_that_hangs_is_left_at_the_deadline(*, drip: bool) -> None:
    says = dripping(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", b"\x03") if drip else hang
    with serving(says, silent=True) as server:
        url = server.url.replace("http:", "https:")
        outcome, took = timed(client(server), url, DEADLINE)
        ended = none_left()
    assert unavailable(outcome).kind == Kind.TIMEOUT
    assert took <= DEADLINE + LATE
    assert ended


def test_redirects_share_one_deadline() -> None:
    def slow_redirect(sock: socket.socket) -> None:
        time.sleep(0.4)
        sock.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    with serving(slow_redirect) as server:
        outcome, took = timed(client(server), server.url, DEADLINE)
    assert unavailable(outcome).kind == Kind.TIMEOUT
    assert took <= DEADLINE + LATE


def test_a_resolver_that_hangs_is_left_at_the_deadline() -> None:
    class Hangs(Names):
        async def __call__(self, host: str) -> tuple[IPAddress, ...] | Unavailable:
            await asyncio.sleep(60)
            return await super().__call__(host)

    visitor = client(names=Hangs(), ports=frozenset({80}))
    outcome, took = timed(visitor, "http://example.org/", 0.3)
    assert unavailable(outcome).kind == Kind.TIMEOUT
    assert took <= 0.3 + LATE


def test_a_visit_that_is_cancelled_ends_its_thread() -> None:
    async def run(url: str) -> None:
        task = asyncio.create_task(visitor.get(url, rule=RULE, deadline=60))
        await asyncio.to_thread(server.asked.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with serving(hang) as server:
        visitor = client(server)
        asyncio.run(run(server.url))
        assert none_left()


def test_many_at_once_do_not_wait_for_one_another() -> None:
    async def run() -> list[Visit]:
        visits = [visitor.get(server.url, rule=RULE, deadline=DEADLINE) for _ in range(30)]
        return await asyncio.gather(*visits, visitor.get(good.url, rule=RULE, deadline=DEADLINE))

    with serving(hang) as server, serving(reply()) as good:
        visitor = client(server, good, at_most=31)
        started = time.monotonic()
        *slow, quick = asyncio.run(run())
        took = time.monotonic() - started
    assert {unavailable(outcome).kind for outcome in slow} == {Kind.TIMEOUT}
    assert page(quick).body == b"hello"
    assert took <= DEADLINE + LATE


def full_backlog(stack: ExitStack, host: str, port: int = 0) -> int:
    """Listen without ever accepting, with the queue full: new connections hang."""
    listener = stack.enter_context(socket.socket())
    listener.bind((host, port))
    listener.listen(0)
    bound: int = listener.getsockname()[1]
    for _ in range(3):
        waiting = stack.enter_context(socket.socket())
        waiting.setblocking(False)  # noqa: FBT003  # the standard library's signature
        with suppress(BlockingIOError):
            waiting.connect((host, bound))
    time.sleep(0.1)
    return bound


def test_a_connection_that_hangs_is_left_at_the_deadline() -> None:
    with ExitStack() as stack:
        port = full_backlog(stack, "127.0.0.3")
        visitor = client(ports=frozenset({port}))
        outcome, took = timed(visitor, f"http://127.0.0.3:{port}/", DEADLINE)
    assert unavailable(outcome).kind == Kind.TIMEOUT
    assert took <= DEADLINE + LATE


def test_another_address_is_tried_while_the_first_hangs() -> None:
    with serving(reply()) as server, ExitStack() as stack:
        full_backlog(stack, "127.0.0.3", server.port)
        names = Names(www_example_org=("127.0.0.3", "127.0.0.1"))
        url = f"http://www.example.org:{server.port}/"
        outcome, took = timed(client(server, names=names), url, 5)
    assert page(outcome).body == b"hello"
    assert took < 2


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_either_family_will_do(host: str) -> None:
    with serving(reply(), host=host) as server:
        names = Names(www_example_org=("127.0.0.1", "::1"))
        found = get(client(server, names=names), f"http://www.example.org:{server.port}/")
    assert page(found).body == b"hello"


def test_nobody_there_is_refused() -> None:
    with serving(reply()) as server:
        port = server.port
    outcome = unavailable(get(client(ports=frozenset({port})), f"http://127.0.0.1:{port}/"))
    assert outcome.kind == Kind.REFUSED


def test_a_host_without_addresses_is_unreachable() -> None:
    visitor = client(names=Names(empty_example=()), ports=frozenset({80}))
    assert unavailable(get(visitor, "http://empty.example/")).kind == Kind.UNREACHABLE


def test_what_the_resolver_could_not_learn_is_passed_on() -> None:
    visitor = client(ports=frozenset({80}))
    outcome = unavailable(get(visitor, "http://gone.example/"))
    assert (outcome.kind, outcome.detail) == (Kind.UNREACHABLE, "no such name")
