"""Messages, labels and ways out, in each language."""

import gettext

import pytest

from digiamen_scan.model.facts import Kind
from digiamen_scan.model.protections import ALL
from digiamen_scan.model.scales import Band, Effort, Severity, Status, Who
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.words import LANGUAGES, labels, words_for
from digiamen_scan.words.remedies import remedy, why
from digiamen_scan.words.texts import fill, placeholders

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def test_a_value_is_data_and_is_never_expanded_again() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": 3}) == "{b} 3"


def test_a_value_is_cleaned() -> None:
    assert fill("[{a}]", {"a": "\x1b[1m\u202e"}) == "[\\x1b[1m\\u202e]"


def test_a_placeholder_without_value_is_shown_as_it_is() -> None:
    assert fill("{found} of {total}", {"found": 1}) == "1 of {total}"


def test_only_lower_case_names_are_placeholders() -> None:
    assert placeholders("{a} {b_2} {} {0} {A} {a.b} {a!r}") == {"a", "b_2"}


def test_a_language_that_is_not_spoken_is_english() -> None:
    assert words_for("de").lang == "en"
    assert words_for("../../etc")("In order") == "In order"


def test_languages_live_side_by_side_without_process_wide_state() -> None:
    said = {lang: words_for(lang)("In order") for lang in LANGUAGES}
    assert said == {"en": "In order", "fr": "En ordre", "ar": "سليم"}
    assert gettext.gettext("In order") == "In order"


def test_a_message_without_translation_stays_english() -> None:
    assert words_for("fr")("No such message: {n}", n=1) == "No such message: 1"


@every_language
def test_every_step_of_every_scale_has_its_own_name(lang: str) -> None:
    words = words_for(lang)
    scales = [
        [labels.status(words, value) for value in Status],
        [labels.severity(words, value) for value in Severity],
        [labels.effort(words, value) for value in Effort],
        [labels.who(words, value) for value in Who],
        [labels.band(words, value) for value in Band],
        [labels.target_kind(words, value) for value in TargetKind],
        [labels.protection(words, value) for value in ALL],
    ]
    for names in scales:
        assert len(set(names)) == len(names)
        assert all(names)
    assert not set(ALL) & set(scales[-1])


def test_a_protection_of_another_catalogue_keeps_its_id() -> None:
    assert labels.protection(words_for("fr"), "XY9") == "XY9"


@pytest.mark.parametrize(
    ("effort", "minutes", "said"),
    [
        (Effort.MINUTES, (15, 30), "15 to 30 minutes"),
        (Effort.MINUTES, (5, 5), "about 5 minutes"),
        (Effort.HOURS, (60, 480), "1 to 8 hours"),
        (Effort.HOURS, (60, 60), "about one hour"),
        (Effort.HOURS, (120, 120), "about 2 hours"),
        (Effort.HOURS, (45, 120), "45 to 120 minutes"),
        (Effort.OUTSIDE, None, "needs outside help or money"),
    ],
)
def test_how_long_is_said_in_words(
    effort: Effort, minutes: tuple[int, int] | None, said: str
) -> None:
    assert labels.duration(words_for("en"), effort, minutes) == said


@every_language
def test_every_kind_of_unknown_has_its_reason_and_its_way_out(lang: str) -> None:
    words = words_for(lang)
    for told in (why, remedy):
        general = told(words, "some_fact", "a_kind_of_tomorrow")
        specific = [told(words, "some_fact", kind) for kind in Kind]
        assert len({general, *specific}) == len(Kind) + 1


def test_a_fact_may_have_a_way_out_of_its_own() -> None:
    words = words_for("en")
    assert "digiamen.yaml" in remedy(words, "profile.domain", Kind.NOT_ANSWERED)
    assert "digiamen answer" in remedy(words, "accounts.two_factor", Kind.NOT_ANSWERED)
