"""The words of the project as plain data."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from ipaddress import ip_address

import pytest

from digiamen_scan.model.encoding import to_data
from digiamen_scan.model.scales import Severity


@dataclass(frozen=True, slots=True)
class Inner:
    pass_: int
    day: date


@dataclass(frozen=True, slots=True)
class Outer:
    inner: tuple[Inner, ...]
    severity: Severity | None
    values: dict[str, str | int]


def test_a_dataclass_becomes_data_in_the_order_of_its_fields() -> None:
    value = Outer((Inner(1, date(2026, 11, 24)),), Severity.HIGH, {"from_": "x", "n": 3})
    assert to_data(value) == {
        "inner": [{"pass": 1, "day": "2026-11-24"}],
        "severity": "high",
        "values": {"from_": "x", "n": 3},
    }


def test_moments_and_addresses_are_text() -> None:
    assert to_data(datetime(2026, 11, 24, 9, 30, tzinfo=UTC)) == "2026-11-24T09:30:00+00:00"
    assert to_data(ip_address("2001:db8::1")) == "2001:db8::1"


def test_a_set_has_one_order() -> None:
    assert to_data(frozenset({"b", "a", "c"})) == ["a", "b", "c"]


@pytest.mark.parametrize("value", [b"raw", object(), Inner, {1, 2}, 1j])
def test_what_a_fact_may_not_hold_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="has no form in JSON"):
        to_data(value)
