"""The shortest password that pam_passwdqc takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.standards.passwords.passwdqc import Passwdqc, passwdqc


@pytest.mark.parametrize(
    ("options", "shortest"),
    [
        ((), 7),
        (("min=disabled,24,18,15,14",), 14),
        (("min=14,14,14,14,14", "min=disabled,24,11,8,8"), 8),
        (("min=disabled,disabled,disabled,disabled,disabled",), None),
        (("min=99,99,99,99,80",), None),
        (("min=99,99,99,99,80", "max=100"), 80),
        (("random=64,only",), None),
        (("random=64,only", "min=disabled,24,11,8,8"), 8),
        (("max=8",), 7),
    ],
)
def test_the_shortest_is_that_of_four_kinds(options: tuple[str, ...], shortest: int | None) -> None:
    read = passwdqc(options)
    assert (read.shortest, read.valid, read.enforcing) == (shortest, True, True)


@pytest.mark.parametrize(
    "option",
    [
        "min=14",
        "min",
        "min=8,11,24,disabled,disabled",
        "min=14,14,14,14,14,14",
        "min=a,b,c,d,e",
        "max=7",
        "max=long",
        "enforce=sometimes",
        "config",
    ],
)
def test_an_option_that_cannot_be_read_makes_the_module_fail(option: str) -> None:
    assert not passwdqc((option,)).valid


def test_it_can_be_told_to_warn_only() -> None:
    assert not passwdqc(("enforce=none",)).enforcing
    assert passwdqc(("enforce=none", "enforce=users")).enforcing


def test_where_the_length_was_set() -> None:
    assert passwdqc(("min=disabled,24,18,15,14",)).named
    assert not passwdqc(("retry=2",)).named


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_options_are_read(options: list[str]) -> None:
    assert isinstance(passwdqc(options), Passwdqc)
