"""What everybody may see of a firewall, and what is made of it without administrator rights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from digiamen_scan.facts.firewall import Firewall, FirewalldZone, NetworkInterface
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.device.linux.firewall_settings import UNITS, parse_ufw, parse_units
from digiamen_scan.probes.device.linux.firewall_text import FirewallText
from digiamen_scan.probes.device.linux.firewalld_zones import parse_zones
from digiamen_scan.probes.device.linux.interfaces import read_interfaces
from digiamen_scan.probes.run import CommandOutput
from tests.unit.probes.firewall_samples import (
    CABLE,
    LOOPBACK,
    MOUNTS,
    SAMPLES,
    judged,
    printed,
    read_facts,
    sample,
)

NEEDS_ADMIN = Unavailable("needs_admin", "nft")
DOCKER = NetworkInterface("docker0", outward=False)
UFW_ON = b"# /etc/ufw/ufw.conf\n#\nENABLED=yes\nLOGLEVEL=low\n"
UFW_OFF = UFW_ON.replace(b"yes", b"no")
DENY = b'IPV6=yes\nDEFAULT_INPUT_POLICY="DROP"\nDEFAULT_OUTPUT_POLICY="ACCEPT"\n'


def units(*active: str, installed: tuple[str, ...] = (), at_boot: tuple[str, ...] = ()) -> bytes:
    """What `systemctl show` prints of all units."""
    known = {*active, *installed, *at_boot}
    return b"\n\n".join(
        f"Id={unit}\n"
        f"LoadState={'loaded' if unit in known else 'not-found'}\n"
        f"ActiveState={'active' if unit in active else 'inactive'}\n"
        f"UnitFileState={'enabled' if unit in at_boot else 'disabled'}".encode()
        for unit in UNITS
    )


def person_text(told: bytes | None, **more: object) -> FirewallText:
    """What somebody without administrator rights reads."""
    raw = FirewallText(
        mounts=MOUNTS,
        interfaces=(LOOPBACK, CABLE, DOCKER),
        units=printed(told) if told is not None else Unavailable("tool_missing", "systemctl"),
    )
    return replace(raw, **more)  # type: ignore[arg-type]  # the fields' own types


def told(raw: FirewallText) -> tuple[str, set[str]] | Unavailable:
    """Who answered, and what happens to strangers."""
    found = judged(raw)
    if isinstance(found, Unavailable):
        return found
    return found.by, {one.decision for one in found.families}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            person_text(
                units("ufw.service"),
                ufw_conf=UFW_ON,
                ufw_defaults=DENY,
                programs=("ufw",),
            ),
            ("ufw", {"refused"}),
        ),
        (
            person_text(
                units("ufw.service", "ssh.service"),
                ufw_conf=UFW_ON,
                ufw_defaults=DENY.replace(b"DROP", b"REJECT"),
            ),
            ("ufw", {"refused"}),
        ),
        (
            person_text(
                units("ufw.service"),
                ufw_conf=UFW_ON,
                ufw_defaults=DENY.replace(b'"DROP"', b"ACCEPT"),
            ),
            ("ufw", {"let_in"}),
        ),
        (
            person_text(units("ufw.service"), ufw_conf=UFW_OFF, ufw_defaults=DENY),
            ("services", {"let_in"}),
        ),
        (person_text(units("ssh.service")), ("services", {"let_in"})),
        (
            person_text(units("ssh.service"), programs=("firewalld",)),
            ("services", {"let_in"}),
        ),
    ],
)
def test_ufw_answers_by_its_settings_and_its_service(
    raw: FirewallText, expected: tuple[str, set[str]]
) -> None:
    assert told(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        person_text(units(installed=("ufw.service",)), ufw_conf=UFW_ON, ufw_defaults=DENY),
        person_text(units("ufw.service", "nftables.service"), ufw_conf=UFW_ON, ufw_defaults=DENY),
        person_text(units("ufw.service", "iptables.service"), ufw_conf=UFW_ON, ufw_defaults=DENY),
        person_text(units("ufw.service"), ufw_conf=UFW_ON),
        person_text(units("ufw.service"), ufw_defaults=DENY, programs=("ufw",)),
        person_text(units("ufw.service"), ufw_conf=b"ENABLED=perhaps", programs=("ufw",)),
        person_text(units("ufw.service"), ufw_conf=UFW_ON, ufw_defaults=b"DEFAULT_INPUT_POLICY=x"),
        person_text(None, ufw_conf=UFW_ON, ufw_defaults=DENY, programs=("ufw",)),
        person_text(None),
        person_text(b""),
        person_text(b"System has not been booted with systemd\n"),
        person_text(units("nftables.service")),
        person_text(units("portmaster.service")),
        person_text(units("firewall.service")),
        person_text(units("firewalld.service")),
        person_text(units("firewalld.service"), ufw_conf=UFW_ON, ufw_defaults=DENY),
    ],
)
def test_where_signs_are_missing_or_contradict_it_is_not_known(raw: FirewallText) -> None:
    assert told(raw) == NEEDS_ADMIN


def test_a_systemctl_that_broke_off_told_nothing() -> None:
    whole = person_text(units("ufw.service"), ufw_conf=UFW_ON, ufw_defaults=DENY)
    assert isinstance(whole.units, CommandOutput)
    assert told(replace(whole, units=replace(whole.units, code=1))) == NEEDS_ADMIN


def test_an_empty_list_of_rules_means_nothing_without_rights() -> None:
    assert told(replace(sample("empty"), nft=None, units=printed(b""))) == NEEDS_ADMIN


@pytest.mark.parametrize(
    ("conf", "enabled"),
    [
        (b"ENABLED=yes", True),
        (b'ENABLED="YES"  # on', True),
        (b"ENABLED=no\nENABLED=yes", True),
        (b"ENABLED=yes\nENABLED=no", False),
        (b"#ENABLED=yes", None),
        (b"NOT_ENABLED=yes", None),
        (b"ENABLED=", None),
        (b"", None),
        (b"\x00\xff" * 100, None),
    ],
)
def test_the_switch_of_ufw(conf: bytes, *, enabled: bool | None) -> None:
    assert parse_ufw(conf, None).enabled is enabled


def test_states_of_units() -> None:
    states = parse_units(units("ufw.service", at_boot=("ufw.service", "firewalld.service")))
    assert states is not None
    assert {(one.name, one.active, one.at_boot) for one in states} == {
        ("ufw.service", True, True),
        ("firewalld.service", False, True),
    }


def zone(name: str, **lines: str) -> str:
    words = {"target": "default", "interfaces": "", "sources": "", "ports": "", "protocols": ""}
    rows = "".join(f"  {key}: {value}\n" for key, value in (words | lines).items() if key != "rich")
    rules = "".join(f"\t{rule}\n" for rule in lines.get("rich", "").splitlines())
    return f"{name}\n{rows}  rich rules: \n{rules}\n"


TRUSTED = zone("trusted", target="ACCEPT")
PUBLIC = zone("public (default, active)", interfaces="eth0", services="ssh dhcpv6-client")
HOST_IPV6 = zone(
    "allow-host-ipv6 (active)",
    target="CONTINUE",
    **{"ingress-zones": "ANY", "egress-zones": "HOST"},
    rich='rule family="ipv6" icmp-type name="redirect" accept',
)


def firewalld(zones: str, *, default: str = "public", policies: str = HOST_IPV6) -> FirewallText:
    answers = (printed(zones), printed(f"{default}\n"), printed(policies))
    return person_text(units("firewalld.service"), zones=answers)


@pytest.mark.parametrize(
    ("zones", "default", "decision"),
    [
        (PUBLIC + TRUSTED, "public", "refused"),
        (zone("block", target="%%REJECT%%"), "block", "refused"),
        (zone("drop", target="DROP"), "drop", "refused"),
        (PUBLIC + TRUSTED, "trusted", "on_some_interfaces"),
        (TRUSTED, "trusted", "let_in"),
        (PUBLIC + zone("trusted (active)", target="ACCEPT", interfaces="wlan0"), "public", "x"),
        (PUBLIC + zone("docker (active)", target="ACCEPT", interfaces="docker0"), "public", "ok"),
        (PUBLIC + zone("libvirt (active)", target="ACCEPT", interfaces="virbr0"), "public", "ok"),
        (
            PUBLIC + zone("work (active)", target="ACCEPT", sources="198.51.100.0/24"),
            "public",
            "ok",
        ),
        (PUBLIC + zone("work (active)", target="ACCEPT", sources="0.0.0.0/0"), "public", "x"),
        (zone("public", ports="22/tcp 1025-65535/udp"), "public", "on_many_ports"),
        (zone("public", ports="8000-8100/tcp"), "public", "refused"),
        (zone("public", protocols="tcp"), "public", "let_in"),
        (zone("public", rich="rule accept"), "public", "let_in"),
        (
            zone("public", rich='rule family="ipv4" source NOT address="203.0.113.9" accept'),
            "",
            "x",
        ),
        (zone("public", rich='rule family="ipv4" source address="10.0.0.0/24" accept'), "", "ok"),
        (zone("public", rich='rule service name="http" accept'), "", "ok"),
        (
            zone("public", rich='rule port port="1-65535" protocol="tcp" accept'),
            "",
            "on_many_ports",
        ),
        (zone("public", rich='rule family="ipv4" source address="10.0.0.0/24" reject'), "", "ok"),
    ],
)
def test_firewalld_answers_for_the_zones_in_use(zones: str, default: str, decision: str) -> None:
    words = {"ok": "refused", "x": "on_some_interfaces", "many": "on_many_ports"}
    if "NOT address" in zones:
        words["x"] = "let_in"
    found = told(firewalld(zones, default=default or "public"))
    assert found == ("firewalld", {words.get(decision, decision)})


def test_a_policy_for_this_computer_can_open_it() -> None:
    opening = HOST_IPV6.replace("CONTINUE", "ACCEPT")
    found = told(firewalld(PUBLIC, policies=opening))
    assert found == ("firewalld", {"let_in"})
    away = opening.replace("HOST", "public")
    assert told(firewalld(PUBLIC, policies=away)) == ("firewalld", {"refused"})


@pytest.mark.parametrize(
    ("zones", "default"),
    [
        ("", "public"),
        ("FirewallD is not running\n", "public"),
        (PUBLIC, "home"),
        (PUBLIC[:20], "public"),
        ("public\n  interfaces: eth0\n", "public"),
        (PUBLIC.replace("target: default", "target: cible"), "public"),
        ("\x1b[31m\n\x00", ""),
    ],
)
def test_an_answer_that_was_cut_is_none(zones: str, default: str) -> None:
    assert told(firewalld(zones, default=default)) == NEEDS_ADMIN


def test_a_refusal_of_firewall_cmd_is_no_answer() -> None:
    refused = printed("Authorization failed.\n", 253)
    raw = person_text(units("firewalld.service"), zones=(refused, printed("public\n"), refused))
    assert told(raw) == NEEDS_ADMIN


def test_old_versions_have_no_policies() -> None:
    raw = firewalld(PUBLIC)
    assert raw.zones is not None
    older = replace(raw, zones=(*raw.zones[:2], printed("", 2, b"usage: firewall-cmd")))
    assert told(older) == ("firewalld", {"refused"})


def test_the_zones_of_a_real_firewalld() -> None:
    printed_zones = (SAMPLES.parent / "firewall-cmd" / "zones.txt").read_bytes()
    assert parse_zones(printed_zones, b"public\n", b"", (LOOPBACK, CABLE)) == (
        FirewalldZone("default"),
    )


def test_root_sees_by_the_rules_and_learns_who_manages_them() -> None:
    raw = replace(
        sample("ufw_on"),
        units=printed(units("ufw.service", "ssh.service", at_boot=("ufw.service",))),
        ufw_conf=UFW_ON,
        ufw_defaults=DENY,
        programs=("ufw",),
    )
    found = judged(raw)
    assert isinstance(found, Firewall)
    assert (found.by, found.active, found.usable, found.remote_login, found.lasts) == (
        "rules",
        "ufw",
        "ufw",
        True,
        True,
    )


def test_rules_that_nothing_loads_at_the_next_start() -> None:
    for conf, at_boot in ((None, ()), (UFW_OFF, ("ufw.service",))):
        raw = replace(
            sample("policy_drop_two_rules"),
            units=printed(units("ssh.service", at_boot=at_boot)),
            ufw_conf=conf,
        )
        found = judged(raw)
        assert isinstance(found, Firewall)
        assert found.lasts is False


def test_settings_say_nothing_against_the_rules() -> None:
    raw = replace(
        sample("empty"),
        units=printed(units("ufw.service")),
        ufw_conf=UFW_ON,
        ufw_defaults=DENY,
    )
    assert told(raw) == ("rules", {"let_in"})


def test_evidence_names_no_zone() -> None:
    secret = PUBLIC + zone("fatima (active)", interfaces="wlan0")
    _, services = read_facts(firewalld(secret))
    assert "fatima" not in repr(services)


def test_this_computer_has_a_loopback_that_no_stranger_is_behind() -> None:
    if not Path("/proc/net/dev").exists():
        pytest.skip("no /proc")
    found = {one.id: one.outward for one in read_interfaces()}
    assert found["lo"] is False
