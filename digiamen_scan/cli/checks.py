"""`digiamen checks`: list them, show a guide, run their own cases."""

from pathlib import Path
from typing import Annotated

import typer

from digiamen_scan.cli import options
from digiamen_scan.engine.codes import Exit

app = typer.Typer(help="List the checks, show one, or run a check's cases.", no_args_is_help=True)


@app.command("list")
def list_checks(lang: options.Lang = None, checks_dir: options.ChecksDirs = None) -> None:
    """List all checks: id, worst severity, where it comes from, and the good state."""
    from digiamen_scan.cli.loading import language, load_checks  # noqa: PLC0415  # as above
    from digiamen_scan.cli.output import note, put  # noqa: PLC0415  # keeps --help light

    shown = language(lang)
    catalogue = load_checks(shown, checks_dir or ())
    for fault in catalogue.faults:
        note(f"{fault.where}: {fault.detail}")
    rows = [
        f"{check.id}  {check.meta.severity}  {check.source}  {check.guide(shown).title}\n"
        for check in catalogue.checks.values()
    ]
    put("".join(rows))


@app.command("show")
def show(
    check_id: Annotated[str, typer.Argument(metavar="ID")],
    lang: options.Lang = None,
    checks_dir: options.ChecksDirs = None,
) -> None:
    """Show a check's guide: why it matters, how to fix it, how it looks."""
    from digiamen_scan.cli.loading import language, load_checks  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.stop import Stop  # noqa: PLC0415  # as above
    from digiamen_scan.cli.telling import tell_lines  # noqa: PLC0415  # as above
    from digiamen_scan.reports.terminal.guide import check_lines  # noqa: PLC0415  # as above

    shown = language(lang)
    found = load_checks(shown, checks_dir or ()).checks.get(check_id)
    if found is None:
        raise Stop(f"There is no check {check_id!r}; `digiamen checks list` shows them all.")
    tell_lines(lambda words: check_lines(found, words), shown)


@app.command("test")
def test(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of checks, or one.")],
) -> None:
    """Run the cases of a check's folder, or of all checks below a folder."""
    from digiamen_scan.cli.output import put  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.testing import case_lines  # noqa: PLC0415  # as above

    lines, failed = case_lines(folder)
    put("".join(f"{line}\n" for line in lines))
    raise typer.Exit(Exit.FINDINGS if failed else Exit.FINE)
