"""Reads `lsblk --json` (util-linux, lsblk(8)).

Mount points come from the kernel instead, so that columns are asked for that every version with
JSON knows (2.27 and later); MOUNTPOINTS is newer, and PATH and --tree are too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

COLUMNS = (
    *("NAME", "KNAME", "MAJ:MIN", "TYPE", "FSTYPE", "LABEL"),
    *("RM", "HOTPLUG", "TRAN", "SIZE", "PARTTYPE"),
)
COMMAND = ("lsblk", "--json", "--bytes", "--output", ",".join(COLUMNS))
_MAX_DIGITS = 20
# Ways to plug in a disk; lsblk's HOTPLUG says so too, from 2.27.
_PLUGGED = ("usb", "ieee1394")


@dataclass(frozen=True, slots=True)
class Node:
    """One device of lsblk's tree; the same device may hang below several parents.

    `mapper_name` is what device-mapper calls it, where it is a device of its own. `size` is in
    bytes, None where lsblk does not say.
    """

    mapper_name: str
    number: str
    type: str
    file_system: str
    label: str
    transport: str
    removable: bool
    size: int | None = None
    partition_type: str = ""
    parents: tuple[str, ...] = ()


def parse_lsblk(data: bytes) -> dict[str, Node]:
    """Return the devices by the kernel's name.

    Raises ValueError where it is not lsblk's JSON: cut off, empty, of another shape.
    """
    try:
        tree = json.loads(data)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(tree, dict) or "blockdevices" not in tree:
        raise ValueError("no blockdevices")
    found: dict[str, Node] = {}
    for entry, parent in _entries(cast("dict[str, Any]", tree)["blockdevices"]):
        name = _name(entry)
        known = found.get(name) or _node(entry)
        parents = known.parents if parent in ("", *known.parents) else (*known.parents, parent)
        found[name] = replace(known, parents=parents)
    return found


def _entries(roots: object) -> Iterator[tuple[dict[str, Any], str]]:
    ahead = [(entry, "") for entry in _list(roots)]
    while ahead:
        entry, parent = ahead.pop()
        if not isinstance(entry, dict):
            raise ValueError("a device is no object")  # noqa: TRY004  # one error for a bad shape
        fields = cast("dict[str, Any]", entry)
        yield fields, parent
        ahead.extend((child, _name(fields)) for child in _list(fields.get("children")))


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError("not a list of devices")  # noqa: TRY004  # one error for a bad shape
    return cast("list[Any]", value)  # type: ignore[redundant-cast]  # pyright needs it


def _node(entry: dict[str, Any]) -> Node:
    transport = _text(entry, "tran")
    return Node(
        mapper_name=_text(entry, "name"),
        number=_text(entry, "maj:min"),
        type=_text(entry, "type"),
        file_system=_text(entry, "fstype"),
        label=_text(entry, "label"),
        transport=transport,
        removable=_is_on(entry, "rm") or _is_on(entry, "hotplug") or transport in _PLUGGED,
        size=_size(entry.get("size")),
        partition_type=_text(entry, "parttype"),
    )


def _name(entry: dict[str, Any]) -> str:
    name = _text(entry, "kname") or _text(entry, "name")
    if not name:
        raise ValueError("a device without a name")
    return name


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value.strip() if isinstance(value, str) else ""


def _size(value: object) -> int | None:
    # Numbers are texts before util-linux 2.33 too.
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value[:_MAX_DIGITS])
    return value if type(value) is int and value >= 0 else None


def _is_on(entry: dict[str, Any], key: str) -> bool:
    # Before util-linux 2.33 booleans are the texts "0" and "1".
    return entry.get(key) in (True, "1")
