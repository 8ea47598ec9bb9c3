"""What a check may answer."""

from dataclasses import dataclass

from digiamen_scan.model.facts import Evidence, Unavailable
from digiamen_scan.model.scales import Effort, Severity, Status, Who

Value = str | int
Values = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Paste:
    """Text ready to use: what to put, in place of what, and how to undo it.

    `kind` is `dns_record` or `command`. `ttl` is in seconds. `before` and `undo` are empty where
    there was nothing before.
    """

    kind: str
    name: str
    type: str
    after: str
    before: str = ""
    undo: str = ""
    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not in order. Its words stand in the guide under the same key.

    What is left None is taken from the check. `steps` are words (a provider, a product) that
    choose the right part of the guide's `## How to fix it`.
    """

    key: str
    severity: Severity | None = None
    effort: Effort | None = None
    who: Who | None = None
    minutes: tuple[int, int] | None = None
    values: Values = ()
    paste: tuple[Paste, ...] = ()
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's answer for one target.

    `note` is a message key with `values`; `evidence`, where given, narrows the engine's.
    """

    status: Status
    problems: tuple[Problem, ...] = ()
    note: str | None = None
    values: Values = ()
    reason: Unavailable | None = None
    evidence: tuple[Evidence, ...] | None = None


def values(**named: Value) -> Values:
    """Make the values of a message, in a fixed order."""
    return tuple(sorted(named.items()))


def ok(note: str | None = None, **named: Value) -> Verdict:
    """In order; `note` is a message key for what the reader should still know."""
    return Verdict(Status.PASS, note=note, values=values(**named))


def fail(*problems: Problem) -> Verdict:
    """Not in order, for one or more reasons."""
    if not problems:
        message = "a fail names at least one problem"
        raise ValueError(message)
    return Verdict(Status.FAIL, problems=problems)


def unknown(kind: str, note: str, detail: str = "", **named: Value) -> Verdict:
    """What was read cannot settle the question; `note` is the message that says why."""
    reason = Unavailable(kind, detail)
    return Verdict(Status.UNKNOWN, note=note, values=values(**named), reason=reason)


def not_applicable(note: str, **named: Value) -> Verdict:
    """The question does not arise for this target."""
    return Verdict(Status.NOT_APPLICABLE, note=note, values=values(**named))
