"""What an earlier scan said of one check and target."""

from dataclasses import dataclass
from typing import Protocol

from digiamen_scan.model.results import Finding, LastKnown, Result, TargetRef
from digiamen_scan.model.scales import Severity, Status

Seen = tuple[str, Severity]
"""A problem's key, and how severe it was."""


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier verdict. `since` is when a fail was first seen, `at` when this was said."""

    status: Status
    severity: Severity | None
    problems: frozenset[Seen]
    same_rule: bool
    at: str
    since: str
    last_known: LastKnown | None = None


class Earlier(Protocol):
    """An earlier scan that a new one is compared with."""

    @property
    def at(self) -> str:
        """When it began, ISO 8601 in UTC."""
        ...

    def before(self, finding: Finding) -> Before | None:
        """Return what it said of the same check and target; None where it asked nothing there."""
        ...


class EarlierResult:
    """A saved result."""

    def __init__(self, result: Result) -> None:
        self.at = result.scan.started
        self._findings = {_key(finding): finding for finding in result.findings}

    def before(self, finding: Finding) -> Before | None:
        """Find the earlier finding and read it."""
        old = self._findings.get(_key(finding))
        if old is None:
            return None
        return Before(
            status=old.status,
            severity=old.severity,
            problems=frozenset((problem.key, problem.severity) for problem in old.problems),
            same_rule=old.rule == finding.rule,
            at=self.at,
            since=old.first_seen or self.at,
            last_known=old.last_known,
        )


def _key(finding: Finding) -> tuple[str, TargetRef]:
    return finding.check, finding.target
