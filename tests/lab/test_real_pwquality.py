"""Our reading of pwquality.conf against the real libpwquality, on files that people mistype."""

from __future__ import annotations

import ctypes
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiamen_scan.standards.passwords.pwquality import Quality, pwquality, read_settings, shortest
from tests.lab.fixtures import do_without

# pwquality.h
_MINLEN, _CREDITS, _MINCLASS, _DICTCHECK, _ENFORCING = 3, (4, 5, 6, 7), 8, 15, 17
# Other letters in capitals than in small: the library refuses `ABa` as a palindrome.
_KINDS = ("0123456789", "KLMNOPQRST", "abcdefghij", "!#%&*+-/:;")


@pytest.fixture(scope="module")
def library() -> ctypes.CDLL:
    try:
        found = ctypes.CDLL("libpwquality.so.1")
    except OSError:
        do_without("libpwquality is not installed (apt install libpam-pwquality)")
    found.pwquality_default_settings.restype = ctypes.c_void_p
    return found


def read(library: ctypes.CDLL, text: bytes, arguments: tuple[str, ...]) -> Quality:
    """Let the library read a file and a module's arguments."""
    handle = ctypes.c_void_p(library.pwquality_default_settings())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "settings")
        path.write_bytes(text)
        library.pwquality_read_config(handle, str(path).encode(), ctypes.byref(ctypes.c_void_p()))
    for argument in arguments:
        library.pwquality_set_option(handle, argument.encode())

    def number(setting: int) -> int:
        value = ctypes.c_int()
        library.pwquality_get_int_value(handle, setting, ctypes.byref(value))
        return value.value

    quality = Quality(
        number(_MINLEN),
        tuple(number(credit) for credit in _CREDITS),
        number(_MINCLASS),
        bool(number(_DICTCHECK)),
        bool(number(_ENFORCING)),
    )
    library.pwquality_free_settings(handle)
    return quality


def ours(text: bytes, arguments: tuple[str, ...]) -> Quality:
    settings_, _ = read_settings([text])
    quality = pwquality(settings_, arguments)
    return Quality(
        quality.minlen, quality.credits, quality.minclass, quality.dictcheck, quality.enforcing
    )


_WORDS = st.sampled_from(
    [
        *("minlen", "MinLen", "dcredit", "ucredit", "lcredit", "ocredit", "minclass", "dictcheck"),
        *("enforcing", "retry", "enforce_for_root", "badwords", "minlength", "", "#"),
    ]
)
_BETWEEN = st.sampled_from([" = ", "=", " ", "\t=\t", "==", " = = ", "", "\v=\f"])
_VALUES = st.sampled_from(
    ["14", "9", "-1", "+2", " 3", "0", "", "x", "1x", "0x10", "14 # no", "99999999999", "1 2"]
)
_LINES = st.builds("{}{}{}{}".format, _WORDS, _BETWEEN, _VALUES, st.sampled_from(["", "\r", "  "]))


@given(st.lists(_LINES, max_size=6), st.lists(_LINES, max_size=2))
@settings(max_examples=400, deadline=None)
def test_it_reads_what_the_library_reads(
    library: ctypes.CDLL, lines: list[str], arguments: list[str]
) -> None:
    text = "\n".join(lines).encode()
    told = tuple(argument for argument in arguments if "\0" not in argument)
    assert ours(text, told) == read(library, text, told)


@given(st.integers(6, 16), st.tuples(*[st.integers(-3, 3)] * 4), st.integers(0, 4))
@settings(max_examples=150, deadline=None)
def test_the_library_takes_the_shortest_and_nothing_shorter(
    library: ctypes.CDLL,
    minlen: int,
    credits_: tuple[int, int, int, int],
    minclass: int,
) -> None:
    quality = Quality(minlen, credits_, minclass, dictcheck=False)
    length = shortest(quality)
    names = ("minlen", "dcredit", "ucredit", "lcredit", "ocredit", "minclass", "dictcheck")
    values = (minlen, *credits_, minclass, 0)
    handle = ctypes.c_void_p(library.pwquality_default_settings())
    for name, value in zip(names, values, strict=True):
        library.pwquality_set_option(handle, f"{name}={value}".encode())

    def taken(counts: tuple[int, ...]) -> bool:
        words = (kind[:count] for kind, count in zip(_KINDS, counts, strict=True))
        wish = "".join(words).encode()
        return int(library.pwquality_check(handle, wish, None, None, None)) >= 0

    assert any(taken(counts) for counts in _mixtures(length))
    assert not any(taken(counts) for counts in _mixtures(length - 1))
    library.pwquality_free_settings(handle)


def _mixtures(length: int) -> list[tuple[int, ...]]:
    """Return every way to share a length among the four kinds, at most ten of each."""
    most = range(min(length, 10) + 1)
    return [
        (digits, capitals, small, length - digits - capitals - small)
        for digits in most
        for capitals in most
        for small in most
        if 0 <= length - digits - capitals - small <= 10
    ]
