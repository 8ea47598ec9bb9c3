"""The options that several commands share, each said once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class FailOn(StrEnum):
    """From which severity on a finding makes the exit code 1."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"


class Format(StrEnum):
    """What is written to standard output."""

    TERMINAL = "terminal"
    JSON = "json"


Profiles = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PROFILE]...",
        help="The organisation's profile. Default: ./digiamen.yaml, else this computer alone.",
        show_default=False,
    ),
]
Domains = Annotated[
    list[str] | None,
    typer.Option("--domain", metavar="NAME", help="Look at one more domain.", show_default=False),
]
Permission = Annotated[
    bool,
    typer.Option(
        "--i-have-permission",
        help="Each --domain is yours, or its owner agrees to a closer look.",
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only", metavar="PATTERN", help="Only these checks or families.", show_default=False
    ),
]
Skip = Annotated[
    list[str] | None,
    typer.Option(
        "--skip", metavar="PATTERN", help="Not these checks or families.", show_default=False
    ),
]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang",
        metavar="en|fr|ar",
        help="Default: the profile's, else the system's.",
        show_default=False,
    ),
]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE.json",
        help="Save the result (.json, or .baseline: hashes).",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="What standard output carries.")]
FailOnOption = Annotated[
    FailOn | None,
    typer.Option(
        "--fail-on",
        help="Findings that make exit code 1. Default: high; with --fail-on-new: never.",
        show_default=False,
    ),
]
Baseline = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Compare with this saved result or hashed baseline.",
        show_default=False,
    ),
]
FailOnNew = Annotated[
    FailOn | None,
    typer.Option(
        "--fail-on-new",
        help="Findings that make exit code 1 if the baseline has none such.",
        show_default=False,
    ),
]
Again = Annotated[
    Path | None,
    typer.Option(
        "--again",
        metavar="RESULT",
        help="Only what failed or was unknown in this saved result.",
        show_default=False,
    ),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit code 3 for any unknown at or above --fail-on.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Also what was seen, and where.")]
Resolver = Annotated[
    str | None,
    typer.Option(
        "--resolver",
        metavar="ADDRESS",
        help="Ask this resolver, such as 9.9.9.9 or [::1]:53.",
        show_default=False,
    ),
]
Rate = Annotated[
    int, typer.Option("--rate", metavar="N", min=0, help="DNS questions a second; 0: no limit.")
]
CaFile = Annotated[
    Path | None,
    typer.Option(
        "--ca-file",
        metavar="FILE",
        help="Trust these roots too (PEM). SSL_CERT_FILE is honoured as well.",
        show_default=False,
    ),
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Let domains lead to private addresses: an intranet."),
]
Label = Annotated[
    str | None,
    typer.Option(
        "--label", metavar="NAME", help="This computer's name in results.", show_default=False
    ),
]
Offline = Annotated[bool, typer.Option("--offline", help="Touch no network.")]
ChecksDirs = Annotated[
    list[Path] | None,
    typer.Option(
        "--checks-dir",
        metavar="DIR",
        help="More checks: code of yours that will be run.",
        show_default=False,
    ),
]
