"""Where the checks and starter profiles that come with the program lie."""

import tomllib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


class BuiltinMissingError(Exception):
    """The program's own checks are not where they belong: the installation is broken."""


def builtin_root() -> Path:
    """Return the folder that holds `checks/` and `profiles/`.

    In a wheel it is inside the package. In a checkout it is beside the package, and only where
    the pyproject.toml there is ours: a stranger's `checks` folder must never be taken for it.
    """
    inside = PACKAGE / "_builtin"
    if inside.is_dir():
        return inside
    project = PACKAGE.parent / "pyproject.toml"
    if project.is_file():
        name = tomllib.loads(project.read_text("utf-8")).get("project", {}).get("name")
        if name == "digiamen-scan":
            return PACKAGE.parent
    message = "the built-in checks are missing; install digiamen-scan again"
    raise BuiltinMissingError(message)
