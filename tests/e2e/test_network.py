"""What is contacted: the resolver alone, as the plan says; and what no network at all means."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import PROGRAM, Ended, finding, run, run_command, scan, told_plainly
from tests.e2e.sniffing import RESOLVER, WEBSITE, WEBSITE_ADDRESS
from tests.lab.dns_faults import FaultyDns
from tests.lab.fixtures import require, require_device, require_root
from tests.lab.processes import program

DOMAIN = ("--domain", "honest.example")


def _alone(*, loopback: bool) -> tuple[str, ...]:
    """Return the command that runs the rest without any network, but perhaps with loopback."""
    require("unshare", "ip")
    require_root()
    script = f'{program("ip")} link set lo up && exec "$@"' if loopback else 'exec "$@"'
    return (program("unshare"), "--net", "sh", "-c", script, "alone")


def _sniffed(folder: Path, *command: str) -> dict[str, Any]:
    require("unshare", "ip")
    require_root()
    require_device("/dev/net/tun")
    sniffer = (program("unshare"), "--net", sys.executable, "-m", "tests.e2e.sniffing")
    ended = run_command(folder, [*sniffer, *PROGRAM, *command], seconds=60)
    assert ended.code == 0, ended.err
    return ended.result


@pytest.mark.parametrize("loopback", [True, False])
@pytest.mark.parametrize("resolver", [("--resolver", "192.0.2.53"), ()], ids=["named", "system"])
def test_without_a_network_domains_are_unknown(
    tmp_path: Path, resolver: tuple[str, ...], *, loopback: bool
) -> None:
    inside = _alone(loopback=loopback)
    ended: Ended = scan(
        tmp_path, "--only", "mail", *DOMAIN, *resolver, "--format", "json", inside=inside
    )
    assert told_plainly(ended) == ""
    found = finding(ended.result, "mail.dmarc")
    assert (found["status"], ended.code) == ("unknown", 3)
    assert found["reason"]["kind"] == "unreachable"
    assert found["reason"]["remedy"]
    assert ended.seconds < 10


def test_a_scan_contacts_the_resolver_and_nobody_else(tmp_path: Path) -> None:
    told = _sniffed(tmp_path, "scan", "--no-input", *DOMAIN, "--resolver", RESOLVER)
    assert told["questions"] > 0
    answers = [one for one in told["to"] if one[1] >= 32_768 and one != told["resolver"]]
    assert [one for one in told["to"] if one not in answers] == [told["resolver"]]
    assert {address for address, _ in answers} <= {"127.0.0.1"}


def test_a_website_is_visited_on_its_own_ports_and_no_other(tmp_path: Path) -> None:
    options = ("--only", "web.certificate", "--allow-private", "--timeout", "4")
    site = ("--domain", WEBSITE, "--resolver", RESOLVER)
    told = _sniffed(tmp_path, "scan", "--no-input", *site, *options)
    beyond = [one for one in told["to"] if not one[0].startswith("127.")]
    assert [WEBSITE_ADDRESS, 443] in beyond
    assert {tuple(one) for one in beyond} <= {(WEBSITE_ADDRESS, 443), (WEBSITE_ADDRESS, 80)}


def test_a_private_website_is_not_contacted_unless_allowed(tmp_path: Path) -> None:
    site = ("--only", "web", "--domain", WEBSITE, "--resolver", RESOLVER)
    told = _sniffed(tmp_path, "scan", "--no-input", *site)
    assert [one for one in told["to"] if not one[0].startswith("127.")] == []


@pytest.mark.parametrize("domain", ["honest.example", "truncated.example", "a.b.silent.example"])
def test_no_more_is_asked_than_the_plan_says(
    tmp_path: Path, faulty_dns: FaultyDns, domain: str
) -> None:
    about = ("--only", "mail", "--only", "web", "--domain", domain)
    planned = run(tmp_path, "plan", *about, "--resolver", faulty_dns.resolver)
    assert (planned.code, faulty_dns.questions.total()) == (0, 0)
    text = " ".join(planned.out.split())
    at_most = re.findall(r"DNS, port \d+, \S+, about \S+, at most (\d+) times", text)
    scan(tmp_path, *about, "--resolver", faulty_dns.resolver, seconds=60)
    assert 0 < faulty_dns.questions.total() <= sum(map(int, at_most))
    assert not any(name.endswith("wikipedia.org") for name, _ in faulty_dns.questions)


@pytest.mark.parametrize(
    "command",
    [
        ("scan", "--no-input"),
        ("scan", "--no-input", "--offline", *DOMAIN, "--resolver", RESOLVER),
        ("plan", *DOMAIN, "--resolver", RESOLVER),
        ("checks", "list"),
        ("privacy",),
    ],
    ids=["this computer", "offline", "plan", "list", "privacy"],
)
def test_these_send_nothing_at_all(tmp_path: Path, command: tuple[str, ...]) -> None:
    told = _sniffed(tmp_path, *command)
    assert told["code"] in {0, 1, 3}, told["stderr"]
    assert told["to"] == []
    assert told["questions"] == 0


def test_the_sniffer_sees_what_leaves(tmp_path: Path) -> None:
    elsewhere = ("--resolver", "192.0.2.53", "--timeout", "1")
    told = _sniffed(tmp_path, "scan", "--no-input", *DOMAIN, *elsewhere)
    assert ["192.0.2.53", 53] in told["to"]
    assert told["code"] == 3
