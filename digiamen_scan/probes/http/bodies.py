"""An answer's body, decoded, and never more of it than asked for."""

import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from digiamen_scan.probes.http.heads import BadAnswerError, Fields

_STEP: Final = 16 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS


class UnknownCodingError(Exception):
    """A content coding that we did not ask for and cannot read."""


class Stream(Protocol):
    """The part of urllib3's response that is used here."""

    def read(self, amt: int, *, decode_content: bool) -> bytes:
        """Return at most `amt` bytes; none at the end."""
        ...


def body_of(stream: Stream, fields: Fields, limit: int) -> tuple[bytes, bool]:
    """Return at most `limit` bytes of the body, and whether there was more.

    Raises BadAnswerError for a gzip stream that is broken or cut, UnknownCodingError for another
    coding than gzip.
    """
    decoded = _decoder(fields)(_pieces(stream), limit + 1)
    return decoded[:limit], len(decoded) > limit


def _pieces(stream: Stream) -> Iterator[bytes]:
    while piece := stream.read(_STEP, decode_content=False):
        yield piece


def _decoder(fields: Fields) -> Callable[[Iterator[bytes], int], bytes]:
    values = b",".join(value for name, value in fields if name == "content-encoding")
    codings = {coding.strip().lower() for coding in values.split(b",")} - {b"", b"identity"}
    if not codings:
        return _plain
    if codings in ({b"gzip"}, {b"x-gzip"}) and values.count(b"gzip") == 1:
        return _gunzip
    raise UnknownCodingError(values.decode("ascii", "backslashreplace"))


def _plain(pieces: Iterator[bytes], limit: int) -> bytes:
    found = bytearray()
    for piece in pieces:
        found += piece
        if len(found) >= limit:
            break
    return bytes(found[:limit])


def _gunzip(pieces: Iterator[bytes], limit: int) -> bytes:
    """RFC 1952. zlib is told how much it may give, so that a bomb stays small."""
    member = zlib.decompressobj(_GZIP)
    found, started = bytearray(), False
    for piece in pieces:
        rest, started = piece, True
        while rest and len(found) < limit:
            if member.eof:  # section 2.2: one member may follow another
                member = zlib.decompressobj(_GZIP)
            try:
                found += member.decompress(rest, limit - len(found))
            except zlib.error as error:
                raise BadAnswerError("broken gzip") from error
            rest = member.unused_data or member.unconsumed_tail
        if len(found) >= limit:
            return bytes(found)
    if started and not member.eof:
        raise BadAnswerError("cut gzip")
    return bytes(found)
