"""Facts about the folders that the profile names as holding children's files."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.facts.storage import PlaceState, Reason, StoragePlace
from digiamen_scan.model.facts import Private, fact
from digiamen_scan.model.targets import TargetKind

FolderState = Literal[
    "found",
    "empty",
    "missing",
    "no_folder",
    "unreadable",
    "too_slow",
    "other_system",
    "not_looked",
]
Readers = Literal["owner", "some", "everybody", "unseen"]
CopyService = Literal[
    "Dropbox",
    "Dropbox Business",
    "Google Drive",
    "MEGA",
    "Nextcloud",
    "OneDrive",
    "Syncthing",
    "ownCloud",
    "pCloud",
    "rclone",
    "unseen",
]


@fact("declared_folders", TargetKind.DEVICE)
class DeclaredFolders:
    """The folders with children's files that the profile names, as it writes them.

    `asked` is False where there is no profile that could name any.
    """

    folders: tuple[Private[str], ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class SensitiveFolder:
    """One folder of the profile, as found on this computer. Nothing inside it is looked at.

    `state` `empty` is a folder with nothing in it, `other_system` a path that only another
    operating system has, `not_looked` one of too many. `parts` are where the folder itself lies
    and what else is mounted below it. `readers` says who besides its owner and the administrator
    can get into it, on any way that leads there. `copied_by` are the programs that copy it to
    somewhere else; `unseen` among them tells that the settings of one could not be read.
    """

    named: Private[str]
    state: FolderState
    parts: tuple[StoragePlace, ...] = ()
    readers: Readers = "unseen"
    copied_by: tuple[CopyService, ...] = ()


@fact("sensitive_folders", TargetKind.DEVICE)
class SensitiveFolders:
    """The folders of the profile in its order. `asked` is as in `DeclaredFolders`."""

    folders: tuple[SensitiveFolder, ...] = ()
    asked: bool = False


@dataclass(frozen=True, slots=True)
class ProtectedFolder:
    """What a folder's place means for it.

    `encryption` is the worst of the folder's parts and `reason` says why it is unknown;
    `on_stick` tells that some part lies on a disk that can be taken along and that the system
    does not run from.
    """

    named: Private[str]
    state: FolderState
    encryption: PlaceState = "unknown"
    reason: Reason = ""
    on_stick: bool = False
    readers: Readers = "unseen"
    copied_by: tuple[CopyService, ...] = ()


@fact("folder_protection", TargetKind.DEVICE)
class FolderProtection:
    """The folders of the profile with what protects them."""

    folders: tuple[ProtectedFolder, ...] = ()
    asked: bool = False
