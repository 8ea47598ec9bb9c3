"""Times the start, a scan of this computer, and what is read of it."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Iterable, Sequence

from bench.timing import DIGIAMEN, PYTHON, RUNS, SCAN, Row, compare, row_of
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
from digiamen_scan.probes.run import find_program, run

LIBRARIES = (PYTHON, "-c", "import typer, rich")
TOOLS: tuple[Sequence[str], ...] = (
    LSBLK,
    NFT,
    ("iptables-save",),
    ("ip6tables-save",),
    SYSTEMCTL,
)
"""What root's scan runs; firewall-cmd is only asked where the rules may not be seen."""


def start_rows() -> Iterable[Row]:
    """Compare starting against importing the two libraries of a usual command line."""
    peer = "import typer, rich"
    yield compare(f"`--version` / {peer}", (*DIGIAMEN, "--version"), LIBRARIES)
    yield compare(f"`checks list` / {peer}", (*DIGIAMEN, "checks", "list"), LIBRARIES)
    scan = (*DIGIAMEN, *SCAN, "--only", "device")
    yield compare(f"scan of this computer / {peer}", scan, LIBRARIES)


def reading_rows() -> Iterable[Row]:
    """Compare all probes of this computer at once against the programs that they wait for."""
    ours, alone, together = asyncio.run(_turns())
    slowest = max(alone, key=lambda tool: statistics.median(alone[tool]))
    read = "what is read of this computer"
    yield row_of(f"{read} / `{slowest}` alone", zip(ours, alone[slowest], strict=True))
    programs = f"its {len(alone)} programs at once, nothing else"
    yield row_of(f"{read} / {programs}", zip(ours, together, strict=True))


async def _turns() -> tuple[list[float], dict[str, list[float]], list[float]]:
    """Time all probes together, then each program alone, then all programs; the first warms up."""
    there = [tool for tool in TOOLS if find_program(tool[0])]
    ours: list[float] = []
    alone: dict[str, list[float]] = {tool[0]: [] for tool in there}
    together: list[float] = []
    for _ in range(RUNS * 2 + 1):
        ours.append(await _seconds(_read_all()))
        for tool in there:
            alone[tool[0]].append(await _seconds(run(tool, timeout=5)))
        together.append(await _seconds(asyncio.gather(*(run(tool, timeout=5) for tool in there))))
    return ours[1:], {name: took[1:] for name, took in alone.items()}, together[1:]


async def _seconds(work: Awaitable[object]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started


async def _read_all() -> None:
    device = Target(TargetKind.DEVICE, "PC-1", system="linux")
    storage, firewall, passwords = StorageProbe(), FirewallProbe(), PasswordProbe()
    probes: tuple[Probe, ...] = (storage, firewall, passwords)
    found = await asyncio.gather(
        storage.read(device, DeclaredFolders()), firewall.read(device), passwords.read(device)
    )
    for probe, raw in zip(probes, found, strict=True):
        if not isinstance(raw, Unavailable):
            probe.parse(raw)
