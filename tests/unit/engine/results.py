"""A result around some findings."""

from collections.abc import Sequence

from digiamen_scan.model.faults import Fault
from digiamen_scan.model.results import (
    Coverage,
    Finding,
    Result,
    ResultOrganisation,
    ScanInfo,
    Thresholds,
    ToolInfo,
)


def result_of(
    findings: Sequence[Finding],
    *,
    fail_on: str = "high",
    fail_on_new: str = "never",
    strict: bool = False,
    errors: tuple[Fault, ...] = (),
) -> Result:
    day = "2026-11-24T12:00:00+00:00"
    return Result(
        tool=ToolInfo("digiamen", "0"),
        scan=ScanInfo(day, day, False, False, False, "system", "en", ""),  # noqa: FBT003  # by name in the class
        organisation=ResultOrganisation(),
        targets=(),
        thresholds=Thresholds(fail_on, strict, fail_on_new),
        coverage=Coverage(0, 0, 0, 0, 0, 0, None),
        errors=errors,
        findings=tuple(findings),
        actions=(),
        protections=(),
    )
