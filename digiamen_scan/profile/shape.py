"""What the model says about one place of a file: its group of keys, its choices, its meaning."""

import dataclasses
import typing
from collections.abc import Mapping
from types import NoneType

from digiamen_scan.profile.document import Path
from digiamen_scan.profile.marks import About


def keys_at(root: type, path: Path) -> tuple[str, ...]:
    """Return the keys that the group at `path` may have; none where no group belongs."""
    kind = _bare(_hint_at(root, path))
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return tuple(one.name for one in dataclasses.fields(kind))
    return ()


def choices_at(root: type, path: Path) -> tuple[str, ...]:
    """Return the words of which one may stand at `path`."""
    kind = _bare(_hint_at(root, path))
    is_choice = typing.get_origin(kind) is typing.Literal
    return tuple(map(str, typing.get_args(kind))) if is_choice else ()


def about(root: type, path: Path) -> str:
    """Return what the key at `path` means; empty where the model does not say."""
    marks: tuple[object, ...] = getattr(_hint_at(root, path), "__metadata__", ())
    return next((mark.text for mark in reversed(marks) if isinstance(mark, About)), "")


def _hint_at(root: type, path: Path) -> object:
    hint: object = root
    for step in path:
        hint = _step(_bare(hint), step)
    return hint


def _step(kind: object, step: str | int) -> object:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return typing.get_type_hints(kind, include_extras=True).get(str(step))
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is tuple:
        return arguments[0]
    return arguments[1] if typing.get_origin(kind) is Mapping else None


def _bare(hint: object) -> object:
    """Return a type without its marks and without `| None`."""
    while typing.get_origin(hint) is typing.Annotated:
        hint = typing.get_args(hint)[0]
    options = [one for one in typing.get_args(hint) if one is not NoneType]
    is_optional = NoneType in typing.get_args(hint) and len(options) == 1
    return _bare(options[0]) if is_optional else hint
