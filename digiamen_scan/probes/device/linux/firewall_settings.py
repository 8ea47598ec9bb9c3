"""Reads what ufw's files and systemd say of the programs that set up a firewall."""

import re
from typing import Literal

from digiamen_scan.facts.firewall import ServiceState, UfwSettings
from digiamen_scan.standards.firewall.firewall import FIREWALL_SERVICES, LOGIN_SERVICES

UFW_CONF = "/etc/ufw/ufw.conf"
UFW_DEFAULTS = "/etc/default/ufw"
UNITS = (*FIREWALL_SERVICES, *LOGIN_SERVICES)
STATES = ("systemctl", "show", "--property=Id,LoadState,ActiveState,UnitFileState")
SYSTEMCTL = (*STATES, *UNITS)
_ASSIGNED = re.compile(r"""^\s*(?P<name>[A-Z_]+)=\s*["']?(?P<value>[A-Za-z]+)["']?\s*(?:#.*)?$""")
_POLICIES: dict[str, Literal["accept", "drop", "reject"]] = {
    "accept": "accept",
    "drop": "drop",
    "reject": "reject",
}
_ACTIVE = ("active", "activating", "reloading")
_AT_BOOT = ("enabled", "enabled-runtime", "alias")


def parse_ufw(conf: bytes | None, defaults: bytes | None) -> UfwSettings:
    """Read ufw.conf and the file of defaults; None for one that is not there."""
    enabled = _assignments(conf).get("ENABLED")
    policy = _assignments(defaults).get("DEFAULT_INPUT_POLICY", "")
    return UfwSettings(
        enabled={"yes": True, "no": False}.get(enabled or ""), input_policy=_POLICIES.get(policy)
    )


def _assignments(text: bytes | None) -> dict[str, str]:
    """Return a shell file's plain assignments in lower case; the last of several counts."""
    lines = (text or b"").decode("utf-8", "replace").splitlines()
    found = (_ASSIGNED.match(line) for line in lines)
    return {one["name"]: one["value"].lower() for one in found if one}


def parse_units(printed: bytes) -> tuple[ServiceState, ...] | None:
    """Return the services that are installed; None where systemctl told of no unit at all."""
    blocks = [_properties(block) for block in printed.decode("utf-8", "replace").split("\n\n")]
    told = {block["Id"]: block for block in blocks if block.get("Id") in UNITS}
    if not told:
        return None
    return tuple(
        ServiceState(
            name,
            block.get("ActiveState") in _ACTIVE,
            block.get("UnitFileState") in _AT_BOOT,
        )
        for name, block in told.items()
        if block.get("LoadState") == "loaded"
    )


def _properties(block: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in block.splitlines())
    return {name: value for name, equals, value in pairs if equals}
