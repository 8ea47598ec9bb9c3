"""Going through a fix at a terminal: a step a screen, and the moment when it is seen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.e2e.computer import become_encrypted
from tests.e2e.conftest import ComputerFactory
from tests.e2e.conversation import on_terminal
from tests.e2e.running import names_in, run, told_plainly
from tests.lab.dns_servers import DnsLab
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
        shown.expect(r"Wait here: it is said as soon as it is seen")
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
        shown.expect(f"digiamen answer --all --only {FACTOR}")
        assert shown.wait() == 1


def test_wrong_use_is_told(tmp_path: Path, terminal: TerminalFactory) -> None:
    ended = run(tmp_path, "fix-along", DISK)
    assert ended.code == 2
    assert "fix-along needs a terminal" in told_plainly(ended)
    near = {"device.firewal": "device.firewall", "mail": "mail.dkim, mail.dmarc, mail.spf"}
    for typed, meant in near.items():
        with on_terminal(terminal, tmp_path, "fix-along", typed) as shown:
            shown.expect(re.escape(f"Did you mean {meant}?"))
            shown.expect("digiamen checks list")
            assert shown.wait() == 2
    with on_terminal(terminal, tmp_path, "fix-along", "zzz") as shown:
        shown.expect(r"There is no check 'zzz'\. `digiamen checks list` has them all")
        assert shown.wait() == 2
    with on_terminal(terminal, tmp_path, "fix-along", FACTOR) as shown:
        shown.expect("has nothing to look at here")
        assert shown.wait() == 2


def test_the_steps_of_every_problem_can_be_reached(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    (tmp_path / "digiamen.yaml").write_text("digiamen: 1\ndevices: {exposure: 3}\n")
    inside = tuple(computer(encrypted=False).enter)
    with on_terminal(terminal, tmp_path, "fix-along", DISK, inside=inside) as shown:
        for _ in range(20):
            shown.send_line()
        shown.expect("Move the children's files from this computer")
        shown.expect("The disk of this computer is not encrypted")
        shown.expect("Choose a passphrase")
        shown.expect("If you cannot:")
        shown.send_line("q")
        assert shown.wait() == 1


def test_a_profile_that_breaks_meanwhile_is_told_once_and_mended_it_goes_on(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory
) -> None:
    profile = tmp_path / "digiamen.yaml"
    whole = "digiamen: 1\ndevices: {exposure: 3}\n"
    profile.write_text(whole)
    this = computer(encrypted=False)
    with on_terminal(terminal, tmp_path, "fix-along", DISK, inside=tuple(this.enter)) as shown:
        shown.expect(NEXT)
        profile.write_text("digiamen: 1\ndevice: {exposure: 3}\n")
        shown.expect("It cannot be seen at the moment: digiamen.yaml:2:1")
        profile.write_text(whole)
        become_encrypted(this, tmp_path)
        shown.expect("I see it now: ")
        shown.expect("To see what is left: digiamen scan")
        assert shown.wait() == 0
    assert shown.transcript.count("at the moment") == 1


def test_what_no_longer_applies_is_not_called_seen(
    tmp_path: Path, terminal: TerminalFactory
) -> None:
    folder = tmp_path / "Files"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    (folder / "one.txt").write_text("invented")
    profile = tmp_path / "digiamen.yaml"
    profile.write_text(f"digiamen: 1\ndevices: {{sensitive_folders: ['{folder}']}}\n")
    with on_terminal(terminal, tmp_path, "fix-along", "device.sensitive_folders") as shown:
        shown.expect(NEXT)
        profile.write_text("digiamen: 1\n")
        shown.expect("This does not arise here: ")
        shown.expect("Nobody has named folders")
        assert shown.wait() == 0
    assert "I see it now" not in shown.transcript


def test_the_named_target_is_the_one_that_is_shown(
    tmp_path: Path, terminal: TerminalFactory
) -> None:
    (tmp_path / "digiamen.yaml").write_text(
        "digiamen: 1\naccounts: [{name: First, exposure: 3}, {name: Second}]\n"
    )
    first = ANSWERS.replace("{on}", str(datetime.now(UTC).date()))
    entry = first.partition("answers:\n")[2]
    (tmp_path / "digiamen.answers.yaml").write_text(
        (first + entry.replace("Google Workspace", "Second")).replace("Google Workspace", "First")
    )
    named = ("fix-along", FACTOR, "--target", "Second")
    with on_terminal(terminal, tmp_path, *named) as shown:
        shown.expect("Concerns: Second")
        shown.send_line("q")
        assert shown.wait() == 1


def test_what_was_accepted_or_only_said_is_not_called_in_order(
    tmp_path: Path, terminal: TerminalFactory
) -> None:
    until = datetime.now(UTC).date() + timedelta(days=30)
    accepted = (
        "exceptions: [{check: accounts.two_factor, target: Google Workspace,"
        f" reason: invented, expires: {until}}}]\n"
    )
    profile, answers = tmp_path / "digiamen.yaml", tmp_path / "digiamen.answers.yaml"
    said = ANSWERS.replace("{on}", str(datetime.now(UTC).date()))
    cases = (
        (PROFILE + accepted, said, "It is not in order, but was accepted for a time"),
        (PROFILE, said.replace("nobody", "everyone"), r"on your word,[^.]*good until"),
    )
    for text, given, says in cases:
        profile.write_text(text)
        answers.write_text(given)
        with on_terminal(terminal, tmp_path, "fix-along", FACTOR) as shown:
            shown.expect(says)
            assert shown.wait() == 0
        assert "in order already" not in shown.transcript


def test_a_change_on_the_internet_is_not_promised_at_once(
    tmp_path: Path, terminal: TerminalFactory, dns_lab: DnsLab
) -> None:
    named = ("--domain", "dkim-google.example", "--resolver", dns_lab.resolver)
    with on_terminal(terminal, tmp_path, "fix-along", "mail.spf", *named) as shown:
        shown.expect("Seconds between: 20")
        shown.expect("can take hours until it is seen")
        shown.expect(NEXT)
        shown.send_line("quit")
        shown.expect("Seconds between: 20")
        shown.expect(NEXT)
        for _ in range(8):
            shown.send_line()
        at_step(shown, 1)
        shown.expect(r"Step 4 of[^\x1b]*\s+4\. As value[\s\S]*?v=spf1 include:")
        shown.expect("If you cannot:")
        shown.expect("v=spf1 include:_spf.google.com ~all")
        shown.send_line("q")
        assert shown.wait() == 1
    before_step_4 = shown.transcript.partition("Step 4 of")[0]
    assert "v=spf1 include:" not in before_step_4
