"""The runner against real programs that behave badly."""

import asyncio
import contextlib
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.run import CommandOutput, run


def shell(script: str, *, timeout: float = 10, limit: int = 100_000) -> CommandOutput | Unavailable:
    return asyncio.run(run(["sh", "-c", script], timeout=timeout, limit=limit))


def alive(marker: str) -> list[str]:
    found: list[str] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and folder.name != str(os.getpid()):
            with contextlib.suppress(OSError):
                if marker.encode() in (folder / "cmdline").read_bytes():
                    found.append(folder.name)
    return found


def gone(marker: str) -> bool:
    """A killed process that is not our child takes a moment to leave /proc."""
    until = time.monotonic() + 2
    while (left := alive(marker)) and time.monotonic() < until:
        time.sleep(0.02)
    return not left


def children() -> set[str]:
    """Processes whose parent we are, zombies too; the lab's servers may be among them."""
    found: set[str] = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                if after_name[1] == str(os.getpid()):
                    found.add(folder.name)
    return found


@pytest.fixture(autouse=True)
def no_child_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


@pytest.fixture
def marker(request: pytest.FixtureRequest) -> str:
    return f"digiamen-{request.node.name}-{os.getpid()}"


def test_output_errors_and_exit_code_come_back() -> None:
    assert shell("echo seen; echo wrong >&2; exit 3") == CommandOutput(3, b"seen\n", b"wrong\n")


def test_exit_code_0_with_nothing_printed_is_returned_as_it_is() -> None:
    assert shell("true") == CommandOutput(0, b"", b"")


def test_a_program_that_dies_of_a_signal_is_not_a_success() -> None:
    output = shell("kill -9 $$")
    assert isinstance(output, CommandOutput)
    assert output.code == -9


def test_a_missing_program_says_so() -> None:
    found = asyncio.run(run(["digiamen-no-such-tool"], timeout=5))
    assert found == Unavailable("tool_missing", "digiamen-no-such-tool")


def test_a_program_on_the_callers_path_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = tmp_path / "digiamen-planted"
    planted.write_text("#!/bin/sh\necho planted\n", "utf-8")
    planted.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert asyncio.run(run(["digiamen-planted"], timeout=5)) == Unavailable(
        "tool_missing", "digiamen-planted"
    )


def test_the_environment_is_english_and_bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.setenv("LD_PRELOAD", "")
    monkeypatch.setenv("SECRET_OF_THE_CALLER", "x")
    output = asyncio.run(run(["env"], timeout=5))
    assert isinstance(output, CommandOutput)
    names = {line.partition("=")[0] for line in output.stdout.decode().splitlines()}
    assert names == {"LC_ALL", "LANGUAGE", "PATH"}
    assert "LC_ALL=C" in output.stdout.decode().splitlines()


def test_no_shell_reads_the_arguments() -> None:
    output = asyncio.run(run(["echo", "$(id); `id` && id > /dev/null"], timeout=5))
    assert output == CommandOutput(0, b"$(id); `id` && id > /dev/null\n", b"")


def test_standard_input_is_empty() -> None:
    assert asyncio.run(run(["cat"], timeout=5)) == CommandOutput(0, b"", b"")


def test_a_program_that_hangs_ends_at_the_deadline(marker: str) -> None:
    started = time.monotonic()
    assert shell(f": {marker}; sleep 60", timeout=0.3) == Unavailable("timeout", "sh")
    assert time.monotonic() - started < 2
    assert gone(marker)


def test_ending_programs_says_nothing_on_standard_error(
    marker: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def all_at_once() -> None:
        script = ["sh", "-c", f"echo {marker}; sleep 600 & wait"]
        await asyncio.gather(*(run(script, timeout=0.1) for _ in range(40)))

    for _ in range(8):  # who is first to see a program end is chance
        asyncio.run(all_at_once())
    assert caplog.messages == []


def test_a_program_that_ignores_the_polite_signal_ends_too(marker: str) -> None:
    script = f": {marker}; trap '' TERM INT HUP; while true; do sleep 0.05; done"
    assert shell(script, timeout=0.3) == Unavailable("timeout", "sh")
    assert gone(marker)


def test_a_child_that_keeps_the_pipe_open_does_not_keep_us(marker: str) -> None:
    started = time.monotonic()
    output = shell(f"sh -c ': {marker}; sleep 60' & echo done", timeout=20)
    assert output == CommandOutput(0, b"done\n", b"")
    assert time.monotonic() - started < 2
    assert gone(marker)


def test_a_child_that_left_the_group_does_not_keep_us() -> None:
    started = time.monotonic()
    assert shell("setsid sleep 3 & echo done", timeout=20) == CommandOutput(0, b"done\n", b"")
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("stream", [1, 2])
def test_a_program_that_prints_for_ever_is_stopped_in_bounded_memory(stream: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    found = shell(f"yes 0123456789012345678901234567890123456789 >&{stream}", timeout=30)
    assert found == Unavailable("unreadable", "sh")
    assert time.monotonic() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_gigabyte_in_one_go_is_stopped() -> None:
    found = asyncio.run(run(["head", "-c", "1000000000", "/dev/zero"], timeout=30, limit=100_000))
    assert found == Unavailable("unreadable", "head")


def test_output_of_exactly_the_limit_is_kept() -> None:
    output = asyncio.run(run(["head", "-c", "100000", "/dev/zero"], timeout=30, limit=100_000))
    assert output == CommandOutput(0, bytes(100_000), b"")


def test_cancelling_kills_the_whole_group(marker: str) -> None:
    async def cancelled() -> None:
        script = f"sh -c ': {marker}; sleep 60' & : {marker}; sleep 60"
        task = asyncio.create_task(run(["sh", "-c", script], timeout=30))
        while not alive(marker):  # noqa: ASYNC110  # another process has no event to wait for
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert gone(marker)


def test_many_at_once_take_as_long_as_the_slowest() -> None:
    async def many() -> None:
        await asyncio.gather(*(run(["sleep", "0.5"], timeout=5) for _ in range(20)))

    started = time.monotonic()
    asyncio.run(many())
    assert time.monotonic() - started < 3
