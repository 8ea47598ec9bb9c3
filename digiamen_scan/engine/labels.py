"""Changes the texts inside a fact: private ones to labels, foreign ones to harmless ones."""

import dataclasses
import functools
import typing
from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast

from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import PRIVATE

V = TypeVar("V")


class Labels:
    """Gives out labels: the same text gets the same one, so that what belongs together does."""

    def __init__(self) -> None:
        self._given: dict[str, str] = {}

    def mask(self, value: V) -> V:
        """Return a copy in which every `Private` text is a label such as `private-1`."""
        changed: V = _changed(value, self._label, private_only=True)
        return changed

    def _label(self, text: str) -> str:
        return self._given.setdefault(text, f"private-{len(self._given) + 1}") if text else text


def cleaned(value: V) -> V:
    """Return a copy in which every text went through the door (`model.clean`)."""
    changed: V = _changed(value, clean, private_only=False)
    return changed


def _changed(value: Any, change: Callable[[str], str], *, private_only: bool) -> Any:  # noqa: ANN401  # any fact in, the same type out
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return tuple(_changed(item, change, private_only=private_only) for item in items)
    if type(value) is str:
        return value if private_only else change(value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    private = _private_fields(type(value))
    return dataclasses.replace(
        value,
        **{
            entry.name: _changed(
                getattr(value, entry.name),
                change,
                private_only=private_only and entry.name not in private,
            )
            for entry in dataclasses.fields(value)
        },
    )


@functools.cache
def _private_fields(cls: type[Any]) -> frozenset[str]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return frozenset(name for name, hint in hints.items() if _is_private(hint))


def _is_private(hint: Any) -> bool:  # noqa: ANN401  # a type expression
    if typing.get_origin(hint) is Annotated:
        return PRIVATE in hint.__metadata__ or _is_private(typing.get_args(hint)[0])
    return any(_is_private(argument) for argument in typing.get_args(hint))
