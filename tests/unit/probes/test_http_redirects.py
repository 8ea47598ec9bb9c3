import socket
from ipaddress import IPv4Address

import pytest

from digiamen_scan.model.facts import Kind
from digiamen_scan.probes.connector import ContactRefusedError
from digiamen_scan.probes.http.addresses import IPAddress, is_public
from digiamen_scan.probes.http.client import MAX_REDIRECTS
from digiamen_scan.probes.http.pages import Hop
from tests.unit.probes.http_servers import (
    Names,
    Says,
    client,
    get,
    page,
    redirect,
    reply,
    serving,
    unavailable,
)

PUBLIC = "127.0.0.2"


def only_public(address: IPAddress) -> bool:
    """127.0.0.2 plays a host of the internet; the rest is judged as always."""
    return address == IPv4Address(PUBLIC) or is_public(address)


def counting_down(hops: int) -> Says:
    left = iter(range(hops - 1, -1, -1))

    def says(sock: socket.socket) -> None:
        number = next(left, None)
        sock.sendall(reply(b"there") if number is None else redirect(f"/{number}"))

    return says


def test_hops_are_kept() -> None:
    with serving(reply(b"there")) as second:
        target = f"http://two.example:{second.port}/there?x=1"
        with serving(redirect(target, status=b"301 Moved")) as first:
            names = Names(one_example=("127.0.0.1",), two_example=("127.0.0.1",))
            start = f"http://one.example:{first.port}/"
            found = page(get(client(first, second, names=names), start))
    assert (found.url, found.body) == (target, b"there")
    assert found.hops == (Hop(start, 301, target),)
    assert names.asked == ["one.example", "two.example"]


@pytest.mark.parametrize("status", [b"301 a", b"302 a", b"303 a", b"307 a", b"308 a"])
def test_these_statuses_lead_on(status: bytes) -> None:
    with serving(reply(b"there")) as second, serving(redirect(second.url, status=status)) as first:
        assert page(get(client(first, second), first.url)).body == b"there"


@pytest.mark.parametrize("status", [b"200 a", b"201 a", b"300 a", b"304 a", b"404 a"])
def test_others_do_not(status: bytes) -> None:
    with serving(reply()) as second, serving(redirect(second.url, status=status)) as first:
        found = page(get(client(first, second), first.url))
    assert found.hops == ()
    assert second.connections == 0


def test_a_redirect_to_nowhere_is_the_page() -> None:
    with serving(reply(b"odd", status=b"302 Found")) as server:
        found = page(get(client(server), server.url))
    assert (found.status, found.body, found.hops) == (302, b"odd", ())


@pytest.mark.parametrize("hops", [MAX_REDIRECTS, MAX_REDIRECTS + 1])
def test_five_redirects_are_followed_and_no_more(hops: int) -> None:
    with serving(counting_down(hops)) as server:
        outcome = get(client(server), server.url)
    assert server.connections == MAX_REDIRECTS + 1
    if hops == MAX_REDIRECTS:
        assert len(page(outcome).hops) == MAX_REDIRECTS
    else:
        assert unavailable(outcome).kind == Kind.UNREADABLE


def test_a_loop_ends() -> None:
    with serving(redirect("/again")) as server:
        outcome = unavailable(get(client(server), server.url))
    assert (outcome.kind, outcome.detail) == (Kind.UNREADABLE, "more than 5 redirects")
    assert server.connections == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("target", "detail"),
    [
        ("http://127.0.0.1:{port}/", "private address 127.0.0.1"),
        ("//127.0.0.1:{port}/", "private address 127.0.0.1"),
        ("http://[::1]:{port}/", "private address ::1"),
        ("http://[::ffff:127.0.0.1]:{port}/", "private address ::ffff:"),
        ("http://[64:ff9b::7f00:1]:{port}/", "private address 64:ff9b::7f00:1"),
        ("http://[2002:7f00:1::]:{port}/", "private address 2002:7f00:1::"),
        ("http://0.0.0.0:{port}/", "private address 0.0.0.0"),
        ("http://[::]:{port}/", "private address ::"),
        ("http://169.254.169.254:{port}/latest/meta-data", "private address 169.254.169.254"),
        ("http://inside.example:{port}/", "private address 10.0.0.1"),
        ("http://localhost:{port}/", "private address 127.0.0.1"),
        ("http://user:word@www.example:{port}/", "credentials in the address"),
        ("http://user@127.0.0.1:{port}/", "credentials in the address"),
        ("http://www.example:22/", "port 22"),
        ("http://www.example/", "port 80"),
        ("https://www.example/", "port 443"),
        ("file:///etc/passwd", "scheme file"),
        ("ftp://www.example:{port}/", "scheme ftp"),
        ("gopher://127.0.0.1:{port}/x", "scheme gopher"),
        ("data:text/html,hello", "scheme data"),
    ],
)
def test_a_redirect_does_not_lead_where_we_do_not_go(target: str, detail: str) -> None:
    names = Names(www_example=(PUBLIC,), inside_example=("10.0.0.1",), localhost=("127.0.0.1",))
    with (
        serving(reply(b"secret")) as inside,
        serving(redirect(target.format(port=inside.port)), host=PUBLIC) as outside,
    ):
        visitor = client(inside, outside, names=names, may_contact=only_public)
        outcome = unavailable(get(visitor, f"http://www.example:{outside.port}/"))
    assert outcome.kind == Kind.BLOCKED
    assert outcome.detail.startswith(detail)
    assert (outside.connections, inside.connections) == (1, 0)


@pytest.mark.parametrize(
    "target",
    ["http://2130706433:{port}/", "http://0x7f.1:{port}/", "http://127.1:{port}/", "http://["],
)
def test_another_spelling_of_an_address_is_not_understood(target: str) -> None:
    with (
        serving(reply(b"secret")) as inside,
        serving(redirect(target.format(port=inside.port)), host=PUBLIC) as outside,
    ):
        visitor = client(inside, outside, may_contact=only_public)
        outcome = unavailable(get(visitor, outside.url))
    assert outcome.kind == Kind.UNREADABLE
    assert inside.connections == 0


def test_private_addresses_are_refused_from_the_start_by_default() -> None:
    with serving(reply()) as server:
        names = Names(www_example=("127.0.0.1", "::1", "10.0.0.1"))
        visitor = client(server, names=names, may_contact=is_public)
        for url in (server.url, f"http://www.example:{server.port}/"):
            assert unavailable(get(visitor, url)).kind == Kind.BLOCKED
    assert server.connections == 0


def test_of_a_hosts_addresses_only_the_public_ones_are_used() -> None:
    with (
        serving(reply(b"public"), host=PUBLIC) as outside,
        serving(reply(b"private"), port=outside.port) as inside,
    ):
        names = Names(www_example=("127.0.0.1", PUBLIC))
        visitor = client(outside, names=names, may_contact=only_public)
        found = page(get(visitor, f"http://www.example:{outside.port}/"))
    assert found.body == b"public"
    assert inside.connections == 0


def test_a_name_that_changes_its_address_is_checked_again() -> None:
    class Rebinds(Names):
        async def __call__(self, host: str) -> tuple[IPAddress, ...]:
            self.asked.append(host)
            return (IPv4Address(PUBLIC if len(self.asked) == 1 else "127.0.0.1"),)

    with (
        serving(redirect("/again"), host=PUBLIC) as outside,
        serving(reply(b"secret"), port=outside.port) as inside,
    ):
        visitor = client(outside, names=Rebinds(), may_contact=only_public)
        outcome = unavailable(get(visitor, f"http://www.example:{outside.port}/"))
    assert (outcome.kind, inside.connections) == (Kind.BLOCKED, 0)


def test_without_a_rule_no_connection_is_made() -> None:
    with serving(reply()) as server, pytest.raises(ContactRefusedError):
        get(client(server, at_most=0), server.url)
    assert server.connections == 0


def test_each_hop_uses_up_the_rule() -> None:
    with serving(counting_down(2)) as server:
        with pytest.raises(ContactRefusedError):
            get(client(server, at_most=2), server.url)
        assert server.connections == 2
    with serving(counting_down(2)) as server:
        assert page(get(client(server, at_most=3), server.url)).body == b"there"


def test_each_address_that_is_tried_uses_up_the_rule() -> None:
    names = Names(www_example=("::1", "127.0.0.1"))
    with serving(reply()) as server:
        url = f"http://www.example:{server.port}/"
        with pytest.raises(ContactRefusedError):
            get(client(server, names=names, at_most=1), url)
        assert page(get(client(server, names=names, at_most=2), url)).body == b"hello"


def test_a_location_is_cleaned() -> None:
    with (
        serving(reply(b"there")) as second,
        serving(redirect(f"{second.url}\x1b[2J\u202e")) as first,
    ):
        found = page(get(client(first, second), first.url))
    assert found.hops[0].location == f"{second.url}\\x1b[2J\\u202e"
    assert found.url == f"{second.url}%1B%5B2J%E2%80%AE"
