"""What every built-in check promises: it is pure, whole, proven, and speaks three languages."""

import ast
import re
from pathlib import Path

import pytest

from digiamen_scan.engine.cases import run_cases
from digiamen_scan.engine.guide import guide_files, read_guide
from digiamen_scan.model import protections
from digiamen_scan.model.checks import Check
from digiamen_scan.model.guides import Guide
from tests.contract.builtin import CHECKS, ROOT, folder_of

IDS = [check.id for check in CHECKS]
ALLOWED = {"digiamen_scan.api", "collections", "collections.abc", "dataclasses", "datetime", "enum"}
ALLOWED |= {"functools", "itertools", "math", "re", "typing"}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_its_cases_come_out_as_written(check: Check) -> None:
    outcomes = run_cases(check, folder_of(check))
    assert [outcome for outcome in outcomes if outcome.fault] == []
    assert len(outcomes) >= 5


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("checks/*/*/*.py")), ids=lambda path: path.parent.name
)
def test_it_imports_the_api_and_value_types_only(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or ".")
    assert imported <= ALLOWED


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("checks/*/*/*.py"), *ROOT.glob("digiamen_scan/standards/**/*.py")]),
    ids=lambda path: path.stem,
)
def test_checks_and_standards_never_look_at_the_clock(path: Path) -> None:
    calls = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert calls.isdisjoint({"now", "utcnow", "today", "time", "monotonic"} - {"today"})


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_it_speaks_three_languages_with_the_same_parts(check: Check) -> None:
    files = guide_files(folder_of(check))
    assert set(files) == {"en", "fr", "ar"}
    english, *others = (read_guide(path, lang) for lang, path in files.items())
    for other in others:
        assert parts(other) == parts(english)


def parts(guide: Guide) -> dict[str, object]:
    return {
        "steps": [steps.words for steps in guide.how],
        "messages": {
            key: set(PLACEHOLDER.findall(f"{message.headline} {message.text}"))
            for key, message in guide.messages.items()
        },
        "questions": {key: list(words.choices) for key, words in guide.questions.items()},
        "not_yours": guide.not_yours is not None,
    }


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_its_questions_have_words_and_its_ids_are_known(check: Check) -> None:
    for question in check.meta.questions:
        words = check.guide("en").questions[question.key]
        assert set(words.choices) == set(question.choices)
    assert set(check.meta.serves) <= set(protections.ALL)
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", other) for other in check.meta.after)
    assert set(check.meta.waiting) <= set(check.guide("en").messages)
    assert check.meta.after or not check.meta.waiting


@pytest.mark.parametrize("check", CHECKS, ids=IDS)
def test_something_to_do_is_there_for_every_reader(check: Check) -> None:
    guide = check.guide("en")
    assert guide.steps(frozenset({"nothing_that_fits"})) != ""
    assert len(guide.title) <= 80
    assert not guide.title.endswith(".")
