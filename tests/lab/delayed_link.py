"""Two hosts on one machine with a round trip between them: namespaces and delayed TUN devices."""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab import tun_relay
from tests.lab.addresses import DNS_PORT
from tests.lab.dns_servers import READY
from tests.lab.processes import program, run, running, wait_for_server

PROGRAMS = ("ip",)
_CONFIG = Path("/etc/netns")
_ROOT = Path(__file__).parents[2]
_CLIENT_ADDRESS = "198.18.0.1"
_SERVER_ADDRESS = "198.18.0.2"


@dataclass(frozen=True)
class Host:
    """A namespace and its address on the link."""

    name: str
    address: str

    def command(self, *argv: str) -> list[str]:
        """Return the command line that runs `argv` inside this host."""
        return [program("ip"), "netns", "exec", self.name, *argv]

    def run(self, *argv: str, seconds: float = 60.0) -> subprocess.CompletedProcess[str]:
        """Run a command inside this host to its end, whatever its exit code."""
        return subprocess.run(
            self.command(*argv),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )


@dataclass(frozen=True)
class DelayedLink:
    """Two joined hosts; the client's resolver, by its resolv.conf, is the server."""

    client: Host
    server: Host
    round_trip: float

    @contextlib.contextmanager
    def dns_lab(self) -> Iterator[str]:
        """Run the private DNS in the server; yield the resolver's address as the client sees it."""
        module = (
            sys.executable,
            "-m",
            "tests.lab",
            "--listen",
            self.server.address,
            "--port",
            str(DNS_PORT),
        )
        with self.serving(*module, ready=READY):
            yield f"{self.server.address}:{DNS_PORT}"

    @contextlib.contextmanager
    def serving(self, *argv: str, ready: str) -> Iterator[None]:
        """Run a program in the server, in the repository's folder, once it prints `ready`."""
        with _talking(self.server.command(*argv), ready):
            yield


@contextlib.contextmanager
def delayed_link(round_trip: float = 0.05) -> Iterator[DelayedLink]:
    """Join two new namespaces; each packet is held for half of `round_trip` seconds."""
    tag = secrets.token_hex(3)
    client = Host(f"lab-{tag}-client", _CLIENT_ADDRESS)
    server = Host(f"lab-{tag}-server", _SERVER_ADDRESS)
    with contextlib.ExitStack() as stack:
        for host in (client, server):
            stack.enter_context(_namespace(host, resolver=server.address))
        stack.enter_context(_relay(tag, client, server, round_trip / 2))
        yield DelayedLink(client, server, round_trip)


@contextlib.contextmanager
def _namespace(host: Host, resolver: str) -> Iterator[None]:
    config = _CONFIG / host.name
    run("ip", "netns", "add", host.name)
    try:
        run("ip", "-n", host.name, "link", "set", "lo", "up")
        config.mkdir(parents=True)
        (config / "resolv.conf").write_text(f"nameserver {resolver}\n")
        yield
    finally:
        (config / "resolv.conf").unlink(missing_ok=True)
        for folder in (config, _CONFIG):
            with contextlib.suppress(OSError):
                folder.rmdir()
        run("ip", "netns", "delete", host.name)


@contextlib.contextmanager
def _relay(tag: str, client: Host, server: Host, delay: float) -> Iterator[None]:
    ends = (
        tun_relay.Side(client.name, f"lab{tag}c", client.address, server.address),
        tun_relay.Side(server.name, f"lab{tag}s", server.address, client.address),
    )
    names = [name for end in ends for name in dataclasses.astuple(end)]
    with _talking([sys.executable, tun_relay.__file__, *names, str(delay)], tun_relay.READY):
        yield


@contextlib.contextmanager
def _talking(argv: Sequence[str], ready: str) -> Iterator[None]:
    """Run a program inside the block, from the moment it has printed `ready`."""
    with tempfile.TemporaryDirectory(prefix="lab-link-") as directory:
        log = Path(directory) / "output.log"
        with running(argv, log, _ROOT) as process:
            wait_for_server(process, log, lambda: ready in log.read_text(errors="replace"))
            yield
