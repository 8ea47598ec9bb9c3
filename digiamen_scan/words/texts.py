"""Texts with `{placeholders}`: the program's own messages and those of the guides."""

import re
from collections.abc import Mapping

from digiamen_scan.model.clean import clean

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders in `text`."""
    return frozenset(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str | int]) -> str:
    """Put `values` into `text`, once: a value is data and is never expanded again.

    Every value is cleaned. A placeholder without a value stays as it is written; the tests of the
    catalogues and guides are where that is an error.
    """

    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        return clean(str(values[name])) if name in values else found[0]

    return _PLACEHOLDER.sub(value_of, text)
