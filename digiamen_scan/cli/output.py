"""Where words go: the report to standard output, notes to standard error, files whole."""

import os
import sys
from pathlib import Path

from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.codes import Exit


def put(text: str) -> None:
    """Write to standard output. A reader that has gone away (`| head`) is no fault of anybody."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        forget_stdout()
    except OSError as error:
        forget_stdout()
        reason = error.strerror or type(error).__name__
        raise Stop(f"The report cannot be written to standard output: {reason}.") from None


def forget_stdout() -> None:
    """Send what is still to be written nowhere, so that closing standard output cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """Write a line to standard error."""
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stderr.flush()


def save(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all; ends the command where that cannot be done."""
    from digiamen_scan.profile.files import write_whole  # noqa: PLC0415  # only where one is saved

    try:
        write_whole(path, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{path} cannot be written: {reason}. Choose another folder with -o."
        raise Stop(message, Exit.USAGE) from None
