"""What a verdict is about."""

from dataclasses import dataclass
from enum import StrEnum


class TargetKind(StrEnum):
    """The kinds of target. A mail host belongs to a domain and is never judged by itself."""

    ORGANISATION = "organisation"
    DEVICE = "device"
    DOMAIN = "domain"
    WEBSITE = "website"
    ACCOUNT = "account"
    MAIL_HOST = "mail_host"


DEFAULT_EXPOSURE = 2
CHILDRENS_FILES = 3
"""The exposure of what holds or opens children's files: the highest."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is examined.

    `exposure` tells how close it is to children: 3 holds or opens children's files or survivors'
    contacts, 2 belongs to staff, 1 anything else. `system` is a device's operating system family:
    linux, windows or macos. `permitted` is false where nobody has said that the owner agrees to
    more than what any visitor does.
    """

    kind: TargetKind
    name: str
    exposure: int = DEFAULT_EXPOSURE
    system: str | None = None
    permitted: bool = True

    @property
    def id(self) -> str:
        """`kind:name`, unique within a result."""
        return f"{self.kind}:{self.name}"
