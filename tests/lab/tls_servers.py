"""Servers that speak TLS as a test wants it: OpenSSL's own, and some that say given bytes.

OpenSSL of today has no SSL 2.0 and 3.0, RC4 or export ciphers: those are acted by `saying`.
"""

from __future__ import annotations

import base64
import datetime as dt
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.lab.addresses import free_port
from tests.lab.processes import program, running, wait_for_server

HOST = "www.example.org"
PROGRAMS = ("openssl", "setpriv")
EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"

# The second Oakley group, 1024 bits (RFC 2409 section 6.2).
_OAKLEY_2 = (
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF"
)


def write_certificate(folder: Path, host: str = HOST) -> Path:
    """Write a self-signed certificate with its key into one file, and return it."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, SHA256())
    )
    file = folder / "server.pem"
    pem = certificate.public_bytes(Encoding.PEM)
    file.write_bytes(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return file


def write_short_prime(folder: Path) -> Path:
    """Write Diffie-Hellman parameters of 1024 bits, and return their file."""
    file = folder / "prime.pem"
    numbers = b"\x02\x81\x81\x00" + bytes.fromhex(_OAKLEY_2) + b"\x02\x01\x02"
    text = base64.encodebytes(b"\x30\x81" + bytes([len(numbers)]) + numbers).decode()
    file.write_text(f"-----BEGIN DH PARAMETERS-----\n{text}-----END DH PARAMETERS-----\n")
    return file


@contextmanager
def openssl_server(
    certificate: Path, *options: str, address: str = "127.0.0.1", port: int = 0
) -> Iterator[int]:
    """Run OpenSSL's test server with these options and yield its port."""
    port = port or free_port(address)
    argv = [program("openssl"), "s_server", "-accept", f"{address}:{port}", "-www"]
    argv += ["-cert", str(certificate), "-key", str(certificate), *options]
    log = certificate.with_name(f"openssl-{port}.log")
    with running(argv, log) as process:
        wait_for_server(process, log, lambda: _listens(address, port))
        yield port


def _listens(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), 1).close()
    except OSError:
        return False
    return True


Says = Callable[[socket.socket, bytes], object]
"""What a server does with a connection, given what the client said first."""


@dataclass
class Talker:
    """A server that is running. `heard` is what clients said first, in the order they came."""

    port: int
    heard: list[bytes] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, step: int) -> None:
        """Note that a connection has begun or ended."""
        with self._lock:
            self._now += step
            self.most_at_once = max(self.most_at_once, self._now)


@contextmanager
def saying(says: Says, address: str = "127.0.0.1") -> Iterator[Talker]:
    """Run a server that answers each first message as `says` wants it."""
    listener = socket.create_server((address, 0))
    talker = Talker(listener.getsockname()[1])
    opened: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def answer(sock: socket.socket) -> None:
        talker.count(1)
        with suppress(OSError), sock:
            first = sock.recv(65_536)
            talker.heard.append(first)
            says(sock, first)
        talker.count(-1)

    def accept() -> None:
        with suppress(OSError):
            while True:
                sock, _ = listener.accept()
                opened.append(sock)
                threads.append(threading.Thread(target=answer, args=(sock,), daemon=True))
                threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    with ExitStack() as stack:
        stack.callback(_end, listener, opened, [accepting], threads)
        yield talker


def _end(
    listener: socket.socket,
    opened: list[socket.socket],
    accepting: list[threading.Thread],
    threads: list[threading.Thread],
) -> None:
    for sock in (listener, *opened):
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
    listener.close()
    for thread in (*accepting, *threads):
        thread.join(5)


def version_of(first: bytes) -> int:
    """Return the version that a first message asks for, 0x0002 to 0x0304."""
    if first[0] & 0x80:
        return int.from_bytes(first[3:5])
    is_13 = b"\x00\x2b\x00\x03\x02\x03\x04" in first
    return 0x0304 if is_13 else int.from_bytes(first[9:11])


def suites_of(first: bytes) -> list[int]:
    """Return the suites that a first message of SSL 3.0 or later offers."""
    at = 43 + 1 + first[43]
    size = int.from_bytes(first[at : at + 2])
    return [int.from_bytes(first[i : i + 2]) for i in range(at + 2, at + 2 + size, 2)]


def record(kind: int, content: bytes, version: int = 0x0303) -> bytes:
    """Wrap content in a record."""
    return bytes([kind]) + version.to_bytes(2) + len(content).to_bytes(2) + content


def message(kind: int, body: bytes) -> bytes:
    """Wrap a body in a handshake message."""
    return bytes([kind]) + len(body).to_bytes(3) + body


def hello(version: int, suite: int, *, compression: int = 0, renegotiation: bool = True) -> bytes:
    """Return a ServerHello in its record."""
    extensions = b"\xff\x01\x00\x01\x00" if renegotiation else b""
    if version == 0x0304:
        extensions = b"\x00\x2b\x00\x02\x03\x04"
    body = min(version, 0x0303).to_bytes(2) + bytes(32) + b"\0" + suite.to_bytes(2)
    body += bytes([compression]) + len(extensions).to_bytes(2) + extensions
    return record(22, message(2, body))


def alert(code: int, level: int = 2) -> bytes:
    """Return an alert in its record."""
    return record(21, bytes([level, code]))


SSL_2_HELLO = bytes.fromhex("801b 04 00 01 0002 0000 0003 0010 010080".replace(" ", "")) + bytes(16)
"""SERVER-HELLO of SSL 2.0 without a certificate, one cipher kind."""
