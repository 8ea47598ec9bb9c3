"""What went wrong with a part of a scan."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that went wrong with a part of the scan; the rest went on."""

    kind: str
    where: str
    detail: str
