import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from digiamen_scan.model.facts import Kind
from tests.unit.probes.http_servers import (
    CHUNKED,
    GZIPPED,
    OK,
    Names,
    Says,
    client,
    endless,
    get,
    none_left,
    page,
    reply,
    serving,
    timed,
    unavailable,
    visit,
)


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    yield
    assert none_left()


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
