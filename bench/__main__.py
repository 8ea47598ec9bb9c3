"""`python -m bench`: how long digiamen takes, as ratios against peers in the same run.

Whole processes, taken in turns (A B A B …), the median of the pairwise ratios. The machine's noise
falls on both sides. Needs root for the delaying link; see bench/README.md.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.facts.folders import DeclaredFolders
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux.lsblk import COMMAND as LSBLK
from digiamen_scan.probes.device.linux.storage import StorageProbe
from digiamen_scan.probes.run import run
from tests.lab.delayed_link import delayed_link

ROOT = Path(__file__).parents[1]
RUNS = 11
ROUND_TRIP = 0.05
PYTHON = sys.executable
DIGIAMEN = (PYTHON, "-m", "digiamen_scan")
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
    """Compare a scan of this computer against start-up, its probe against its slowest source."""
    ours = (*DIGIAMEN, *SCAN, "--only", "device")
    libraries = (PYTHON, "-c", "import typer, rich")
    yield compare("scan of this computer / import typer, rich", ours, libraries)
    pairs = asyncio.run(storage_pairs())
    yield Row(
        "what is read of this computer / lsblk alone",
        statistics.median(ours for ours, _ in pairs) * 1000,
        statistics.median(alone for _, alone in pairs) * 1000,
        statistics.median(ours / alone for ours, alone in pairs),
    )


async def storage_pairs() -> list[tuple[float, float]]:
    """Time the whole probe of the disks and the one program that it waits for, in turns."""
    probe, device = StorageProbe(), Target(TargetKind.DEVICE, "PC-1", system="linux")
    pairs: list[tuple[float, float]] = []
    for _ in range(RUNS * 2):
        started = time.perf_counter()
        raw = await probe.read(device, DeclaredFolders())
        if not isinstance(raw, Unavailable):
            probe.parse(raw)
        between = time.perf_counter()
        await run(LSBLK, timeout=5)
        pairs.append((between - started, time.perf_counter() - between))
    return pairs


def domain_rows() -> Iterable[Row]:
    """Compare one domain over a link of 50 ms against a script that asks the same at once."""
    with delayed_link(ROUND_TRIP) as link, link.dns_lab() as resolver:
        scan = (
            *DIGIAMEN,
            *SCAN,
            "--only",
            "mail",
            "--resolver",
            resolver,
            "--domain",
            "good.example",
        )
        ours = link.client.command(*scan)
        floor = link.client.command(
            PYTHON, str(ROOT / "bench" / "floor_dns.py"), resolver, "good.example"
        )
        yield compare("one domain at 50 ms / a script that asks the same at once", ours, floor)
        idle = link.client.command(*scan[:-2], "--domain", "good.example", "--offline")
        bare = link.client.command(PYTHON, "-c", "import dns.asyncquery")
        base = statistics.median(seconds(idle) for _ in range(RUNS))
        least = statistics.median(seconds(bare) for _ in range(RUNS))
        own, peer = (
            statistics.median(seconds(command) for _ in range(RUNS)) for command in (ours, floor)
        )
        network, floor_network = own - base, peer - least
        yield Row(
            "the network part of both",
            network * 1000,
            floor_network * 1000,
            network / floor_network,
        )


def main() -> None:
    """Print the table."""
    print("| what / against what | digiamen, ms | peer, ms | ratio |")
    print("|---|---|---|---|")
    for rows in (start_rows(), device_rows(), domain_rows()):
        for row in rows:
            print(row, flush=True)


main()
