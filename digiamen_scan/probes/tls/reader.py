"""Reads a server's first messages as they come in, within bounds, and never trusts them."""

from dataclasses import replace
from typing import Final

from digiamen_scan.facts.tls import SSL_2
from digiamen_scan.probes.tls.answers import Alert, Answer, Broken, NotTls, ServerHello
from digiamen_scan.probes.tls.hello import CODES
from digiamen_scan.standards.web.tls_suites import DHE

MOST_BYTES: Final = 200_000
MOST_MESSAGE: Final = 65_536
_MOST_RECORD: Final = 2**14 + 2048  # RFC 5246 section 6.2.3
_HEADER: Final = 5
_RECORDS: Final = range(20, 25)
_ALERT, _HANDSHAKE = 21, 22
_WARNING, _UNRECOGNISED_NAME = 1, 112
_SERVER_HELLO, _KEY_EXCHANGE, _DONE = 2, 12, 14
_SUPPORTED_VERSIONS, _RENEGOTIATION_INFO = 43, 0xFF01
_TLS = 3
_SSL_2_SERVER_HELLO = 4


class ShortError(Exception):
    """A field is longer than what holds it."""


class Fields:
    """Takes numbers and sized fields from the front of some bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes; raises ShortError where there are fewer."""
        end = self._at + size
        if end > len(self._data):
            raise ShortError
        taken, self._at = self._data[self._at : end], end
        return taken

    def number(self, width: int = 2) -> int:
        """Return the next number of `width` bytes."""
        return int.from_bytes(self.take(width))

    def sized(self, width: int = 2) -> bytes:
        """Return the next field, which begins with its size."""
        return self.take(self.number(width))

    @property
    def ended(self) -> bool:
        """Tell whether nothing is left."""
        return self._at >= len(self._data)


class AnswerReader:
    """Takes what the server sends, piece by piece, until the answer is clear.

    `exchange` asks it to read on to the server's key exchange, if Diffie-Hellman was chosen.
    """

    def __init__(self, *, exchange: bool = False) -> None:
        self._exchange = exchange
        self._total = 0
        self._data = bytearray()
        self._messages = bytearray()
        self._hello: ServerHello | None = None

    def feed(self, piece: bytes) -> Answer | None:
        """Take the next piece; returns the answer, or None where more is needed."""
        self._total += len(piece)
        self._data += piece
        try:
            answer = self._records()
        except ShortError:
            return Broken("a field is longer than its message")
        if answer is None and self._total > MOST_BYTES:
            return Broken(f"more than {MOST_BYTES} bytes")
        return answer

    def ended(self, otherwise: Answer) -> Answer:
        """Say what it was where nothing more comes, and `otherwise` where that was no answer."""
        if self._hello is not None:
            return self._hello
        if self._data and not _like_tls(self._data):
            return _not_tls(self._data)
        return otherwise

    def _records(self) -> Answer | None:
        while len(self._data) >= _HEADER:
            if not _like_tls(self._data):
                return _not_tls(self._data)
            size = int.from_bytes(self._data[3:_HEADER])
            if size > _MOST_RECORD:
                return Broken("a record is too long")
            if len(self._data) < _HEADER + size:
                return None
            kind, content = self._data[0], bytes(self._data[_HEADER : _HEADER + size])
            del self._data[: _HEADER + size]
            answer = self._record(kind, content)
            if answer is not None:
                return answer
        return None

    def _record(self, kind: int, content: bytes) -> Answer | None:
        if kind == _ALERT:
            fields = Fields(content)
            level, code = fields.number(1), fields.number(1)
            if (level, code) == (_WARNING, _UNRECOGNISED_NAME):
                return None
            return self._hello or Alert(code)
        if kind != _HANDSHAKE:
            return self._hello or Broken("a record that cannot come first")
        self._messages += content
        return self._read_messages()

    def _read_messages(self) -> Answer | None:
        while len(self._messages) >= 4:  # noqa: PLR2004  # a kind and a size of three bytes
            size = int.from_bytes(self._messages[1:4])
            if size > MOST_MESSAGE:
                return self._hello or Broken("a message is too long")
            if len(self._messages) < 4 + size:
                return None
            kind, body = self._messages[0], bytes(self._messages[4 : 4 + size])
            del self._messages[: 4 + size]
            answer = self._message(kind, body)
            if answer is not None:
                return answer
        return None

    def _message(self, kind: int, body: bytes) -> Answer | None:
        if self._hello is None:
            if kind != _SERVER_HELLO:
                return Broken("a message that cannot come first")
            self._hello = server_hello(body)
            reads_on = self._exchange and self._hello.suite in DHE
            return None if reads_on else self._hello
        if kind == _KEY_EXCHANGE:
            return _with_prime(self._hello, body)
        return self._hello if kind == _DONE else None


class Ssl2Reader(AnswerReader):
    """Reads the answer to a first message of SSL 2.0, which most servers give in TLS."""

    def _records(self) -> Answer | None:
        if len(self._data) < _HEADER + 2:
            return super()._records()
        if self._data[0] & 0x80 and self._data[2] == _SSL_2_SERVER_HELLO:
            version = int.from_bytes(self._data[5:7])
            return ServerHello(version, 0) if version == CODES[SSL_2] else NotTls("other")
        return super()._records()


def server_hello(body: bytes) -> ServerHello:
    """Read a ServerHello or HelloRetryRequest (RFC 8446 4.1.3); raises ShortError."""
    fields = Fields(body)
    version = fields.number()
    fields.take(32)
    fields.sized(1)
    suite, compression = fields.number(), fields.number(1)
    found = _extensions(b"" if fields.ended else fields.sized())
    if _SUPPORTED_VERSIONS in found:
        version = Fields(found[_SUPPORTED_VERSIONS]).number()
    return ServerHello(version, suite, compression, _RENEGOTIATION_INFO in found)


def _extensions(data: bytes) -> dict[int, bytes]:
    fields = Fields(data)
    found: dict[int, bytes] = {}
    while not fields.ended:
        kind = fields.number()
        found[kind] = fields.sized()
    return found


def _with_prime(hello: ServerHello, body: bytes) -> ServerHello:
    """Add the size of the prime that the key exchange begins with (RFC 5246 section 7.4.3)."""
    bits = int.from_bytes(Fields(body).sized()).bit_length()
    return replace(hello, prime_bits=bits)


def _like_tls(data: bytearray) -> bool:
    return data[0] in _RECORDS and (len(data) < 2 or data[1] == _TLS)  # noqa: PLR2004  # a second byte


def _not_tls(data: bytearray) -> NotTls:
    start = bytes(data[:200]).lstrip().lower()
    return NotTls("http" if start.startswith((b"http/", b"<")) else "other")
