from ipaddress import ip_address

import pytest

from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.http.addresses import is_public, is_public_or_private
from digiamen_scan.probes.http.places import PORTS, Place, place_of


@pytest.mark.parametrize(
    "address",
    [
        "9.9.9.9",
        "193.0.6.139",
        "2620:fe::fe",
        "2001:67c:2e8::1",
        "::ffff:9.9.9.9",
        "64:ff9b::9.9.9.9",
        "2002:909:909::1",
    ],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0.0.0.0",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::9.9.9.9",
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "2002:a9fe:a9fe::1",
        "2001::1",
        "2001:db8::1",
        "100::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "4000::1",
    ],
)
def test_all_other_addresses_are_not(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "::1", "fd00::1", "9.9.9.9"])
def test_an_intranet_can_be_allowed(address: str) -> None:
    assert is_public_or_private(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "::"],
)
def test_what_is_no_hosts_address_stays_out_even_then(address: str) -> None:
    assert not is_public_or_private(ip_address(address))


@pytest.mark.parametrize(
    ("url", "host", "port", "authority"),
    [
        ("https://example.org", "example.org", 443, "example.org"),
        ("HTTP://EXAMPLE.org.:80/a#part", "example.org", 80, "example.org"),
        ("http://example.org:443/", "example.org", 443, "example.org:443"),
        ("https://[2620:fe::fe]/", "2620:fe::fe", 443, "[2620:fe::fe]"),
        ("http://bücher.example/", "xn--bcher-kva.example", 80, "xn--bcher-kva.example"),
        ("http://_dmarc.example.org/", "_dmarc.example.org", 80, "_dmarc.example.org"),
    ],
)
def test_a_url_is_taken_apart(url: str, host: str, port: int, authority: str) -> None:
    place = place_of(url, PORTS)
    assert isinstance(place, Place), place
    assert (place.host, place.port, place.authority) == (host, port, authority)
    assert "#" not in place.url


def test_an_arabic_name_becomes_its_ascii_form() -> None:
    place = place_of("http://مثال.تونس/", PORTS)
    assert isinstance(place, Place), place
    assert place.host == "xn--mgbh0fb.xn--pgbs0dh"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("file:///etc/passwd", Kind.BLOCKED),
        ("ftp://example.org/", Kind.BLOCKED),
        ("javascript:alert(1)", Kind.BLOCKED),
        ("data:text/html,x", Kind.BLOCKED),
        ("", Kind.BLOCKED),
        ("example.org", Kind.BLOCKED),
        ("http://user:word@example.org/", Kind.BLOCKED),
        ("http://example.org:8080/", Kind.BLOCKED),
        ("http://example.org:22/", Kind.BLOCKED),
        ("http://example.org:0/", Kind.BLOCKED),
        ("http:///path", Kind.UNREADABLE),
        ("http://example.org:99999/", Kind.UNREADABLE),
        ("http://[::1/", Kind.UNREADABLE),
        ("http://[1:2]/", Kind.UNREADABLE),
        ("http://2130706433/", Kind.UNREADABLE),
        ("http://0x7f000001/", Kind.UNREADABLE),
        ("http://0x7f.1/", Kind.UNREADABLE),
        ("http://127.1/", Kind.UNREADABLE),
        ("http://0177.0.0.1/", Kind.UNREADABLE),
        ("http://exa mple.org/", Kind.UNREADABLE),
        ("http://example..org/", Kind.UNREADABLE),
        ("http://" + "a" * 64 + ".example/", Kind.UNREADABLE),
        ("http://" + "a." * 130 + "example/", Kind.UNREADABLE),
        ("http://example.org/" + "a" * 5000, Kind.UNREADABLE),
        ("http://example.org%00.example/", Kind.UNREADABLE),
    ],
)
def test_where_we_do_not_go(url: str, kind: Kind) -> None:
    place = place_of(url, PORTS)
    assert isinstance(place, Unavailable), place
    assert place.kind == kind, place


def test_a_backslash_does_not_hide_the_host() -> None:
    place = place_of("http://example.org\\@inside.example/", PORTS)
    assert isinstance(place, Place), place
    assert place.host == "example.org"


def test_a_relative_redirect_stays_on_its_host() -> None:
    place = place_of("../b?c", PORTS, "https://example.org/a/d/")
    assert isinstance(place, Place), place
    assert place.url == "https://example.org/a/b?c"
