"""What a report on a terminal says, and what it can never do."""

import dataclasses
from collections.abc import Iterator

import pytest

from digiamen_scan.model.results import (
    Action,
    Coverage,
    Finding,
    LastKnown,
    Protection,
    Result,
    TargetRef,
)
from digiamen_scan.model.scales import Severity, Status
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.reports.terminal.glyphs import width_of
from digiamen_scan.reports.terminal.layout import Look
from digiamen_scan.reports.terminal.report import render
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.words import LANGUAGES, words_for
from tests.unit.reports.sample_guides import CHECKS
from tests.unit.reports.samples import RAW, RECORD, sample_result

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def printed(result: Result, lang: str = "en", look: Look | None = None) -> str:
    return render(result, CHECKS, words_for(lang), look or Look(width=80))


def fixed(result: Result) -> Result:
    """The sample with nothing to fix and nothing seen."""
    empty = Coverage(0, 0, 0, 0, 0, 0, None)
    return dataclasses.replace(result, findings=(), actions=(), errors=(), coverage=empty)


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@every_language
@pytest.mark.parametrize("color", [False, True])
def test_no_raw_byte_of_hostile_text_is_printed(lang: str, color: bool) -> None:  # noqa: FBT001
    text = printed(sample_result(), lang, Look(width=60, color=color))
    assert not [raw for raw in RAW if raw in text.replace("\x1b[36m", "")]
    assert {character for character in text if character < " "} <= {"\n", "\x1b"}
    if not color:
        assert "\x1b" not in text


@every_language
def test_hostile_markdown_in_a_value_stays_text(lang: str) -> None:
    text = printed(sample_result(), lang, Look(width=100))
    assert "<b>=1+1 [red]x[/red] **bold** `code` \\u202eevil {target}" in text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("xn--mgbh0fb.xn--pgbs0dh", "مثال.تونس (xn--mgbh0fb.xn--pgbs0dh)"),
        ("xn--", "xn--"),
        ("example.org", "example.org"),
    ],
)
def test_a_domain_is_named_as_people_write_it(name: str, shown: str) -> None:
    target = TargetRef(TargetKind.DOMAIN, name)
    assert View(sample_result(), CHECKS, words_for("en")).name(target) == shown


def test_small_things_have_their_titles_where_there_is_nothing_else() -> None:
    result = sample_result()
    small = tuple(one for one in result.actions if one.placement == "technician")
    assert "Small things for your technician: 1" in printed(result)
    alone = printed(dataclasses.replace(result, actions=small))
    assert "For your technician\n- " in alone
    assert "Small things" not in alone


@every_language
@pytest.mark.parametrize("width", [60, 72, 100])
def test_all_but_what_is_to_be_pasted_fits_the_width(lang: str, width: int) -> None:
    wide = [
        line
        for line in printed(sample_result(), lang, Look(width=width)).splitlines()
        if width_of(line) > width
    ]
    assert set(wide) <= {RECORD}


@every_language
def test_what_is_to_be_pasted_stands_alone_whole_and_in_the_first_column(lang: str) -> None:
    look = Look(width=60, isolate=True)
    lines = printed(sample_result(), lang, look).splitlines()
    assert lines.count(RECORD) == 2
    assert "_dmarc.example.org" in lines
    assert "dig +short TXT _dmarc.example.org" in lines


def test_arabic_isolates_latin_names_and_days_outside_what_is_pasted() -> None:
    text = printed(sample_result(), "ar", Look(width=100, isolate=True))
    assert "(\u2068Google Workspace\u2069)" in text
    assert "\u20682026-11-24 09:30 (UTC)\u2069" in text
    assert all(
        "\u2068" not in line for line in text.splitlines() if line.startswith(("v=", "_d", "dig"))
    )
    assert text.count("\u2068") == text.count("\u2069")


def test_the_first_action_of_a_check_alone_says_why() -> None:
    result = sample_result()
    again = dataclasses.replace(result.actions[0], rank=9)
    text = printed(dataclasses.replace(result, actions=(*result.actions, again)))
    assert text.count("A parent or a child may trust a false message") == 1


def test_steps_are_those_of_the_system_and_the_problem() -> None:
    result = sample_result()
    problem = dataclasses.replace(result.findings[0].problems[0], key="plain", paste=())
    finding = dataclasses.replace(
        result.findings[2], status=Status.FAIL, severity=Severity.CRITICAL, problems=(problem,)
    )
    action = dataclasses.replace(
        result.actions[0],
        check="device.disk_encryption",
        problem="plain",
        targets=(finding.target,),
    )
    text = printed(dataclasses.replace(result, findings=(finding,), actions=(action,)))
    assert "1. Make the back-up first." in text
    assert "Windows" not in text.split("Could not be seen")[0].split("Protections")[0]


def test_a_protection_that_nothing_looked_at_says_so() -> None:
    counted = Protection("TP2", 0, 0, 0, 3)
    text = printed(dataclasses.replace(sample_result(), protections=(counted,)))
    assert "- Regularly updated firewalls · not looked at" in text
    assert "- Encrypted communications · not applicable: 3" in text


def test_what_was_known_last_time_is_told_with_its_day() -> None:
    result = sample_result()
    last = LastKnown(Status.FAIL, Severity.HIGH, "2026-10-24T08:00:00+00:00")
    finding = dataclasses.replace(result.findings[3], last_known=last)
    text = printed(dataclasses.replace(result, findings=(finding,)))
    assert "Last time, on 2026-10-24: to fix (PC-2)" in text


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (Coverage(0, 0, 0, 0, 0, 0, None), "Nothing was looked at."),
        (Coverage(0, 0, 0, 2, 0, 0, None), "Nothing was looked at."),
        (Coverage(3, 0, 0, 0, 0, 0, None), "Everything that was looked at is in order."),
        (Coverage(3, 0, 2, 0, 0, 0, None), "What could be seen is in order. Not seen: 2."),
        (Coverage(0, 0, 2, 0, 0, 0, None), "Too little could be seen to say how things stand."),
        (Coverage(3, 1, 2, 0, 0, 0, None), "Nothing new to fix: what is not in order has been"),
    ],
)
def test_the_verdict_never_calls_the_unseen_fine(coverage: Coverage, said: str) -> None:
    text = printed(dataclasses.replace(fixed(sample_result()), coverage=coverage))
    assert said in unwrapped(text)


def test_an_organisation_without_contacts_learns_how_to_name_them() -> None:
    result = sample_result()
    alone = dataclasses.replace(result.organisation, contacts=())
    text = printed(dataclasses.replace(result, organisation=alone))
    assert "Write down whom to call in digiamen.yaml, under contacts." in unwrapped(text)


def test_a_check_that_is_not_installed_is_told_as_the_result_tells_it() -> None:
    text = render(sample_result(), {}, words_for("fr"), Look(width=100))
    assert "1. Anyone can send mail that seems to come from example.org" in text
    assert "Comment\u00a0: son guide n'est pas installé ici." in text


def many_domains(result: Result, number: int) -> Iterator[Finding]:
    for n in range(number):
        target = TargetRef(TargetKind.DOMAIN, f"d{n}.example.org")
        yield dataclasses.replace(result.findings[0], target=target)


def test_a_thousand_domains_make_no_longer_an_action() -> None:
    result = sample_result()
    findings = tuple(many_domains(result, 1000))
    targets = tuple(finding.target for finding in findings)
    action: Action = dataclasses.replace(result.actions[0], targets=targets)
    text = printed(dataclasses.replace(result, findings=findings, actions=(action,)))
    assert "d5.example.org; others: 994" in unwrapped(text)
    assert "The others are in the saved result: 994" in text
    assert len(text.splitlines()) < 120
