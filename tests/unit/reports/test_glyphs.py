"""Characters for streams that hold few, and Latin runs in lines that run the other way."""

import pytest

from digiamen_scan.reports.terminal.glyphs import fit, holds_language, isolate_foreign, width_of


@pytest.mark.parametrize(
    ("text", "encoding", "fitting"),
    [
        ("Settings \u203a Wi-Fi…", "cp850", "Settings > Wi-Fi..."),
        ("Settings \u203a Wi-Fi…", "cp1252", "Settings \u203a Wi-Fi…"),
        ("cœur, À É ç", "cp1256", "cœur, A E ç"),
        ("cœur", "cp850", "coeur"),
        ("oui\u00a0: «\u00a0non\u00a0»", "ascii", 'oui : " non "'),
        ("漢 😀", "cp1252", "\\u6f22 \\U0001f600"),
        ("بسم", "utf-8", "بسم"),
    ],
)
def test_what_an_encoding_cannot_hold_is_told_plainly(
    text: str, encoding: str, fitting: str
) -> None:
    assert fit(text, encoding) == fitting
    fitting.encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "held"),
    [("utf-8", True), ("cp1256", True), ("iso8859-6", True), ("cp1252", False), ("ascii", False)],
)
def test_arabic_is_held_by_what_has_its_letters(encoding: str, *, held: bool) -> None:
    assert holds_language("ar", encoding) is held
    assert holds_language("fr", encoding)


@pytest.mark.parametrize(
    ("line", "isolated"),
    [
        ("من Google Workspace الآن", "من [Google Workspace] الآن"),
        ("حساب (Google Workspace): نعم", "حساب ([Google Workspace]): نعم"),
        ("التاريخ: 2026-11-24 (UTC)", "التاريخ: [2026-11-24 (UTC)]"),
        ("في Linux وmacOS.", "في [Linux] و[macOS]."),
        ("المدة: من 15 إلى 30 · نعم", "المدة: من 15 إلى 30 · نعم"),
        ('كيف: sudo "$(command -v digiamen)" scan.', 'كيف: [sudo "$(command -v digiamen)" scan].'),
        ("كل حساب", "كل حساب"),
    ],
)
def test_latin_runs_and_days_are_isolated_and_plain_numbers_are_not(
    line: str, isolated: str
) -> None:
    marks = str.maketrans({"[": "\u2068", "]": "\u2069"})
    assert isolate_foreign(line) == isolated.translate(marks)


def test_a_column_is_counted_as_a_terminal_counts() -> None:
    assert [width_of(text) for text in ("abc", "شَدّ", "漢", "")] == [3, 2, 2, 0]
