"""Where words go: the report to standard output, notes to standard error, files whole."""

import contextlib
import os
import sys
from pathlib import Path

from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.codes import Exit
from digiamen_scan.reports.terminal.glyphs import fit


def put(text: str) -> None:
    """Write words to standard output, with what its encoding lacks replaced."""
    _put(fit(text, sys.stdout.encoding or "utf-8").encode(sys.stdout.encoding or "utf-8"))


def put_data(text: str) -> None:
    """Write data, such as JSON, to standard output: always UTF-8."""
    _put(text.encode())


def _put(data: bytes) -> None:
    """Write bytes. A reader that has gone away (`| head`) is no fault of anybody."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data.replace(b"\n", os.linesep.encode()))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _forget_stdout()
    except OSError as error:
        raise unwritable(error) from None


def flush() -> None:
    """Write what is still held back, so that nothing can fail when Python ends."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
    except OSError as error:
        raise unwritable(error) from None


def unwritable(error: OSError) -> Stop:
    """Return the end of a command whose standard output takes no more."""
    _forget_stdout()
    reason = error.strerror or type(error).__name__
    return Stop(f"The report cannot be written to standard output: {reason}.")


def _forget_stdout() -> None:
    """Send what is still to be written nowhere, so that closing standard output cannot fail."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """Write a line to standard error; one that cannot be written is lost, the report is not."""
    with contextlib.suppress(OSError):
        sys.stderr.write(fit(text, sys.stderr.encoding or "utf-8") + "\n")
        sys.stderr.flush()


def save(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all; ends the command where that cannot be done."""
    from digiamen_scan.profile.files import write_whole  # noqa: PLC0415  # only where one is saved

    try:
        write_whole(path, data)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = f"{path} cannot be written: {reason}. Choose another folder."
        raise Stop(message, Exit.USAGE) from None
