"""The first message of a client, in every version (RFC 8446 section 4.1.2, RFC 5246 7.4.1.2)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from digiamen_scan.facts.tls import SSL_2, SSL_3, TLS_10, TLS_11, TLS_12, TLS_13
from digiamen_scan.standards.web.tls_suites import SSL_2_KINDS

CODES: Final = {
    SSL_2: 0x0002,
    SSL_3: 0x0300,
    TLS_10: 0x0301,
    TLS_11: 0x0302,
    TLS_12: 0x0303,
    TLS_13: 0x0304,
}

# IANA's TLS Supported Groups. No group of RFC 7919: a server that knows it would then hide its own.
_GROUPS: Final = (29, 23, 24, 25, 30, 21, 19, 22, 14, 13, 9, 10, 26, 27, 28)
_GROUPS_13: Final = (29, 23, 24, 25, 30, 0x11EC, 0x11EB, 256, 257)
_X25519: Final = 29
# ECDSA, PSS, RSA, DSA and EdDSA with SHA-256, 384, 512, 224, SHA-1 and MD5.
_SIGNATURES: Final = (
    *(0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080A, 0x080B),
    *(0x0401, 0x0501, 0x0601, 0x0402, 0x0502, 0x0602, 0x0303, 0x0301, 0x0302),
    *(0x0203, 0x0201, 0x0202, 0x0101),
)
# Some load balancers never answer a message of these sizes (RFC 7685 section 1).
_UNLUCKY: Final = range(256, 512)
_HANDSHAKE, _CLIENT_HELLO = 22, 1
_DEFLATE, _NO_COMPRESSION = 1, 0


@dataclass(frozen=True, slots=True)
class Hello:
    """What one connection offers: a version, suites, and whether as a browser says it.

    A `plain` one leaves out what a few servers stumble over: ALPN, compression and padding.
    """

    version: str
    suites: tuple[int, ...] = ()
    plain: bool = False


def hello_bytes(hello: Hello, host: str) -> bytes:
    """Return the whole first message, in one record, for the website `host`."""
    if hello.version == SSL_2:
        return _ssl_2()
    body = _client_hello(hello, host)
    record_version = min(CODES[hello.version], CODES[TLS_10])
    message = bytes([_CLIENT_HELLO]) + _sized(body, 3)
    return bytes([_HANDSHAKE]) + _number(record_version) + _sized(message)


def _client_hello(hello: Hello, host: str) -> bytes:
    modern = hello.version == TLS_13
    compressed = not (modern or hello.plain)
    start = b"".join(
        (
            _number(min(CODES[hello.version], CODES[TLS_12])),
            secrets.token_bytes(32),
            _sized(secrets.token_bytes(32) if modern else b"", 1),
            _sized(_numbers(hello.suites)),
            _sized(bytes([_DEFLATE, _NO_COMPRESSION] if compressed else [_NO_COMPRESSION]), 1),
        )
    )
    extensions = _extensions(hello, host)
    size = 4 + len(start) + 2 + len(extensions)
    if size in _UNLUCKY and not hello.plain:
        extensions += _extension(21, bytes(max(0, _UNLUCKY.stop - size - 4)))
    return start + _sized(extensions)


def _extensions(hello: Hello, host: str) -> bytes:
    modern = hello.version == TLS_13
    signatures = hello.version in {TLS_12, TLS_13}
    name = b"\0" + _sized(host.encode("ascii"))
    return b"".join(
        (
            _extension(0, _sized(name)),
            b"" if modern else _extension(0xFF01, b"\0") + _extension(23, b""),
            _extension(10, _sized(_numbers(_GROUPS_13 if modern else _GROUPS))),
            b"" if modern else _extension(11, _sized(b"\0", 1)),
            _extension(13, _sized(_numbers(_SIGNATURES))) if signatures else b"",
            b"" if hello.plain else _extension(16, _sized(_sized(b"http/1.1", 1))),
            _only_13() if modern else b"",
        )
    )


def _only_13() -> bytes:
    """supported_versions, psk_key_exchange_modes and key_share: RFC 8446 4.2.1, 4.2.9, 4.2.8."""
    share = _number(_X25519) + _sized(secrets.token_bytes(32))
    return (
        _extension(43, _sized(_number(CODES[TLS_13]), 1))
        + _extension(45, _sized(b"\1", 1))
        + _extension(51, _sized(share))
    )


def _ssl_2() -> bytes:
    """CLIENT-HELLO of SSL 2.0: a header of two bytes, cipher kinds of three."""
    kinds = b"".join(kind.to_bytes(3) for kind in SSL_2_KINDS)
    challenge = secrets.token_bytes(16)
    sizes = _number(len(kinds)) + _number(0) + _number(len(challenge))
    message = bytes([_CLIENT_HELLO]) + _number(CODES[SSL_2]) + sizes + kinds + challenge
    return _number(0x8000 | len(message)) + message


def _extension(kind: int, data: bytes) -> bytes:
    return _number(kind) + _sized(data)


def _sized(data: bytes, width: int = 2) -> bytes:
    return len(data).to_bytes(width) + data


def _numbers(values: Sequence[int]) -> bytes:
    return b"".join(map(_number, values))


def _number(value: int) -> bytes:
    return value.to_bytes(2)
