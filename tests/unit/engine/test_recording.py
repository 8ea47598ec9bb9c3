"""A recording gives back what was seen, keeps private texts to itself, and survives bad files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.engine.recording import (
    Header,
    Recording,
    RecordingError,
    read_recording,
    write_recording,
)
from digiamen_scan.model.facts import Evidence, Kind, Observation, Unavailable
from tests.unit.engine.toys import DOMAIN, Door, Window

FACTS: dict[str, type] = {"toy_door": Door, "toy_window": Window}
HEADER = Header(
    started="2026-11-24T12:00:00+00:00",
    finished="2026-11-24T12:00:01+00:00",
    offline=False,
    partial=False,
    resolver="system",
    full=False,
    targets=(DOMAIN,),
    profile={"digiamen": 1},
    answers=(),
    profile_given=True,
    profile_digest="",
)
SEEN = (
    Observation("toy_door", DOMAIN, Door(open=True, owner="Amina"), (Evidence("door", "open"),)),
    Observation("toy_window", DOMAIN, Unavailable(Kind.TIMEOUT, "5 s", "toy_window")),
)


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "scan.jsonl"
    path.write_bytes(data)
    return path


def read(tmp_path: Path, data: bytes) -> Recording:
    return read_recording(written(tmp_path, data), FACTS)


def test_what_was_seen_comes_back_with_labels_for_private_texts(tmp_path: Path) -> None:
    data = write_recording(HEADER, SEEN)
    assert b"Amina" not in data
    found = read(tmp_path, data)
    assert found.notes == ()
    assert found.header == HEADER
    assert found.observations == (
        replace(SEEN[0], value=Door(open=True, owner="private-1")),
        SEEN[1],
    )


def test_a_full_recording_keeps_everything(tmp_path: Path) -> None:
    data = write_recording(replace(HEADER, full=True), SEEN)
    assert read(tmp_path, data).observations == SEEN


def test_the_same_private_text_gets_the_same_label() -> None:
    twice = [replace(SEEN[0], value=Door(open=shut, owner="Amina")) for shut in (True, False)]
    assert write_recording(HEADER, twice).count(b"private-1") == 2


def test_a_cut_recording_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    lines = write_recording(HEADER, SEEN).splitlines(keepends=True)
    found = read(tmp_path, b"".join(lines[:2]))
    assert len(found.observations) == 1
    assert "the end is missing" in found.notes[0]
    found = read(tmp_path, b"".join(lines[:2]) + lines[2][:20])
    assert len(found.observations) == 1


def test_a_recording_that_was_changed_by_hand_is_told(tmp_path: Path) -> None:
    data = write_recording(HEADER, SEEN).replace(b'"open":true', b'"open":false')
    found = read(tmp_path, data)
    assert found.observations[0].value == Door(open=False, owner="private-1")
    assert "changed after it was written" in found.notes[0]


def test_what_is_put_in_by_hand_goes_through_the_door(tmp_path: Path) -> None:
    data = write_recording(replace(HEADER, full=True), SEEN).replace(
        b"Amina", b"\\u001b[2J\xe2\x80\xae"
    )
    found = read(tmp_path, data)
    assert found.observations[0].value == Door(open=True, owner="\\x1b[2J\\u202e")


def test_facts_of_a_newer_version_are_left_out_and_told(tmp_path: Path) -> None:
    data = write_recording(HEADER, (*SEEN, Observation("toy_roof", DOMAIN, Window(open=True))))
    found = read(tmp_path, data)
    assert len(found.observations) == 2
    assert "toy_roof" in found.notes[0]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((b"digiamen.recording/1", b"digiamen.recording/2"), ":1: made by a newer digiamen"),
        ((b"digiamen.recording/1", b"something/1"), ":1: not a recording"),
        ((b'"partial":false', b'"partial":"no"'), ":1: partial is not as digiamen writes it"),
        ((b'"partial":false,', b""), ":1: partial is not as"),
        ((b'"open":true', b'"open":"yes"'), ":2: toy_door: open is not as"),
        ((b'"open":true', b'"open":true,"more":1'), ":2: toy_door: more is not as"),
        ((b'"target":"domain:example.org"', b'"target":"planet:mars"'), ":2: unknown target"),
        ((b'"fact":"toy_window"', b'"fact":7'), ":3: fact is not as"),
    ],
)
def test_what_no_probe_writes_is_refused_with_its_line(
    tmp_path: Path, change: tuple[bytes, bytes], told: str
) -> None:
    data = write_recording(HEADER, SEEN)
    assert change[0] in data
    with pytest.raises(RecordingError) as error:
        read(tmp_path, data.replace(*change))
    assert told in str(error.value)


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfe", b"[]", b"{}", b"null", b"{" * 100_000])
def test_what_is_no_recording_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(RecordingError, match=":1: "):
        read(tmp_path, data)


@given(st.integers(0, 5), st.binary(max_size=60))
def test_no_damage_is_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, at: int, junk: bytes
) -> None:
    lines = write_recording(HEADER, SEEN).splitlines(keepends=True)
    lines.insert(min(at, len(lines)), junk)
    path = written(tmp_path_factory.mktemp("damage"), b"".join(lines))
    try:
        read_recording(path, FACTS)
    except RecordingError as error:
        assert str(path) in str(error)


def test_each_line_is_json_and_the_file_is_sealed() -> None:
    lines = write_recording(HEADER, SEEN).decode().splitlines()
    assert [set(json.loads(line)) for line in lines[1:]] == [
        {"fact", "target", "value", "evidence"},
        {"fact", "target", "unavailable", "evidence"},
        {"lines", "sha256"},
    ]
