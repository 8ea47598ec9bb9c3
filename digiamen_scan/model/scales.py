"""The scales a verdict and an action are measured on (CONTRIBUTING.md, What comes first)."""

from enum import StrEnum


class Status(StrEnum):
    """What a check answers about one target."""

    PASS = "pass"  # noqa: S105  # a verdict
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """How much it hurts when the good state is missing."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        """4 for critical down to 1 for low."""
        return _SEVERITY_WEIGHT[self]


_SEVERITY_WEIGHT = {Severity.CRITICAL: 4, Severity.HIGH: 3, Severity.MEDIUM: 2, Severity.LOW: 1}


class Effort(StrEnum):
    """What a fix costs: minutes, hours up to a day, or outside help or money."""

    MINUTES = "minutes"
    HOURS = "hours"
    OUTSIDE = "outside"

    @property
    def weight(self) -> int:
        """1 for the quickest up to 3."""
        return _EFFORT_WEIGHT[self]

    @property
    def minutes(self) -> tuple[int, int] | None:
        """The usual range in minutes of somebody's time; None where it cannot be told."""
        return _EFFORT_MINUTES[self]


_EFFORT_WEIGHT = {Effort.MINUTES: 1, Effort.HOURS: 2, Effort.OUTSIDE: 3}
_EFFORT_MINUTES = {Effort.MINUTES: (5, 30), Effort.HOURS: (60, 480), Effort.OUTSIDE: None}


class Who(StrEnum):
    """Who can do a step."""

    YOU = "you"
    ADMINISTRATOR = "administrator"
    TECHNICIAN = "technician"
    DIRECTOR = "director"
    EVERYONE = "everyone"


class Band(StrEnum):
    """When an action is due."""

    NOW = "now"
    THIS_MONTH = "this_month"
    LATER = "later"

    @property
    def rank(self) -> int:
        """0 for now, then upwards."""
        return _BAND_RANK[self]


_BAND_RANK = {Band.NOW: 0, Band.THIS_MONTH: 1, Band.LATER: 2}
