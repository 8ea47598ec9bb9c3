"""Websites that accept old, broken or only good encryption, as a scan tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.running import Ended, finding, problem_keys, run, scan, told_plainly
from tests.lab.addresses import can_bind, unused_addresses
from tests.lab.faulty_dns import faulty_dns
from tests.lab.fixtures import do_without, require
from tests.lab.tls_servers import (
    EVERYTHING,
    PROGRAMS,
    openssl_server,
    write_certificate,
)

SITE = "site.example"
CHECK = "web.tls"
HTTPS = 443


@dataclass(frozen=True)
class Site:
    """A website of the lab that does not run yet."""

    folder: Path
    address: str
    certificate: Path
    resolver: str

    def scan(self, *options: str, named: bool = True) -> Ended:
        """Look at the website alone."""
        sites = f", websites: [{SITE}]" if named else ""
        profile = f"digiamen: 1\ndomains: [{{name: {SITE}{sites}}}]\n"
        (self.folder / "digiamen.yaml").write_text(profile)
        found = ("--only", CHECK, "--resolver", self.resolver, "--format", "json")
        ended = scan(self.folder, "--ca-file", str(self.certificate), *found, *options)
        assert told_plainly(ended) == ""
        return ended


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    require(*PROGRAMS)
    address = unused_addresses().web
    if not can_bind(address, HTTPS):
        do_without("only root may listen on port 443")
    with faulty_dns({}, {(SITE, "A"): (address,)}) as dns:
        yield Site(tmp_path, address, write_certificate(tmp_path, SITE), dns.resolver)


@pytest.mark.parametrize(
    ("options", "problem", "severity", "code"),
    [
        ((), None, None, 0),
        (("-tls1_2", "-no_dhe"), None, None, 0),
        (("-cipher", EVERYTHING), "broken", "high", 1),
        (("-cipher", "DEFAULT:@SECLEVEL=0"), "old", "medium", 0),
        (("-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0"), "only_old", "high", 1),
    ],
)
def test_a_website_is_judged_by_what_it_accepts(
    site: Site, options: tuple[str, ...], problem: str | None, severity: str | None, code: int
) -> None:
    with openssl_server(site.certificate, *options, address=site.address, port=HTTPS):
        ended = site.scan("--allow-private")
    found = finding(ended.result, CHECK, SITE)
    assert problem_keys(found) == ([problem] if problem else [])
    assert (found["status"], found["severity"], ended.code) == (
        "fail" if problem else "pass",
        severity,
        code,
    )
    assert any("TLS 1.0" in one["source"] for one in found["evidence"])


def test_a_closed_door_may_be_this_networks_as_long_as_nothing_else_is_seen(site: Site) -> None:
    found = finding(site.scan("--allow-private").result, CHECK, SITE)
    assert (found["status"], found["note"]["key"]) == ("unknown", "no_agreement")


def test_a_www_that_is_not_there_was_never_promised(site: Site) -> None:
    with openssl_server(site.certificate, address=site.address, port=HTTPS):
        ended = site.scan("--allow-private", named=False)
    found = finding(ended.result, CHECK, f"www.{SITE}")
    assert (found["status"], found["note"]["key"]) == ("not_applicable", "no_site")
    assert ended.code == 0


def test_a_private_address_is_not_contacted_unless_it_is_allowed(site: Site) -> None:
    found = finding(site.scan().result, CHECK, SITE)
    assert (found["status"], found["reason"]["kind"]) == ("unknown", "blocked")


def test_a_recording_of_it_says_the_same(site: Site) -> None:
    with openssl_server(site.certificate, "-cipher", EVERYTHING, address=site.address, port=HTTPS):
        found = finding(site.scan("--allow-private", "--record", "s.jsonl").result, CHECK, SITE)
    judged = run(site.folder, "judge", "s.jsonl", "--only", CHECK, "--format", "json")
    assert finding(judged.result, CHECK, SITE) == found


def test_a_stranger_in_the_middle_is_not_the_website(site: Site) -> None:
    other = write_certificate(site.folder / "..", "filter.example")
    with openssl_server(other, address=site.address, port=HTTPS):
        found = finding(site.scan("--allow-private").result, CHECK, SITE)
    assert found["status"] == "unknown"
