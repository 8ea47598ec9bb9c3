"""What every command reads before it does anything: the language and the checks."""

from collections.abc import Sequence
from pathlib import Path

from digiamen_scan.cli.language import system_language
from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.catalogue import Catalogue, load_catalogue
from digiamen_scan.words import LANGUAGES


def language(asked: str | None, usual: str | None = None) -> str:
    """Return the asked language, else the usual one (a profile's), else the system's."""
    if asked is not None and asked not in LANGUAGES:
        raise Stop(f"--lang {asked}: digiamen speaks {', '.join(LANGUAGES)}.")
    return asked or usual or system_language()


def load_checks(lang: str, folders: Sequence[Path]) -> Catalogue:
    """Load all checks; a folder that is not there is the user's to mend."""
    for folder in folders:
        if not folder.is_dir():
            raise Stop(f"--checks-dir {folder}: there is no such folder.")
        if not any(folder.glob("*/*/check.py")):
            raise Stop(f"--checks-dir {folder}: no <family>/<name>/check.py below this folder.")
    return load_catalogue(lang, folders)
