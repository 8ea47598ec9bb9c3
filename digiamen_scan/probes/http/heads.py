"""An answer's status line and headers, read strictly (RFC 9112 sections 2, 4 and 5).

`http.client` takes an answer that ends in the middle of its headers for a whole one, and drops
every header after a malformed line. Either would make a header look absent that is not.
"""

import http.client
import io
import re
import socket
from typing import Final

HEAD_LIMIT: Final = 64 * 1024
"""Bytes of all headers together, interim answers included."""

WIRE_LIMIT: Final = 2 * 1024 * 1024
"""Bytes that are read of one answer at most: a page in the smallest chunks is still whole."""

_BLANK: Final = (b"\r\n", b"\n")
_TOKEN: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110 section 5.6.2
_DIGITS: Final = re.compile(rb"[0-9]{1,15}")

Fields = tuple[tuple[str, bytes], ...]


class BadAnswerError(Exception):
    """An answer that does not follow the rules of HTTP, or goes beyond our limits."""


class Metered(io.RawIOBase):
    """A raw stream that gives up after a number of bytes, so that no read is without end."""

    def __init__(self, raw: io.RawIOBase, limit: int) -> None:
        super().__init__()
        self._raw = raw
        self._left = limit

    def readable(self) -> bool:
        """Say yes: `BufferedReader` asks."""
        return True

    def readinto(self, buffer: memoryview) -> int | None:  # type: ignore[override]  # typeshed's Buffer is 3.12's
        """Read as the stream below does; raises BadAnswerError beyond the limit."""
        count = self._raw.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise BadAnswerError("endless")
        return count

    def close(self) -> None:
        """Close the stream below too."""
        self._raw.close()
        super().close()


class HeadReader(io.BufferedReader):
    """Keeps the lines of an answer's head while they are read.

    `lines` are the status line, the headers and the blank line; those of interim answers
    (`100 Continue`) are dropped, but count.
    """

    def __init__(self, raw: io.RawIOBase) -> None:
        super().__init__(Metered(raw, WIRE_LIMIT))
        self.lines: list[bytes] = []
        self._left = HEAD_LIMIT
        self._open = True

    def readline(self, size: int | None = -1, /) -> bytes:
        """Read one line of the head, or of what frames a chunk.

        Raises BadAnswerError for a line that is cut, and where the head grows beyond its limit.
        """
        line = super().readline(size)
        if line and not line.endswith(b"\n") and len(line) != size:
            raise BadAnswerError("cut line")
        if self._open:
            self._left -= len(line)
            if self._left < 0:
                raise BadAnswerError("headers too large")
            if self.lines and self.lines[-1] in _BLANK:
                self.lines.clear()
            self.lines.append(line)
        return line

    def end_of_head(self) -> None:
        """What follows is the body."""
        self._open = False


class Answer(http.client.HTTPResponse):
    """An answer of which the head is kept as it came."""

    def __init__(self, sock: socket.socket, method: str | None = None) -> None:
        super().__init__(sock, method=method)
        self.head = HeadReader(self.fp.detach())
        self.fp = self.head

    def begin(self) -> None:
        """Read the head."""
        super().begin()
        self.head.end_of_head()


def fields_of(lines: list[bytes]) -> Fields:
    """Return an answer's headers, names in lower case, folded lines joined by a space.

    Raises BadAnswerError for a head that is cut or malformed, or frames its body ambiguously.
    """
    if not lines or lines[-1] not in _BLANK:
        raise BadAnswerError("cut header")
    fields: list[tuple[str, bytes]] = []
    for line in lines[1:-1]:
        text = line.removesuffix(b"\n").removesuffix(b"\r")
        if b"\r" in text:
            raise BadAnswerError("malformed header")
        if text[:1] in (b" ", b"\t") and fields:
            name, value = fields.pop()
            fields.append((name, (value + b" " + text.strip(b" \t")).strip(b" ")))
        else:
            fields.append(_field(text))
    _check_framing(fields)
    return tuple(fields)


def _field(text: bytes) -> tuple[str, bytes]:
    name, colon, value = text.partition(b":")
    if not colon or _TOKEN.fullmatch(name) is None:
        raise BadAnswerError("malformed header")
    return name.decode("ascii").lower(), value.strip(b" \t")


def _check_framing(fields: list[tuple[str, bytes]]) -> None:
    """RFC 9112 section 6.3: a length that is no number or not one number is an error."""
    codings = [value.lower() for name, value in fields if name == "transfer-encoding"]
    lengths = {value for name, value in fields if name == "content-length"}
    if codings not in ([], [b"chunked"]):
        raise BadAnswerError("transfer-encoding")
    if len(lengths) > 1 or any(_DIGITS.fullmatch(length) is None for length in lengths):
        raise BadAnswerError("content-length")
