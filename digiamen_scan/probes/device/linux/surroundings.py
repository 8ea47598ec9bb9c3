"""Tells whether this system is a computer's own, or runs inside one."""

from collections.abc import Sequence
from pathlib import Path

from digiamen_scan.probes.device.linux.mounts import mount_at, parse_mounts
from digiamen_scan.probes.device.linux.places import LAYERED, system_mount

MOUNTS = "/proc/self/mountinfo"
KERNEL_RELEASE = "/proc/sys/kernel/osrelease"
# A marker in /run is as old as the last start; one in / may have come with the disk's image.
RUNNING_MARKERS = ("/run/systemd/container", "/run/.containerenv")
IMAGE_MARKER = "/.dockerenv"


def seen_markers() -> tuple[str, ...]:
    """Return the signs of a container or of a Windows computer's Linux."""
    found = [path for path in (*RUNNING_MARKERS, IMAGE_MARKER) if Path(path).exists()]
    wsl = b"microsoft" in _bytes(KERNEL_RELEASE).lower()
    return (*found, *(["wsl"] if wsl else []))


def mounts_text() -> bytes:
    """Return the kernel's list of mounts; empty where it shows none."""
    return _bytes(MOUNTS)


def inside_what(markers: Sequence[str], mounts: bytes) -> str:
    """Return what the system runs inside: `wsl`, `container`, `overlay`; empty for a computer."""
    if "wsl" in markers:
        return "wsl"
    seen = parse_mounts(mounts)
    root, system = mount_at(seen, "/"), system_mount(seen)
    whole = root is not None and root.root == "/" and root.number.partition(":")[0] != "0"
    if set(markers) & set(RUNNING_MARKERS) or (IMAGE_MARKER in markers and not whole):
        return "container"
    return "overlay" if system is not None and system.file_system in LAYERED else ""


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
