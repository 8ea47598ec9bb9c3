"""The shortest password that pam_pwquality and pam_cracklib take, against trying them all."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.passwords import QualitySetting
from digiamen_scan.standards.passwords.pwquality import (
    Quality,
    cracklib,
    pwquality,
    read_settings,
    shortest,
    whole_number,
)


def settings_of(*files: str) -> dict[str, str]:
    settings, _ = read_settings([file.encode() for file in files])
    return {one.name: one.value for one in settings}


def length_of(text: str, *arguments: str) -> int:
    settings, _ = read_settings([text.encode()])
    return shortest(pwquality(settings, arguments))


# Files


def test_settings_may_be_written_in_many_ways() -> None:
    text = "# minlen = 20\nminlen = 14\n  DCREDIT=-1  \nucredit -2 # two\n"
    text += "enforce_for_root\n\r\nocredit=1\r\n"
    assert settings_of(text) == {
        "minlen": "14",
        "dcredit": "-1",
        "ucredit": "-2",
        "enforce_for_root": "",
        "ocredit": "1",
    }


@pytest.mark.parametrize(
    "line",
    [
        "minlength = 14",
        "minlen = fourteen",
        "minlen =",
        "minlen = 14 15",
        "minlen == 14",
        "= 14",
        "minlen = 99999999999",
        "enforcing = yes",
        "x" * 1023,
    ],
)
def test_a_line_that_cannot_be_read_ends_the_reading_of_this_file_and_the_next(line: str) -> None:
    settings, cut = read_settings([f"difok = 2\n{line}\nminlen = 14".encode(), b"minlen = 14"])
    assert (settings, cut) == ((QualitySetting("difok", "2"),), True)


def test_a_nul_byte_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        read_settings([b"minlen = 14\0\n"])


@given(st.lists(st.binary(max_size=200), max_size=3))
def test_any_bytes_are_read_or_refused(files: list[bytes]) -> None:
    try:
        settings, _ = read_settings(files)
    except ValueError:
        return
    assert shortest(pwquality(settings, ())) >= 1


@pytest.mark.parametrize(
    ("text", "number"),
    [("14", 14), (" +14", 14), ("-1", -1), ("", None), ("1 ", None), ("\u0661\u0664", None)],
)
def test_numbers_as_c_reads_them(text: str, number: int | None) -> None:
    assert whole_number(text) == number


# What a module asks


@pytest.mark.parametrize(
    ("text", "arguments", "length"),
    [
        ("", (), 8),
        ("minlen = 14", (), 14),
        ("minlen = 14\nminlen = 9", (), 9),
        ("minlen = 4", (), 6),
        ("minlen = -14", (), 6),
        ("minlen = 14", ("minlen=10",), 10),
        ("minlen = 14", ("MINLEN=10",), 10),
        ("minlen = 14", ("minlen=ten", "minlen=10x", "unknown"), 14),
        ("minlen = 14\ndcredit = 1", (), 13),
        ("minlen = 14\ndcredit = 1\nucredit = 1\nlcredit = 1\nocredit = 1", (), 10),
        ("minlen = 14\ndcredit = 7", (), 7),
        ("minlen = 14\ndcredit = 99", (), 7),
        ("minlen = 8\ndcredit = -5\nucredit = -5", (), 10),
        ("minlen = 14\nminclass = 4", (), 14),
        ("minlen = 6\nminclass = 9", (), 6),
        (
            "minlen = 15\nminclass = 4\nlcredit = -1\nucredit = -1\ndcredit = -1\nocredit = -1",
            (),
            15,
        ),
    ],
)
def test_the_shortest_that_pwquality_takes(
    text: str, arguments: tuple[str, ...], length: int
) -> None:
    assert length_of(text, *arguments) == length


def test_where_the_length_was_set() -> None:
    settings, _ = read_settings([b"minlen = 14\ndcredit = 1"])
    assert pwquality((), ()).named == ""
    assert pwquality(settings, ("retry=3", "ucredit=-1", "enforcing=1")).named == "file"
    for argument in ("minlen=14", "ucredit=1", "enforcing=0"):
        assert pwquality(settings, (argument,)).named == "line"


@pytest.mark.parametrize(
    ("arguments", "length"),
    [
        ((), 6),
        (("minlen=14",), 10),
        (("minlen=14", "dcredit=0", "ucredit=0", "lcredit=0", "ocredit=0"), 14),
        (("minlen=14x", "dcredit=-1", "ucredit=-1", "lcredit=-1", "ocredit=-1"), 14),
        (("minlen=none",), 6),
    ],
)
def test_the_shortest_that_cracklib_takes(arguments: tuple[str, ...], length: int) -> None:
    assert shortest(cracklib(arguments)) == length


_CREDITS = st.tuples(*[st.integers(-3, 4)] * 4)


@given(st.integers(0, 12), _CREDITS, st.integers(-1, 4))
def test_it_is_the_shortest_of_all_mixtures(
    minlen: int, credits_: tuple[int, int, int, int], minclass: int
) -> None:
    quality = Quality(minlen, credits_, minclass, dictcheck=False)

    def taken(counts: tuple[int, ...]) -> bool:
        pairs = list(zip(counts, credits_, strict=True))
        enough = all(count >= -credit for count, credit in pairs if credit < 0)
        gained = sum(min(count, credit) for count, credit in pairs if credit > 0)
        kinds = sum(1 for count in counts if count)
        return enough and kinds >= minclass and sum(counts) + gained >= minlen

    every = product(range(13), repeat=4)
    best = min(sum(counts) for counts in every if 1 <= sum(counts) <= 16 and taken(counts))
    assert shortest(quality) == best
