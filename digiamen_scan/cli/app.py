"""Puts the commands together. Each lives in a file of its own and is wiring only."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from digiamen_scan import __version__
from digiamen_scan.cli import answer, checks, judge, plan, privacy, profile, report, scan

app = typer.Typer(
    name="digiamen",
    help="A technical check-up for child-protection organisations: what to do first, and how.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("scan")(scan.scan)
app.command("judge")(judge.judge)
app.command("plan")(plan.plan)
app.command("answer")(answer.answer)
app.command("report")(report.report)
app.add_typer(checks.app, name="checks")
app.add_typer(profile.app, name="profile")
app.command("privacy")(privacy.privacy)


def _version(shown: bool) -> None:  # noqa: FBT001  # Typer gives the flag by position
    if shown:
        typer.echo(f"digiamen {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[  # the callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """A technical check-up for child-protection organisations: what to do first, and how."""


def run(arguments: Sequence[str] | None) -> int:
    """Run one command and return its exit code; usage errors are told by Typer, with code 2."""
    try:
        code = app(args=None if arguments is None else list(arguments), prog_name="digiamen")
    except SystemExit as stop:
        code = stop.code
    _flush()
    return code if isinstance(code, int) else 0


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        from digiamen_scan.cli.output import forget_stdout  # noqa: PLC0415  # rarely needed

        forget_stdout()
