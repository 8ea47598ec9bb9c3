"""Rules between several keys of a profile, which no single key can be blamed for."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from digiamen_scan.profile.document import Path, Plain
from digiamen_scan.profile.names import BadValueError, host_name, trimmed

Group = dict[str, Plain]


class Broken(NamedTuple):
    """A rule that a file breaks, and the value that breaks it."""

    path: Path
    message: str
    hint: str


Rules = Callable[[Group], Iterator[Broken]]


def profile_rules(profile: Group) -> Iterator[Broken]:
    """Yield what breaks a rule. Values that are wrong by themselves are passed over."""
    yield from _twice(profile, "domains", _same_domain)
    yield from _twice(profile, "accounts", _same_text)
    for index, account in entries(profile, "accounts"):
        yield from _column_map(("accounts", index, "evidence"), account.get("evidence"))


def entries(data: Group, key: str) -> Iterator[tuple[int, Group]]:
    """Yield the groups of a list with their position."""
    listed = data.get(key)
    for index, entry in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(entry, dict):
            yield index, entry


def _twice(data: Group, key: str, same: Callable[[str], str]) -> Iterator[Broken]:
    first: dict[str, int] = {}
    for index, entry in entries(data, key):
        name = entry.get("name")
        found = same(name) if isinstance(name, str) else ""
        if found in first:
            hint = f"Take one of them out; the other one is entry {first[found] + 1}."
            yield Broken((key, index, "name"), f"This name stands twice in '{key}'.", hint)
        elif found:
            first[found] = index


def _same_domain(name: str) -> str:
    try:
        return host_name(name)
    except BadValueError:
        return ""


def _same_text(name: str) -> str:
    return " ".join(trimmed(name).split()).casefold()


def _column_map(path: Path, evidence: Plain) -> Iterator[Broken]:
    if not isinstance(evidence, dict):
        return
    is_table = evidence.get("kind") == "csv"
    if is_table and "map" not in evidence:
        hint = "Add 'map: {email: …, two_factor: …}' with the words of the table's first line."
        yield Broken(path, "Evidence of kind csv needs 'map'.", hint)
    is_other = isinstance(evidence.get("kind"), str) and not is_table
    if is_other and evidence.get("map") is not None:
        hint = "Take 'map' out, or write 'kind: csv'."
        yield Broken((*path, "map"), "Only evidence of kind csv has 'map'.", hint)
