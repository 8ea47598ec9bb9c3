"""Runs a command in a network of its own and tells of every packet that it sends.

`unshare --net python -m tests.e2e.sniffing COMMAND…`: in the new namespace every address leads
either to loopback or to a device that swallows what it gets. The lab's responder answers at
RESOLVER on loopback. Standard output is one JSON object.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.lab.dns_faults import RECORDS, FaultyDns
from tests.lab.faulty_dns import faulty_dns
from tests.lab.processes import run

RESOLVER = "{resolver}"
WEBSITE, WEBSITE_ADDRESS = "site.example", "198.51.100.80"
"""A website whose address swallows what it gets."""
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_ALL_PROTOCOLS = 3
_OUTGOING = 4
_IPV4, _IPV6 = 0x0800, 0x86DD
_TCP, _UDP = 6, 17
_SECONDS = 60

Packet = tuple[str, int]
"""An address and a port that something was sent to."""


def main(command: list[str]) -> int:
    """Run it, and print how it ended and where packets went."""
    _make_network()
    records = {**RECORDS, (WEBSITE, "A"): (WEBSITE_ADDRESS,)}
    with faulty_dns({}, records) as server:
        argv = [one.replace(RESOLVER, server.resolver) for one in command]
        with _sniffed() as packets:
            done = subprocess.run(argv, capture_output=True, timeout=_SECONDS, check=False)
    sys.stdout.write(json.dumps(_told(done, server, packets)))
    return 0


def _told(
    done: subprocess.CompletedProcess[bytes], server: FaultyDns, packets: set[Packet]
) -> dict[str, object]:
    return {
        "code": done.returncode,
        "stdout": done.stdout.decode(),
        "stderr": done.stderr.decode(),
        "resolver": [server.address, server.port],
        "questions": server.questions.total(),
        "to": sorted(packets),
    }


def _make_network() -> None:
    run("ip", "link", "set", "lo", "up")
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH22x", b"swallow", _IFF_TUN | _IFF_NO_PI))
    run("ip", "address", "add", "192.0.2.1/24", "dev", "swallow")
    run("ip", "address", "add", "2001:db8::1/64", "dev", "swallow", "nodad")
    run("ip", "link", "set", "swallow", "up")
    run("ip", "route", "add", "default", "dev", "swallow")
    run("ip", "-6", "route", "add", "default", "dev", "swallow")


@contextmanager
def _sniffed() -> Iterator[set[Packet]]:
    """Collect where TCP and UDP packets go that leave by any device."""
    found: set[Packet] = set()
    with socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS)) as raw:
        raw.settimeout(0.2)
        ending = threading.Event()
        thread = threading.Thread(target=_collect, args=(raw, found, ending))
        thread.start()
        try:
            yield found
        finally:
            ending.set()
            thread.join()


def _collect(raw: socket.socket, found: set[Packet], ending: threading.Event) -> None:
    while True:
        try:
            data, address = raw.recvfrom(65_536)
        except TimeoutError:
            if ending.is_set():
                return
            continue
        packet = _destination(address[1], data) if address[2] == _OUTGOING else None
        if packet:
            found.add(packet)


def _destination(kind: int, data: bytes) -> Packet | None:
    if kind == _IPV4:
        protocol, header, text = data[9], (data[0] & 0xF) * 4, socket.inet_ntoa(data[16:20])
    elif kind == _IPV6:
        protocol, header = data[6], 40
        text = socket.inet_ntop(socket.AF_INET6, data[24:40])
    else:
        return None
    if protocol not in {_TCP, _UDP}:
        return None
    port: int = struct.unpack_from("!H", data, header + 2)[0]
    return text, port


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
