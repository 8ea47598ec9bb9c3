"""A report on streams that cannot hold every character, in real processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import os, sys
from digiamen_scan.reports.terminal.output import output_for
from digiamen_scan.reports.terminal.report import render
from digiamen_scan.words import words_for
from tests.unit.reports.sample_guides import CHECKS
from tests.unit.reports.samples import sample_result
output = output_for(sys.stdout, sys.argv[1], os.environ, sys.platform)
sys.stdout.write(render(sample_result(), CHECKS, words_for(output.lang), output.look))
sys.stderr.write(output.note)
"""
ENCODINGS = ["ascii", "cp850", "cp1252", "cp1256", "utf-8"]


def run(lang: str, encoding: str) -> tuple[str, str]:
    environ = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    environ.pop("COLUMNS", None)
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, lang],
        cwd=ROOT,
        env=environ,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return ran.stdout.decode(encoding), ran.stderr.decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "What to do first"),
        ("fr", "Par quoi commencer"),
    ],
)
def test_latin_languages_are_readable_in_every_encoding(
    lang: str, said: str, encoding: str
) -> None:
    text, note = run(lang, encoding)
    assert said in text
    assert not note


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_arabic_is_printed_where_it_can_be_and_else_english_with_one_note(encoding: str) -> None:
    text, note = run("ar", encoding)
    if encoding in ("cp1256", "utf-8"):
        assert "بماذا نبدأ" in text
        assert not note
    else:
        assert "What to do first" in text
        assert "PYTHONUTF8=1" in note
        assert note.isascii()
    assert ("\u2068" in text) == (encoding == "utf-8")


def test_french_loses_accents_before_letters() -> None:
    text, _ = run("fr", "ascii")
    assert "DEMONSTRATION : cette association est inventee." in text


def test_old_code_pages_keep_the_accents_that_they_have() -> None:
    text, _ = run("fr", "cp850")
    assert "DÉMONSTRATION\u00a0: cette association est inventée." in text
