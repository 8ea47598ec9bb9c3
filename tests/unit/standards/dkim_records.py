"""DKIM key records made for tests: real keys of all sizes, and invented damage."""

from __future__ import annotations

import base64
import functools

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# Made once by OpenSSL; their secret halves were thrown away. Libraries make none this short.
SHORT = {
    512: (
        "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAN49HA9YSv0J1NLuf6JbVU79qpOddSgncIW6lQ"
        "O6SRHVW7bTtDGq5pTxicALssANpQcy3KAn0qn/0HD8LjtBVjUCAwEAAQ=="
    ),
    768: (
        "MHwwDQYJKoZIhvcNAQEBBQADawAwaAJhAMGFxKtc0Xjet07YBj0lLhG9U5j0ex0VspVAIL"
        "snHlDivuLzVVEikV16BX8fVebpIPG+W8pWnXae8uPIgZugy0CtQTUMdjfWWb3RhtNmb7pYSxikI1txbp8GyHl+YAZhAQIDAQAB"
    ),
}


@functools.cache
def rsa_numbers(bits: int) -> rsa.RSAPublicKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()


@functools.cache
def rsa_key(bits: int = 2048) -> str:
    """A SubjectPublicKeyInfo in base64, as practically everybody publishes it."""
    if bits in SHORT:
        return SHORT[bits]
    der = rsa_numbers(bits).public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


@functools.cache
def bare_rsa_key(bits: int = 2048) -> str:
    """An RSAPublicKey in base64, as the standard has it."""
    der = rsa_numbers(bits).public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return base64.b64encode(der).decode()


@functools.cache
def ed25519_key() -> str:
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    return base64.b64encode(raw).decode()


def record(material: str = "", tags: str = "v=DKIM1; k=rsa") -> str:
    return f"{tags}; p={material or rsa_key()}"


def tlv(tag: int, value: bytes) -> bytes:
    """One DER value with a length in its shortest form."""
    size = len(value)
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    length = bytes((size,)) if size < 128 else bytes((0x80 + len(octets),)) + octets
    return bytes((tag,)) + length + value


def integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def rsa_info(modulus: int, exponent: int = 65537) -> str:
    """A SubjectPublicKeyInfo of any two numbers, in base64."""
    key = tlv(0x30, integer(modulus) + integer(exponent))
    algorithm = tlv(0x30, bytes.fromhex("06092a864886f70d0101010500"))
    return base64.b64encode(tlv(0x30, algorithm + tlv(0x03, b"\0" + key))).decode()
