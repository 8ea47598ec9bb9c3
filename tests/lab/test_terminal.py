"""The terminal echoes, answers, interrupts and gives up in time."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from tests.lab import dns_servers, fixtures, processes
from tests.lab.dns_servers import READY
from tests.lab.fixtures import TerminalFactory
from tests.lab.terminal import CTRL_C

_SHORT = 0.3
_ROOT = Path(__file__).parents[2]


def test_a_terminal_echoes_and_answers(terminal: TerminalFactory) -> None:
    ask_and_greet = "import os; name = input('Name? '); print(f'<{name}>', *os.get_terminal_size())"
    with terminal(sys.executable, "-c", ask_and_greet, columns=61, rows=20) as shown:
        shown.expect(r"Name\? ")
        shown.send_line("Amal")
        assert shown.expect(r"<(\w+)> (\d+) (\d+)").groups() == ("Amal", "61", "20")
        assert shown.wait() == 0
        assert shown.transcript == "Name? Amal\r\n<Amal> 61 20\r\n"


def test_a_terminal_can_be_resized(terminal: TerminalFactory) -> None:
    with terminal(
        sys.executable, "-c", "import os; input('Wider? '); print(*os.get_terminal_size())"
    ) as shown:
        shown.expect(r"Wider\? ")
        shown.resize(columns=132, rows=50)
        shown.send_line()
        shown.expect("132 50")


def test_a_terminal_interrupts(terminal: TerminalFactory) -> None:
    with terminal("cat") as shown:
        shown.send_line("here")
        shown.expect(r"here\s+here")
        shown.send(CTRL_C)
        assert shown.wait() == -signal.SIGINT


def test_a_terminal_gives_up_in_time(terminal: TerminalFactory) -> None:
    with terminal("cat") as shown, pytest.raises(processes.LabError, match="was not shown"):
        shown.expect("never", seconds=_SHORT)


def test_the_lab_runs_in_the_foreground_until_ctrl_c(terminal: TerminalFactory) -> None:
    fixtures.require(*dns_servers.PROGRAMS)
    with terminal(sys.executable, "-m", "tests.lab", directory=_ROOT) as shown:
        shown.expect(f"{READY} ([0-9.]+:[0-9]+)", seconds=20)
        shown.expect("Stop with Ctrl-C")
        shown.send(CTRL_C)
        assert shown.wait() == 0
