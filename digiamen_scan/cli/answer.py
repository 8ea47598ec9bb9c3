"""`digiamen answer`: the open questions, without a scan."""

from typing import Annotated

import typer

from digiamen_scan.cli import options


def answer(
    profiles: options.Profiles = None,
    only: options.Only = None,
    skip: options.Skip = None,
    lang: options.Lang = None,
    again: Annotated[bool, typer.Option("--all", help="Also what was answered before.")] = False,
    checks_dir: options.ChecksDirs = None,
) -> None:
    """Answer what only people can know; the answers are kept beside the profile."""
    from digiamen_scan.cli.answer_run import answer_questions  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.profiles import profile_paths  # noqa: PLC0415  # as above
    from digiamen_scan.cli.session import Selection  # noqa: PLC0415  # as above

    selection = Selection(
        only=only or (),
        skip=skip or (),
        lang=lang,
        offline=True,
        checks_dirs=checks_dir or (),
    )
    for path in profile_paths(profiles):
        answer_questions(selection, path, again=again)
