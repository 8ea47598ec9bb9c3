"""An invented computer: the real program among mounts that show it disks of ours.

In a mount namespace of its own, which ends with the program, `lsblk` is a script of the test, and
the files of /proc and /sys that tell of disks are ours. The program cannot know.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tests.lab.processes import find_program, program

HANGS = "exec sleep 600"
HANGS_WITH_A_CHILD = "sleep 600 & wait"
PRINTS_FOR_EVER = "exec cat /dev/zero"
PRINTS_A_GIGABYTE = "exec head -c 1000000000 /dev/zero"
PRINTS_GARBAGE = "printf '\\033]0;owned\\007 not JSON \\377'"
PRINTS_NOTHING = "exit 0"
PRINTS_HALF = """printf '{"blockdevices": [{"name": "sda", "kna'"""
FAILS = "echo 'lsblk: failed' >&2; exit 32"

_MOUNTINFO = """\
22 1 0:21 / /proc rw,relatime shared:1 - proc proc rw
23 1 {number} / / rw,relatime shared:23 - xfs /dev/mapper/vg-root rw
"""
_SWAPS = "Filename\tType\tSize\tUsed\tPriority\n"
_ENTER = """\
set -e
files=$1
lsblk=$2
shift 2
mount -t tmpfs none /run
mount --bind "$files/lsblk" "$lsblk"
mount --bind "$files/mountinfo" "/proc/$$/mountinfo"
mount --bind "$files/swaps" /proc/swaps
mount --bind "$files/block" /sys/block
exec "$@"
"""


@dataclass(frozen=True)
class Computer:
    """A folder with what this computer shows of itself."""

    files: Path

    @property
    def number(self) -> str:
        """The number of the disk that everything lies on: the real one, as the kernel says it."""
        device = self.files.stat().st_dev
        return f"{os.major(device)}:{os.minor(device)}"

    @property
    def enter(self) -> list[str]:
        """The command that runs the rest of its command line on this computer."""
        lsblk = find_program("lsblk") or "/usr/bin/lsblk"
        shell = [program("unshare"), "--mount", "sh", "-c", _ENTER, "computer"]
        return [*shell, str(self.files), lsblk]


def make_computer(
    files: Path, *, encrypted: bool = True, lsblk: str | None = None, in_memory: str = ""
) -> Computer:
    """Write a computer with one disk, on which LVM lies, in LUKS or plain.

    `lsblk` is a shell script in place of one that tells of that disk; an empty text takes the
    program away. `in_memory` is a folder that lies on no disk.
    """
    files.mkdir()
    number = Computer(files).number
    memory = f"24 23 0:50 / {in_memory} rw shared:24 - ramfs none rw\n" if in_memory else ""
    (files / "mountinfo").write_text(_MOUNTINFO.format(number=number) + memory)
    (files / "swaps").write_text(_SWAPS)
    script = files / "lsblk"
    tells = f"cat <<'END'\n{json.dumps(_devices(number, encrypted=encrypted))}\nEND"
    script.write_text(f"#!/bin/sh\n{lsblk or tells}\n")
    script.chmod(0o644 if lsblk == "" else 0o755)
    block = files / "block"
    block.mkdir()
    _kernel_device(block / "sda")
    if encrypted:
        _kernel_device(block / "dm-0", "CRYPT-LUKS2-0f6c1d2e3a4b5c6d-sda1_crypt", "sda1")
    _kernel_device(block / "dm-1", "LVM-a", "dm-0" if encrypted else "sda1")
    return Computer(files)


def become_encrypted(computer: Computer, scratch: Path) -> None:
    """Let an invented computer be encrypted from now on; what it shows is written in place."""
    after = make_computer(scratch / "after", encrypted=True).files
    for path in sorted(after.rglob("*")):
        here = computer.files / path.relative_to(after)
        if path.is_dir():
            here.mkdir(exist_ok=True)
        else:
            here.write_bytes(path.read_bytes())
    (computer.files / "block" / "dm-1" / "slaves" / "sda1").rmdir()


def _kernel_device(folder: Path, mapper_uuid: str = "", lies_on: str = "") -> None:
    (folder / "slaves").mkdir(parents=True)
    if mapper_uuid:
        (folder / "dm").mkdir()
        (folder / "dm" / "uuid").write_text(f"{mapper_uuid}\n")
        (folder / "dm" / "name").write_text(f"{folder.name}-name\n")
        (folder / "slaves" / lies_on).mkdir()


def _devices(number: str, *, encrypted: bool) -> dict[str, object]:
    root = _device("dm-1", number, "lvm", "xfs")
    layer = _device("dm-0", "253:0", "crypt", "LVM2_member", root)
    part = (
        _device("sda1", "8:1", "part", "crypto_LUKS", layer)
        if encrypted
        else _device("sda1", "8:1", "part", "LVM2_member", root)
    )
    return {"blockdevices": [_device("sda", "8:0", "disk", "", part)]}


def _device(
    name: str, number: str, kind: str, content: str, *children: dict[str, object]
) -> dict[str, object]:
    return {
        "name": name,
        "kname": name,
        "maj:min": number,
        "type": kind,
        "fstype": content or None,
        "label": None,
        "rm": False,
        "hotplug": False,
        "tran": "sata" if kind == "disk" else None,
        "children": list(children),
    }
