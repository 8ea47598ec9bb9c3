"""Ctrl-C in the middle keeps what was found; whatever ends a scan, no file is left half-written."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import computer as invented
from tests.e2e.conftest import ComputerFactory
from tests.e2e.conversation import on_terminal
from tests.e2e.running import (
    PROGRAM,
    Ended,
    finding,
    names_in,
    run,
    saved,
    start,
    told_plainly,
)
from tests.lab.dns_faults import FaultyDns
from tests.lab.fixtures import TerminalFactory
from tests.lab.processes import wait_until
from tests.lab.terminal import CTRL_C

FILES = ("-o", "result.json", "--record", "seen.jsonl")


def _arguments(server: FaultyDns) -> tuple[str, ...]:
    """Return a scan of which one half is found at once, and the other never."""
    domains = ("--domain", "honest.example", "--domain", "silent.example")
    return ("scan", "--no-input", *domains, "--only", "mail", "--resolver", server.resolver)


def _wait_for_the_half(server: FaultyDns) -> None:
    asked = [("_dmarc.honest.example", "TXT"), ("_dmarc.silent.example", "TXT")]
    wait_until(lambda: all(server.questions[one] for one in asked), what="the scan asks")
    time.sleep(0.5)


def _ended(process: subprocess.Popen[bytes], seconds: float = 5.0) -> Ended:
    began = time.monotonic()
    try:
        stdout, stderr = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return Ended(process.returncode, stdout, stderr, time.monotonic() - began)


def _interrupted(folder: Path, server: FaultyDns, *signals: int) -> Ended:
    process = start(folder, [*PROGRAM, *_arguments(server), *FILES])
    _wait_for_the_half(server)
    for number in signals:
        process.send_signal(number)
        time.sleep(0.01)
    return _ended(process)


def _kept(folder: Path) -> None:
    """Show that the honest half was kept, in whole files."""
    result = saved(folder / "result.json")
    assert result["scan"]["partial"] is True
    assert finding(result, "mail.dmarc", "honest.example")["status"] == "pass"
    lost = finding(result, "mail.dmarc", "silent.example")
    assert (lost["status"], lost["reason"]["kind"]) == ("unknown", "timeout")
    again = run(folder, "judge", "seen.jsonl", "--only", "mail", "--format", "json")
    assert again.code == 3
    assert again.result["findings"] == result["findings"]
    assert again.result["scan"]["partial"] is True
    assert names_in(folder) == {"result.json", "seen.jsonl"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_an_interrupt_keeps_what_was_found(
    tmp_path: Path, faulty_dns: FaultyDns, number: signal.Signals
) -> None:
    ended = _interrupted(tmp_path, faulty_dns, number)
    told_plainly(ended)
    assert ended.code == 130
    assert ended.seconds < 2
    assert re.search("partial|not finish|stopped|interrupted", ended.out), ended.out
    _kept(tmp_path)


def test_ctrl_c_at_a_terminal_keeps_what_was_found(
    tmp_path: Path, faulty_dns: FaultyDns, terminal: TerminalFactory
) -> None:
    with on_terminal(terminal, tmp_path, *_arguments(faulty_dns), *FILES) as shown:
        _wait_for_the_half(faulty_dns)
        shown.send(CTRL_C)
        assert shown.wait() == 130
        assert "Traceback" not in shown.transcript
        assert "silent.example" in shown.transcript
    _kept(tmp_path)


def test_ctrl_c_reaches_a_whole_pipeline(tmp_path: Path, faulty_dns: FaultyDns) -> None:
    pipeline = 'trap : INT; "$@" | cat; exit "${PIPESTATUS[0]}"'
    command = ["bash", "-c", pipeline, "pipeline", *PROGRAM, *_arguments(faulty_dns), *FILES]
    process = start(tmp_path, command)
    _wait_for_the_half(faulty_dns)
    os.killpg(process.pid, signal.SIGINT)
    ended = _ended(process)
    told_plainly(ended)
    assert ended.code == 130
    _kept(tmp_path)


def test_a_second_ctrl_c_ends_at_once_and_leaves_whole_files_or_none(
    tmp_path: Path, faulty_dns: FaultyDns
) -> None:
    ended = _interrupted(tmp_path, faulty_dns, signal.SIGINT, signal.SIGINT, signal.SIGINT)
    told_plainly(ended)
    assert ended.code in {130, -signal.SIGINT}, "the last one may come when Python is ending"
    assert ended.seconds < 2
    _whole_or_absent(tmp_path)


def _whole_or_absent(folder: Path) -> None:
    assert names_in(folder) <= {"result.json", "seen.jsonl"}
    if (folder / "result.json").exists():
        saved(folder / "result.json")
    if (folder / "seen.jsonl").exists():
        assert "the end is missing" not in told_plainly(run(folder, "judge", "seen.jsonl"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_no_program_outlives_an_interrupted_scan(
    tmp_path: Path, computer: ComputerFactory, number: int
) -> None:
    left = tmp_path / "left"
    made = computer(lsblk=f"echo $$ > '{left}'; {invented.HANGS}")
    process = start(tmp_path, [*made.enter, *PROGRAM, "scan", "--no-input"])
    wait_until(lambda: left.exists() and left.read_text().endswith("\n"), what="lsblk starts")
    process.send_signal(number)
    told_plainly(_ended(process))
    wait_until(_gone(int(left.read_text())), what="lsblk ends", seconds=3)


def _gone(process: int) -> Callable[[], bool]:
    def gone() -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"

    return gone


def test_ctrl_c_at_any_moment_leaves_whole_files_or_none(tmp_path: Path) -> None:
    files = ("-o", "result.json", "--record", "seen.jsonl", "--offline", "--domain", "a.example")
    for moment in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4):
        process = start(tmp_path, [*PROGRAM, "scan", "--no-input", *files])
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        ended = _ended(process)
        assert ended.code in {0, 1, 3, 130, -signal.SIGINT}
        assert names_in(tmp_path) <= {"result.json", "seen.jsonl"}


def test_what_nobody_interrupts_says_nothing_of_it(tmp_path: Path, faulty_dns: FaultyDns) -> None:
    honest = ("--domain", "honest.example", "--only", "mail", "--resolver", faulty_dns.resolver)
    ended = run(tmp_path, "scan", "--no-input", *honest, "-o", "result.json")
    assert not re.search("partial|not finish|stopped|interrupted", ended.out)
    assert saved(tmp_path / "result.json")["scan"]["partial"] is False
