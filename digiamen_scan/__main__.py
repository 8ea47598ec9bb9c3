"""The command `digiamen`: turns whatever happens into an exit code and a line that helps."""

import contextlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.codes import Exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    A fault of ours ends with code 4 and says how to tell us; set DIGIAMEN_TRACEBACK=1 to see it.
    """
    _stand_in_for_closed_streams()
    code = _run(arguments)
    try:
        sys.stderr.flush()
    except OSError:
        # What cannot be told is dropped here, else Python's own last flush changes the code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        from digiamen_scan.cli.app import run  # noqa: PLC0415  # so that its faults are told too

        return run(arguments)
    except Stop as stop:
        _say(stop.message)
        return stop.code
    except KeyboardInterrupt:
        _say("Interrupted.")
        return Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001  # the last of the three places: main()
        return _fault(error)


def _stand_in_for_closed_streams() -> None:
    """Python leaves None where a standard stream was closed by the caller (`>&-`)."""
    sys.stdin = sys.stdin or Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  # for all its life
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # as above
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # as above


def _fault(error: Exception) -> int:
    import traceback  # noqa: PLC0415  # only here

    if os.environ.get("DIGIAMEN_TRACEBACK"):
        traceback.print_exception(error)
    _say(
        f"digiamen has a fault of its own ({type(error).__name__}); this says nothing about your"
        " computer.\nRun it again with DIGIAMEN_TRACEBACK=1 and show us the lines it prints."
    )
    return Exit.FAULT


def _say(message: str) -> None:
    if message:
        encoding = sys.stderr.encoding or "ascii"
        with contextlib.suppress(OSError):
            sys.stderr.write(message.encode(encoding, "replace").decode(encoding) + "\n")
            sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
