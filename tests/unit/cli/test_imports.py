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
ROOT = Path(__file__).parents[3]
CODE = """
import sys
from digiamen_scan.__main__ import main
code = main({arguments})
print("LOADED", sorted(set(sys.modules) & set({heavy})), code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["checks", "list"], ["scan", "--help"]]
)
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    code = CODE.format(arguments=arguments, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "LOADED [] 0" in done.stderr


def test_a_scan_of_this_computer_needs_no_compiled_module_of_others(tmp_path: Path) -> None:
    arguments = ["scan", "--no-input", "--only", "device"]
    code = CODE.format(
        arguments=arguments, heavy=("dns", "requests", "cryptography", "pydantic_core", "_yaml")
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert "LOADED []" in done.stderr
