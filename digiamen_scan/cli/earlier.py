"""Reads the earlier result that a scan is compared with, or that says what to look at again."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from digiamen_scan.cli.options import FailOn
from digiamen_scan.cli.stop import Stop
from digiamen_scan.cli.telling import HASHED, MAX_BYTES
from digiamen_scan.history.again import Again, again
from digiamen_scan.history.baseline import (
    KEY_VARIABLE,
    BaselineError,
    baseline_from,
    baseline_text,
    is_baseline,
)
from digiamen_scan.history.change import compared
from digiamen_scan.history.earlier import Earlier, EarlierResult
from digiamen_scan.model.results import Finding, Result
from digiamen_scan.profile.files import read_whole
from digiamen_scan.reports.json import ResultError, result_from_json


@dataclass(frozen=True, slots=True)
class Past:
    """The earlier scan, if any, and what of it is looked at again, if only that is."""

    earlier: Earlier | None = None
    again: Again | None = None

    def comparing(self, started: str) -> Callable[[Finding], Finding] | None:
        """Return what adds the earlier verdicts to the findings of a scan begun at `started`."""
        if self.earlier is None:
            return None
        return partial(compared, earlier=self.earlier, started=started)

    @property
    def at(self) -> str:
        """When the earlier scan began; empty where there is none."""
        return self.earlier.at if self.earlier else ""


def read_past(again_from: Path | None, baseline: Path | None, fail_on_new: FailOn | None) -> Past:
    """Read both files; with one alone it serves for comparing. Ends the command on a bad one."""
    if fail_on_new is not None and baseline is None:
        raise Stop("--fail-on-new needs --baseline FILE: the result that is not new.")
    open_ones = _open_findings(again_from) if again_from else None
    if baseline is not None:
        return Past(_read_baseline(baseline), open_ones)
    return Past(EarlierResult(_read_result(again_from)) if again_from else None, open_ones)


def thresholds(fail_on: FailOn | None, fail_on_new: FailOn | None) -> tuple[FailOn, FailOn]:
    """Return what decides the exit code; --fail-on-new alone leaves the old findings out."""
    usual = FailOn.HIGH if fail_on_new is None else FailOn.NEVER
    return fail_on or usual, fail_on_new or FailOn.NEVER


def hashed(result: Result) -> str:
    """Return a result as a hashed baseline; ends the command without a key."""
    try:
        return baseline_text(result, os.environ.get(KEY_VARIABLE, ""))
    except BaselineError as error:
        raise Stop(f"A {HASHED} file cannot be written: {error}.") from None


def _open_findings(path: Path) -> Again:
    found = again(_read_result(path))
    if not found.checks:
        raise Stop(f"{path}: nothing in it failed or was unknown. For all of it: `digiamen scan`.")
    return found


def _read_result(path: Path) -> Result:
    return _as_result(_read(path), path)


def _as_result(text: str, path: Path) -> Result:
    try:
        return result_from_json(text, str(path))
    except ResultError as error:
        raise Stop(str(error)) from None


def _read_baseline(path: Path) -> Earlier:
    text = _read(path)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not is_baseline(data):
        return EarlierResult(_as_result(text, path))
    try:
        return baseline_from(data, os.environ.get(KEY_VARIABLE, ""))
    except BaselineError as error:
        raise Stop(f"--baseline {path}: {error}.") from None


def _read(path: Path) -> str:
    try:
        return read_whole(path, MAX_BYTES).decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text"
        raise Stop(f"{path} cannot be read: {reason}.") from None
