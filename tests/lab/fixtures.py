"""The lab as pytest fixtures.

A server that is not installed skips the test, and fails it where REQUIRE_LAB=1 says that the lab
must be complete.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.lab import delayed_link as link
from tests.lab import dns_servers
from tests.lab import faulty_dns as faulty
from tests.lab import fscrypt_image as image
from tests.lab import terminal as term
from tests.lab.dns_faults import FaultyDns
from tests.lab.processes import find_program, missing

TerminalFactory = Callable[..., AbstractContextManager[term.Terminal]]


@pytest.fixture(scope="session")
def dns_lab() -> Iterator[dns_servers.DnsLab]:
    """Share one private DNS among all tests."""
    require(*dns_servers.PROGRAMS)
    with dns_servers.dns_lab() as lab:
        yield lab


@pytest.fixture
def faulty_dns() -> Iterator[FaultyDns]:
    """Give the test a misbehaving responder of its own, so that its counts start at nothing."""
    with faulty.faulty_dns() as responder:
        yield responder


@pytest.fixture(scope="session")
def delayed_link() -> Iterator[link.DelayedLink]:
    """Share two hosts with 50 ms between them."""
    require(*link.PROGRAMS)
    require_root()
    require_device("/dev/net/tun")
    with link.delayed_link() as joined:
        yield joined


@pytest.fixture(scope="session")
def fscrypt_image() -> Iterator[image.FscryptImage]:
    """Share a mounted disk image with plain, unlocked and locked directories."""
    require(*image.PROGRAMS)
    require_root()
    require_device("/dev/loop-control")
    with image.fscrypt_image() as mounted:
        yield mounted


@pytest.fixture(scope="session")
def terminal() -> TerminalFactory:
    """Let the test run programs on pseudo-terminals, each in a `with` block."""
    require(*term.PROGRAMS)
    return term.terminal


def require(*programs: str) -> None:
    """Go on only where these programs are installed."""
    for name in programs:
        if find_program(name) is None:
            do_without(missing(name))


def require_root() -> None:
    """Go on only as root."""
    if os.geteuid() != 0:
        do_without("only root may make network namespaces and mounts")


def require_device(path: str) -> None:
    """Go on only where the kernel offers a device."""
    if not Path(path).exists():
        do_without(f"{path} is absent")


def do_without(reason: str) -> None:
    """Skip the test, or fail it where the lab must be complete."""
    if os.environ.get("REQUIRE_LAB") == "1":
        pytest.fail(f"lab: {reason}", pytrace=False)
    pytest.skip(f"lab: {reason}")
