"""Facts about a domain's mail."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.facts.dns import DnsAnswer, DnsStatus
from digiamen_scan.model.facts import STRICT, Unavailable, fact
from digiamen_scan.model.targets import TargetKind

Presence = Literal["present", "absent", "undetermined"]
DmarcPolicy = Literal["none", "quarantine", "reject"]
DmarcSource = Literal["", "own", "organisation", "suffix"]
DmarcFault = Literal[
    "several_records", "version_wrong", "tag_twice", "policy_unreadable", "reports_unreadable"
]


@fact("declared_mail", TargetKind.DOMAIN)
class DeclaredMail:
    """What the profile says about a domain's mail; `auto` where it says nothing."""

    use: Literal["used", "unused", "free_provider", "auto"] = "auto"
    dkim_selectors: tuple[str, ...] = ()


@fact("dmarc_records", TargetKind.DOMAIN)
class DmarcRecords:
    """The TXT records at every name of a domain's DMARC tree walk (RFC 9989, section 4.10).

    `domain` is in A-labels. `answers` stand in the order of the walk, the domain's own name
    first. `exists` tells whether the domain itself is in the DNS.
    """

    domain: str
    answers: tuple[DnsAnswer, ...]
    exists: Presence


@dataclass(frozen=True, slots=True)
class MailHost:
    """One MX record. An empty name is the null MX (RFC 7505)."""

    __pydantic_config__ = STRICT

    preference: int
    name: str


@fact("mail_routes", TargetKind.DOMAIN)
class MailRoutes:
    """Where mail for a domain goes: its MX records, and whether the name has an address."""

    domain: str
    status: DnsStatus
    hosts: tuple[MailHost, ...] = ()
    address: Presence = "undetermined"
    failure: Unavailable | None = None


@fact("mail_use", TargetKind.DOMAIN)
class MailUse:
    """Whether an organisation uses a domain for mail.

    `known_from` says whether the profile declared it or the DNS shows it. `provider` is who
    receives the mail: `google`, `microsoft`, …, or empty.
    """

    use: Literal["used", "unused", "free_provider", "undetermined"]
    known_from: Literal["profile", "dns"]
    provider: str = ""


@fact("effective_dmarc", TargetKind.DOMAIN)
class EffectiveDmarc:
    """What receivers do with mail that forges a domain (RFC 9989).

    `state` is `invalid` where something was published and receivers apply nothing. `record` is
    the record that governs the domain, `name` where it stands, `source` whose it is: the
    domain's own, its organisational domain's or its public suffix's. `own_records` are the
    texts at the domain's own name that are, or try to be, DMARC records; `alias` is where that
    name leads if it is an alias.

    `policy` governs the domain itself, `subdomains` its existing and `nonexistent` its invented
    subdomains, all lowered where t=y asks for it; `testing` tells that it lowers the domain's
    own. `organisation` is the organisational domain, empty where a failed answer hides it; the
    policies of subdomains are then those of the domain's own record. `reports` are the mail
    addresses in `rua`. `percent` is the obsolete `pct`, which receivers that follow RFC 7489
    still honour. `faulty` is the text at fault.
    """

    domain: str
    exists: Presence
    state: Literal["none", "found", "invalid"]
    record: str = ""
    name: str = ""
    source: DmarcSource = ""
    own_records: tuple[str, ...] = ()
    alias: str = ""
    organisation: str = ""
    policy: DmarcPolicy = "none"
    subdomains: DmarcPolicy = "none"
    nonexistent: DmarcPolicy = "none"
    testing: bool = False
    percent: int = 100
    reports: tuple[str, ...] = ()
    faults: tuple[DmarcFault, ...] = ()
    faulty: str = ""
