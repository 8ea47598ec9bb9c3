"""Proves a check by its `cases.yaml`: facts in, verdict and keys out."""

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from digiamen_scan.engine.ask import ask
from digiamen_scan.engine.guide import guide_files, read_guide
from digiamen_scan.model.checks import Check
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import (
    STRICT,
    Each,
    Kind,
    Member,
    Need,
    Now,
    Unavailable,
    fact_info,
)
from digiamen_scan.model.guides import Guide
from digiamen_scan.model.questions import Answers, AnswerValue
from digiamen_scan.model.scales import Status
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.model.verdicts import Values, Verdict

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_LONG_AGO, _FAR_OFF = date(2026, 1, 1), date(2027, 1, 1)


class CasesError(Exception):
    """A `cases.yaml` that cannot be used, with the reason."""


@dataclass(frozen=True, slots=True)
class Case:
    """One named case. `given` are the facts after the overrides."""

    __pydantic_config__ = STRICT

    name: str
    verdict: Status
    given: dict[str, Any] = field(default_factory=dict[str, Any])
    problems: tuple[str, ...] = ()
    note: str | None = None
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """A whole file: what every case starts from, and the cases."""

    __pydantic_config__ = STRICT

    base: dict[str, Any]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """How one case came out; `fault` is empty where it came out as written."""

    name: str
    fault: str = ""


def read_cases(path: Path) -> Cases:
    """Read a cases file; raises CasesError."""
    import yaml  # noqa: PLC0415  # only tests of checks need it
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  # as above

    try:
        data = yaml.safe_load(path.read_text("utf-8"))
        return TypeAdapter(Cases).validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise CasesError(f"{path}: {_first(error.errors()[0])}") from error
    except OSError as error:
        raise CasesError(f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
        raise CasesError(f"{path}: {error}") from error


def run_cases(check: Check, folder: Path) -> tuple[CaseOutcome, ...]:
    """Run all cases of a check's folder; raises CasesError."""
    cases = read_cases(folder / "cases.yaml")
    guides = {lang: read_guide(path, lang) for lang, path in guide_files(folder).items()}
    return tuple(CaseOutcome(case.name, _fault(check, cases, case, guides)) for case in cases.cases)


def _fault(check: Check, cases: Cases, case: Case, guides: Mapping[str, Guide]) -> str:
    try:
        verdict = judge_case(check, case_facts(cases, case))
    except CasesError as error:
        return str(error)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the check boundary: it may exit
        return f"the check broke: {type(error).__name__}: {error}"
    keys = tuple(problem.key for problem in verdict.problems)
    told = (verdict.status, keys, verdict.note)
    expected = (case.verdict, case.problems, case.note)
    if told != expected:
        return f"expected {expected}, got {told}"
    worst = max(
        (problem.severity or check.meta.severity for problem in verdict.problems),
        key=lambda severity: severity.weight,
        default=None,
    )
    if case.severity and case.severity != worst:
        return f"expected severity {case.severity}, got {worst}"
    return _missing_words(verdict, guides)


def _missing_words(verdict: Verdict, guides: Mapping[str, Guide]) -> str:
    said: list[tuple[str, Values]] = [(item.key, item.values) for item in verdict.problems]
    if verdict.note:
        said.append((verdict.note, verdict.values))
    for lang, guide in guides.items():
        for key, values in said:
            if key not in guide.messages:
                return f"the guide in {lang} has no message {key!r}"
            message = guide.messages[key]
            asked = set(_PLACEHOLDER.findall(f"{message.headline} {message.text}"))
            if missing := asked - {"target", *dict(values)}:
                return f"message {key!r} in {lang} asks for {sorted(missing)}"
    return ""


def case_facts(cases: Cases, case: Case) -> dict[str, Any]:
    """Return the facts of a case as plain data: the base with the overrides applied."""
    facts = copy.deepcopy(cases.base)
    for path, value in case.given.items():
        *parents, last = path.split(".")
        place = facts
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = value
    return facts


def judge_case(check: Check, facts: Mapping[str, Any]) -> Verdict:
    """Ask a check with facts given as plain data, as the engine would."""
    arguments: dict[str, object] = {}
    for need in check.needs:
        value = fact_of(need, facts)
        if isinstance(value, Unavailable) and not need.optional:
            return Verdict(Status.UNKNOWN, reason=value)
        arguments[need.parameter] = value
    return ask(check, arguments)


def fact_of(need: Need, facts: Mapping[str, Any]) -> object:
    """Build what a parameter asks for from plain data; raises CasesError."""
    if need.fact is Now:
        day = date.fromisoformat(str(facts.get("now", _LONG_AGO)))
        return Now(datetime(day.year, day.month, day.day, tzinfo=UTC))
    if need.fact is Answers:
        return _answers(facts.get("answers"))
    info = fact_info(need.fact)
    name = info.name if info else need.fact.__name__
    if name not in facts:
        raise CasesError(f"no value for the fact {name!r}")
    if not need.each:
        return _value(need, facts[name])
    kind = info.target if info else TargetKind.MAIL_HOST
    members = facts[name].items()
    return Each(tuple(Member(Target(kind, key), _value(need, value)) for key, value in members))


def _answers(given: Mapping[str, AnswerValue] | None) -> Answers | Unavailable:
    if given is None or "unavailable" in given:
        return Unavailable(str(given["unavailable"]) if given else Kind.NOT_ANSWERED)
    values = tuple(sorted(given.items()))
    return Answers(values, by="focal point", on=_LONG_AGO, until=_FAR_OFF)


def _value(need: Need, data: Any) -> object:  # noqa: ANN401  # plain data of a YAML file
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  # only tests need it

    if isinstance(data, dict) and "unavailable" in data:
        return Unavailable(str(cast("dict[str, object]", data)["unavailable"]))
    try:
        return TypeAdapter(need.fact).validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise CasesError(f"{need.fact.__name__}: {_first(error.errors()[0])}") from error


def _first(fault: Mapping[str, Any]) -> str:
    """Name the place and what is wrong there, in one line."""
    place = ".".join(str(part) for part in fault["loc"])
    return clean(f"{place}: {fault['msg']}".removeprefix(": "))
