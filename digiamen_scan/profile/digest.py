"""What a profile says, as plain values and as one number."""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from digiamen_scan.profile.document import Plain
from digiamen_scan.profile.marks import MailHost
from digiamen_scan.profile.model import Profile

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def digest(profile: Profile) -> str:
    """Return the SHA-256 of what the profile says, in hexadecimal.

    Layout, comments and keys that say what holds anyway do not change it.
    """
    canonical = json.dumps(normalised(profile), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def normalised(profile: Profile) -> dict[str, Plain]:
    """Return what the profile says as plain values, without keys that say what holds anyway.

    `load.profile_of_values` reads them back.
    """
    return _said(profile)


def _said(group: "DataclassInstance") -> dict[str, Plain]:
    values = {one: getattr(group, one.name) for one in dataclasses.fields(group)}
    return {one.name: _plain(value) for one, value in values.items() if value != _usual(one)}


def _usual(one: "dataclasses.Field[object]") -> object:
    if one.default_factory is not dataclasses.MISSING:
        return one.default_factory()
    return one.default


def _plain(value: object) -> Plain:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, MailHost):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _said(value)
    if isinstance(value, Mapping):
        return {
            str(key): _plain(one) for key, one in cast("Mapping[object, object]", value).items()
        }
    if isinstance(value, tuple):
        return [_plain(one) for one in cast("tuple[object, ...]", value)]
    return cast("str | int | bool | None", value)
