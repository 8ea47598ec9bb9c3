"""What to call this computer. Its host name is never stored."""

import hashlib
import sys
import uuid
from pathlib import Path

_MACHINE_ID = Path("/etc/machine-id")
_LABEL_DIGITS = 6


def system() -> str:
    """Return linux, windows or macos; any other system by Python's own name."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, sys.platform)


def device_label() -> str:
    """Return `PC-` and a short hash that stays the same on this computer.

    It cannot be turned back into the machine's identifier, which is not meant to leave it
    (machine-id(5)).
    """
    digest = hashlib.sha256(b"digiamen label " + _machine_id().encode()).hexdigest()
    return f"PC-{digest[:_LABEL_DIGITS].upper()}"


def _machine_id() -> str:
    if sys.platform == "win32":
        return _machine_guid()
    try:
        return _MACHINE_ID.read_text("ascii").strip() or f"{uuid.getnode():x}"
    except (OSError, UnicodeDecodeError):
        return f"{uuid.getnode():x}"


def _machine_guid() -> str:
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415  # only there on Windows

    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
    try:
        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", 0, access
        ) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return f"{uuid.getnode():x}"
