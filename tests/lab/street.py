"""Two hosts on one machine, joined by a cable: a computer with a firewall, and a stranger.

What the stranger reaches is tried for real, with TCP connections and UDP datagrams. Sockets stay
in the network that they were made in, so that one process can hold both ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import select
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address

from tests.lab.processes import LabError, program, run

PROGRAMS = ("ip", "nft", "iptables", "ip6tables")
DEVICE = "uplink"
HERE = {"ipv4": "192.0.2.1", "ipv6": "2001:db8::1"}
FAR = {"ipv4": "192.0.2.2", "ipv6": "2001:db8::2"}
NEAR_HERE = {"ipv4": "192.168.77.1", "ipv6": "fe80::1"}
NEAR = {"ipv4": "192.168.77.2", "ipv6": "fe80::2"}
_OUTSIDE = "road"
_CLONE_NEWNET = 0x40000000
_SECONDS = 0.2
_MAC = {DEVICE: "02:00:00:00:00:01", _OUTSIDE: "02:00:00:00:00:02"}
_FAMILIES = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}
_KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}

Door = tuple[str, str, int]
"""A family, a protocol and a port."""


@dataclass
class Street:
    """The computer's network and the stranger's; the computer listens at `doors`."""

    computer: str
    stranger: str
    listening: dict[Door, socket.socket] = field(default_factory=dict)

    def run(self, script: str) -> None:
        """Run shell commands as root in the computer's network."""
        done = subprocess.run(
            [program("ip"), "netns", "exec", self.computer, "sh", "-e", "-c", script],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise LabError(f"{script}\n{done.stderr}")

    def clear(self) -> None:
        """Take all rules away, of both back ends."""
        self.run(_CLEAR)

    def inside(self) -> contextlib.AbstractContextManager[None]:
        """Be in the computer's network."""
        return _in_network(self.computer)

    def listen(self, ports: Iterable[int]) -> None:
        """Open these ports on the computer, for every family and protocol."""
        with self.inside():
            for family, protocol, port in _doors(ports):
                opened = socket.socket(_FAMILIES[family], _KINDS[protocol])
                opened.setblocking(False)  # noqa: FBT003  # the socket's own signature
                if family == "ipv6":
                    opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                opened.bind(("::" if family == "ipv6" else "0.0.0.0", port))
                if protocol == "tcp":
                    opened.listen()
                self.listening[family, protocol, port] = opened

    def reached(self, *, near: bool = False, source_port: int = 0) -> set[Door]:
        """Return the doors at which the stranger's first packet arrives."""
        self._drain()
        here, there = (NEAR_HERE, NEAR) if near else (HERE, FAR)
        with contextlib.ExitStack() as stack:
            with _in_network(self.stranger):
                for family, protocol, port in self.listening:
                    knocking = stack.enter_context(
                        socket.socket(_FAMILIES[family], _KINDS[protocol])
                    )
                    _knock(knocking, (there[family], source_port), (here[family], port))
            return self._arrived()

    def _arrived(self) -> set[Door]:
        found: set[Door] = set()
        until = time.monotonic() + _SECONDS
        while (left := until - time.monotonic()) > 0 and len(found) < len(self.listening):
            waiting = {opened: door for door, opened in self.listening.items() if door not in found}
            ready, _, _ = select.select(list(waiting), [], [], left)
            found |= {waiting[opened] for opened in ready}
        return found

    def _drain(self) -> None:
        for (_, protocol, _), opened in self.listening.items():
            with contextlib.suppress(BlockingIOError):
                while True:
                    if protocol == "tcp":
                        opened.accept()[0].close()
                    else:
                        opened.recv(64)


def _knock(knocking: socket.socket, source: tuple[str, int], door: tuple[str, int]) -> None:
    knocking.setblocking(False)  # noqa: FBT003  # the socket's own signature
    knocking.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # an abrupt end leaves no connection behind that the next try could belong to
    knocking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    scoped = ip_address(source[0]).is_link_local and ":" in source[0]
    rest = (0, socket.if_nametoindex(_OUTSIDE)) if scoped else ()
    knocking.bind((*source, *rest))
    with contextlib.suppress(BlockingIOError, ConnectionRefusedError, OSError):
        knocking.connect((*door, *rest))
        if knocking.type == socket.SOCK_DGRAM:
            knocking.send(b"knock")


def _doors(ports: Iterable[int]) -> Iterator[Door]:
    for port in ports:
        for family in _FAMILIES:
            for protocol in _KINDS:
                yield family, protocol, port


@contextlib.contextmanager
def street(ports: Iterable[int]) -> Iterator[Street]:
    """Make both networks inside the block, the computer listening at `ports`."""
    tag = secrets.token_hex(3)
    made = Street(f"lab-{tag}-computer", f"lab-{tag}-stranger")
    with contextlib.ExitStack() as stack:
        for name in (made.computer, made.stranger):
            run("ip", "netns", "add", name)
            stack.callback(run, "ip", "netns", "delete", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        _join(made)
        made.listen(ports)
        for opened in made.listening.values():
            stack.enter_context(opened)
        yield made


def _join(made: Street) -> None:
    other = ("peer", "name", _OUTSIDE, "address", _MAC[_OUTSIDE], "netns", made.stranger)
    own = (DEVICE, "address", _MAC[DEVICE], "type", "veth")
    run("ip", "-n", made.computer, "link", "add", *own, *other)
    _address(made.computer, DEVICE, (HERE, NEAR_HERE))
    _address(made.stranger, _OUTSIDE, (FAR, NEAR))
    for name, device, others, peer in (
        (made.computer, DEVICE, (FAR, NEAR), _OUTSIDE),
        (made.stranger, _OUTSIDE, (HERE, NEAR_HERE), DEVICE),
    ):
        # known beforehand: rules that refuse everything refuse neighbour discovery too
        for one in others:
            entry = (one["ipv6"], "lladdr", _MAC[peer], "dev", device, "nud", "permanent")
            run("ip", "-n", name, "-6", "neigh", "replace", *entry)
    run("ip", "-n", made.computer, "route", "add", "default", "via", FAR["ipv4"])


def _address(name: str, device: str, addresses: Iterable[dict[str, str]]) -> None:
    run("ip", "-n", name, "link", "set", device, "addrgenmode", "none")
    run("ip", "-n", name, "link", "set", device, "up")
    for one in addresses:
        run("ip", "-n", name, "address", "add", f"{one['ipv4']}/24", "dev", device)
        run("ip", "-n", name, "address", "add", f"{one['ipv6']}/64", "dev", device, "nodad")


@contextlib.contextmanager
def _in_network(name: str) -> Iterator[None]:
    """Be in a network namespace: this thread, and the programs that it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/self/ns/net", "rb") as own, open(f"/run/netns/{name}", "rb") as other:  # noqa: PTH123  # their numbers
        _enter(libc, other.fileno())
        try:
            yield
        finally:
            _enter(libc, own.fileno())


def _enter(libc: ctypes.CDLL, handle: int) -> None:
    if libc.setns(handle, _CLONE_NEWNET) != 0:
        raise LabError(f"setns: {os.strerror(ctypes.get_errno())}")


_LEGACY = "iptables-legacy ip6tables-legacy"
_CLEAR = f"""
nft flush ruleset
for tool in {_LEGACY}; do
    for table in filter mangle raw nat; do
        $tool -t $table -F 2>/dev/null && $tool -t $table -X || true
    done
    $tool -P INPUT ACCEPT 2>/dev/null || true
done
"""
