"""Facts about a website."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from digiamen_scan.facts.dns import DnsStatus
from digiamen_scan.facts.x509 import Certificate
from digiamen_scan.model.facts import STRICT, Unavailable, fact
from digiamen_scan.model.targets import TargetKind

Presence = Literal["present", "absent", "undetermined"]
TrustedBy = Literal["", "public", "given", "environment", "local"]
"""Whose root a certificate leads to: one that browsers know, one of `--ca-file`, one of
SSL_CERT_FILE, or one that only this computer's own store holds."""
CertificateFault = Literal[
    "", "expired", "not_yet_valid", "wrong_name", "self_signed", "untrusted", "weak", "other"
]
DoorState = Literal["shown", "refused", "not_tls", "turned_away", "private", "no_route", "unseen"]
Control = Literal["not_needed", "trusted", "altered", "clock", "unreachable"]
CertificateProblem = Literal[
    "no_https",
    "turned_away",
    "self_signed",
    "untrusted",
    "wrong_name",
    "expired",
    "not_yet_valid",
    "incomplete_chain",
    "expired_issuer",
    "wrong_use",
    "weak_key",
    "weak_signature",
    "not_accepted",
    "expiring",
    "key_too_large",
]
PageSign = Literal["password", "form", "webmail", "wordpress", "joomla", "drupal"]


@fact("declared_website", TargetKind.WEBSITE)
class DeclaredWebsite:
    """What the profile says about a website.

    `named` tells that it stands there by name. Where the profile is silent, the domain itself
    and its `www` are looked at, and need not be websites at all.
    """

    named: bool = False


@fact("web_addresses", TargetKind.WEBSITE)
class WebAddresses:
    """Where a website's name leads: its A and AAAA records.

    `host` is the name in A-labels. `status` is `found` if there is any address, also where the
    other family's question failed. `addresses` are those of IPv4 first. `via` is the last name of
    a chain of aliases, or empty. `failure` is set if and only if `status` is `failed`.
    """

    host: str
    status: DnsStatus
    addresses: tuple[str, ...] = ()
    failure: Unavailable | None = None
    via: str = ""


@dataclass(frozen=True, slots=True)
class HttpsDoor:
    """What one address of a website did on port 443.

    `refused` is no listener, `not_tls` an answer in another language, `turned_away` a refusal in
    TLS itself (`detail` names the alert, RFC 8446 section 6.2), `private` an address that was not
    contacted, `no_route` one that cannot be contacted from here. `failure` is set on `unseen`.

    On `shown`, `trusted_by` tells whose root the certificate leads to; where that is empty,
    `fault` is what an ordinary client objects to first, and `detail` its wording. `chain` are the
    certificates of the path to the root where there is one, else those that were sent, the
    server's own first, at most 10. `sent` counts those that were sent, and `issuer_sent` tells
    whether the issuer of the server's own was among them.
    """

    __pydantic_config__ = STRICT

    address: str
    state: DoorState
    failure: Unavailable | None = None
    trusted_by: TrustedBy = ""
    fault: CertificateFault = ""
    detail: str = ""
    chain: tuple[Certificate, ...] = ()
    sent: int = 0
    issuer_sent: bool = False


@fact("web_certificates", TargetKind.WEBSITE)
class WebCertificates:
    """What a website's addresses show on port 443, at most one address of each family.

    `control` is how a well-known site looked from here, at the same time: `altered` where its
    certificate was changed on the way or nothing but a changed answer came, `clock` where this
    computer's own clock makes it look out of date. It is asked only where something is amiss.
    """

    host: str
    doors: tuple[HttpsDoor, ...] = ()
    control: Control = "not_needed"


@fact("certificate_standing", TargetKind.WEBSITE)
class CertificateStanding:
    """What a website's certificates are worth to its visitors.

    `no_site` is a name without an address. `private` leads to addresses that only an office or a
    home can reach. `altered`, `clock` and `local` say that what was seen may be this computer's or
    this network's doing, `unproven` that it could not be ruled out. Else it is `accepted` or
    `faulty`.

    `problems` has the worst of each address, each once, worst first. `issuer`, `ends` and `names`
    are those of the certificate at fault, else of the first; `detail` is a client's wording.
    `unseen` are addresses that could not be looked at.
    """

    host: str
    state: Literal[
        "no_site", "private", "altered", "clock", "local", "unproven", "accepted", "faulty"
    ]
    problems: tuple[CertificateProblem, ...] = ()
    trusted_by: TrustedBy = ""
    issuer: str = ""
    ends: datetime | None = None
    names: tuple[str, ...] = ()
    detail: str = ""
    unseen: tuple[str, ...] = ()


@fact("website_page", TargetKind.WEBSITE)
class WebsitePage:
    """The page that a visitor gets who types a website's name.

    `asked` is the scheme that gave an answer: https, or http where https gave none. `url` is
    where redirects led. `signs` are what the page holds: fields for a password, forms that send
    something personal, a webmail or a well-known system that has a sign-in page of its own.
    `whole` tells that all of it was read.
    """

    asked: Literal["https", "http"]
    url: str
    status: int
    signs: tuple[PageSign, ...] = ()
    whole: bool = True


@fact("page_use", TargetKind.WEBSITE)
class PageUse:
    """Whether people type something personal or a password on a website.

    `front` is what answers: the page by https or http, `nothing` where both doors are closed,
    `unseen` where that is not known. `asks` is about the front page alone.
    """

    front: Literal["https", "http", "nothing", "unseen"]
    asks: Presence
    signs: tuple[PageSign, ...] = ()
