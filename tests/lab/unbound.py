"""Unbound as the lab's validating resolver, rooted in the lab's own root."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dns.flags

from tests.lab.knot import is_answered
from tests.lab.processes import program, running, wait_for_server


@dataclass(frozen=True)
class Stub:
    """A zone and the servers, each as address@port, that the resolver asks without delegations."""

    zone: str
    servers: tuple[str, ...]


@dataclass(frozen=True)
class Unbound:
    """One resolver: its files, its address, its way to the root, a signed name that proves it.

    The way is either the root hints or, where the servers do not use port 53, stubs for the root
    and every other zone.
    """

    directory: Path
    address: str
    port: int
    hints: str | None
    trust_anchor: Path
    stubs: tuple[Stub, ...]
    signed_name: str

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Run the resolver inside the block, from the moment it validates."""
        self.directory.mkdir()
        config = self.directory / "unbound.conf"
        config.write_text(
            "\n".join((*self._server_lines(), *self._hint_lines(), *self._stub_lines(), ""))
        )
        log = self.directory / "unbound.log"
        with running([program("unbound"), "-d", "-c", str(config)], log) as process:
            wait_for_server(process, log, self._validates)
            yield

    def _validates(self) -> bool:
        return is_answered(self.signed_name, self.address, self.port, dns.flags.AD)

    def _server_lines(self) -> Sequence[str]:
        return (
            "server:",
            f"    directory: {self.directory}",
            '    chroot: ""',
            '    username: ""',
            '    pidfile: ""',
            "    use-syslog: no",
            "    verbosity: 0",
            "    num-threads: 1",
            f"    interface: {self.address}@{self.port}",
            "    access-control: 0.0.0.0/0 allow",
            "    do-ip6: no",
            "    do-not-query-localhost: no",
            '    module-config: "validator iterator"',
            f"    trust-anchor-file: {self.trust_anchor}",
            "    ede: yes",
            # unbound answers for test. by itself unless told not to
            '    local-zone: "test." nodefault',
        )

    def _hint_lines(self) -> Sequence[str]:
        if self.hints is None:
            return ()
        file = self.directory / "root.hints"
        file.write_text(self.hints)
        return (f"    root-hints: {file}",)

    def _stub_lines(self) -> Sequence[str]:
        return tuple(
            line
            for stub in self.stubs
            for line in (
                "stub-zone:",
                f'    name: "{stub.zone}."',
                "    stub-prime: no",
                *(f"    stub-addr: {server}" for server in stub.servers),
            )
        )
