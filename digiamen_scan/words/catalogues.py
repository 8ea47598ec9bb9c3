"""Finds the catalogue of a language.

A built wheel holds compiled `.mo` files only. A checkout, and an editable installation of one,
holds `.po` files only and they are read as they are: nothing is there to be stale or missing.
"""

from collections.abc import Callable
from gettext import GNUTranslations
from pathlib import Path

from digiamen_scan.words.po import read_po

DOMAIN = "digiamen"
LOCALE = Path(__file__).parent.parent / "locale"


def lookup_for(lang: str) -> Callable[[str], str]:
    """Return the function that translates a message into `lang`.

    What has no translation stays English. Raises FileNotFoundError if there is no catalogue, which
    only a broken installation lacks, and ValueError for a `.po` that cannot be read.
    """
    folder = LOCALE / lang / "LC_MESSAGES"
    source = folder / f"{DOMAIN}.po"
    if source.is_file():
        catalogue = read_po(source.read_text("utf-8"))
        return lambda message: catalogue.get(message) or message
    with (folder / f"{DOMAIN}.mo").open("rb") as compiled:
        return GNUTranslations(compiled).gettext
