"""What the tests of the whole program share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.computer import Computer, make_computer
from tests.lab.fixtures import require, require_root
from tests.lab.processes import run as run_program

ComputerFactory = Callable[..., Computer]

_SMALL = "64k"


@pytest.fixture
def computer(tmp_path_factory: pytest.TempPathFactory) -> ComputerFactory:
    """Make computers whose disks are invented."""
    require("unshare")
    require_root()

    def make(*, encrypted: bool = True, lsblk: str | None = None, in_memory: str = "") -> Computer:
        files = tmp_path_factory.mktemp("computer") / "files"
        return make_computer(files, encrypted=encrypted, lsblk=lsblk, in_memory=in_memory)

    return make


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount an empty disk of 64 KB."""
    require("mount", "umount")
    require_root()
    disk = tmp_path / "small-disk"
    disk.mkdir()
    run_program("mount", "-t", "tmpfs", "-o", f"size={_SMALL}", "none", str(disk))
    yield disk
    run_program("umount", "--lazy", str(disk))


def fill(disk: Path) -> None:
    """Leave no byte free on a disk."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        for size in (4096, 1):
            try:
                while filler.write(b"x" * size):
                    pass
            except OSError:
                continue


def make_read_only(disk: Path) -> None:
    """Let nobody write to a disk any more, not even root."""
    run_program("mount", "-o", "remount,ro", str(disk))
