"""Knot as the lab's authoritative servers, with keys whose DS records are known beforehand."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.query
import dns.rcode

from tests.lab.processes import program, run, running, wait_for_server

_PROBE_SECONDS = 0.3


@dataclass(frozen=True)
class Knot:
    """One knotd: its files, where it listens, what it serves and which of that it signs."""

    directory: Path
    addresses: tuple[str, ...]
    port: int
    zones: tuple[str, ...]
    signed: frozenset[str]

    @property
    def _config(self) -> Path:
        return self.directory / "knot.conf"

    def make_keys(self) -> dict[str, str]:
        """Write the configuration, make the keys of signed zones, and return their DS records."""
        self.directory.mkdir()
        self._config.write_text(self._config_text())
        return {zone: self._make_key(zone) for zone in sorted(self.signed)}

    def write_zones(self, texts: Mapping[str, str]) -> None:
        """Write the zone files."""
        for zone in self.zones:
            self._zone_file(zone).write_text(texts[zone])

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Run the server inside the block, from the moment every zone is loaded."""
        log = self.directory / "knotd.log"
        with running([program("knotd"), "-c", str(self._config)], log) as process:
            for zone in self.zones:
                wait_for_server(process, log, functools.partial(self._serves, zone))
            yield

    def _serves(self, zone: str) -> bool:
        return is_answered(f"{zone}.", self.addresses[0], self.port, dns.flags.AA)

    def _make_key(self, zone: str) -> str:
        keymgr = ("keymgr", "-c", str(self._config), f"{zone}.")
        run(*keymgr, "generate", "algorithm=ECDSAP256SHA256", "ksk=yes", "zsk=yes")
        sha256 = next(line for line in run(*keymgr, "ds").splitlines() if line.split()[4] == "2")
        return sha256.partition(" ")[2]

    def _zone_file(self, zone: str) -> Path:
        return self.directory / f"{zone or 'root'}.zone"

    def _config_text(self) -> str:
        return "\n".join(
            (
                *self._server_lines(),
                "zone:",
                *(line for zone in self.zones for line in self._zone_lines(zone)),
            )
        )

    def _server_lines(self) -> Sequence[str]:
        return (
            "server:",
            f"    rundir: {self.directory}",
            f"    listen: [{', '.join(f'{address}@{self.port}' for address in self.addresses)}]",
            "    udp-workers: 1",
            "    tcp-workers: 1",
            "    background-workers: 2",
            "log:",
            "  - target: stderr",
            "    any: warning",
            "database:",
            f"    storage: {self.directory}",
            "    journal-db-max-size: 8M",
            "    kasp-db-max-size: 8M",
            "    timer-db-max-size: 8M",
            "policy:",
            "  - id: lab",
            "    manual: on",
            "    single-type-signing: on",
            "template:",
            "  - id: default",
            "    semantic-checks: off",
            "    zonefile-sync: -1",
            "    zonefile-load: whole",
            "    journal-content: none",
        )

    def _zone_lines(self, zone: str) -> Sequence[str]:
        lines = (f"  - domain: {zone}.", f"    file: {self._zone_file(zone)}")
        return (
            (*lines, "    dnssec-signing: on", "    dnssec-policy: lab")
            if zone in self.signed
            else lines
        )


def is_answered(name: str, address: str, port: int, flag: dns.flags.Flag) -> bool:
    """Tell whether a server answers for a name's SOA with NOERROR and the flag set."""
    question = dns.message.make_query(name, "SOA", want_dnssec=True)
    try:
        answer = dns.query.udp(question, address, _PROBE_SECONDS, port)
    except (dns.exception.DNSException, OSError):
        return False
    return answer.rcode() == dns.rcode.NOERROR and bool(answer.flags & flag)
