"""`digiamen profile`: check a profile, or print its schema."""

import json
from pathlib import Path
from typing import Annotated

import typer

from digiamen_scan.model.clean import clean

app = typer.Typer(
    help="Check a profile, or print the schema that editors use.", no_args_is_help=True
)


@app.command("check")
def check(
    profile: Annotated[
        Path, typer.Argument(metavar="[PROFILE]", help="Default: ./digiamen.yaml.")
    ] = Path("digiamen.yaml"),
) -> None:
    """Name every fault of a profile at once, with its line and column."""
    from digiamen_scan.cli.output import put  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.profiles import read_answers, read_profile  # noqa: PLC0415  # as above

    read_profile(profile)
    read_answers(profile)
    put(clean(f"{profile}: no faults.") + "\n")


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of profiles."""
    from digiamen_scan.cli.output import put_data  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.profile.schema import profile_schema  # noqa: PLC0415  # as above

    put_data(json.dumps(profile_schema(), indent=2, ensure_ascii=False) + "\n")
