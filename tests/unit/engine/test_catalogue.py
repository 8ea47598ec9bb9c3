"""Checks are found by their folders; one that is broken never stops the others."""

import shutil
from pathlib import Path

import pytest

from digiamen_scan.engine.catalogue import load_catalogue

CHECK = """
from digiamen_scan.api import HIGH, MINUTES, YOU, DeclaredMail, TargetKind, Verdict, check, ok

@check(target=TargetKind.DOMAIN, severity=HIGH, effort=MINUTES, who=YOU, serves=("EX2",))
def judge(mail: DeclaredMail) -> Verdict:
    return ok()
"""
GUIDE = """# The door is shut
## Why it matters
Why.
## How to fix it
1. Shut it.
## If you cannot
Ask.
## How we looked
We looked.
## Messages
"""


@pytest.fixture
def checks_dir(tmp_path: Path) -> Path:
    add(tmp_path, "door", CHECK)
    return tmp_path


def add(root: Path, name: str, code: str, guide: str = GUIDE) -> None:
    folder = root / "toys" / name
    folder.mkdir(parents=True)
    (folder / "check.py").write_text(code, "utf-8")
    (folder / "guide.md").write_text(guide, "utf-8")


def test_a_folder_is_all_it_takes(checks_dir: Path) -> None:
    catalogue = load_catalogue("fr", [checks_dir])
    assert catalogue.faults == ()
    assert catalogue.checks["toys.door"].guide("fr").title == "The door is shut"
    assert list(catalogue.checks) == sorted(catalogue.checks)


def test_the_built_in_checks_are_found_without_a_list() -> None:
    found = load_catalogue("en").checks
    folders = Path(__file__).parents[3].glob("checks/*/*/check.py")
    assert set(found) == {f"{path.parts[-3]}.{path.parts[-2]}" for path in folders}
    assert {check.source for check in found.values()} == {"builtin"}


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import nothing_of_this_name", "ModuleNotFoundError"),
        ("this is, not Python", "SyntaxError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("", "must hold one function with @check, not 0"),
        (CHECK.replace("mail: DeclaredMail", "mail: str"), "not a fact of a domain"),
        (CHECK.replace("mail: DeclaredMail", "mail"), "parameter 'mail'"),
        (CHECK.replace("TargetKind.DOMAIN", "TargetKind.DEVICE"), "not a fact of a device"),
    ],
)
def test_a_broken_check_from_outside_is_a_fault_and_the_rest_is_loaded(
    checks_dir: Path, code: str, told: str
) -> None:
    add(checks_dir, "broken", code)
    catalogue = load_catalogue("en", [checks_dir])
    assert "toys.door" in catalogue.checks
    assert [fault.kind for fault in catalogue.faults] == ["plugin"]
    assert told in catalogue.faults[0].detail


def test_a_broken_guide_from_outside_is_a_fault(checks_dir: Path) -> None:
    add(checks_dir, "window", CHECK, "no guide at all")
    catalogue = load_catalogue("en", [checks_dir])
    assert "toys.window" not in catalogue.checks
    assert "guide.md:1" in catalogue.faults[0].detail


def test_the_id_of_a_built_in_check_cannot_be_taken(tmp_path: Path) -> None:
    source = Path(__file__).parents[3] / "checks/mail/dmarc"
    shutil.copytree(source, tmp_path / "mail" / "dmarc")
    catalogue = load_catalogue("en", [tmp_path])
    assert catalogue.checks["mail.dmarc"].source == "builtin"
    assert "already a check of builtin" in catalogue.faults[0].detail


def test_names_are_lower_case(tmp_path: Path) -> None:
    add(tmp_path, "Door", CHECK)
    assert "lower case" in load_catalogue("en", [tmp_path]).faults[0].detail


@pytest.mark.parametrize(
    ("only", "skip", "expected"),
    [
        (["toys"], [], ["toys.door"]),
        (["toys.*"], [], ["toys.door"]),
        (["*.door"], [], ["toys.door"]),
        (["toys"], ["toys.door"], []),
        (["nothing"], [], []),
    ],
)
def test_patterns_choose_checks_and_families(
    checks_dir: Path, only: list[str], skip: list[str], expected: list[str]
) -> None:
    selected = load_catalogue("en", [checks_dir]).select(only, skip)
    assert [check.id for check in selected] == expected


def test_a_circle_that_checks_from_outside_close_leaves_them_out(checks_dir: Path) -> None:
    for name, after in (("one", "toys.two"), ("two", "toys.one")):
        add(checks_dir, name, CHECK.replace('("EX2",)', f'("EX2",), after=("{after}",)'))
    catalogue = load_catalogue("en", [checks_dir])
    assert {check.source for check in catalogue.checks.values()} == {"builtin"}
    assert "left out" in catalogue.faults[-1].detail
