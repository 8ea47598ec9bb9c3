"""`digiamen scan`: gather, judge, tell, then offer the open questions."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from digiamen_scan.cli import options
from digiamen_scan.cli.options import Format


def scan(
    profiles: options.Profiles = None,
    domain: options.Domains = None,
    permission: options.Permission = False,
    only: options.Only = None,
    skip: options.Skip = None,
    output: options.Output = None,
    shape: options.FormatOption = Format.TERMINAL,
    lang: options.Lang = None,
    fail_on: options.FailOnOption = None,
    strict: options.Strict = False,
    again: options.Again = None,
    baseline: options.Baseline = None,
    fail_on_new: options.FailOnNew = None,
    resolver: options.Resolver = None,
    rate: options.Rate = 1000,
    ca_file: options.CaFile = None,
    allow_private: options.AllowPrivate = False,
    label: options.Label = None,
    timeout: Annotated[
        int, typer.Option("--timeout", metavar="SECONDS", min=1, help="Seconds for the whole scan.")
    ] = 300,
    offline: options.Offline = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing.")] = False,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE", help="Save what was seen.", show_default=False),
    ] = None,
    record_full: Annotated[
        bool, typer.Option("--record-full", help="Keep paths and user names in the recording.")
    ] = False,
    checks_dir: options.ChecksDirs = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Look at this computer and at what a profile names; say what to do first, and how."""
    from digiamen_scan.cli.earlier import read_past, thresholds  # noqa: PLC0415  # as above
    from digiamen_scan.cli.profiles import profile_paths  # noqa: PLC0415  # as above
    from digiamen_scan.cli.scan_run import ScanRun, Wishes  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.session import Selection, prepare  # noqa: PLC0415  # as above
    from digiamen_scan.cli.stop import Stop  # noqa: PLC0415  # as above
    from digiamen_scan.cli.telling import refuse_unwritable  # noqa: PLC0415  # as above
    from digiamen_scan.engine.outcome import worst  # noqa: PLC0415  # as above

    outputs = tuple(output or ())
    refuse_unwritable(outputs, record)
    past = read_past(again, baseline, fail_on_new)
    limit, limit_of_new = thresholds(fail_on, fail_on_new)
    selection = Selection(
        domains=domain or (),
        permission=permission,
        only=only or (),
        skip=skip or (),
        lang=lang,
        resolver=resolver,
        rate=rate,
        ca_file=ca_file,
        allow_private=allow_private,
        label=label,
        offline=offline,
        checks_dirs=checks_dir or (),
        again=past.again,
    )
    paths = profile_paths(profiles)
    sessions = [prepare(selection, path) for path in paths]
    if len(sessions) > 1 and (outputs or record):
        raise Stop("-o and --record take one scan: name one profile at a time.")
    wishes = Wishes(
        outputs=outputs,
        shape=shape,
        fail_on=limit,
        fail_on_new=limit_of_new,
        strict=strict,
        past=past,
        timeout=timeout,
        ask=not no_input and sys.stdin.isatty() and sys.stdout.isatty(),
        record=record,
        record_full=record_full,
        quiet=quiet,
        details=verbose,
    )
    if wishes.ask:
        from digiamen_scan.cli.permission import ask_permission  # noqa: PLC0415  # with a person

        sessions = [ask_permission(session) for session in sessions]
    codes = [ScanRun(session, wishes).run() for session in sessions]
    raise typer.Exit(worst(codes))
