"""`digiamen fix-along`: one step of a guide at a time, with somebody who looks along."""

import sys
from typing import Annotated

import typer

from digiamen_scan.cli import options


def fix_along(
    check_id: Annotated[str, typer.Argument(metavar="ID", help="The check, as in a report.")],
    profiles: options.Profiles = None,
    target: Annotated[
        str | None,
        typer.Option(
            "--target",
            metavar="NAME",
            help="Which computer, domain, website or account.",
            show_default=False,
        ),
    ] = None,
    domain: options.Domains = None,
    lang: options.Lang = None,
    resolver: options.Resolver = None,
    label: options.Label = None,
    checks_dir: options.ChecksDirs = None,
) -> None:
    """Go through one fix step by step; it changes nothing itself, and says when it sees it done."""
    from digiamen_scan.cli.fix_along_run import FixAlong  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.profiles import profile_paths  # noqa: PLC0415  # as above
    from digiamen_scan.cli.session import Selection  # noqa: PLC0415  # as above
    from digiamen_scan.cli.stop import Stop  # noqa: PLC0415  # as above

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Stop(
            f"fix-along needs a terminal. To read it all: `digiamen checks show {check_id}`."
        )
    paths = profile_paths(profiles)
    if len(paths) > 1:
        raise Stop("fix-along takes one profile at a time.")
    selection = Selection(
        domains=domain or (),
        only=(check_id,),
        lang=lang,
        resolver=resolver,
        label=label,
        checks_dirs=checks_dir or (),
    )
    raise typer.Exit(FixAlong(selection, paths[0], check_id, target).run())
