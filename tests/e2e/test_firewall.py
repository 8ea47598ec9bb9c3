"""The whole program on a computer with a real firewall, as root and as an ordinary person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import Finding, finding, problem_keys, scan, told_plainly
from tests.e2e.somebody import NOBODY, as_nobody, with_open_doors
from tests.lab import street as streets
from tests.lab.fixtures import require, require_root
from tests.lab.processes import program
from tests.lab.street import Street

CHECK = "device.firewall"
PATH = "PATH=$PATH:/usr/sbin:/sbin\n"
# The settings of this machine stay as they are: what is written goes to copies, and ends with
# the commands that see them.
UFW = """
copy=$(mktemp -d)
mount -t tmpfs none "$copy"
cp -a /etc/ufw /etc/default "$copy"
mount --bind "$copy/ufw" /etc/ufw
mount --bind "$copy/default" /etc/default
mount -t tmpfs none /run
ufw --force enable >/dev/null
"""
FIREWALLD = """
mount -t tmpfs none /run
mkdir -p /run/dbus /run/firewalld
mount -t tmpfs none /etc/firewalld
mkdir -p /etc/firewalld/zones
actions=/usr/share/polkit-1/actions/org.fedoraproject.FirewallD1
mount --bind $actions.desktop.policy.choice "$(readlink -f $actions.policy)"
dbus-daemon --system --nofork --nopidfile >/dev/null 2>&1 &
for _ in $(seq 50); do [ -S /run/dbus/system_bus_socket ] && break; sleep 0.1; done
firewalld --nofork --nopid >/dev/null 2>&1 &
for _ in $(seq 100); do firewall-cmd --state >/dev/null 2>&1 && break; sleep 0.1; done
firewall-cmd --state >/dev/null
"""
SYSTEMCTL = """
printf '#!/bin/sh\\ncat <<END\\n%s\\nEND\\n' "$1" > /run/systemctl
chmod 755 /run/systemctl
mount --bind /run/systemctl "$(command -v systemctl)"
shift
"""
UFW_UNIT = "Id=ufw.service\nLoadState=loaded\nActiveState=active\nUnitFileState=enabled"
FIREWALLD_UNIT = UFW_UNIT.replace("ufw", "firewalld")


@pytest.fixture(scope="module")
def street() -> Iterator[Street]:
    require(*streets.PROGRAMS, "unshare", "setpriv")
    require_root()
    with streets.street([8080]) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    os.chown(folder, NOBODY, NOBODY)
    return folder


@pytest.fixture
def cleared(street: Street) -> Iterator[Street]:
    yield street
    street.clear()


def inside(street: Street, script: str, *arguments: str) -> list[str]:
    """Return the command that sets a firewall up and runs the rest of its command line there."""
    own = ("--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    shell = [
        program("unshare"),
        *own,
        "sh",
        "-e",
        "-c",
        f'{PATH}{script}\n"$@"',
        "firewall",
        *arguments,
    ]
    return [program("ip"), "netns", "exec", street.computer, *shell]


def looked(home: Path, where: list[str], person: list[str]) -> Finding:
    ended = scan(home, "--only", CHECK, "--format", "json", inside=[*where, *person])
    assert told_plainly(ended) == ""
    return finding(ended.result, CHECK)


def both(home: Path, where: list[str]) -> tuple[Finding, Finding]:
    """What root sees there, and what nobody sees."""
    return tuple(  # type: ignore[return-value]  # two of them
        looked(home, where, person) for person in (with_open_doors(home), as_nobody(home))
    )


def reason(found: Finding) -> Any:
    return found["reason"] and found["reason"]["kind"]


def test_without_rules_root_sees_it_and_others_do_not_know(cleared: Street, home: Path) -> None:
    root, nobody = both(home, inside(cleared, "true"))
    assert (root["status"], problem_keys(root)) == ("fail", ["off"])
    assert (nobody["status"], reason(nobody)) == ("unknown", "needs_admin")
    assert ("ipv4", "tcp", 8080) in cleared.reached()


def test_a_policy_that_drops_is_seen_by_root(cleared: Street, home: Path) -> None:
    cleared.run("iptables -P INPUT DROP; ip6tables -P INPUT DROP")
    root, nobody = both(home, inside(cleared, "true"))
    assert root["status"] == "pass"
    assert (nobody["status"], reason(nobody)) == ("unknown", "needs_admin")
    assert cleared.reached() == set()


def test_ipv6_left_open(cleared: Street, home: Path) -> None:
    cleared.run("iptables -P INPUT DROP")
    root = looked(home, inside(cleared, "true"), with_open_doors(home))
    assert problem_keys(root) == ["open_ipv6"]
    assert {door[0] for door in cleared.reached()} == {"ipv6"}


def test_ufw_is_seen_by_root_and_vouches_for_itself_to_others(cleared: Street, home: Path) -> None:
    require("ufw")
    script = UFW + "ufw allow 22/tcp >/dev/null" + SYSTEMCTL
    root, nobody = both(home, inside(cleared, script, UFW_UNIT))
    assert (root["status"], root["note"]["key"]) == ("pass", "doors_left_open")
    assert root["note"]["values"]["ports"] == "22/tcp"
    assert (nobody["status"], nobody["note"]["key"]) == ("pass", "from_settings")
    assert cleared.reached() == set()
    assert b"ENABLED=yes" not in Path("/etc/ufw/ufw.conf").read_bytes()


def test_ufw_that_lets_everybody_in(cleared: Street, home: Path) -> None:
    require("ufw")
    script = UFW + "ufw default allow incoming >/dev/null" + SYSTEMCTL
    root, nobody = both(home, inside(cleared, script, UFW_UNIT))
    assert problem_keys(root) == problem_keys(nobody) == ["open"]
    assert ("ipv6", "tcp", 8080) in cleared.reached()


@pytest.mark.parametrize(
    ("change", "status", "key"),
    [
        ("true", "pass", "from_settings"),
        ("firewall-cmd -q --set-default-zone=trusted", "fail", "open"),
        ("firewall-cmd -q --add-port=1025-65535/tcp", "fail", "many_ports"),
    ],
)
def test_firewalld_answers_for_its_rules(
    cleared: Street, home: Path, change: str, status: str, key: str
) -> None:
    require("firewalld", "firewall-cmd", "dbus-daemon", "pkcheck")
    root, nobody = both(home, inside(cleared, f"{FIREWALLD}\n{change}{SYSTEMCTL}", FIREWALLD_UNIT))
    assert root["status"] == nobody["status"] == status
    if status == "pass":
        assert nobody["note"]["key"] == key
    else:
        assert problem_keys(root) == problem_keys(nobody) == [key]
