"""A hashed baseline: it tells nothing by itself, and refuses what it cannot be used with."""

import json
from typing import Any

import pytest

from digiamen_scan.history.baseline import BaselineError, baseline_from, baseline_text
from tests.unit.history.findings import earlier_result, verdict

KEY = "an invented secret of the tests"
TEXT = baseline_text(earlier_result(verdict("open high"), verdict("pass", check="toy.yard")), KEY)


def test_nothing_of_the_result_can_be_read_in_it() -> None:
    for word in ("toy", "house", "yard", "example", "open", "fail", "high", "domain"):
        assert word not in TEXT
    assert list(json.loads(TEXT)) == ["schema", "made", "hashes"]


def test_the_same_result_gives_the_same_file_and_another_key_another() -> None:
    result = earlier_result(verdict("open high"))
    assert baseline_text(result, KEY) == baseline_text(result, KEY)
    mine, theirs = (json.loads(baseline_text(result, key)) for key in (KEY, KEY[::-1]))
    assert not set(mine["hashes"]) & set(theirs["hashes"])


@pytest.mark.parametrize("key", ["", "short"])
def test_a_key_that_can_be_guessed_is_refused(key: str) -> None:
    with pytest.raises(BaselineError, match="DIGIAMEN_BASELINE_KEY"):
        baseline_text(earlier_result(), key)


def test_another_key_is_noticed() -> None:
    with pytest.raises(BaselineError, match="another key"):
        baseline_from(json.loads(TEXT), "an invented secret of others")


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"made": "x"},
        {"hashes": []},
        {"made": 1, "hashes": []},
        {"made": "x", "hashes": {}},
    ],
)
def test_a_damaged_one_is_refused(data: Any) -> None:
    with pytest.raises(BaselineError, match="damaged"):
        baseline_from(data, KEY)
