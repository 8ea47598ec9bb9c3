"""What a stream is found to be able to show."""

import io
import os
import pty
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest

from digiamen_scan.reports.progress import Progress
from digiamen_scan.reports.terminal.layout import Look
from digiamen_scan.reports.terminal.output import output_for
from digiamen_scan.reports.terminal.report import render
from digiamen_scan.words import words_for
from tests.unit.reports.sample_guides import CHECKS
from tests.unit.reports.samples import sample_result

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


@contextmanager
def terminal() -> Iterator[tuple[TextIO, int]]:
    """A real pseudo-terminal: its stream, and the end that a person would see."""
    seen, written = pty.openpty()
    with os.fdopen(written, "w", encoding="utf-8") as stream:
        yield stream, seen
    os.close(seen)


def test_a_terminal_has_styles_unless_it_is_told_not_to() -> None:
    with terminal() as (stream, _):
        assert output_for(stream, "en", {}, "linux").look.color
        assert not output_for(stream, "en", {"NO_COLOR": "1"}, "linux").look.color
        assert output_for(stream, "en", {"NO_COLOR": ""}, "linux").look.color
        assert not output_for(stream, "en", {"TERM": "dumb"}, "linux").look.color
        assert not output_for(stream, "en", {}, "win32").look.color
        assert output_for(stream, "en", {"WT_SESSION": "x"}, "win32").look.color


def test_a_pipe_has_neither_styles_nor_a_width_of_its_own() -> None:
    assert output_for(io.StringIO(), "ar", {}, "linux").look == Look(width=80, isolate=True)


@pytest.mark.parametrize(
    ("columns", "width"),
    [("60", 60), ("300", 100), ("20", 40), ("0", 80), ("many", 80), ("", 80)],
)
def test_the_width_is_asked_for_within_reason(columns: str, width: int) -> None:
    assert output_for(io.StringIO(), "en", {"COLUMNS": columns}, "linux").look.width == width


def test_styles_are_ended_on_the_line_that_they_begin_on() -> None:
    text = render(sample_result(), CHECKS, words_for("en"), Look(width=60, color=True))
    assert all(line.count("\x1b[") in (0, 2) for line in text.splitlines())
    assert "\x1b[1;4mWhat to do first\x1b[0m" in text


def read_waiting(seen: int) -> str:
    os.set_blocking(seen, False)
    try:
        return os.read(seen, 65536).decode()
    except BlockingIOError:
        return ""


def test_progress_of_a_short_scan_is_silent() -> None:
    with terminal() as (stream, seen):
        progress = Progress(stream, words_for("en"), {})
        progress.start(3)
        progress.done("a")
        progress.close()
        assert read_waiting(seen) == ""


def test_progress_of_a_long_scan_is_shown_and_taken_away() -> None:
    with terminal() as (stream, seen):
        progress = Progress(stream, words_for("en"), {})
        progress.start(3)
        progress.done("mail.dmarc\x1b[31m")
        text = os.read(seen, 1024).decode()  # waits for the second to pass
        progress.close()
        progress.close()
        last = read_waiting(seen)
    assert "Looking: 1 of 3 · seconds: 1 · mail.dmarc\\x1b[31m" in text
    assert "\x1b" not in text
    assert last.endswith(f"\r{' ' * (len(text) - 1)}\r")


@pytest.mark.parametrize(("environ", "quiet"), [({"TERM": "dumb"}, False), ({}, True)])
def test_progress_is_not_for_dumb_terminals_nor_when_quiet_is_asked(
    environ: dict[str, str],
    quiet: bool,  # noqa: FBT001  # a parameter of the table
) -> None:
    with terminal() as (stream, seen):
        progress = Progress(stream, words_for("en"), environ, quiet=quiet)
        progress.start(1)
        progress.done("a")
        assert "progress" not in {thread.name for thread in threading.enumerate()}
        progress.close()
        assert read_waiting(seen) == ""


def test_progress_is_never_written_to_a_pipe() -> None:
    stream = io.StringIO()
    progress = Progress(stream, words_for("en"), {})
    progress.start(1)
    assert "progress" not in {thread.name for thread in threading.enumerate()}
    progress.close()
    assert stream.getvalue() == ""
