"""`digiamen report`: a saved result told again."""

from pathlib import Path
from typing import Annotated

import typer

from digiamen_scan.cli import options
from digiamen_scan.cli.options import Format


def report(
    result: Annotated[Path | None, typer.Argument(metavar="[RESULT]", show_default=False)] = None,
    shape: options.FormatOption = Format.TERMINAL,
    lang: options.Lang = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of results instead.")
    ] = False,
    checks_dir: options.ChecksDirs = None,
    verbose: options.Verbose = False,
) -> None:
    """Tell a saved result again, in any of the three languages."""
    from digiamen_scan.cli import telling  # noqa: PLC0415  # keeps --help light

    if schema:
        telling.tell_schema()
    elif result is None:
        raise typer.BadParameter("name a saved result, or use --schema", param_hint="RESULT")
    else:
        telling.tell_saved(result, shape, lang, checks_dir or (), details=verbose)
