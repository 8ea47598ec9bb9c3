"""Two whole organisations: one in good order, one wide open. What comes first, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.running import Ended, scan, told_plainly
from tests.lab.addresses import unused_addresses
from tests.lab.certificates import Issuer, below, root, shown
from tests.lab.dkim_zones import KEY
from tests.lab.faulty_dns import faulty_dns
from tests.lab.fixtures import require, require_root
from tests.lab.nginx import PROGRAMS, Site, nginx

CONTROL = "www.wikipedia.org"
SIGN_IN = "<form method=post><input type=password></form>"
GOOD, OPEN = "good.example", "open.example"
MODERN, OLD = "TLSv1.2 TLSv1.3", "TLSv1 TLSv1.1 TLSv1.2"
ONLY = tuple(word for family in ("accounts", "mail", "web") for word in ("--only", family))
ADMINISTRATORS = "accounts.two_factor_admins"


@dataclass(frozen=True)
class Town:
    """Where both organisations live: their DNS, their websites, and whom to trust."""

    resolver: str
    ca_file: Path

    def scan(self, folder: Path, *arguments: str) -> Ended:
        trusts = ("--ca-file", str(self.ca_file), "--allow-private")
        ended = scan(folder, *ONLY, "--resolver", self.resolver, *trusts, *arguments, seconds=60)
        told_plainly(ended)
        return ended


def records(good: str, wide_open: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what the DNS says: the open one has its mail at Microsoft, and nothing set up."""
    return {
        (GOOD, "A"): (good,),
        (f"www.{GOOD}", "A"): (good,),
        (CONTROL, "A"): (good,),
        (GOOD, "MX"): ("1 smtp.google.com.",),
        (GOOD, "TXT"): ('"v=spf1 include:lists.example -all"',),
        ("lists.example", "TXT"): ('"v=spf1 ip4:192.0.2.0/24 ~all"',),
        (f"google._domainkey.{GOOD}", "TXT"): (f'"{KEY[:200]}" "{KEY[200:]}"',),
        (f"_dmarc.{GOOD}", "TXT"): (f'"v=DMARC1; p=reject; rua=mailto:dmarc@{GOOD}"',),
        (OPEN, "A"): (wide_open,),
        (f"www.{OPEN}", "A"): (wide_open,),
        (OPEN, "MX"): ("0 open-example.mail.protection.outlook.com.",),
        (OPEN, "TXT"): ('"v=spf1 a mx +all"',),
        (f"_dmarc.{OPEN}", "TXT"): (f'"v=DMARC1; p=none; rua=mailto:dmarc@{OPEN}"',),
    }


def named(issuer: Issuer, domain: str, **wanted: object) -> dict[str, Site]:
    site = Site(shown(issuer, domain, f"www.{domain}", **wanted), SIGN_IN)
    return {domain: site, f"www.{domain}": site}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    require(*PROGRAMS)
    require_root()
    folder, lab, top = tmp_path_factory.mktemp("town"), unused_addresses(), root()
    issuer, ca_file = below(top), folder / "root.pem"
    ca_file.write_bytes(top.pem)
    good = {**named(issuer, GOOD), CONTROL: Site(shown(issuer, CONTROL))}
    expired = named(issuer, OPEN, begins=-90, ends=-2)
    with (
        nginx(folder / "good", lab.web, good, protocols=MODERN),
        nginx(folder / "open", lab.mail, expired, protocols=OLD),
        faulty_dns({}, records(lab.web, lab.mail)) as dns,
    ):
        yield Town(dns.resolver, ca_file)


def office(folder: Path, domain: str, answers: dict[str, dict[str, object]]) -> None:
    """Write a profile with one account, and what people answered about it and the rule."""
    profile = {
        "digiamen": 1,
        "organisation": {"name": "Association Exemple"},
        "domains": [{"name": domain}],
        "accounts": [{"name": "Office 365", "exposure": 3}],
    }
    told = [
        {
            "check": check,
            "target": "organisation" if check == "accounts.password_policy" else "Office 365",
            "values": values,
            "by": "focal point",
            "on": str(datetime.now(UTC).date()),
            "until": "2099-01-01",
        }
        for check, values in answers.items()
    ]
    (folder / "digiamen.yaml").write_text(yaml.safe_dump(profile))
    (folder / "digiamen.answers.yaml").write_text(yaml.safe_dump({"digiamen": 1, "answers": told}))


def line(action: dict[str, Any]) -> str:
    names = " ".join(target["name"] for target in action["targets"])
    problem = action["problem"] or "?"
    return f"{action['band']} {action['placement']} {action['check']}/{problem} {names}"


def test_where_everything_is_in_order_everything_passes(tmp_path: Path, town: Town) -> None:
    office(
        tmp_path,
        GOOD,
        {
            "accounts.two_factor": {"state": "everyone"},
            ADMINISTRATORS: {"state": "all"},
            "accounts.password_policy": {
                "rule": "written",
                "length": 14,
                "says": "unique manager leaked",
            },
        },
    )
    ended = town.scan(tmp_path, "--format", "json")
    statuses = {
        (one["check"], one["target"]["name"]): one["status"] for one in ended.result["findings"]
    }
    assert set(statuses.values()) == {"pass"}
    assert len(statuses) == 2 + 1 + 3 + 2 * 2
    assert (ended.result["actions"], ended.code) == ([], 0)
    assert "Everything that was looked at is in order." in town.scan(tmp_path).out


ORDER = (
    # 12 points (critical, children's files) and minutes; that administrators are concerned
    f"now first {ADMINISTRATORS}/none_has_it Office 365",
    # 8 points, minutes: TP2 before EX2; both websites are one action
    f"now first web.certificate/expired {OPEN} www.{OPEN}",
    f"now first mail.spf/passes_everyone {OPEN}",
    # 12 points, but hours of everybody: effort comes before points within a band
    "now first accounts.two_factor/nobody_has_it Office 365",
    # 6 points, minutes, then hours; signing also comes before the DMARC record that stops mail
    f"this_month first mail.dkim/not_signing {OPEN}",
    "this_month first accounts.password_policy/no_rule organisation",
    # 4 points, hours: it would be the seventh
    f"this_month rest mail.dmarc/policy_none {OPEN}",
    # 4 points, and the host has to do it
    f"this_month rest web.tls/old {OPEN} www.{OPEN}",
)


def test_where_nothing_is_in_order_what_hurts_most_comes_first(tmp_path: Path, town: Town) -> None:
    office(
        tmp_path,
        OPEN,
        {
            "accounts.two_factor": {"state": "nobody"},
            ADMINISTRATORS: {"state": "none"},
            "accounts.password_policy": {"rule": "none"},
        },
    )
    ended = town.scan(tmp_path, "--format", "json")
    assert tuple(line(action) for action in ended.result["actions"]) == ORDER
    assert ended.code == 1
    (spf,) = (one for one in ended.result["findings"] if one["check"] == "mail.spf")
    (paste,) = spf["problems"][0]["paste"]
    assert paste["after"] == "v=spf1 include:spf.protection.outlook.com a mx ~all"
    assert paste["undo"] == "v=spf1 a mx +all"


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_the_report_is_whole_in_each_language(tmp_path: Path, town: Town, lang: str) -> None:
    office(tmp_path, OPEN, {"accounts.two_factor": {"state": "nobody"}})
    told = town.scan(tmp_path, "--lang", lang).out
    assert "{" not in told
    assert told.count("v=spf1 a mx +all") == 2
    for name in (OPEN, f"www.{OPEN}", "Office 365"):
        assert name in told
