"""`digiamen judge`: the same as scan from recordings; nothing is touched."""

from pathlib import Path
from typing import Annotated

import typer

from digiamen_scan.cli import options
from digiamen_scan.cli.options import Format


def judge(
    recordings: Annotated[list[Path], typer.Argument(metavar="RECORDING...", show_default=False)],
    only: options.Only = None,
    skip: options.Skip = None,
    output: options.Output = None,
    shape: options.FormatOption = Format.TERMINAL,
    lang: options.Lang = None,
    fail_on: options.FailOnOption = None,
    strict: options.Strict = False,
    baseline: options.Baseline = None,
    fail_on_new: options.FailOnNew = None,
    now: Annotated[
        str | None,
        typer.Option(
            "--now",
            metavar="DATE",
            help="Judge as on this day, such as 2027-01-31.",
            show_default=False,
        ),
    ] = None,
    checks_dir: options.ChecksDirs = None,
    verbose: options.Verbose = False,
) -> None:
    """Judge recordings again: elsewhere, later, in another language, by newer checks."""
    from digiamen_scan.cli.earlier import read_past, thresholds  # noqa: PLC0415  # as above
    from digiamen_scan.cli.judge_run import JudgeRun  # noqa: PLC0415  # keeps --help light
    from digiamen_scan.cli.telling import refuse_unwritable  # noqa: PLC0415  # as above

    outputs = tuple(output or ())
    refuse_unwritable(outputs)
    limit, limit_of_new = thresholds(fail_on, fail_on_new)
    run = JudgeRun(
        paths=tuple(recordings),
        only=tuple(only or ()),
        skip=tuple(skip or ()),
        outputs=outputs,
        shape=shape,
        lang=lang,
        fail_on=limit,
        fail_on_new=limit_of_new,
        strict=strict,
        past=read_past(None, baseline, fail_on_new),
        now=now,
        checks_dirs=tuple(checks_dir or ()),
        details=verbose,
    )
    raise typer.Exit(run.run())
