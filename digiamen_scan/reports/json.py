"""A result as JSON, and back."""

import json
import sys
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from digiamen_scan.model.clean import clean
from digiamen_scan.model.encoding import to_data
from digiamen_scan.model.results import SCHEMA, Result
from digiamen_scan.words import N_, Words

if TYPE_CHECKING:
    from pydantic import RootModel, ValidationError

# The order in which a person reads it; a field that is not named here follows at the end.
_ORDER = (
    "schema",
    "tool",
    "scan",
    "organisation",
    "targets",
    "thresholds",
    "coverage",
    "errors",
    "findings",
    "actions",
    "protections",
)
_FAMILY, _, _VERSION = SCHEMA.partition("/")


class ResultError(Exception):
    """A text that is no result of this version.

    `str(error)` is English; `told` says it in the reader's language.
    """

    def __init__(self, message: str, **values: str) -> None:
        """Keep a message that `N_` marked, and its values."""
        self.message = message
        self.values_ = values
        super().__init__(self.told(Words("en", str)))

    def told(self, words: Words) -> str:
        """Say what is wrong and what to do."""
        return words(self.message, **self.values_)


def result_to_json(result: Result) -> str:
    """Return the result as JSON text, indented, not escaped: it is to be written as UTF-8."""
    data: Any = to_data(result)
    known = [key for key in _ORDER if key in data]
    ordered = {key: data[key] for key in [*known, *(key for key in data if key not in known)]}
    return json.dumps(ordered, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def result_from_json(text: str, where: str) -> Result:
    """Read a result; keys that this version does not know are passed over.

    `where` names the file in errors. Every text is cleaned: a file may have been edited by hand.
    Raises ResultError.
    """
    from pydantic import ValidationError  # noqa: PLC0415  # only where a file is read

    data = _parsed(text, where)
    _expect_schema(data, where)
    try:
        return _model().model_validate(data).root
    except ValidationError as error:
        raise ResultError(
            N_("{where}: this result is damaged at {place}. Run a new check."),
            where=where,
            place=_place(error),
        ) from error


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a result."""
    schema = _model().model_json_schema()
    root = schema["$defs"].pop("Result")
    root["properties"]["schema"] = {"const": SCHEMA}
    root["required"] = ["schema", *root["required"]]
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": SCHEMA, **root, "$defs": schema["$defs"]}


def schema_text() -> str:
    """Return the schema as the published file has it."""
    return json.dumps(result_schema(), indent=2, ensure_ascii=False) + "\n"


@cache
def _model() -> "type[RootModel[Result]]":
    from pydantic import ConfigDict, RootModel  # noqa: PLC0415  # as above

    class ResultFile(RootModel[Result]):
        """The model's dataclasses take this configuration over; names lose their underscore."""

        model_config = ConfigDict(alias_generator=lambda name: name.removesuffix("_"))

    return ResultFile


def _parsed(text: str, where: str) -> Mapping[str, Any]:
    try:
        data = _cleaned(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise ResultError(
            N_("{where}: this is not JSON, or only a part of it. Is it the right file?"),
            where=where,
        ) from error
    if not isinstance(data, dict):
        raise ResultError(N_("{where}: this is not a result of digiamen."), where=where)
    return cast("dict[str, Any]", data)


def _expect_schema(data: Mapping[str, Any], where: str) -> None:
    found = str(data.get("schema", ""))
    family, _, version = found.partition("/")
    if found == SCHEMA:
        return
    if family == _FAMILY and version.isdecimal() and int(version) > int(_VERSION):
        raise ResultError(
            N_("{where}: a newer digiamen wrote this ({found}). Install the latest version."),
            where=where,
            found=found,
        )
    raise ResultError(N_("{where}: this is not a result of digiamen."), where=where)


def _cleaned(value: object) -> Any:  # noqa: ANN401  # JSON as it comes
    if isinstance(value, str):
        return clean(value, sys.maxsize)
    if isinstance(value, list):
        return [_cleaned(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        return {_cleaned(key): _cleaned(item) for key, item in items}
    return value


def _place(error: "ValidationError") -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return ".".join(str(part) for part in first["loc"]) + f" ({first['type']})"
