"""Join two network namespaces by TUN devices and hold each packet for a while.

A program of its own, so that a busy test does not add to the delay; it ends when its standard
input does.
"""

from __future__ import annotations

import collections
import contextlib
import fcntl
import os
import select
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field

_TUNSETIFF = 0x400454CA
_IFF_TUN = 0x0001
_IFF_NO_PI = 0x1000
_PACKET_BYTES = 65_536
READY = "joined"


@dataclass(frozen=True)
class Side:
    """One end: the namespace, the device's name there, its address, and the other end's."""

    namespace: str
    device: str
    address: str
    peer: str


@dataclass
class _Direction:
    """Packets on their way from one device to the other, each with the time it is due."""

    source: int
    sink: int
    held: collections.deque[tuple[float, bytes]] = field(default_factory=collections.deque)

    def take(self, delay: float) -> None:
        self.held.append((time.monotonic() + delay, os.read(self.source, _PACKET_BYTES)))

    def deliver(self) -> None:
        while self.held and self.held[0][0] <= time.monotonic():
            # a device that is down loses packets, as a cable does
            with contextlib.suppress(OSError):
                os.write(self.sink, self.held.popleft()[1])

    def wait(self) -> float | None:
        return max(0.0, self.held[0][0] - time.monotonic()) if self.held else None


def relay(first: Side, second: Side, delay: float) -> None:
    """Create both devices, say so, and relay until standard input ends."""
    ends = _attach(first), _attach(second)
    print(READY, flush=True)
    directions = (_Direction(ends[0], ends[1]), _Direction(ends[1], ends[0]))
    standard_input = sys.stdin.fileno()
    while True:
        waits = [wait for direction in directions if (wait := direction.wait()) is not None]
        readable, _, _ = select.select([*ends, standard_input], [], [], min(waits, default=None))
        if standard_input in readable:
            return
        for direction in directions:
            if direction.source in readable:
                direction.take(delay)
            direction.deliver()


def _attach(side: Side) -> int:
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(
        device, _TUNSETIFF, struct.pack("16sH22x", side.device.encode(), _IFF_TUN | _IFF_NO_PI)
    )
    _ip("link", "set", side.device, "netns", side.namespace)
    inside = ("-n", side.namespace)
    _ip(*inside, "address", "add", side.address, "peer", side.peer, "dev", side.device)
    _ip(*inside, "link", "set", side.device, "up")
    return device


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


if __name__ == "__main__":
    relay(Side(*sys.argv[1:5]), Side(*sys.argv[5:9]), float(sys.argv[9]))
