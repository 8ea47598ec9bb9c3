"""Going through a fix at a terminal: a step a screen, and the moment when it is seen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.computer import become_encrypted
from tests.e2e.conftest import ComputerFactory
from tests.e2e.conversation import on_terminal
from tests.e2e.running import names_in, run, told_plainly
from tests.lab.fixtures import TerminalFactory
from tests.lab.terminal import CTRL_C, Terminal

DISK = "device.disk_encryption"
FACTOR = "accounts.two_factor"
NEXT = r"Enter: next\. b: back\. q: stop\."
PROFILE = """\
digiamen: 1
organisation: {name: Association Exemple}
accounts: [{name: Google Workspace}]
"""
ANSWERS = f"""\
digiamen: 1
answers:
  - check: {FACTOR}
    target: Google Workspace
    values: {{state: nobody}}
    by: focal point
    on: {{on}}
    until: 2099-01-01
"""


def at_step(shown: Terminal, number: int) -> None:
    shown.expect(rf"Step {number} of \d+")
    shown.expect(NEXT)


def test_it_says_when_it_sees_the_change(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    this = computer(encrypted=False)
    arguments = ("fix-along", DISK)
    with on_terminal(terminal, tmp_path, *arguments, inside=tuple(this.enter)) as shown:
        shown.expect("This program changes nothing: you do, step by step")
        shown.expect(NEXT)
        shown.send_line()
        at_step(shown, 1)
        shown.send_line()
        at_step(shown, 2)
        shown.send_line("b")
        at_step(shown, 1)
        become_encrypted(this, tmp_path)
        shown.expect("I see it now: .*encrypted")
        assert shown.wait() == 0
    assert "Traceback" not in shown.transcript
    assert names_in(tmp_path) == {"after"}


def test_the_last_page_stays_and_says_what_to_do_otherwise(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    inside = tuple(computer(encrypted=False).enter)
    with on_terminal(terminal, tmp_path, "fix-along", DISK, inside=inside) as shown:
        for _ in range(20):
            shown.send_line()
        shown.expect("If you cannot:")
        shown.expect(r"That was the last page; I keep looking")
        shown.send_line("q")
        shown.expect("Not seen yet. You can go on later with the same command")
        assert shown.wait() == 1


def test_ctrl_c_ends_it_at_any_moment(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    inside = tuple(computer(encrypted=False).enter)
    with on_terminal(terminal, tmp_path, "fix-along", DISK, inside=inside) as shown:
        shown.expect(NEXT)
        shown.send(CTRL_C)
        assert shown.wait() == 130
    assert "Traceback" not in shown.transcript


def test_what_is_in_order_needs_no_steps(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    inside = tuple(computer().enter)
    with on_terminal(terminal, tmp_path, "fix-along", DISK, inside=inside) as shown:
        shown.expect("It is in order already: ")
        assert shown.wait() == 0


def test_what_cannot_be_seen_says_why(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    inside = tuple(computer(lsblk="").enter)
    with on_terminal(terminal, tmp_path, "fix-along", DISK, inside=inside) as shown:
        shown.expect("The program that would show it is not installed")
        assert shown.wait() == 3


def test_what_only_people_know_is_walked_through_and_asked_again(
    tmp_path: Path, terminal: TerminalFactory
) -> None:

    (tmp_path / "digiamen.yaml").write_text(PROFILE)
    today = datetime.now(UTC).date()
    (tmp_path / "digiamen.answers.yaml").write_text(ANSWERS.replace("{on}", str(today)))
    with on_terminal(terminal, tmp_path, "fix-along", FACTOR, "--lang", "fr") as shown:
        shown.expect("Google Workspace")
        shown.send_line()
        shown.expect("Étape 1 sur")
        shown.send_line("q")
        shown.expect("digiamen answer")
        assert shown.wait() == 1


def test_wrong_use_is_told(tmp_path: Path, terminal: TerminalFactory) -> None:
    ended = run(tmp_path, "fix-along", DISK)
    assert ended.code == 2
    assert "fix-along needs a terminal" in told_plainly(ended)
    with on_terminal(terminal, tmp_path, "fix-along", "device.nothing") as shown:
        shown.expect("digiamen checks list")
        assert shown.wait() == 2
    with on_terminal(terminal, tmp_path, "fix-along", FACTOR) as shown:
        shown.expect("has nothing to look at here")
        assert shown.wait() == 2
