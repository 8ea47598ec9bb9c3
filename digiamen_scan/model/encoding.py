"""The words of the project as plain data: what JSON can hold, and nothing else."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import cast

Data = None | bool | int | float | str | list["Data"] | dict[str, "Data"]
_AS_TEXT = (IPv4Address, IPv6Address, IPv4Network, IPv6Network)


def to_data(value: object) -> Data:
    """Return `value` as dicts, lists, strings, numbers, booleans and None.

    A dataclass becomes a dict in the order of its fields; the trailing underscore of a name such
    as `pass_` is dropped. Enums become their values, days and moments ISO 8601, tuples lists.
    Raises TypeError for anything else: what a fact may hold is decided, not guessed.
    """
    if isinstance(value, Enum):
        return to_data(value.value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, _AS_TEXT):
        return str(value)
    return _composite(value)


def _composite(value: object) -> Data:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name.removesuffix("_"): to_data(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {str(key): to_data(item) for key, item in items}
    if isinstance(value, tuple | list):
        return [to_data(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, frozenset):
        return sorted((to_data(item) for item in cast("frozenset[object]", value)), key=repr)
    message = f"{type(value).__name__} has no form in JSON"
    raise TypeError(message)
