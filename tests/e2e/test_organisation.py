"""A whole organisation: its mail, its website and its accounts, as one report tells of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.running import Ended, scan, told_plainly
from tests.lab.certificates import below, root, shown
from tests.lab.dns_servers import DnsLab
from tests.lab.fixtures import require, require_root
from tests.lab.nginx import PROGRAMS, Site, nginx
from tests.lab.organisation_zones import ORDERLY, WIDE_OPEN

SIGN_IN = "<form method=post><input type=password></form>"
MODERN = (
    "ssl_protocols TLSv1.2 TLSv1.3; "
    "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384;"
)
OLD = "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;"
FAMILIES = ("mail", "web", "accounts")
PROFILE = """\
digiamen: 1
organisation: {{name: Association Exemple}}
password_policy: {{min_length: 14}}
domains:
  - name: {domain}
    dkim_selectors: [{selectors}]
    websites: [{domain}, www.{domain}]
accounts:
  - {{name: Microsoft 365, exposure: 3}}
  - {{name: Facebook page, exposure: 2}}
"""
ANSWER = """\
  - check: {check}
    target: {target}
    by: focal point
    on: {on}
    until: {until}
    values: {values}
"""


@dataclass(frozen=True)
class Organisation:
    """One in a folder, and the internet as it is seen from there."""

    folder: Path
    domain: str
    resolver: str
    roots: Path

    def options(self) -> tuple[str, ...]:
        only = (word for family in FAMILIES for word in ("--only", family))
        return (*only, "--resolver", self.resolver, "--ca-file", str(self.roots))

    def scan(self, *more: str) -> Ended:
        ended = scan(self.folder, *self.options(), "--allow-private", *more)
        assert told_plainly(ended) == ""
        return ended


def _answers(two_factor: str, admins: str, rule: str) -> str:
    asked = [
        *(("two_factor", one, two_factor) for one in ("Microsoft 365", "Facebook page")),
        *(("two_factor_admins", one, admins) for one in ("Microsoft 365", "Facebook page")),
        ("password_policy", "organisation", rule),
    ]
    today = dt.datetime.now(dt.UTC).date()
    days = {"on": today, "until": today + dt.timedelta(days=30)}
    told = (
        ANSWER.format(check=f"accounts.{check}", target=target, values=values, **days)
        for check, target, values in asked
    )
    return "digiamen: 1\nanswers:\n" + "".join(told)


@contextmanager
def _running(
    folder: Path, dns: DnsLab, domain: str, settings: str, **wanted: object
) -> Iterator[Organisation]:
    top = root()
    roots = folder / "roots.pem"
    roots.write_bytes(top.pem)
    names = (domain, f"www.{domain}")
    site = Site(shown(below(top), *names, **wanted), SIGN_IN, settings=settings)
    with nginx(folder / "nginx", dns.hosts.web, dict.fromkeys(names, site)):
        yield Organisation(folder, domain, dns.resolver, roots)


@pytest.fixture
def orderly(tmp_path: Path, dns_lab: DnsLab) -> Iterator[Organisation]:
    require(*PROGRAMS)
    require_root()
    (tmp_path / "digiamen.yaml").write_text(PROFILE.format(domain=ORDERLY, selectors="main"))
    written = "{rule: written, length: 16, says: unique manager leaked}"
    text = _answers("{state: everyone}", "{state: all}", written)
    (tmp_path / "digiamen.answers.yaml").write_text(text)
    with _running(tmp_path, dns_lab, ORDERLY, MODERN) as organisation:
        yield organisation


@pytest.fixture
def wide_open(tmp_path: Path, dns_lab: DnsLab) -> Iterator[Organisation]:
    require(*PROGRAMS)
    require_root()
    (tmp_path / "digiamen.yaml").write_text(PROFILE.format(domain=WIDE_OPEN, selectors=""))
    text = _answers("{state: nobody}", "{state: none}", "{rule: none}")
    (tmp_path / "digiamen.answers.yaml").write_text(text)
    with _running(tmp_path, dns_lab, WIDE_OPEN, OLD, begins=-90, ends=-2) as organisation:
        yield organisation


def test_one_in_order_passes_everywhere(orderly: Organisation) -> None:
    ended = orderly.scan("--format", "json")
    statuses = {
        (one["check"], one["target"]["name"]): one["status"] for one in ended.result["findings"]
    }
    assert {check.split(".")[0] for check, _ in statuses} == set(FAMILIES)
    assert {key: status for key, status in statuses.items() if status != "pass"} == {}
    assert (ended.result["actions"], ended.code) == ([], 0)


# What comes first: severity times exposure gives the band (the domain has the usual exposure, 2),
# then the quickest, then what is worse, then what concerns administrators, then the workshop's own
# protections. Six come first; DMARC that only watches waits for nothing. A seventh is quick.
EXPECTED = [
    ("now", "first", "accounts.two_factor_admins", "none_has_it", "minutes"),
    ("now", "first", "web.certificate", "expired", "minutes"),
    ("now", "first", "mail.spf", "passes_everyone", "minutes"),
    ("now", "first", "accounts.two_factor", "nobody_has_it", "hours"),
    ("this_month", "first", "mail.dkim", "not_signing", "minutes"),
    ("this_month", "first", "mail.dmarc", "no_record", "minutes"),
    ("this_month", "quick", "mail.spf", "missing", "minutes"),
    ("this_month", "rest", "accounts.password_policy", "no_rule", "hours"),
    ("this_month", "rest", "web.tls", "old", "outside"),
]


def test_what_is_wide_open_is_told_in_the_order_that_the_rules_give(
    wide_open: Organisation,
) -> None:
    ended = wide_open.scan("--format", "json")
    keys = ("band", "placement", "check", "problem", "effort")
    actions = ended.result["actions"]
    assert [tuple(action[key] for key in keys) for action in actions] == EXPECTED
    assert [action["rank"] for action in actions] == list(range(1, len(EXPECTED) + 1))
    assert {one["status"] for one in ended.result["findings"]} == {"fail"}
    assert ended.code == 1


def test_a_website_and_its_www_are_one_action(wide_open: Organisation) -> None:
    told = [
        (action["check"], [target["name"] for target in action["targets"]])
        for action in wide_open.scan("--format", "json").result["actions"]
        if action["check"].startswith("web.")
    ]
    both = [WIDE_OPEN, f"www.{WIDE_OPEN}"]
    assert told == [("web.certificate", both), ("web.tls", both)]


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_what_is_to_be_pasted_stands_alone_on_its_line(wide_open: Organisation, lang: str) -> None:
    lines = wide_open.scan("--lang", lang).out.splitlines()
    assert "v=spf1 include:spf.protection.outlook.com a ~all" in lines
    assert f"_dmarc.{WIDE_OPEN}" in lines
    assert f"v=DMARC1; p=none; rua=mailto:dmarc@{WIDE_OPEN}" in lines
    assert [line[0] for line in lines if line[1:3] == ". "] == list("123456")
