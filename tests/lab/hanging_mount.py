"""A mount whose server never answers: whoever looks into it waits until it is taken away."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

from tests.lab.processes import LabError

DEVICE = "/dev/fuse"
_DETACH = 2
_LIBC = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def hanging_mount(point: Path, kind: str = "fuse.sshfs") -> Iterator[None]:
    """Mount a FUSE file system at `point` and answer none of its questions."""
    point.mkdir(exist_ok=True)
    handle = os.open(DEVICE, os.O_RDWR | os.O_CLOEXEC)
    options = f"fd={handle},rootmode=40000,user_id=0,group_id=0,allow_other"
    try:
        _call("mount", b"server.example:", os.fsencode(point), kind.encode(), 0, options.encode())
        try:
            yield
        finally:
            # whoever waits is let go when the answering side is closed
            os.close(handle)
            handle = -1
            _call("umount2", os.fsencode(point), _DETACH)
    finally:
        if handle != -1:
            os.close(handle)


def _call(name: str, *arguments: bytes | int) -> None:
    if getattr(_LIBC, name)(*arguments) != 0:
        raise LabError(f"{name}: {os.strerror(ctypes.get_errno())}")
