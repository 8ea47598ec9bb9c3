import gzip
import zlib

import pytest

from digiamen_scan import __version__
from digiamen_scan.model.facts import Kind
from tests.unit.probes.http_servers import (
    Names,
    client,
    get,
    page,
    redirect,
    reply,
    serving,
    unavailable,
    visit,
)


def test_a_page_comes_back_whole() -> None:
    found = page(visit(reply(b"hello", b"Server: small", b"X-A: 1", b"x-a: 2")))
    assert (found.status, found.body, found.truncated, found.hops) == (200, b"hello", False, ())
    assert found.headers == (
        ("content-length", "5"),
        ("server", "small"),
        ("x-a", "1"),
        ("x-a", "2"),
    )
    assert found.header("x-a") == ("1", "2")
    assert found.header("x-b") == ()


def test_a_status_that_is_no_success_is_a_page_too() -> None:
    found = page(visit(reply(b"go away", status=b"403 Forbidden")))
    assert (found.status, found.body) == (403, b"go away")


def test_the_server_is_told_the_truth_and_no_more() -> None:
    with serving(reply()) as server:
        names = Names(www_example_org=("127.0.0.1",))
        url = f"http://www.example.org:{server.port}/a%20b?q=%C3%A9#part"
        page(get(client(server, names=names), url))
    lines = server.requests[0].decode().split("\r\n")
    assert lines[0] == "GET /a%20b?q=%C3%A9 HTTP/1.1"
    assert sorted(lines[1:]) == [
        "",
        "",
        "Accept-Encoding: gzip",
        "Accept: */*",
        "Connection: close",
        f"Host: www.example.org:{server.port}",
        f"User-Agent: digiamen/{__version__}",
    ]
    assert names.asked == ["www.example.org"]


def test_text_from_outside_is_cleaned() -> None:
    raw = reply(b"\x1b[2J", b"Server: \x1b]0;x\x07\xe2\x80\xae\xff\x00end")
    found = page(visit(raw))
    assert found.header("server") == ("\\x1b]0;x\\x07\\u202e\\xff\\x00end",)
    assert found.body == b"\x1b[2J"


def test_a_folded_header_is_one_line() -> None:
    found = page(visit(reply(b"", b"X-Long: one\r\n  two\r\n\tthree", b"X-After: seen")))
    assert found.header("x-long") == ("one two three",)
    assert found.header("x-after") == ("seen",)


@pytest.mark.parametrize(
    "line",
    [b"no colon at all", b"Bad Name: x", b": empty", b"X-A : space", b"X-A: a\rInjected: b"],
)
def test_a_malformed_header_is_not_passed_over(line: bytes) -> None:
    outcome = unavailable(visit(reply(b"", line, b"Strict-Transport-Security: max-age=1")))
    assert (outcome.kind, outcome.detail) == (Kind.UNREADABLE, "malformed header")


def test_bare_line_feeds_are_accepted() -> None:
    found = page(visit(b"HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 2\n\nok"))
    assert (found.header("x-a"), found.body) == (("1",), b"ok")


def test_chunks_are_put_together() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    found = page(visit(head + b"3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"))
    assert found.body == b"abcde"
    assert found.header("x-trailer") == ()


def test_a_body_may_last_until_the_end_of_the_connection() -> None:
    assert page(visit(b"HTTP/1.0 200 OK\r\n\r\nold ways")).body == b"old ways"


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_an_answer_may_have_no_body(status: bytes) -> None:
    assert page(visit(b"HTTP/1.1 " + status + b"\r\n\r\n")).body == b""


def test_an_interim_answer_is_passed_over() -> None:
    found = page(visit(b"HTTP/1.1 100 Continue\r\nX-No: 1\r\n\r\n" + reply(b"yes")))
    assert (found.status, found.body, found.header("x-no")) == (200, b"yes", ())


def test_gzip_is_unpacked() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert page(visit(reply(packed, b"Content-Encoding: gzip"))).body == b"one two"


def test_an_empty_body_needs_no_gzip() -> None:
    assert page(visit(reply(b"", b"Content-Encoding: gzip"))).body == b""


@pytest.mark.parametrize(
    "coding", [b"br", b"deflate", b"zstd", b"gzip, gzip", b"gzip, br", b"\xff"]
)
def test_a_coding_that_was_not_asked_for_is_unsupported(coding: bytes) -> None:
    outcome = unavailable(visit(reply(zlib.compress(b"x"), b"Content-Encoding: " + coding)))
    assert outcome.kind == Kind.UNSUPPORTED
    assert outcome.detail.startswith("content-encoding ")


@pytest.mark.parametrize(("size", "truncated"), [(999, False), (1000, False), (1001, True)])
@pytest.mark.parametrize("packed", [False, True])
def test_the_limit_is_exact(size: int, *, truncated: bool, packed: bool) -> None:
    body = b"x" * size
    raw = reply(gzip.compress(body), b"Content-Encoding: gzip") if packed else reply(body)
    found = page(visit(raw, limit=1000))
    assert (found.body, found.truncated) == (body[:1000], truncated)


def test_cookies_are_reported_and_neither_kept_nor_sent() -> None:
    with (
        serving(reply(b"", b"Set-Cookie: b=2; Secure", b"Set-Cookie: c=3")) as second,
        serving(redirect(f"{second.url}next", b"Set-Cookie: a=1")) as first,
    ):
        visitor = client(first, second, at_most=4)
        found = page(get(visitor, first.url))
        page(get(visitor, first.url))
    assert found.header("set-cookie") == ("b=2; Secure", "c=3")
    asked = b"".join(first.requests + second.requests).lower()
    assert len(first.requests + second.requests) == 4
    assert b"cookie" not in asked
    assert b"referer" not in asked
