"""From a text to checked values: all faults at once, in the order of the file."""

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from digiamen_scan.model.clean import clean
from digiamen_scan.profile.document import (
    Mapping,
    Node,
    duplicates,
    place_of,
    plain,
    read_tree,
)
from digiamen_scan.profile.faults import BadTextError, Place, ProfileError, ProfileFault, fault_at
from digiamen_scan.profile.model import VERSION
from digiamen_scan.profile.rules import Group, Rules
from digiamen_scan.profile.sentences import sentence, wrong

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")
MAX_FAULTS = 100
_Found = tuple[Place | None, str, str]


def checked_text(text: str, kind: type[T], rules: Rules, file: str) -> T:
    """Read a text in YAML as `kind`. Raises ProfileError with all faults."""
    try:
        tree = _group(read_tree(text))
    except BadTextError as fault:
        raise ProfileError((fault.within(file),)) from None
    return _checked(cast("Group", plain(tree)), kind, rules, file, tree)


def checked_values(data: Group, kind: type[T], rules: Rules, source: str) -> T:
    """Read values that come from elsewhere than a text, such as a recording, as `kind`.

    Raises ProfileError with faults that name no line.
    """
    return _checked(data, kind, rules, source, None)


@cache
def adapter(kind: type[Any]) -> "TypeAdapter[Any]":
    """Return pydantic's reader of a model."""
    from pydantic import TypeAdapter  # noqa: PLC0415  # only where a file is read

    return TypeAdapter(kind)


def _group(tree: Node | None) -> Mapping:
    hint = f"Begin with the line 'digiamen: {VERSION}'."
    if tree is None:
        raise BadTextError(None, "This file is empty.", hint)
    if not isinstance(tree, Mapping):
        raise BadTextError(tree.start, "This file has no keys, such as 'organisation:'.", hint)
    _refuse_newer(tree.get("digiamen"))
    return tree


def _refuse_newer(node: Node | None) -> None:
    """Say only that, since this version knows nothing else about such a file."""
    version = plain(node) if node is not None else None
    if node is not None and isinstance(version, int) and version > VERSION:
        message = f"This file is made for a newer version of digiamen ('digiamen: {version}')."
        hint = f"Update digiamen; this one reads version {VERSION}."
        raise BadTextError(node.start, message, hint)


def _checked(data: Group, kind: type[T], rules: Rules, file: str, tree: Node | None) -> T:
    from pydantic import ValidationError  # noqa: PLC0415  # only where a file is read

    found = list(_broken(data, rules, tree))
    value: T | None = None
    try:
        value = adapter(kind).validate_json(json.dumps(data))  # type: ignore[arg-type]  # it is hashable
    except ValidationError as error:
        found += _refused(cast("list[dict[str, Any]]", error.errors(include_url=False)), kind, tree)
    if found or value is None:
        raise ProfileError(_in_order(found, file))
    return value


def _broken(data: Group, rules: Rules, tree: Node | None) -> Iterator[_Found]:
    for key, first in duplicates(tree):
        message = f"'{clean(key.text, 60)}' stands twice in this group."
        hint = f"Take one of them out; the other one is on line {first.start.line}."
        yield key.start, message, hint
    for rule in rules(data):
        yield place_of(tree, rule.path), rule.message, rule.hint


def _refused(errors: list[dict[str, Any]], kind: type, tree: Node | None) -> list[_Found]:
    cases = [wrong(error, kind) for error in errors]
    placed = [(place_of(tree, case.path, of_key=case.of_key), case) for case in cases]
    # Sentences are made for the first ones only: a hostile file may have a hundred thousand faults.
    placed.sort(key=lambda one: one[0] or Place(0, 0))
    told = [sentence(case) for _, case in placed[:MAX_FAULTS]]
    told += [("", "")] * (len(placed) - len(told))
    return [(place, *words) for (place, _), words in zip(placed, told, strict=True)]


def _in_order(found: list[_Found], file: str) -> tuple[ProfileFault, ...]:
    found.sort(key=lambda one: one[0] or Place(0, 0))
    faults = [fault_at(file, *one) for one in found[:MAX_FAULTS]]
    if len(found) > MAX_FAULTS:
        rest = len(found) - MAX_FAULTS
        faults.append(fault_at(file, None, f"There are more faults: {rest}.", "Mend these first."))
    return tuple(faults)
