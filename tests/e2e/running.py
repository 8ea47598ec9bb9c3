"""Runs the program as a person does: a process of its own, in a folder, with nothing inherited."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "digiamen_scan")

Finding = dict[str, Any]


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    stdout: bytes
    stderr: bytes
    seconds: float

    @property
    def out(self) -> str:
        """The report, as UTF-8."""
        return self.stdout.decode()

    @property
    def err(self) -> str:
        """Progress, notes and complaints, as UTF-8."""
        return self.stderr.decode()

    @property
    def result(self) -> dict[str, Any]:
        """The result that was written as JSON."""
        return as_object(self.stdout)


def as_object(data: bytes) -> dict[str, Any]:
    """Read a JSON object; it is always UTF-8."""
    read = json.loads(data.decode())
    assert isinstance(read, dict)
    return read


def saved(path: Path) -> dict[str, Any]:
    """Read a result that was saved; it must be whole."""
    return as_object(path.read_bytes())


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return all that the program's environment holds: no CI, no locale, no settings of ours."""
    return {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": _compiled(),
        **more,
    }


@cache
def _compiled() -> str:
    """Return a folder for compiled modules, which an installation has too; for all users."""
    folder = Path(tempfile.mkdtemp(prefix="digiamen-compiled-"))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return str(folder)


def run(
    folder: Path,
    *arguments: str,
    inside: Sequence[str] = (),
    seconds: float = 30.0,
    more: Mapping[str, str] | None = None,
) -> Ended:
    """Run `digiamen` with these arguments in a folder, which is its home too.

    `inside` is a command that runs the rest of its command line, such as `unshare --net`.
    """
    argv = [*inside, *PROGRAM, *arguments]
    return run_command(folder, argv, seconds=seconds, more=more)


def run_command(
    folder: Path,
    argv: Sequence[str],
    *,
    seconds: float = 30.0,
    more: Mapping[str, str] | None = None,
) -> Ended:
    """Run a command line to its end. One that goes on for longer is ended and fails the test."""
    began = time.monotonic()
    process = start(folder, argv, more=more)
    try:
        stdout, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise AssertionError(f"still running after {seconds:g} s: {argv}") from None
    return Ended(process.returncode, stdout, stderr, time.monotonic() - began)


def start(
    folder: Path,
    argv: Sequence[str],
    *,
    more: Mapping[str, str] | None = None,
    stdout: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start a command line in a process group of its own."""
    return subprocess.Popen(
        argv,
        cwd=folder,
        env=environment(folder, **(more or {})),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def scan(folder: Path, *arguments: str, **options: Any) -> Ended:
    """Scan without questions."""
    return run(folder, "scan", "--no-input", *arguments, **options)


def finding(result: Mapping[str, Any], check: str, target: str = "") -> Finding:
    """Return the one finding of a check, of one target where there are several."""
    found = [
        one
        for one in result["findings"]
        if one["check"] == check and (not target or one["target"]["name"] == target)
    ]
    assert len(found) == 1, f"{len(found)} findings of {check} for {target or 'all'}"
    only: Finding = found[0]
    return only


def problem_keys(found: Finding) -> list[str]:
    """Return the keys of a finding's problems."""
    return [problem["key"] for problem in found["problems"]]


def told_plainly(ended: Ended) -> str:
    """Return what was said on standard error, which is never a traceback or a Python warning."""
    said = ended.stderr.decode(errors="replace")
    for word in ("Traceback", "Warning:", "Exception ignored"):
        assert word not in said, said
    return said


def names_in(folder: Path) -> set[str]:
    """Return what lies in a folder, hidden files too."""
    return {path.name for path in folder.iterdir()}
