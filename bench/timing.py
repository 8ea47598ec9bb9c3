"""Times two things in turns and compares them."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PYTHON = sys.executable
DIGIAMEN = (PYTHON, "-m", "digiamen_scan")
SCAN = ("scan", "--no-input", "--quiet", "--format", "json")
RUNS = 11
_ACCEPTED = {0, 1, 3}

Pair = tuple[float, float]
"""Seconds that ours took, and seconds that its peer took right after."""


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


def row_of(name: str, pairs: Iterable[Pair]) -> Row:
    """Return the comparison of what was taken in turns."""
    seen = list(pairs)
    return Row(
        name,
        statistics.median(ours for ours, _ in seen) * 1000,
        statistics.median(peer for _, peer in seen) * 1000,
        statistics.median(ours / peer for ours, peer in seen),
    )


def compare(name: str, ours: Sequence[str], peer: Sequence[str], runs: int = RUNS) -> Row:
    """Run both in turns, once to warm up, and return the comparison of the whole processes."""
    return row_of(name, [(seconds(ours), seconds(peer)) for _ in range(runs + 1)][1:])


def seconds(command: Sequence[str]) -> float:
    """Run a command to its end and return how long the whole process took."""
    started = time.perf_counter()
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    took = time.perf_counter() - started
    if done.returncode not in _ACCEPTED:
        raise RuntimeError(f"{command}: exit {done.returncode}: {done.stderr.decode()[-400:]}")
    return took
