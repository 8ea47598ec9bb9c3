"""`python -m bench`: how long digiamen takes, as ratios against peers in the same run.

Whole processes, taken in turns (A B A B …), the median of the pairwise ratios. The machine's noise
falls on both sides. Needs root for the delaying link; see bench/README.md.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.facts.folders import DeclaredFolders
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.probes import Probe
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux.firewall import FirewallProbe
from digiamen_scan.probes.device.linux.firewall_settings import SYSTEMCTL
from digiamen_scan.probes.device.linux.firewall_text import NFT
from digiamen_scan.probes.device.linux.lsblk import COMMAND as LSBLK
from digiamen_scan.probes.device.linux.passwords import PasswordProbe
from digiamen_scan.probes.device.linux.storage import StorageProbe
from digiamen_scan.probes.run import run
from tests.lab.delayed_link import DelayedLink, delayed_link

ROOT = Path(__file__).parents[1]
RUNS = 11
ROUND_TRIP = 0.05
DOMAIN = "good.example"
PYTHON = sys.executable
DIGIAMEN = (PYTHON, "-m", "digiamen_scan")
PROGRAMS = (LSBLK, NFT, tuple(SYSTEMCTL))
SCAN = ("scan", "--no-input", "--quiet", "--format", "json")
ACCEPTED = {0, 1, 3}


@dataclass(frozen=True)
class Row:
    """One comparison: the medians in milliseconds and the median of the pairwise ratios."""

    name: str
    ours: float
    peer: float
    ratio: float

    def __str__(self) -> str:
        """Write it as a line of the table."""
        return f"| {self.name} | {self.ours:.0f} | {self.peer:.0f} | {self.ratio:.2f} |"


def seconds(command: Sequence[str]) -> float:
    """Run a command to its end and return how long the whole process took."""
    started = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    took = time.perf_counter() - started
    if done.returncode not in ACCEPTED:
        raise RuntimeError(f"{command}: exit {done.returncode}: {done.stderr.decode()[-400:]}")
    return took


def compare(name: str, ours: Sequence[str], peer: Sequence[str]) -> Row:
    """Run both in turns, once to warm up, and return the comparison."""
    pairs = [(seconds(ours), seconds(peer)) for _ in range(RUNS + 1)][1:]
    return Row(
        name,
        statistics.median(pair[0] for pair in pairs) * 1000,
        statistics.median(pair[1] for pair in pairs) * 1000,
        statistics.median(pair[0] / pair[1] for pair in pairs),
    )


def start_rows() -> Iterable[Row]:
    """Compare starting against importing the two libraries of the command line."""
    libraries = (PYTHON, "-c", "import typer, rich")
    yield compare("`--version` / import typer, rich", (*DIGIAMEN, "--version"), libraries)
    yield compare("`checks list` / import typer, rich", (*DIGIAMEN, "checks", "list"), libraries)


def device_rows() -> Iterable[Row]:
    """Compare a scan of this computer against start-up, its probes against their slowest tool."""
    ours = (*DIGIAMEN, *SCAN, "--only", "device")
    libraries = (PYTHON, "-c", "import typer, rich")
    yield compare("scan of this computer / import typer, rich", ours, libraries)
    pairs = asyncio.run(device_pairs())
    yield Row(
        "all that is read of this computer / the slowest of its programs alone",
        statistics.median(ours for ours, _ in pairs) * 1000,
        statistics.median(alone for _, alone in pairs) * 1000,
        statistics.median(ours / alone for ours, alone in pairs),
    )


async def device_pairs() -> list[tuple[float, float]]:
    """Time all probes of this computer at once, and each program that they wait for, in turns."""
    device = Target(TargetKind.DEVICE, "PC-1", system="linux")
    pairs: list[tuple[float, float]] = []
    for _ in range(RUNS * 2):
        started = time.perf_counter()
        readings = (
            (probe, probe.read(device, *declared))
            for probe, declared in (
                (StorageProbe(), (DeclaredFolders(),)),
                (FirewallProbe(), ()),
                (PasswordProbe(), ()),
            )
        )
        await asyncio.gather(*(parsed(probe, reading) for probe, reading in readings))
        took = time.perf_counter() - started
        pairs.append((took, max([await alone(command) for command in PROGRAMS])))
    return pairs


async def parsed(probe: Probe, reading: Awaitable[object]) -> None:
    """Wait for a probe's reading and parse it."""
    raw = await reading
    if not isinstance(raw, Unavailable):
        probe.parse(raw)


async def alone(command: tuple[str, ...]) -> float:
    """Return the seconds that a program takes by itself."""
    started = time.perf_counter()
    await run(command, timeout=5)
    return time.perf_counter() - started


def domain_rows() -> Iterable[Row]:
    """Compare one domain over a link of 50 ms against a script that asks the same in few rounds."""
    with delayed_link(ROUND_TRIP) as link, link.dns_lab() as resolver:
        for only in ("mail.dmarc", "mail"):
            yield from against_the_floor(link, resolver, only)


def against_the_floor(link: DelayedLink, resolver: str, only: str) -> Iterable[Row]:
    """Compare whole processes, then what is left of both without their start-up."""
    scan = (*DIGIAMEN, *SCAN, "--only", only, "--resolver", resolver, "--domain", DOMAIN)
    rounds = questions(link.client.command(*scan))
    floor = link.client.command(PYTHON, str(ROOT / "bench" / "floor_dns.py"), resolver, *rounds)
    asked = len(rounds) - rounds.count("--")
    name = f"one domain, {only}, {asked} questions at 50 ms / a script that asks the same"
    ours = link.client.command(*scan)
    yield compare(name, ours, floor)
    idle = link.client.command(*scan, "--offline")
    bare = link.client.command(PYTHON, "-c", "import dns.asyncquery")
    own, base, peer, least = (
        statistics.median(seconds(command) for _ in range(RUNS))
        for command in (ours, idle, floor, bare)
    )
    network, floor_network = own - base, peer - least
    yield Row(
        "the network part of both", network * 1000, floor_network * 1000, network / floor_network
    )


def questions(scan: Sequence[str]) -> list[str]:
    """Return what a scan asks, by its recording: first all that is known up front, then the rest.

    What SPF leads to is known only when the domain's own record is.
    """
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "scan.jsonl"
        seconds([*scan, "--record", str(recording)])
        lines = [json.loads(line) for line in recording.read_text().splitlines()]
    later = [f"{one['name']}/{one['type']}" for line in lines for one in answers(line, spf=True)]
    first = [f"{one['name']}/{one['type']}" for line in lines for one in answers(line, spf=False)]
    first += [f"{DOMAIN}/{kind}" for kind in ("MX", "A", "AAAA", "TXT")]
    known = dict.fromkeys(first)
    deeper = [one for one in dict.fromkeys(later) if one not in known]
    return [*known, *(["--", *deeper] if deeper else [])]


def answers(line: dict[str, object], *, spf: bool) -> Iterable[dict[str, object]]:
    """Yield the DNS answers in one line of a recording, of SPF or of all else."""
    if (line.get("fact") == "spf_answers") is spf:
        yield from dns_answers(line)


def dns_answers(value: object) -> Iterable[dict[str, object]]:
    """Yield what looks like a DNS answer, however deep it lies."""
    if isinstance(value, list):
        for one in value:
            yield from dns_answers(one)
    elif isinstance(value, dict):
        if {"name", "type", "status", "records"} <= value.keys():
            yield value
        for one in value.values():
            yield from dns_answers(one)


def main() -> None:
    """Print the table."""
    print("| what / against what | digiamen, ms | peer, ms | ratio |")
    print("|---|---|---|---|")
    for rows in (start_rows(), device_rows(), domain_rows()):
        for row in rows:
            print(row, flush=True)


main()
