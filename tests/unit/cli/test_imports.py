"""What is not needed is not loaded: a command that only says something starts quickly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "dns",
    "requests",
    "urllib3",
    "cryptography",
    "pydantic",
    "pydantic_core",
    "yaml",
    "asyncio",
)
FOR_PROFILES_AND_NETWORKS = (
    *("dns", "requests", "urllib3", "certifi", "idna", "http.client"),
    *("cryptography", "pydantic", "pydantic_core", "yaml", "_yaml"),
    *("digiamen_scan.probes.dns.exchange", "digiamen_scan.probes.http.exchange"),
    *("digiamen_scan.probes.web.x509", "digiamen_scan.profile.schema"),
)
ROOT = Path(__file__).parents[3]
CODE = """
import sys
from digiamen_scan.__main__ import main
code = main({arguments})
print("LOADED", sorted(set(sys.modules) & set({heavy})), code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["--help"],
        ["checks", "list"],
        *([command, "--help"] for command in ("scan", "init", "fix-along", "judge", "profile")),
    ],
    ids=" ".join,
)
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    code = CODE.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "LOADED [] 0" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "--no-input", "--only", "device"],
        ["scan", "--no-input"],
        ["scan", "--no-input", "--only", "device", "--format", "json"],
        ["plan"],
    ],
    ids=" ".join,
)
def test_what_needs_no_profile_and_no_network_loads_nothing_for_them(
    tmp_path: Path, arguments: list[str]
) -> None:
    code = CODE.format(arguments=arguments, heavy=FOR_PROFILES_AND_NETWORKS)
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.stderr.strip().endswith(("LOADED [] 0", "LOADED [] 1"))
