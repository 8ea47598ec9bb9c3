"""A check: its metadata as typed literals, and one pure function."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from digiamen_scan.model.facts import Need
from digiamen_scan.model.guides import Guide
from digiamen_scan.model.questions import Question
from digiamen_scan.model.scales import Effort, Severity, Who
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.model.verdicts import Verdict

J = TypeVar("J", bound=Callable[..., Verdict])
META = "__digiamen_check__"


@dataclass(frozen=True, slots=True)
class Refs:
    """Where a check stands in public frameworks; empty rather than invented."""

    cis: tuple[str, ...] = ()
    csf: tuple[str, ...] = ()
    cyber_essentials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckMeta:
    """What `@check` declares.

    `severity`, `effort` and `who` are the usual fail's and the unknown's. `after` names checks
    whose good state comes first; where `waiting` names problems, only these wait for it, and the
    others are harmless at once. `never_first` keeps it out of the first list. `rule` is raised
    when the same facts get another verdict than before.
    """

    target: TargetKind
    severity: Severity
    effort: Effort
    who: Who
    serves: tuple[str, ...]
    refs: Refs = Refs()
    after: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    never_first: bool = False
    rule: int = 1


@dataclass(frozen=True, slots=True)
class Check:
    """A check as the engine knows it: found in a folder, with its words."""

    id: str
    meta: CheckMeta
    judge: Callable[..., Verdict]
    needs: tuple[Need, ...]
    guides: Mapping[str, Guide]
    source: str

    def guide(self, lang: str) -> Guide:
        """Return the guide in `lang`, else in English, else in whatever language there is."""
        return self.guides.get(lang) or self.guides.get("en") or next(iter(self.guides.values()))


def check(  # noqa: PLR0913  # one keyword a property of a check
    *,
    target: TargetKind,
    severity: Severity,
    effort: Effort,
    who: Who,
    serves: tuple[str, ...],
    refs: Refs | None = None,
    after: tuple[str, ...] = (),
    waiting: tuple[str, ...] = (),
    questions: tuple[Question, ...] = (),
    never_first: bool = False,
    rule: int = 1,
) -> Callable[[J], J]:
    """Declare a function as a check. It is returned unchanged, so that a test can just call it.

    Raises TypeError where a value is not what `CheckMeta` says: a plug-in is not type-checked.
    """
    meta = CheckMeta(
        target=target,
        severity=severity,
        effort=effort,
        who=who,
        serves=serves,
        refs=refs or Refs(),
        after=after,
        waiting=waiting,
        questions=questions,
        never_first=never_first,
        rule=rule,
    )
    _refuse_mistakes(meta)

    def declare(judge: J) -> J:
        setattr(judge, META, meta)
        return judge

    return declare


def _refuse_mistakes(meta: CheckMeta) -> None:
    single = {
        "target": TargetKind,
        "severity": Severity,
        "effort": Effort,
        "who": Who,
        "refs": Refs,
        "never_first": bool,
        "rule": int,
    }
    several = {"serves": str, "after": str, "waiting": str, "questions": Question}
    wrong = [name for name, kind in single.items() if not isinstance(getattr(meta, name), kind)]
    for name, kind in several.items():
        value: object = getattr(meta, name)
        members = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (None,)
        if not all(isinstance(one, kind) for one in members):
            wrong.append(name)
    if wrong:
        message = f"@check: not of the right type: {', '.join(wrong)}"
        raise TypeError(message)


def declared_checks(namespace: Mapping[str, Any]) -> list[tuple[Callable[..., Verdict], CheckMeta]]:
    """Return the functions of a module that carry `@check`."""
    found = ((value, getattr(value, META, None)) for value in namespace.values())
    return [
        (value, meta)
        for value, meta in found
        if inspect.isfunction(value) and isinstance(meta, CheckMeta)
    ]
