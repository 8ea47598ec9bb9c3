"""Certificates in DER, also malformed ones."""

import random
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from digiamen_scan.facts.x509 import Certificate
from digiamen_scan.probes.web.x509 import is_issued_by, read_certificate, read_chain
from tests.lab.certificates import below, root, shown

HOST = "www.example.org"


@cache
def good() -> tuple[bytes, bytes]:
    issuer = below(root())
    leaf, above = shown(issuer, HOST, "192.0.2.1", "2001:db8::1", logged=True).chain
    return leaf.public_bytes(Encoding.DER), above.public_bytes(Encoding.DER)


def read(der: bytes) -> Certificate:
    found = read_certificate(der, HOST)
    assert found is not None
    return found


def test_names_and_addresses_are_read() -> None:
    leaf = read(good()[0])
    assert leaf.names == (HOST, "192.0.2.1", "2001:db8::1")
    assert leaf.logged
    assert leaf.server_use


def test_who_issued_whom() -> None:
    leaf, issuer = good()
    assert is_issued_by(leaf, [issuer])
    assert not is_issued_by(leaf, [leaf])
    assert not is_issued_by(leaf, [])
    assert not is_issued_by(b"x", [issuer])
    assert not is_issued_by(leaf, [b"x"])


@pytest.mark.parametrize("curve", [ec.SECP224R1(), ec.SECP384R1(), ec.BrainpoolP256R1()])
def test_curves_are_measured(curve: ec.EllipticCurve) -> None:
    leaf = read(shown(None, HOST, curve=curve).leaf.public_bytes(Encoding.DER))
    assert (leaf.key, leaf.key_bits) == ("ec", curve.key_size)


def test_a_chain_ends_where_it_is_malformed() -> None:
    leaf, issuer = good()
    assert len(read_chain([leaf, issuer], HOST)) == 2
    assert len(read_chain([leaf, b"x", issuer], HOST)) == 1
    assert read_chain([b"x", issuer], HOST) == ()


@given(st.binary(max_size=200))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert read_certificate(raw, HOST) is None


@settings(max_examples=500)
@given(st.integers(0, 2**32))
def test_no_change_of_a_good_one_breaks_it(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    der = bytearray(good()[0])
    for _ in range(chance.randint(1, 6)):
        der[chance.randrange(len(der))] = chance.randrange(256)
    found = read_certificate(bytes(der), HOST)
    if found is not None:
        assert len(found.names) <= 100
        assert all(name.isprintable() for name in (*found.names, found.issuer))
    is_issued_by(bytes(der), [bytes(der)])


@given(st.integers(0, 600))
def test_a_cut_one_is_malformed(length: int) -> None:
    der = good()[0]
    if length < len(der):
        assert read_certificate(der[:length], HOST) is None
