"""The built-in checks with their folders and cases, for the tests that hold for all of them."""

from pathlib import Path

from digiamen_scan.engine.cases import Case, Cases, read_cases
from digiamen_scan.engine.catalogue import load_catalogue
from digiamen_scan.model.checks import Check
from digiamen_scan.model.facts import Need, Now, fact_info
from digiamen_scan.model.questions import Answers

ROOT = Path(__file__).parents[2]
CHECKS = tuple(load_catalogue("en").checks.values())


def folder_of(check: Check) -> Path:
    family, _, name = check.id.partition(".")
    return ROOT / "checks" / family / name


def cases_of(check: Check) -> Cases:
    return read_cases(folder_of(check) / "cases.yaml")


def all_cases() -> list[tuple[Check, Cases, Case]]:
    return [
        (check, cases, case)
        for check in CHECKS
        for cases in (cases_of(check),)
        for case in cases.cases
    ]


def name_of(need: Need) -> str | None:
    """The name of a need in cases; None for the clock, which is always there."""
    if need.fact is Now:
        return None
    if need.fact is Answers:
        return "answers"
    info = fact_info(need.fact)
    assert info is not None
    return info.name
