"""The program at a pseudo-terminal, with nothing of the test's own environment."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from tests.e2e.running import PROGRAM, environment
from tests.lab.fixtures import TerminalFactory
from tests.lab.terminal import Terminal


def on_terminal(
    terminal: TerminalFactory,
    folder: Path,
    *arguments: str,
    inside: tuple[str, ...] = (),
    **more: str,
) -> AbstractContextManager[Terminal]:
    """Run `digiamen` with these arguments in a folder, at a terminal."""
    said = environment(folder, **{"TERM": "xterm", **more})
    clean = ("env", "--ignore-environment", *(f"{key}={value}" for key, value in said.items()))
    return terminal(*clean, *inside, *PROGRAM, *arguments, directory=folder)
