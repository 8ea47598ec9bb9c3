"""Loopback addresses and ports that nobody else uses."""

from __future__ import annotations

import contextlib
import random
import socket
from dataclasses import dataclass

from tests.lab.processes import LabError

DNS_PORT = 53
_TRIES = 50


@dataclass(frozen=True)
class Addresses:
    """The lab's hosts: name servers on networks of their own, and where invented hosts live.

    All are loopback addresses, so that nothing a zone says can lead a test out of this machine.
    """

    roots: str
    ns1: str
    ns2: str
    web: str
    mail: str
    resolver: str

    @classmethod
    def in_block(cls, block: int) -> Addresses:
        """Lay the hosts out in 127.`block`.0.0/16."""
        return cls(
            roots=f"127.{block}.1.1",
            ns1=f"127.{block}.2.53",
            ns2=f"127.{block}.3.53",
            web=f"127.{block}.4.80",
            mail=f"127.{block}.5.25",
            resolver=f"127.{block}.0.53",
        )


def unused_addresses() -> Addresses:
    """Choose a block that no other lab on this machine occupies."""
    for block in random.sample(range(16, 240), _TRIES):
        addresses = Addresses.in_block(block)
        if can_bind(addresses.roots, DNS_PORT) or not may_use_dns_port():
            return addresses
    raise LabError("no free block of loopback addresses")


def may_use_dns_port() -> bool:
    """Tell whether this user may listen on port 53."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.255.255.1", DNS_PORT))
        except PermissionError:
            return False
        except OSError:
            return True
        return True


def can_bind(address: str, port: int) -> bool:
    """Tell whether UDP and TCP are both free there, as servers see it.

    What is left of connections that have ended (TIME_WAIT) is in no server's way.
    """
    with contextlib.ExitStack() as stack:
        try:
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                probe = stack.enter_context(socket.socket(socket.AF_INET, kind))
                if kind is socket.SOCK_STREAM:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError:
            return False
        return True


def free_port(address: str) -> int:
    """Choose a port that is free for UDP and TCP."""
    for _ in range(_TRIES):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((address, 0))
            port = int(probe.getsockname()[1])
        if can_bind(address, port):
            return port
    raise LabError(f"no free port on {address}")
