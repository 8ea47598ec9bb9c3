"""Times the start, a scan of this computer, and what is read of it."""

import asyncio
import statistics
import time
from collections.abc import Iterable, Sequence

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
    """Compare all probes of this computer at once against their slowest source, and its sum."""
    ours, tools = asyncio.run(_turns())
    slowest = max(tools, key=lambda tool: statistics.median(tools[tool]))
    together = [sum(took) for took in zip(*tools.values(), strict=True)]
    read = "what is read of this computer"
    yield row_of(f"{read} / `{slowest}` alone", zip(ours, tools[slowest], strict=True))
    programs = f"its {len(tools)} programs one by one"
    yield row_of(f"{read} / {programs}", zip(ours, together, strict=True))


async def _turns() -> tuple[list[float], dict[str, list[float]]]:
    """Time all probes together and then each program alone, in turns; the first turn warms up."""
    there = [tool for tool in TOOLS if find_program(tool[0])]
    ours: list[float] = []
    tools: dict[str, list[float]] = {tool[0]: [] for tool in there}
    for _ in range(RUNS * 2 + 1):
        started = time.perf_counter()
        await _read_all()
        ours.append(time.perf_counter() - started)
        for tool in there:
            started = time.perf_counter()
            await run(tool, timeout=5)
            tools[tool[0]].append(time.perf_counter() - started)
    return ours[1:], {name: took[1:] for name, took in tools.items()}


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
