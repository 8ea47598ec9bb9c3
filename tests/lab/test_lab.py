"""The lab is what it says: real answers, delay and encryption, and honest about what is missing."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

import dns.dnssec
import dns.edns
import dns.flags
import dns.rcode
import pytest
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from tests.lab import dns_servers, fixtures, processes, zones
from tests.lab.delayed_link import DelayedLink
from tests.lab.dns_servers import DnsLab
from tests.lab.fscrypt_image import FscryptImage
from tests.lab.questions import ask, texts
from tests.lab.zone_text import Signing, Zone, txt


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("good.example", b"v=DMARC1; p=reject; rua=mailto:dmarc@good.example"),
        ("splittxt.example", b"v=DMARC1; p=reject"),
        ("cname.example", b"v=DMARC1; p=reject"),
        ("wildcard.example", b"v=spf1 -all"),
        ("branch.psdn.example", b"v=DMARC1; p=reject; psd=n"),
        ("utf8-inside.example", b"v=DMARC1; p=reject; x=caf\xe9"),
        ("plain.test", b"v=DMARC1; p=reject"),
        (zones.ARABIC_A_LABEL, b"v=DMARC1; p=reject"),
    ],
)
def test_a_policy_arrives_as_written(dns_lab: DnsLab, name: str, record: bytes) -> None:
    assert texts(ask(dns_lab, f"_dmarc.{name}")) == [record]


@pytest.mark.parametrize(
    "zone", [zone for zone in zones.ZONES if zone.served], ids=lambda zone: zone.name
)
def test_every_zone_resolves_unless_it_is_bogus(dns_lab: DnsLab, zone: Zone) -> None:
    bogus = zone.signing in (Signing.WRONG_DS, Signing.STRIPPED)
    assert ask(dns_lab, zone.name, "SOA").rcode() == (
        dns.rcode.SERVFAIL if bogus else dns.rcode.NOERROR
    )


def test_names_that_are_absent_lame_or_looping(dns_lab: DnsLab) -> None:
    assert ask(dns_lab, "noexist.example").rcode() == dns.rcode.NXDOMAIN
    assert ask(dns_lab, "lame.example").rcode() == dns.rcode.SERVFAIL
    assert ask(dns_lab, "_dmarc.cnameloop.example").rcode() == dns.rcode.SERVFAIL
    assert ask(dns_lab, "_dmarc.cnamelost.example").rcode() == dns.rcode.NXDOMAIN


def test_only_the_good_signature_is_authenticated(dns_lab: DnsLab) -> None:
    assert ask(dns_lab, "signed-good.example", "A").flags & dns.flags.AD
    assert not ask(dns_lab, "good.example", "A").flags & dns.flags.AD
    assert ask(dns_lab, "signed-good.example", "DNSKEY").flags & dns.flags.AD


def test_a_bogus_zone_says_why(dns_lab: DnsLab) -> None:
    codes = {
        option.code
        for option in ask(dns_lab, "signed-bogus.example", "A").options
        if isinstance(option, dns.edns.EDEOption)
    }
    assert codes & {dns.edns.EDECode.DNSSEC_BOGUS, dns.edns.EDECode.DNSKEY_MISSING}


def test_the_trust_anchor_is_the_roots(dns_lab: DnsLab) -> None:
    key_tag = int(dns_lab.trust_anchor.read_text().split()[4])
    keys = [
        record
        for rrset in ask(dns_lab, ".", "DNSKEY").answer
        for record in rrset
        if isinstance(record, DNSKEY)
    ]
    assert key_tag in map(dns.dnssec.key_id, keys)


def test_giants_need_tcp(dns_lab: DnsLab) -> None:
    records = texts(ask(dns_lab, "_dmarc.giant.example"))
    assert len(records) == 60
    assert sum(map(len, records)) > 16_384
    assert len(texts(ask(dns_lab, "_dmarc.giant-record.example"))[0]) > 20_000


def test_hostile_bytes_survive_the_way(dns_lab: DnsLab) -> None:
    everything = b"\n".join(texts(ask(dns_lab, "hostile.example")))
    for piece in (
        b"\x1b]0;",
        b"[/b]",
        b"<script>",
        "\u202e".encode(),
        "\u009b".encode(),
        b" \x9b31m",
        b"\x00",
    ):
        assert piece in everything


def test_a_long_string_is_cut_and_escaped() -> None:
    assert txt("a" * 256) == f'TXT "{"a" * 255}" "a"'
    assert txt('"\\\x1b', b"") == 'TXT "\\034\\092\\027" ""'


def test_without_port_53_the_resolver_is_told_where_zones_are() -> None:
    fixtures.require(*dns_servers.PROGRAMS)
    with dns_servers.dns_lab(authority_port=5453) as lab:
        assert ask(lab, "signed-good.example", "A").flags & dns.flags.AD
        assert ask(lab, "lame.example").rcode() == dns.rcode.SERVFAIL


_TIME_QUESTIONS = """
import time, dns.resolver
resolver = dns.resolver.Resolver()
resolver.resolve("good.example", "MX")
for _ in range(5):
    start = time.perf_counter()
    resolver.resolve("good.example", "MX")
    print(time.perf_counter() - start)
"""


def test_the_link_delays_by_its_round_trip(delayed_link: DelayedLink) -> None:
    fixtures.require(*dns_servers.PROGRAMS)
    with delayed_link.dns_lab() as resolver:
        assert resolver == f"{delayed_link.server.address}:53"
        done = delayed_link.client.run(sys.executable, "-c", _TIME_QUESTIONS)
    assert done.returncode == 0, done.stderr
    assert (
        delayed_link.round_trip
        <= statistics.median(map(float, done.stdout.split()))
        < delayed_link.round_trip + 0.03
    )


def test_fscrypt_flags(fscrypt_image: FscryptImage) -> None:
    def flags(directory: Path) -> str:
        return processes.run("lsattr", "-d", str(directory)).split()[0]

    assert "E" not in flags(fscrypt_image.plain)
    assert "E" in flags(fscrypt_image.unlocked)
    assert "E" in flags(fscrypt_image.locked)


def test_fscrypt_status_tells_locked_from_unlocked(fscrypt_image: FscryptImage) -> None:
    assert "Unlocked: Yes" in processes.run("fscrypt", "status", str(fscrypt_image.unlocked))
    assert "Unlocked: No" in processes.run("fscrypt", "status", str(fscrypt_image.locked))
    with pytest.raises(processes.LabError, match="not encrypted"):
        processes.run("fscrypt", "status", str(fscrypt_image.plain))


def test_a_locked_name_is_ciphertext_until_unlocked(fscrypt_image: FscryptImage) -> None:
    assert not (fscrypt_image.locked / "notes.txt").exists()
    fscrypt_image.unlock(fscrypt_image.locked)
    assert (fscrypt_image.locked / "notes.txt").read_text() == "invented\n"
    fscrypt_image.lock(fscrypt_image.locked)


def test_a_missing_server_skips_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixtures, "find_program", lambda _name: None)
    reason = r"lab: knotd is not installed \(apt install knot\)"
    monkeypatch.setenv("REQUIRE_LAB", "1")
    with pytest.raises(pytest.fail.Exception, match=reason):
        fixtures.require("knotd")
    monkeypatch.delenv("REQUIRE_LAB")
    with pytest.raises(pytest.skip.Exception, match=reason):
        fixtures.require("knotd")


def test_a_program_ends_with_its_block(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        processes.running(["cat"], tmp_path / "cat.log") as process,
    ):
        raise ZeroDivisionError
    assert process.returncode is not None
