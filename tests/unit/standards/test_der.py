"""DER: strict, bounded, and honest about what is cut off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.mail.der import INTEGER, SEQUENCE, DerCutError, DerError, DerReader
from tests.unit.standards.dkim_records import integer, tlv


@given(st.integers(1, 1 << 4096))
def test_a_positive_integer_comes_back(value: int) -> None:
    reader = DerReader(integer(value))
    assert reader.positive() == value
    reader.end()


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65_535])
def test_lengths_in_their_shortest_form(size: int) -> None:
    assert DerReader(tlv(SEQUENCE, bytes(size))).octets(SEQUENCE) == bytes(size)


@pytest.mark.parametrize(
    "octets",
    [
        b"\x30\x80\x00\x00",
        b"\x30\x81\x7f" + bytes(127),
        b"\x30\x82\x00\xff" + bytes(255),
        b"\x30\x83\x01\x00\x00" + bytes(65_536),
        b"\x30\xff",
        b"\x02\x01\x01",
    ],
    ids=["indefinite", "longer than needed", "leading zero", "three octets", "reserved", "tag"],
)
def test_what_is_not_der_or_too_long_is_refused(octets: bytes) -> None:
    with pytest.raises(DerError) as raised:
        DerReader(octets).octets(SEQUENCE)
    assert not isinstance(raised.value, DerCutError)


@pytest.mark.parametrize("octets", [b"", b"\x30", b"\x30\x81", b"\x30\x82\x01", b"\x30\x05abcd"])
def test_what_ends_early_was_cut(octets: bytes) -> None:
    with pytest.raises(DerCutError):
        DerReader(octets).octets(SEQUENCE)


@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"\x80", b"\xff\x01", b"\x00\x7f"], ids=lambda value: value.hex()
)
def test_integers_that_are_not_positive_or_not_shortest(content: bytes) -> None:
    with pytest.raises(DerError):
        DerReader(tlv(INTEGER, content)).positive()


def test_what_is_left_over_is_refused() -> None:
    reader = DerReader(tlv(SEQUENCE, b"") + b"x")
    reader.enter(SEQUENCE)
    with pytest.raises(DerError):
        reader.end()
