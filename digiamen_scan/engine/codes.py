"""The exit codes: a contract (README, "Exit codes")."""

from enum import IntEnum


class Exit(IntEnum):
    """What the process returns."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    NOT_ENOUGH_SEEN = 3
    FAULT = 4
    INTERRUPTED = 130
