"""Puts the commands together. Each lives in a file of its own and is wiring only."""

from collections.abc import Sequence
from typing import Annotated

import typer

from digiamen_scan import __version__
from digiamen_scan.cli import (
    answer,
    checks,
    fix_along,
    init,
    judge,
    plan,
    privacy,
    profile,
    report,
    scan,
)
from digiamen_scan.cli.output import flush, put, unwritable

app = typer.Typer(
    name="digiamen",
    help="A technical check-up for child-protection organisations: what to do first, and how.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("scan", short_help="Look, and say what to do first, and how.")(scan.scan)
app.command("init", short_help="Ask a few questions; write a first profile.")(init.init)
app.command("judge", short_help="Judge recordings again; nothing is touched.")(judge.judge)
app.command("plan", short_help="Print what a scan would touch; touch none of it.")(plan.plan)
app.command("answer", short_help="Answer what only people can know.")(answer.answer)
app.command("fix-along", short_help="Go through one fix, step by step.")(fix_along.fix_along)
app.command("report", short_help="Tell a saved result again.")(report.report)
app.add_typer(checks.app, name="checks", short_help="List, show or test the checks.")
app.add_typer(profile.app, name="profile", short_help="Check a profile; print its schema.")
app.command("privacy", short_help="Say what is read, kept and contacted.")(privacy.privacy)


def _version(shown: bool) -> None:  # noqa: FBT001  # Typer gives the flag by position
    if shown:
        put(f"digiamen {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
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
    except OSError as error:  # Typer's own help, written to a full disk
        raise unwritable(error) from None
    flush()
    return code if isinstance(code, int) else 0
