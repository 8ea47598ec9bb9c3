"""Reads where /etc/crypttab says that the keys of encrypted devices come from (crypttab(5))."""

from dataclasses import dataclass

from digiamen_scan.facts.storage import KeySource

_ASKED = ("", "-", "none")
_RANDOM = ("/dev/urandom", "/dev/random", "/dev/hw_random")
_CHIPS = ("tpm2-device", "fido2-device", "pkcs11-uri")
_MAX_FIELDS = 4


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One line: the key's source, and the key file's path where it is a file."""

    source: KeySource
    path: str = ""


def parse_crypttab(text: str) -> dict[str, KeyEntry]:
    """Return the entries by the mapped device's name."""
    rows = (line.split(None, _MAX_FIELDS) for line in text.splitlines())
    return {
        row[0]: _entry(*[*row[2:_MAX_FIELDS], "", ""][:2])
        for row in rows
        if row and not row[0].startswith("#")
    }


def _entry(key: str, options: str) -> KeyEntry:
    names = {option.partition("=")[0] for option in options.split(",")}
    if key in _RANDOM:
        return KeyEntry("random")
    if "keyscript" in names:
        return KeyEntry("unseen")
    if key in _ASKED:
        return KeyEntry("chip" if names.intersection(_CHIPS) else "asked")
    # `path:device` and paths in /dev name another device, often a stick.
    if key.startswith("/") and not key.startswith("/dev/") and ":" not in key:
        return KeyEntry("file", key)
    return KeyEntry("unseen")
