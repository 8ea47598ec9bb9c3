"""`digiamen init`: a first profile from a few questions."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from digiamen_scan.cli import options


def init(
    file: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="Where the profile is written.")
    ] = Path("digiamen.yaml"),
    lang: options.Lang = None,
    resolver: options.Resolver = None,
    offline: options.Offline = False,
) -> None:
    """Ask a few questions and write a profile with comments; what is there is never replaced."""
    from digiamen_scan.cli.init_run import InitRun, starters  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.stop import Stop  # noqa: PLC0415  # as above

    if file.exists() or file.is_symlink():
        raise Stop(f"{file} is there already and is not replaced. Name another file, or edit it.")
    if file.suffix not in {".yaml", ".yml"}:
        raise Stop(f"{file}: a profile's name ends in .yaml.")
    if not file.parent.is_dir():
        raise Stop(f"{file}: there is no folder {file.parent}.")
    if not os.access(file.parent, os.W_OK):
        raise Stop(f"{file} cannot be written there. Choose another folder.")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Stop(f"init asks questions at a terminal. Without one, copy a file of {starters()}.")
    raise typer.Exit(InitRun(file, lang, resolver, offline=offline).run())
