"""Starting, awaiting and always stopping the lab's programs."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

PACKAGES = {
    "dbus-daemon": "dbus-daemon",
    "env": "coreutils",
    "firewall-cmd": "firewalld",
    "firewalld": "firewalld",
    "fscrypt": "fscrypt",
    "ip": "iproute2",
    "ip6tables": "iptables",
    "iptables": "iptables",
    "iptables-legacy": "iptables",
    "keymgr": "knot",
    "knotd": "knot",
    "lsattr": "e2fsprogs",
    "lsblk": "util-linux",
    "mkfs.ext4": "e2fsprogs",
    "mount": "mount",
    "nft": "nftables",
    "nginx": "nginx",
    "openssl": "openssl",
    "pkcheck": "polkitd",
    "setpriv": "util-linux",
    "setsid": "util-linux",
    "ufw": "ufw",
    "umount": "mount",
    "unbound": "unbound",
    "unshare": "util-linux",
}
"""The Debian package that brings each program of the lab."""

_STEP = 0.02
_STOP_SECONDS = 5.0


class LabError(RuntimeError):
    """The lab could not be set up or did not answer in time."""


def find_program(name: str) -> str | None:
    """Return the path of a program, looking where servers live even when PATH does not."""
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")


def program(name: str) -> str:
    """Return the path of a program that the lab needs."""
    path = find_program(name)
    if path is None:
        raise LabError(missing(name))
    return path


def missing(name: str) -> str:
    """Say which program is absent and what installs it."""
    return f"{name} is not installed (apt install {PACKAGES[name]})"


def run(name: str, *arguments: str, seconds: float = 20.0) -> str:
    """Run one program to its end and return its standard output."""
    done = subprocess.run(
        [program(name), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if done.returncode != 0:
        raise LabError(
            f"{name} {' '.join(arguments)}: exit {done.returncode}: {done.stderr.strip()}"
        )
    return done.stdout


@contextlib.contextmanager
def running(
    argv: Sequence[str], log: Path, directory: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a program running inside the block; its output goes to `log`.

    Should the tests be killed, the kernel ends the program; its standard input is a pipe that
    closes then, too.
    """
    bound = [program("setpriv"), "--pdeathsig", "TERM", *argv]
    with log.open("wb") as output:
        process = subprocess.Popen(
            bound, stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=directory
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End one process that this program started."""
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(ready: Callable[[], bool], *, what: str, seconds: float = 10.0) -> None:
    """Poll until `ready` holds."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise LabError(f"{what}: not ready after {seconds:g} s")
        time.sleep(_STEP)


def wait_for_server(
    process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool], seconds: float = 10.0
) -> None:
    """Poll until a running server is ready, and show its log where it is not."""

    def ready_or_dead() -> bool:
        if process.poll() is not None:
            raise LabError(f"ended with exit {process.returncode}")
        return ready()

    try:
        wait_until(ready_or_dead, what=log.stem, seconds=seconds)
    except LabError as error:
        raise LabError(f"{error}\n{log.read_text(errors='replace')[-2000:]}") from error
