"""Keeps answers beside a profile; what cannot be kept ends the command with the reason."""

from pathlib import Path

from digiamen_scan.cli.stop import Stop
from digiamen_scan.profile.answers import AnswerBook
from digiamen_scan.profile.answers_load import answers_path
from digiamen_scan.profile.answers_save import AnswerSaveError, save_answers
from digiamen_scan.profile.faults import ProfileError


def keep_answers(profile: Path, book: AnswerBook) -> None:
    """Save the answers of a profile, whole or not at all."""
    path = answers_path(profile)
    try:
        save_answers(path, book)
    except AnswerSaveError as error:
        raise Stop(f"{path}: your answers were not saved. {error.message}") from None
    except ProfileError as error:
        raise Stop(str(error)) from None
