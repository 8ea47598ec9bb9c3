"""Reads what this computer shows of its firewall: as root the rules, else what programs tell."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.facts.firewall import Family, NetworkInterface
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.device.linux.firewall_settings import (
    SYSTEMCTL,
    UFW_CONF,
    UFW_DEFAULTS,
    parse_units,
)
from digiamen_scan.probes.device.linux.firewalld_zones import (
    DEFAULT_ZONE,
    MAY_ASK,
    POLICIES,
    ZONES,
)
from digiamen_scan.probes.device.linux.interfaces import read_interfaces, speaks_ipv6
from digiamen_scan.probes.device.linux.small_files import read_small
from digiamen_scan.probes.device.linux.surroundings import mounts_text, seen_markers
from digiamen_scan.probes.run import CommandOutput, find_program, run

NFT = ("nft", "-j", "list", "ruleset")
LEGACY_TABLES: dict[Family, str] = {
    "ipv4": "/proc/net/ip_tables_names",
    "ipv6": "/proc/net/ip6_tables_names",
}
MODULES = Path("/proc/modules")
_PROGRAMS: dict[Family, str] = {"ipv4": "iptables", "ipv6": "ip6tables"}
_SECONDS = 6.0
_LIMIT = 16_000_000

Output = CommandOutput | Unavailable
Saved = tuple[Family, Output]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirewallText:
    """What was read, not yet interpreted.

    `nft` is None where this account may not ask. `saved` are the outputs of iptables-save and the
    like, `legacy_tables` the families for which the older back end holds tables. `may_hold_nft`
    tells whether the kernel may hold rules that only `nft` would show. `zones` are the answers of
    ZONES, DEFAULT_ZONE and POLICIES. A settings file that may not be read is None.
    """

    markers: tuple[str, ...] = ()
    mounts: bytes = b""
    interfaces: tuple[NetworkInterface, ...] = ()
    ipv6: bool = True
    nft: Output | None = None
    saved: tuple[Saved, ...] = ()
    legacy_tables: tuple[Family, ...] = ()
    may_hold_nft: bool = True
    units: Output | None = None
    zones: tuple[Output, Output, Output] | None = None
    ufw_conf: bytes | None = None
    ufw_defaults: bytes | None = None
    programs: tuple[str, ...] = ()


async def read_firewall() -> FirewallText:
    """Ask everything that this account may ask, at the same time."""
    may_hold_nft = _may_hold_nft()
    is_root = os.geteuid() == 0
    async with asyncio.TaskGroup() as tasks:
        units = tasks.create_task(_run(SYSTEMCTL))
        rules = tasks.create_task(_rules()) if is_root else None
        zones = None if is_root else tasks.create_task(_zones(units))
        await asyncio.sleep(0)  # lets them start
        conf, defaults = read_small(UFW_CONF), read_small(UFW_DEFAULTS)
        interfaces, markers, mounts = read_interfaces(), seen_markers(), mounts_text()
    nft, saved, legacy = await rules if rules else (None, (), ())
    return FirewallText(
        markers=markers,
        mounts=mounts,
        interfaces=interfaces,
        ipv6=speaks_ipv6(),
        nft=nft,
        saved=saved,
        legacy_tables=legacy,
        may_hold_nft=may_hold_nft,
        units=units.result(),
        zones=zones.result() if zones else None,
        ufw_conf=conf if isinstance(conf, bytes) else None,
        ufw_defaults=defaults if isinstance(defaults, bytes) else None,
        programs=tuple(name for name in ("ufw", "firewalld") if find_program(name)),
    )


async def _run(argv: Sequence[str]) -> Output:
    return await run(argv, timeout=_SECONDS, limit=_LIMIT)


async def _rules() -> tuple[Output, tuple[Saved, ...], tuple[Family, ...]]:
    """Ask for the rules of both back ends.

    The older one is asked only where it holds tables: asking would load it into the kernel.
    """
    legacy: tuple[Family, ...] = tuple(
        family for family, path in LEGACY_TABLES.items() if read_small(path)
    )
    wanted: dict[str, Family] = {}
    for family, name in _PROGRAMS.items():
        kinds = ("nft", "legacy") if family in legacy else ("nft",)
        wanted |= {_save_program(name, kind): family for kind in kinds}
    outputs = await asyncio.gather(_run(NFT), *(_run([program]) for program in wanted))
    return outputs[0], tuple(zip(wanted.values(), outputs[1:], strict=True)), legacy


def _save_program(name: str, kind: str) -> str:
    """Return the program for one back end; where there is none, the one for whichever is in use."""
    own = f"{name}-{kind}-save"
    return own if find_program(own) else f"{name}-save"


async def _zones(units: "asyncio.Task[Output]") -> tuple[Output, Output, Output] | None:
    """Ask firewalld, where it runs and answers without asking anybody for a password."""
    output = await units
    services = parse_units(output.stdout) if isinstance(output, CommandOutput) else None
    running = any(one.name == "firewalld.service" and one.active for one in services or ())
    if not find_program(ZONES[0]) or not (running or services is None):
        return None
    allowed = await _run((*MAY_ASK, str(os.getpid())))
    if not isinstance(allowed, CommandOutput) or allowed.code != 0:
        return None
    zones, default, policies = await asyncio.gather(_run(ZONES), _run(DEFAULT_ZONE), _run(POLICIES))
    return zones, default, policies


def _may_hold_nft() -> bool:
    """Tell whether nf_tables is in the kernel, or may be. Asked before a tool loads it."""
    try:
        loaded = MODULES.read_text("ascii", "replace")
        built_in = Path("/lib/modules", os.uname().release, "modules.builtin").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return True
    return any(line.startswith("nf_tables ") for line in loaded.splitlines()) or (
        "/nf_tables.ko" in built_in
    )
