"""What `--resolver` takes."""

import pytest

from digiamen_scan.probes.dns.nameservers import Nameserver, parse_nameserver


@pytest.mark.parametrize(
    ("text", "address", "port", "shown"),
    [
        ("9.9.9.9", "9.9.9.9", 53, "9.9.9.9"),
        ("127.0.0.1:5353", "127.0.0.1", 5353, "127.0.0.1:5353"),
        ("[::1]:53", "::1", 53, "[::1]"),
        ("[::1]:5353", "::1", 5353, "[::1]:5353"),
        ("[::1]", "::1", 53, "[::1]"),
        ("2620:fe::fe", "2620:fe::fe", 53, "[2620:fe::fe]"),
        (" 9.9.9.9 ", "9.9.9.9", 53, "9.9.9.9"),
    ],
)
def test_addresses_with_and_without_a_port(text: str, address: str, port: int, shown: str) -> None:
    nameserver = parse_nameserver(text)
    assert nameserver == Nameserver(address, port)
    assert str(nameserver) == shown
    assert parse_nameserver(shown) == nameserver


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tls://9.9.9.9", "not supported yet"),
        ("https://dns.example/dns-query", "not supported yet"),
        ("dns.example", "is not a resolver's address"),
        ("", "is not a resolver's address"),
        ("9.9.9.9:", "port"),
        ("9.9.9.9:0", "port"),
        ("9.9.9.9:65536", "port"),
        ("9.9.9.9:53x", "port"),
        ("9.9.9.9:٥٣", "port"),
        ("[::1]53", "is not a resolver's address"),
        ("[::1]:", "port"),
        ("[9.9.9.9", "is not a resolver's address"),
        ("1.2.3", "is not a resolver's address"),
    ],
)
def test_anything_else_is_a_clear_error(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_nameserver(text)
