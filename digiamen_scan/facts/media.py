"""Facts about disks that people carry around."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.model.facts import fact
from digiamen_scan.model.targets import TargetKind

MediumState = Literal[
    "open", "partly", "unseen", "unrecognised", "unknown", "encrypted", "read_only"
]


@dataclass(frozen=True, slots=True)
class Medium:
    """A stick, memory card or external disk that is plugged in.

    `partly` means that beside encrypted parts there is one that anybody can read, `unseen` that
    only an administrator is told what lies on it, `unrecognised` that a part holds nothing that
    is known: it is new, or encrypted without a mark. `read_only` holds a system to install.
    `size` is in bytes.
    """

    id: str
    state: MediumState
    size: int | None = None


@fact("removable_media", TargetKind.DEVICE)
class RemovableMedia:
    """What is plugged in now. `disks_seen` is False where no disk at all was shown."""

    media: tuple[Medium, ...] = ()
    disks_seen: bool = True
