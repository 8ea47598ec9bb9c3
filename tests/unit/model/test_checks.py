"""What `@check` refuses, so that a plug-in's mistake is told when it is loaded."""

from typing import Any

import pytest

from digiamen_scan.model.checks import check
from digiamen_scan.model.questions import Question
from digiamen_scan.model.scales import Effort, Severity, Who
from digiamen_scan.model.targets import TargetKind

GOOD: dict[str, Any] = {
    "target": TargetKind.DOMAIN,
    "severity": Severity.HIGH,
    "effort": Effort.HOURS,
    "who": Who.TECHNICIAN,
    "serves": ("EX2",),
    "after": ("mail.spf",),
    "questions": (Question("state", choices=("yes", "no")),),
}


def test_what_is_right_is_taken() -> None:
    check(**GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("target", "domain"),
        ("severity", "high"),
        ("effort", None),
        ("who", "technician"),
        ("serves", "EX2"),
        ("serves", ["EX2"]),
        ("after", (1,)),
        ("waiting", "p"),
        ("questions", ("state",)),
        ("refs", ("9.5",)),
        ("never_first", "no"),
        ("rule", "1"),
    ],
)
def test_a_value_of_the_wrong_type_is_named(name: str, value: object) -> None:
    with pytest.raises(TypeError, match=name):
        check(**{**GOOD, name: value})
