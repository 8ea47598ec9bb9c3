"""Reads a profile and its answers for a command; a fault in them ends it with its place."""

from collections.abc import Sequence
from pathlib import Path

from digiamen_scan.cli.stop import Stop
from digiamen_scan.profile.answers import AnswerBook
from digiamen_scan.profile.faults import ProfileError
from digiamen_scan.profile.model import NO_PROFILE, Profile

DEFAULT_PROFILE = Path("digiamen.yaml")


def profile_paths(asked: Sequence[Path] | None) -> Sequence[Path | None]:
    """Return the profiles that were named, else the one in this folder, else None for none."""
    return asked or [DEFAULT_PROFILE if DEFAULT_PROFILE.exists() else None]


def read_profile(path: Path | None) -> Profile:
    """Read a profile; all its faults end the command at once, each with its place."""
    if path is None:
        return NO_PROFILE
    from digiamen_scan.profile.load import load_profile  # noqa: PLC0415  # only with a profile

    try:
        return load_profile(path)
    except ProfileError as error:
        raise Stop(str(error)) from None


def read_answers(profile_path: Path | None) -> AnswerBook:
    """Read the answers beside a profile; none where there is no profile."""
    if profile_path is None:
        return AnswerBook()
    from digiamen_scan.profile.answers_load import answers_beside  # noqa: PLC0415  # as above

    try:
        return answers_beside(profile_path)
    except ProfileError as error:
        raise Stop(str(error)) from None
