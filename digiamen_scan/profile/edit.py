"""Changes one entry of a YAML text and leaves every other character as its author wrote it.

The text is cut at the places that the parser reports, so comments, quotes and layout elsewhere
cannot change. Whoever saves the new text reads it again first and compares: layouts that are not
foreseen here are refused, never damaged.
"""

import json
import re
from collections.abc import Iterator, Mapping

from digiamen_scan.profile import document
from digiamen_scan.profile.document import Node, Plain, Scalar, Sequence
from digiamen_scan.profile.faults import Place
from digiamen_scan.profile.reading import UNSEEN
from digiamen_scan.profile.syntax import LINE_BREAK

Item = Mapping[str, Plain]
_BARE = re.compile(r"[^\W\d_](?:[\w ./()+-]*[\w.)+])?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RESERVED = re.compile(r"true|false|null", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE)
_INDENT = 2


def append_item(text: str, key: str, item: Item) -> str:
    """Return the text with one more entry at the end of the list `key` of its outermost group.

    The list is begun where it is missing or empty. Raises BadTextError if the text is not YAML.
    """
    root = document.read_tree(text)
    listed = root.get(key) if isinstance(root, document.Mapping) else None
    if isinstance(listed, Sequence) and listed.items:
        return _after_last(text, listed, item)
    column = root.start.column - 1 if root is not None else 0
    if listed is None:
        ended = text if not text or LINE_BREAK.match(text[-1]) else text + _newline(text)
        return f"{ended}{' ' * column}{key}:{_entry(text, column + _INDENT, item)}{_newline(text)}"
    start, end = _span(text, listed)
    stop = _line_end(text, end)
    entry = _entry(text, column + _INDENT, item)
    return text[:start].rstrip(" ") + text[end:stop] + entry + text[stop:]


def replace_item(text: str, node: document.Mapping, item: Item) -> str:
    """Return the text with `item` in place of the group `node`; comments inside it are kept."""
    start, end = _span(text, node)
    end = start + len(text[start:end].rstrip())
    newline, indent = _newline(text), " " * (node.start.column - 1)
    comments = _comments(text, node)
    if node.flow:
        kept = "".join(f" {comment}{newline}{indent}" for comment in comments)
        return text[:start] + "{" + kept + flow(item)[1:] + text[end:]
    first, *rest = _block(item)
    return text[:start] + (newline + indent).join([first, *comments, *rest]) + text[end:]


def flow(value: Plain | Item) -> str:
    """Return a value on one line, as it may stand in a list in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    if _BARE.fullmatch(value) and not _RESERVED.fullmatch(value):
        return value
    return UNSEEN.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(unseen: re.Match[str]) -> str:
    code = ord(unseen.group())
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  # the BMP


def _block(item: Item) -> list[str]:
    return [f"{flow(key)}: {flow(value)}" for key, value in item.items()]


def _entry(text: str, column: int, item: Item) -> str:
    """Return an entry as lines of their own, each after a line break."""
    first, *rest = _block(item)
    lines = [f"- {first}", *(f"  {line}" for line in rest)]
    return "".join(f"{_newline(text)}{' ' * column}{line}" for line in lines)


def _after_last(text: str, listed: Sequence, item: Item) -> str:
    _, end = _span(text, listed.items[-1])
    if listed.flow:
        return f"{text[:end]}, {flow(item)}{text[end:]}"
    stop = _line_end(text, end)
    return text[:stop] + _entry(text, listed.start.column - 1, item) + text[stop:]


def _comments(text: str, node: Node) -> list[str]:
    """Return the comments between the values of a group."""
    found: list[str] = []
    position = _index(text, node.start)
    for scalar in _scalars(node):
        start, end = _span(text, scalar)
        found += (match.group().rstrip() for match in _COMMENT.finditer(text, position, start))
        position = max(position, end)
    return found


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item)
    else:
        for key, value in node.pairs:
            yield key
            yield from _scalars(value)


def _span(text: str, node: Node) -> tuple[int, int]:
    return _index(text, node.start), _index(text, node.end)


def _index(text: str, place: Place) -> int:
    starts = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
    return starts[place.line - 1] + place.column - 1 if place.line <= len(starts) else len(text)


def _line_end(text: str, index: int) -> int:
    """Return where the line ends; a block of text ends at the beginning of the next one."""
    if index and LINE_BREAK.match(text[index - 1]):
        return index - 1
    found = LINE_BREAK.search(text, index)
    return found.start() if found else len(text)


def _newline(text: str) -> str:
    found = LINE_BREAK.search(text)
    return found.group() if found else "\n"
