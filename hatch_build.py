"""Compiles the program's catalogues into the wheel; a bad one fails the build."""

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = "digiamen_scan/locale"


class CompileCatalogues(BuildHookInterface[Any]):
    """Puts a `.mo` for each `.po` into the wheel and never into the checkout.

    An editable installation reads the `.po` files themselves; there they are only examined.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile every catalogue; raises PoFileError or ValueError for a bad one."""
        self._scratch = tempfile.TemporaryDirectory()
        root = Path(self.root)
        for source in sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po")):
            inside = source.relative_to(root).with_suffix(".mo")
            compiled = self._compiled(source, Path(self._scratch.name) / inside)
            if version != "editable":
                build_data["force_include"][str(compiled)] = inside.as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled once the wheel is written."""
        del version, build_data, artifact_path
        self._scratch.cleanup()

    def _compiled(self, source: Path, target: Path) -> Path:
        with source.open("rb") as text:
            catalogue = read_po(text, abort_invalid=True)
        problems = [
            f"{source}:{message.lineno}: {message.id!r} is not translated"
            for message in catalogue
            if message.id and (message.fuzzy or not message.string)
        ]
        if problems:
            raise ValueError("\n".join(problems))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as compiled:
            write_mo(compiled, catalogue)
        return target
