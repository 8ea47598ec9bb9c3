"""YAML as this project reads it: the events of a parser made into nodes that know their place.

Only the plain part of YAML 1.2 is read (section 10.3, the core schema, without numbers that have
a fraction): `no` and dates are text, tags are refused, and nothing a file says can make it grow
beyond `MAX_NODES` or `MAX_DEPTH`, however its aliases are laid out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from digiamen_scan.model.clean import clean
from digiamen_scan.profile.faults import BadTextError, Place

if TYPE_CHECKING:
    from yaml.events import Event

MAX_NODES = 200_000
MAX_DEPTH = 16
_WEIGHT = 20
Path = tuple[str | int, ...]
Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `plain` tells that it stands without quotes."""

    start: Place
    end: Place
    text: str
    plain: bool
    depth: int = 1

    @property
    def size(self) -> int:
        """What it weighs: an alias may repeat a long text as well as a long list."""
        return 1 + len(self.text) // _WEIGHT


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list. `flow` tells that it is written in brackets."""

    start: Place
    end: Place
    flow: bool
    items: tuple["Node", ...]
    size: int
    depth: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A group of keys with their values, in the order of the file."""

    start: Place
    end: Place
    flow: bool
    pairs: tuple[tuple[Scalar, "Node"], ...]
    size: int
    depth: int
    first: "dict[str, tuple[Scalar, Node]]"
    """Each key's first pair: a hostile file may have a hundred thousand keys."""

    def get(self, key: str) -> "Node | None":
        """Return the value of a key, the first one where it stands twice."""
        return self.first[key][1] if key in self.first else None

    def key(self, name: str) -> Scalar | None:
        """Return the key itself, for its place."""
        return self.first[name][0] if name in self.first else None


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class _Open:
    """A list or group whose end has not been read yet."""

    start: Place
    is_mapping: bool
    flow: bool
    anchor: str | None
    children: list[Node] = field(default_factory=list["Node"])


def read_tree(text: str) -> Node | None:
    """Return the one document of a text, None if there is none.

    Raises BadTextError at the first thing that cannot be read.
    """
    builder = _Builder()
    for event in _events(text):
        builder.take(event)
    return builder.root


def _events(text: str) -> Iterator["Event"]:
    import yaml  # noqa: PLC0415  # only where a file is read

    from digiamen_scan.profile.syntax import syntax_fault  # noqa: PLC0415  # as above

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise syntax_fault(text, error) from None


class _Builder:
    """Makes nodes of events, without recursion."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._documents = 0
        self._nodes = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}

    def take(self, event: "Event") -> None:
        """Take the next event. Raises BadTextError."""
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._start_document(event)
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._start(event, is_mapping=kind == "MappingStartEvent")
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._end(event)
        elif kind == "ScalarEvent":
            self._scalar(event)
        elif kind == "AliasEvent":
            self._alias(event)

    def _start_document(self, event: Any) -> None:  # noqa: ANN401  # yaml's events are untyped
        self._documents += 1
        if self._documents > 1:
            hint = "Take out the line '---' and what belongs to the other document."
            raise BadTextError(_start(event), "A second document begins here.", hint)

    def _start(self, event: Any, *, is_mapping: bool) -> None:  # noqa: ANN401  # as above
        _refuse_tag(event)
        flow = bool(event.flow_style)
        self._open.append(_Open(_start(event), is_mapping, flow, event.anchor))
        if len(self._open) > MAX_DEPTH:
            raise _too_large(_start(event))

    def _end(self, event: Any) -> None:  # noqa: ANN401  # as above
        done = self._open.pop()
        node = _collection(done, _end(event))
        if node.size > MAX_NODES or node.depth > MAX_DEPTH:
            raise _too_large(node.start)
        self._add(node, done.anchor)

    def _scalar(self, event: Any) -> None:  # noqa: ANN401  # as above
        _refuse_tag(event)
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            hint = "Type the text itself in place of what begins with \\u."
            raise BadTextError(_start(event), "This text holds half of a letter.", hint)
        plain = event.style is None or event.style == ""
        self._add(Scalar(_start(event), _end(event), event.value, plain), event.anchor)

    def _alias(self, event: Any) -> None:  # noqa: ANN401  # as above
        node = self._anchors.get(event.anchor)
        if node is None:
            hint = 'A text that begins with * stands in quotes: "*text".'
            name = clean(event.anchor, 40)
            raise BadTextError(_start(event), f"'*{name}' names nothing in this file.", hint)
        self._add(node, None)

    def _add(self, node: Node, anchor: str | None) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _too_large(node.start)
        if anchor is not None:
            self._anchors[anchor] = node
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node


def _collection(done: _Open, end: Place) -> Sequence | Mapping:
    children = done.children
    size = 1 + sum(child.size for child in children)
    depth = 1 + max((child.depth for child in children), default=0)
    if not done.flow:
        # A block ends where its last value ends; the parser says where the next one begins.
        end = max((child.end for child in children), default=done.start)
    if not done.is_mapping:
        return Sequence(done.start, end, done.flow, tuple(children), size, depth)
    keys = tuple(_key(child) for child in children[::2])
    pairs = tuple(zip(keys, children[1::2], strict=True))
    first: dict[str, tuple[Scalar, Node]] = {}
    for key, value in pairs:
        first.setdefault(key.text, (key, value))
    return Mapping(done.start, end, done.flow, pairs, size, depth, first)


def _key(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        hint = "Before each colon stands one word, such as 'name:'. Text with braces needs quotes."
        raise BadTextError(node.start, "A key must be a word.", hint)
    if not node.text:
        hint = "Write the key before the colon, or take the line out."
        raise BadTextError(node.start, "A value stands here without its key.", hint)
    return node


def _refuse_tag(event: Any) -> None:  # noqa: ANN401  # as above
    if event.tag is not None:
        message = "A word that begins with ! is an instruction to programs, and is never followed."
        hint = 'Take it out. A text that begins with ! stands in quotes: "!text".'
        raise BadTextError(_start(event), message, hint)


def _too_large(place: Place) -> BadTextError:
    hint = "Look for lists inside lists, and for words that begin with & or *."
    return BadTextError(place, "This grows too large or too deep to be read.", hint)


def _start(event: Any) -> Place:  # noqa: ANN401  # as above
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _end(event: Any) -> Place:  # noqa: ANN401  # as above
    return Place(event.end_mark.line + 1, event.end_mark.column + 1)


def duplicates(node: Node | None) -> Iterator[tuple[Scalar, Scalar]]:
    """Yield each key that stands again in its group, with the first one."""
    waiting = [node] if node is not None else []
    seen: set[int] = set()
    while waiting:
        here = waiting.pop()
        if id(here) in seen:
            continue
        seen.add(id(here))
        if isinstance(here, Sequence):
            waiting.extend(here.items)
        elif isinstance(here, Mapping):
            waiting.extend(value for _, value in here.pairs)
            firsts = ((key, here.first[key.text][0]) for key, _ in here.pairs)
            yield from ((key, first) for key, first in firsts if key is not first)


def plain(node: Node) -> Plain:
    """Return the values alone. The first of two equal keys counts."""
    if isinstance(node, Scalar):
        return _value(node)
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {name: plain(value) for name, (_, value) in node.first.items()}


def _value(scalar: Scalar) -> str | int | bool | None:
    text = scalar.text
    if not scalar.plain:
        return text
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    return int(text) if _INTEGER.fullmatch(text) else text


def place_of(root: Node | None, path: Path, *, of_key: bool = False) -> Place | None:
    """Return where a value stands, or its key; the nearest group around it where it is missing."""
    node, place = root, root.start if root is not None else None
    for position, step in enumerate(path):
        last = of_key and position == len(path) - 1
        if isinstance(node, Mapping) and (key := node.key(str(step))) is not None:
            node, place = node.get(str(step)), key.start
            place = place if last or node is None else node.start
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = node.start
        else:
            break
    return place
