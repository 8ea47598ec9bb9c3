import asyncio
import gzip
import socket
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from ipaddress import ip_address

import pytest

import digiamen_scan.probes.http.exchange  # loaded before anything is timed
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.addresses import IPAddress
from digiamen_scan.probes.http.client import HttpClient
from digiamen_scan.probes.http.pages import Visit
from tests.unit.probes.http_servers import (
    RULE,
    Names,
    Says,
    client,
    dripping,
    endless,
    get,
    hang,
    none_left,
    page,
    reply,
    serving,
    unavailable,
    visit,
)

assert digiamen_scan.probes.http.exchange

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIPPED = OK + b"Content-Encoding: gzip\r\n\r\n"
DEADLINE = 1.0
LATE = 0.5


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    yield
    assert none_left()


def timed(visitor: HttpClient, url: str, deadline: float = DEADLINE) -> tuple[Visit, float]:
    async def run() -> tuple[Visit, float]:
        started = time.monotonic()
        outcome = await visitor.get(url, rule=RULE, deadline=deadline)
        return outcome, time.monotonic() - started

    return asyncio.run(run())


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
        outcome, took = timed(client(server), url)
        ended = none_left()
    assert unavailable(outcome).kind == Kind.TIMEOUT
    assert took <= DEADLINE + LATE
    assert ended


def test_redirects_share_one_deadline() -> None:
    def slow_redirect(sock: socket.socket) -> None:
        time.sleep(0.4)
        sock.sendall(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    with serving(slow_redirect) as server:
        outcome, took = timed(client(server), server.url)
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
        outcome, took = timed(visitor, f"http://127.0.0.3:{port}/")
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


@pytest.mark.parametrize(
    "says",
    [
        pytest.param(endless(OK + b"\r\n", b"x" * 65536), id="until the end of the connection"),
        pytest.param(endless(CHUNKED, b"4\r\nabcd\r\n" * 999), id="in small chunks"),
        pytest.param(endless(CHUNKED + b"f" * 15 + b"\r\n", b"x" * 65536), id="in one huge chunk"),
        pytest.param(
            endless(OK + b"Content-Length: 999999999999999\r\n\r\n", b"x" * 65536), id="announced"
        ),
    ],
)
def test_of_an_endless_body_the_beginning_is_kept(says: Says) -> None:
    found = page(visit(says))
    assert found.truncated
    assert len(found.body) == 256 * 1024


def test_a_gzip_bomb_stays_small() -> None:
    bomb = gzip.compress(bytes(50 * 1024 * 1024), 9)
    assert len(bomb) < 60_000
    tracemalloc.start()
    found = page(visit(reply(bomb, b"Content-Encoding: gzip")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.truncated
    assert found.body == bytes(256 * 1024)
    assert peak < 4 * 1024 * 1024


@pytest.mark.parametrize(
    "says",
    [
        pytest.param(endless(OK, b"X-Again: 1\r\n"), id="headers"),
        pytest.param(endless(OK + b"X-Long: ", b"x" * 65536), id="one header"),
        pytest.param(endless(b"HTTP/1.1 200 ", b"x" * 65536), id="status line"),
        pytest.param(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99), id="interim answers"),
        pytest.param(endless(b"HTTP/1.1 100 Continue\r\n", b"X: 1\r\n" * 99), id="interim headers"),
        pytest.param(endless(CHUNKED + b"1;", b"x" * 65536), id="chunk extension"),
        pytest.param(endless(CHUNKED + b"0\r\n", b"X: 1\r\n" * 999), id="trailers"),
        pytest.param(endless(CHUNKED + b"-1\r\n", b"x" * 65536), id="chunk without a size"),
        pytest.param(
            endless(GZIPPED + gzip.compress(b"")[:10], b"\0\0\0\xff\xff" * 999), id="gzip"
        ),
        pytest.param(endless(GZIPPED, gzip.compress(b"") * 999), id="gzip members"),
    ],
)
def test_other_endless_things_are_unreadable_long_before_the_deadline(says: Says) -> None:
    tracemalloc.start()
    with serving(says) as server:
        outcome, took = timed(client(server), server.url, 30)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert unavailable(outcome).kind == Kind.UNREADABLE
    assert took < 15
    assert peak < 32 * 1024 * 1024


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(reply(b"", b"X-Long: " + b"x" * 1024 * 1024), id="header of 1 MB"),
        pytest.param(reply(b"", *[b"X-Many: 1"] * 10_000), id="10 000 headers"),
        pytest.param(reply(b"", *[b"X-Long: " + b"x" * 1000] * 90), id="90 headers of 1 KB"),
        pytest.param(OK + b"X-A: 1\r\nX-", id="cut in a header"),
        pytest.param(OK + b"X-A: 1\r\n", id="cut between headers"),
        pytest.param(OK, id="cut after the status line"),
        pytest.param(b"HTTP/1.1 200", id="cut in the status line"),
        pytest.param(OK + b"Content-Length: 10\r\n\r\nshort", id="cut body"),
        pytest.param(OK + b"Content-Length: 10\r\n\r\n", id="no body"),
        pytest.param(OK + b"Content-Length: ten\r\n\r\nx", id="length in words"),
        pytest.param(OK + b"Content-Length: -1\r\n\r\nx", id="negative length"),
        pytest.param(OK + b"Content-Length: 1_0\r\n\r\n0123456789", id="length with underscore"),
        pytest.param(
            OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nx", id="length of 5000 digits"
        ),
        pytest.param(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxy", id="two lengths"),
        pytest.param(OK + b"Content-Length: 1, 2\r\n\r\nxy", id="two lengths in one"),
        pytest.param(
            OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", id="other transfer"
        ),
        pytest.param(CHUNKED + b"5\r\nabc", id="cut chunk"),
        pytest.param(CHUNKED + b"3\r\nabc\r\n", id="no last chunk"),
        pytest.param(CHUNKED + b"3\r\nabc\r\n0", id="cut last chunk"),
        pytest.param(CHUNKED + b"zz\r\nabc\r\n0\r\n\r\n", id="chunk of size zz"),
        pytest.param(CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n", id="negative chunk"),
        pytest.param(GZIPPED + gzip.compress(b"hello")[:-9], id="cut gzip"),
        pytest.param(GZIPPED + gzip.compress(b"hello") + b"tail", id="tail after gzip"),
        pytest.param(GZIPPED + zlib.compress(b"hello"), id="gzip that is none"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="another protocol"),
        pytest.param(b"<html>HTTP/0.9</html>", id="HTTP/0.9"),
        pytest.param(b"HTTP/2.0 200 OK\r\n\r\n", id="HTTP/2"),
        pytest.param(b"HTTP/1.1 99999 OK\r\n\r\n", id="status of five digits"),
        pytest.param(b"HTTP/1.1 abc OK\r\n\r\n", id="status of letters"),
        pytest.param(b"HTTP/1.1 \xff\xfe\x00\r\n\r\n", id="status of bytes"),
        pytest.param(b"\x15\x03\x01\x00\x02\x02\x46", id="TLS alert"),
        pytest.param(b"\r\n\r\n\r\n", id="blank lines"),
        pytest.param(b"HTTP/1.1 103 Early Hints\r\n\r\n", id="only an interim answer"),
        pytest.param(b"HTTP/1.1 101 Switching Protocols\r\n\r\n", id="another protocol offered"),
    ],
)
def test_what_is_cut_or_wrong_is_unreadable(raw: bytes) -> None:
    assert unavailable(visit(raw)).kind == Kind.UNREADABLE


def test_a_header_that_is_cut_says_so() -> None:
    assert unavailable(visit(OK + b"X-A: 1\r\n")).detail == "cut header"


def test_what_follows_the_announced_body_is_left() -> None:
    assert page(visit(reply(b"hello") + b"more")).body == b"hello"


def test_a_server_that_hangs_up_is_unreachable() -> None:
    assert unavailable(visit(b"")).kind == Kind.UNREACHABLE


def test_an_answer_before_the_question_is_still_one_answer() -> None:
    with serving(reply(b"early"), silent=True) as server:
        assert page(get(client(server), server.url)).body == b"early"


def test_a_literal_address_needs_no_resolver() -> None:
    names = Names()
    with serving(reply()) as server:
        page(get(client(server, names=names), server.url))
    assert names.asked == []
    assert ip_address(server.host).is_loopback
