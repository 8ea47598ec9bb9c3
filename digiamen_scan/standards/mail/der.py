"""The few rules of DER (ITU-T X.690) that a public key needs; strict and bounded."""

from dataclasses import dataclass

INTEGER, BIT_STRING, NULL, OBJECT_IDENTIFIER, SEQUENCE = 0x02, 0x03, 0x05, 0x06, 0x30
_LONG_FORM = 0x80
_LENGTH_OCTETS = 2
_NEGATIVE = 0x80


class DerError(ValueError):
    """Not DER, or not what was expected there."""


class DerCutError(DerError):
    """The octets end before the value does."""


@dataclass(slots=True)
class DerReader:
    """Reads values one after another from octets."""

    data: bytes
    at: int = 0

    def enter(self, tag: int) -> "DerReader":
        """Read a value of this tag and return a reader of what is in it; raises DerError."""
        if self._octet() != tag:
            raise DerError(tag)
        length = self._length()
        start, self.at = self.at, self.at + length
        if self.at > len(self.data):
            raise DerCutError(tag)
        return DerReader(self.data[start : self.at])

    def octets(self, tag: int) -> bytes:
        """Read the octets of a value of this tag; raises DerError."""
        return self.enter(tag).data

    def positive(self) -> int:
        """Read a positive integer (X.690, section 8.3); raises DerError."""
        octets = self.octets(INTEGER)
        if not octets or octets[0] & _NEGATIVE:
            raise DerError(INTEGER)
        if octets[0] == 0 and (len(octets) == 1 or not octets[1] & _NEGATIVE):
            raise DerError(INTEGER)
        return int.from_bytes(octets, "big")

    def end(self) -> None:
        """Make sure that nothing is left; raises DerError."""
        if self.at != len(self.data):
            raise DerError(self.at)

    def is_next(self, tag: int) -> bool:
        """Tell whether the next value has this tag."""
        return self.data[self.at : self.at + 1] == bytes((tag,))

    def _octet(self) -> int:
        if self.at >= len(self.data):
            raise DerCutError(self.at)
        self.at += 1
        return self.data[self.at - 1]

    def _length(self) -> int:
        """Read a length in its shortest definite form (X.690, section 10.1)."""
        first = self._octet()
        if first < _LONG_FORM:
            return first
        count = first - _LONG_FORM
        if not 1 <= count <= _LENGTH_OCTETS:
            raise DerError(first)
        length = int.from_bytes(bytes(self._octet() for _ in range(count)), "big")
        shortest = _LONG_FORM if count == 1 else 1 << 8
        if length < shortest:
            raise DerError(length)
        return length
