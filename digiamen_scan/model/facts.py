"""How a fact is declared, and what stands in its place when it could not be learned."""

import dataclasses
import inspect
import typing
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar, dataclass_transform

from digiamen_scan.model.targets import Target, TargetKind

T = TypeVar("T")
F = TypeVar("F")


class Kind(StrEnum):
    """Why something could not be learned."""

    NEEDS_ADMIN = "needs_admin"
    NOT_THIS_USER = "not_this_user"
    TOOL_MISSING = "tool_missing"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    REFUSED = "refused"
    ALTERED = "altered"
    CONFLICTING = "conflicting"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    STALE = "stale"
    UNDETERMINED = "undetermined"
    NOT_ANSWERED = "not_answered"
    DECLINED = "declined"
    EXPIRED = "expired"
    NOT_PERMITTED = "not_permitted"
    OFFLINE = "offline"
    NOT_RECORDED = "not_recorded"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The value of a fact that could not be learned.

    `kind` is one of `Kind`; a reader also keeps kinds that it does not know. `detail` is cleaned
    data (a program's name, a status), never a sentence. `fact` names the fact that is missing.
    """

    kind: str
    detail: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something was seen, and what was seen there. Both texts are public."""

    source: str
    observed: str


@dataclass(frozen=True, slots=True)
class Observation:
    """What a probe learned of one fact of one target."""

    fact: str
    target: Target
    value: object
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Now:
    """The moment that is judged as the present: the scan's start, or what `--now` says."""

    at: datetime

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.at.date()


PRIVATE: typing.Final = "digiamen.private"
Private = Annotated[T, PRIVATE]
"""Marks a field that recordings replace by a label unless asked: paths, host and user names."""


STRICT: typing.Final[dict[str, object]] = {"extra": "forbid", "strict": True}
"""How foreign data is read into our dataclasses: nothing is guessed, nothing is ignored."""


@dataclass(frozen=True, slots=True)
class FactInfo:
    """What is known of a fact type.

    `members` is set on a fact whose `names` list the sub-targets of its target (a domain's mail
    hosts): `Each[X]` is gathered over them.
    """

    name: str
    target: TargetKind
    members: TargetKind | None = None


@dataclass_transform(frozen_default=True)
def fact(
    name: str, target: TargetKind, *, members: TargetKind | None = None
) -> Callable[[type[T]], type[T]]:
    """Declare a frozen dataclass as a fact of one kind of target.

    The name is what recordings and cases say; it is a contract: a changed meaning is a new name.
    """

    def declare(cls: type[T]) -> type[T]:
        made = dataclasses.dataclass(frozen=True, slots=True)(cls)
        made.__fact__ = FactInfo(name, target, members)  # type: ignore[attr-defined]  # class marker
        made.__pydantic_config__ = STRICT  # type: ignore[attr-defined]  # for recordings and cases
        return made

    return declare


def fact_info(cls: type) -> FactInfo | None:
    """Return what `@fact` declared of a class, or None."""
    info = getattr(cls, "__fact__", None)
    return info if isinstance(info, FactInfo) else None


@dataclass(frozen=True, slots=True)
class Member(typing.Generic[F]):
    """One of a target's sub-targets with its fact."""

    target: Target
    value: F | Unavailable


@dataclass(frozen=True, slots=True)
class Each(typing.Generic[F]):
    """One fact for every sub-target: `Each[StartTls]` is all of a domain's mail hosts."""

    members: tuple[Member[F], ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One parameter of a check, a derivation or a probe: the fact it asks for."""

    parameter: str
    fact: type[Any]
    optional: bool = False
    each: bool = False


def needs_of(function: Callable[..., Any], skip: tuple[str, ...] = ()) -> tuple[Need, ...]:
    """Read a function's parameter types as the facts it needs.

    Raises TypeError for a parameter whose type is no fact.
    """
    hints = typing.get_type_hints(function)
    parameters = (name for name in inspect.signature(function).parameters if name not in skip)
    return tuple(_need(name, hints.get(name)) for name in parameters)


def _need(parameter: str, hint: object) -> Need:
    options = [option for option in typing.get_args(hint) or (hint,) if option is not Unavailable]
    if typing.get_origin(hint) is Each:
        return Need(parameter, typing.get_args(hint)[0], each=True)
    if len(options) != 1 or not isinstance(options[0], type):
        message = f"parameter {parameter!r}: {hint!r} is not a fact"
        raise TypeError(message)
    return Need(parameter, options[0], optional=Unavailable in typing.get_args(hint))
