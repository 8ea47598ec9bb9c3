"""Whole reports as they are printed. UPDATE_SNAPSHOTS=1 writes them anew: read the difference."""

import os
from pathlib import Path

import pytest

from digiamen_scan.reports.terminal.layout import Look
from digiamen_scan.reports.terminal.report import render
from digiamen_scan.words import LANGUAGES, words_for
from tests.unit.reports.sample_guides import CHECKS
from tests.unit.reports.samples import sample_result

SNAPSHOTS = Path(__file__).parents[2] / "snapshots"


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_is_printed_as_its_snapshot(lang: str, width: int) -> None:
    look = Look(width=width, isolate=lang == "ar")
    printed = render(sample_result(), CHECKS, words_for(lang), look)
    snapshot = SNAPSHOTS / f"terminal-{lang}-{width}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        snapshot.write_text(printed, "utf-8")
    assert printed == snapshot.read_text("utf-8")
