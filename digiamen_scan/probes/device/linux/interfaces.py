"""Reads which network interfaces there are, and behind which of them strangers may be."""

from pathlib import Path

from digiamen_scan.facts.firewall import NetworkInterface
from digiamen_scan.standards.firewall.interfaces import LOOPBACK, is_inward_name

DEVICES = Path("/proc/net/dev")
ROUTES = Path("/proc/net/route")
ROUTES6 = Path("/proc/net/ipv6_route")
ADDRESSES6 = Path("/proc/net/if_inet6")
SWITCHED_OFF6 = tuple(
    Path(f"/proc/sys/net/ipv6/conf/{which}/disable_ipv6") for which in ("all", "default")
)
CLASS = Path("/sys/class/net")
_UP = 0x1
_REJECT = 0x200
_ANY = "0" * 8
_ANY6 = "0" * 32
_MAX = 4096


def read_interfaces() -> tuple[NetworkInterface, ...]:
    """Return the interfaces of this network namespace, by the names that they have."""
    routed = _with_default_route()
    names = [line.partition(":")[0].strip() for line in _lines(DEVICES)[2:] if ":" in line]
    return tuple(
        NetworkInterface(
            name, _is_outward(name, routed), part_of_another=(CLASS / name / "master").exists()
        )
        for name in names[:_MAX]
    )


def speaks_ipv6() -> bool:
    """Tell whether the kernel speaks IPv6 and it is not switched off on all interfaces."""
    if not ADDRESSES6.exists():
        return False
    if any(not line.endswith(" lo") for line in _lines(ADDRESSES6)):
        return True
    return any("".join(_lines(path)).strip() != "1" for path in SWITCHED_OFF6)


def _is_outward(name: str, routed: set[str], depth: int = 0) -> bool:
    if name == LOOPBACK:
        return False
    folder = CLASS / name
    if name in routed or (folder / "device").exists():
        return True
    below = [entry.name.removeprefix("lower_") for entry in _lower(folder)]
    if below and depth < len(_ANY):
        return any(_is_outward(other, routed, depth + 1) for other in below)
    return not is_inward_name(name) and not (folder / "bridge").exists()


def _lower(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("lower_*"))
    except OSError:
        return []


def _with_default_route() -> set[str]:
    found: set[str] = set()
    for row in (line.split() for line in _lines(ROUTES)[1:]):
        if len(row) > 7 and row[1] == row[7] == _ANY and int(row[3], 16) & _UP:  # noqa: PLR2004  # up to the mask
            found.add(row[0])
    for row in (line.split() for line in _lines(ROUTES6)):
        if len(row) > 9 and row[0] == _ANY6 and row[1] == "00" and not int(row[8], 16) & _REJECT:  # noqa: PLR2004  # up to the name
            found.add(row[9])
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
