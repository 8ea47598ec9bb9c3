"""A result as JSON, its schema, and what is no result."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from digiamen_scan.reports import json as report
from digiamen_scan.reports.json import ResultError, result_from_json, result_to_json
from digiamen_scan.words import words_for
from tests.unit.reports.samples import sample_result

PUBLISHED = Path(report.__file__).with_name("result.schema.json")
KEYS = [
    *("schema", "tool", "scan", "organisation", "targets", "thresholds", "coverage", "errors"),
    *("findings", "actions", "protections"),
]


def as_data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(result_to_json(sample_result()))
    return data


def read(data: object) -> None:
    result_from_json(json.dumps(data), "old.json")


def test_keys_stand_in_the_order_of_the_contract() -> None:
    assert list(as_data()) == KEYS


def test_names_lose_their_underscore_and_scales_are_words() -> None:
    data = as_data()
    counts = {"pass": 1, "fail": 1, "unknown": 0, "not_applicable": 0}
    assert data["protections"][0] == {"id": "TP3", **counts}
    assert data["findings"][0]["status"] == "fail"
    assert data["findings"][2]["severity"] is None
    assert data["actions"][0]["minutes"] == [15, 30]


def test_the_published_schema_is_current() -> None:
    if os.environ.get("UPDATE_SNAPSHOTS") == "1":
        PUBLISHED.write_text(report.schema_text(), "utf-8")
    assert PUBLISHED.read_text("utf-8") == report.schema_text()


def test_a_result_is_valid_by_the_published_schema() -> None:
    schema = json.loads(PUBLISHED.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(as_data())
    broken = as_data()
    broken["findings"][0]["status"] = "fine"
    assert not validator.is_valid(broken)
    assert not validator.is_valid({**as_data(), "schema": "digiamen.result/2"})


def test_a_result_read_back_is_the_same_but_for_raw_characters() -> None:
    once = result_from_json(result_to_json(sample_result()), "old.json")
    assert result_from_json(result_to_json(once), "old.json") == once
    assert once.findings[2:5] == sample_result().findings[2:5]
    assert once.actions[:2] == sample_result().actions[:2]


def test_a_result_edited_by_hand_is_cleaned() -> None:
    text = result_to_json(sample_result())
    assert "\\u001b" in text
    again = result_to_json(result_from_json(text, "old.json"))
    assert "\\u001b" not in again
    assert "\u202e" not in again


def test_keys_of_tomorrow_are_passed_over() -> None:
    data = as_data()
    data["later"] = {"x": 1}
    data["findings"][0]["later"] = [1]
    read(data)


def test_keys_that_were_added_within_the_version_may_be_missing() -> None:
    data = as_data()
    del data["scan"]["judged_from_recording"]
    del data["findings"][0]["evidence"]
    read(data)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        (result_to_json(sample_result())[:500], "not JSON"),
        ("[" * 200_000, "not JSON"),
        ("9" * 10_000, "not JSON"),
        ("[]", "not a result of digiamen"),
        ("{}", "not a result of digiamen"),
        ('{"schema": "digiamen.share/1"}', "not a result of digiamen"),
        ('{"schema": "digiamen.result/2"}', r"newer digiamen wrote this \(digiamen.result/2\)"),
        ('{"schema": "digiamen.result/1"}', r"damaged at tool \(missing\)"),
    ],
)
def test_what_is_no_result_says_which_file_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(ResultError, match=f"old.json: .*{said}"):
        result_from_json(text, "old.json")


def test_a_damaged_place_is_named() -> None:
    data = as_data()
    data["findings"][1]["status"] = "fine"
    with pytest.raises(ResultError, match=r"findings\.1\.status \(enum\)"):
        read(data)


def test_an_error_is_told_in_the_readers_language() -> None:
    with pytest.raises(ResultError) as caught:
        read({})
    assert caught.value.told(words_for("fr")).startswith("old.json\u00a0: ce n'est pas un résultat")
