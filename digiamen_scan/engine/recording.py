"""One scan's observed facts as a file: JSON Lines, a header, an observation a line, a seal.

A recording can be judged again later, elsewhere, in another language, by newer checks. Private
texts are labels unless the whole was asked for.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, cast

from digiamen_scan import __version__
from digiamen_scan.engine.labels import Labels, cleaned
from digiamen_scan.model.clean import clean
from digiamen_scan.model.encoding import to_data
from digiamen_scan.model.facts import STRICT, Evidence, Observation, Unavailable
from digiamen_scan.model.targets import CHILDRENS_FILES, Target, TargetKind
from digiamen_scan.profile.files import read_whole

SCHEMA = "digiamen.recording/1"
MAX_BYTES = 200_000_000
MAX_LINE = 2_000_000


class RecordingError(Exception):
    """A recording that cannot be judged: says the file, the line and what to do."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        """Make the error for one line, counted from 1."""
        super().__init__(clean(f"{path}:{line}: {message}"))


@dataclass(frozen=True, slots=True)
class Header:
    """The first line: how the scan was made. Times are ISO 8601 in UTC."""

    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    started: str
    finished: str
    offline: bool
    partial: bool
    resolver: str
    full: bool
    targets: tuple[Target, ...]
    profile: dict[str, Any]
    answers: tuple[dict[str, Any], ...]
    profile_given: bool
    profile_digest: str
    tool: str = __version__
    demo: bool = False
    schema: str = SCHEMA


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as read. `notes` say what is not whole about the file."""

    header: Header
    observations: tuple[Observation, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    __pydantic_config__: ClassVar[dict[str, object]] = STRICT

    fact: str
    target: str
    value: Any = None
    unavailable: Unavailable | None = None
    evidence: tuple[Evidence, ...] = ()


def write_recording(header: Header, observations: Iterable[Observation]) -> bytes:
    """Return the bytes of a recording file."""
    labels = Labels()
    shown = [item if header.full else labels.mask(item) for item in observations]
    lines = [_dump(to_data(header)), *(_dump(_line(item)) for item in shown)]
    body = "".join(f"{line}\n" for line in lines)
    return (body + _dump(_seal(body, len(lines))) + "\n").encode()


def _line(observation: Observation) -> dict[str, Any]:
    line: dict[str, Any] = {"fact": observation.fact, "target": observation.target.id}
    key = "unavailable" if isinstance(observation.value, Unavailable) else "value"
    line[key] = to_data(observation.value)
    line["evidence"] = to_data(observation.evidence)
    return line


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _seal(body: str, lines: int) -> dict[str, object]:
    return {"lines": lines, "sha256": hashlib.sha256(body.encode()).hexdigest()}


def read_recording(path: Path, facts: Mapping[str, type[Any]]) -> Recording:
    """Read a recording; `facts` are the observed fact types by name.

    A cut file is read as far as it goes, and one that was changed by hand is read with a note.
    Raises RecordingError for what is no recording, is from a newer version or holds a value that
    no probe writes, and OSError for a file that cannot be read.
    """
    lines = _lines(path)
    header = _header(path, lines[0])
    seal = _read_seal(lines[-1]) if len(lines) > 1 else None
    body = lines[1:-1] if seal else lines[1:]
    reader = _Reader(path, header, facts)
    observations = tuple(reader.observations(body, whole=seal is not None))
    notes = (*_notes(path, lines, seal), *reader.notes)
    return Recording(header, observations, notes)


def _lines(path: Path) -> list[str]:
    try:
        lines = read_whole(path, MAX_BYTES).decode().split("\n")
    except UnicodeDecodeError:
        raise RecordingError(path, 1, "not a text file: is this a recording?") from None
    if lines and lines[-1] == "":
        lines.pop()
    if not lines:
        raise RecordingError(path, 1, "the file is empty: record the scan again")
    return lines


def _notes(path: Path, lines: list[str], seal: Mapping[str, Any] | None) -> tuple[str, ...]:
    if seal is None:
        return (clean(f"{path.name}: the end is missing; what was lost counts as not seen"),)
    body = "".join(f"{line}\n" for line in lines[:-1])
    if seal == _seal(body, len(lines) - 1):
        return ()
    return (clean(f"{path.name}: changed after it was written; it is judged as it stands"),)


def _read_seal(line: str) -> Mapping[str, Any] | None:
    try:
        data = json.loads(line)
    except ValueError:
        return None
    if not isinstance(data, dict) or data.keys() != {"lines", "sha256"}:
        return None
    return cast("Mapping[str, Any]", data)


def _header(path: Path, line: str) -> Header:
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  # only recordings need it

    try:
        schema = json.loads(line).get("schema")
    except (ValueError, AttributeError, RecursionError):
        schema = None
    if not isinstance(schema, str) or not schema.startswith("digiamen.recording/"):
        raise RecordingError(path, 1, "not a recording: `digiamen scan --record FILE` makes one")
    if schema != SCHEMA:
        version = clean(schema, 60)
        raise RecordingError(path, 1, f"made by a newer digiamen ({version}): update digiamen")
    try:
        header = cleaned(TypeAdapter(Header).validate_json(line))
    except ValidationError as error:
        raise RecordingError(path, 1, _first(error)) from None
    if not _is_moment(header.started) or any(
        not 1 <= one.exposure <= CHILDRENS_FILES for one in header.targets
    ):
        raise RecordingError(path, 1, "the time or an exposure is not as digiamen writes it")
    return header


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


class _Reader:
    def __init__(self, path: Path, header: Header, facts: Mapping[str, type[Any]]) -> None:
        self._path = path
        self._facts = facts
        self._targets = {target.id: target for target in header.targets}
        self._adapters: dict[str, Any] = {}
        self._unknown: dict[str, None] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Say which facts this version does not know."""
        names = ", ".join(self._unknown)
        return (
            clean(f"{self._path.name}: facts of a newer version are left out: {names}"),
        ) * bool(names)

    def observations(self, lines: list[str], *, whole: bool) -> Iterator[Observation]:
        from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  # as above

        adapter = TypeAdapter(_Line)
        for number, line in enumerate(lines, start=2):
            try:
                found = adapter.validate_json(line[:MAX_LINE])
            except ValidationError as error:
                if not whole and number == len(lines) + 1:
                    return
                raise RecordingError(self._path, number, _first(error)) from None
            if observation := self._observation(found, number):
                yield observation

    def _observation(self, line: _Line, number: int) -> Observation | None:
        target = self._targets.get(line.target) or _sub_target(line.target)
        if target is None:
            raise RecordingError(self._path, number, f"unknown target {clean(line.target, 80)!r}")
        if line.fact not in self._facts:
            self._unknown[clean(line.fact, 60)] = None
            return None
        evidence = tuple(Evidence(clean(e.source), clean(e.observed)) for e in line.evidence)
        return Observation(line.fact, target, self._value(line, number), evidence)

    def _value(self, line: _Line, number: int) -> object:
        from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415  # as above

        if line.unavailable is not None:
            reason = line.unavailable
            return Unavailable(clean(reason.kind, 40), clean(reason.detail), clean(reason.fact, 60))
        if line.fact not in self._adapters:
            self._adapters[line.fact] = TypeAdapter(self._facts[line.fact])
        try:
            return cleaned(self._adapters[line.fact].validate_json(_dump(line.value)))
        except ValidationError as error:
            raise RecordingError(self._path, number, f"{line.fact}: {_first(error)}") from None


def _sub_target(target_id: str) -> Target | None:
    kind, _, name = target_id.partition(":")
    return Target(TargetKind(kind), clean(name, 253)) if kind in set(TargetKind) and name else None


def _first(error: Any) -> str:  # noqa: ANN401  # pydantic is only imported where it is needed
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in fault["loc"]) or "the line"
    return f"{clean(place, 80)} is not as digiamen writes it; record the scan again"
