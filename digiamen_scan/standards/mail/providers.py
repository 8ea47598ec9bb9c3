"""Mail providers and newsletter services: where their customers' mail goes, and their DKIM names.

From the providers' own pages for their customers, read on 2026-11-24.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from digiamen_scan.facts.mail import MailHost


@dataclass(frozen=True, slots=True)
class Provider:
    """Who runs mailboxes.

    `mx` are endings of mail hosts' names, whole labels. `selectors` are the DKIM selectors that
    customers get; `fixed` tells that they are always these, so that their absence proves
    something. `aliases` are endings of the names that those selectors lead to. `target` is the
    name that a selector must lead to, where it is the same for all customers.
    """

    name: str
    mx: tuple[str, ...]
    selectors: tuple[str, ...] = ()
    fixed: bool = False
    aliases: tuple[str, ...] = ()
    target: str = ""

    def alias_for(self, selector: str, domain: str) -> str:
        """Return the name that a selector of this provider must lead to, or an empty text."""
        short = selector.removesuffix("-ionos")
        return self.target.format(selector=selector, short=short, domain=domain)


PROVIDERS: tuple[Provider, ...] = (
    Provider("google", ("google.com", "googlemail.com"), ("google",)),
    Provider(
        "microsoft",
        ("mail.protection.outlook.com", "mx.microsoft"),
        ("selector1", "selector2"),
        fixed=True,
        aliases=("onmicrosoft.com", "dkim.mail.microsoft"),
    ),
    Provider(
        "zoho",
        ("zoho.com", "zoho.eu", "zohomail.com"),
        ("zmail", "zoho"),
        aliases=("zoho.com", "zoho.eu", "zohomail.com"),
    ),
    # Its usual selectors hold a number of the customer's: ovhmo1234567-selector1.
    Provider("ovh", ("ovh.net",), ("ovhmo-selector-1",), aliases=("ovh.net",)),
    Provider(
        "proton",
        ("protonmail.ch",),
        ("protonmail", "protonmail2", "protonmail3"),
        fixed=True,
        aliases=("domains.proton.ch",),
    ),
    Provider(
        "gandi",
        ("gandi.net",),
        ("gm1", "gm2", "gm3"),
        fixed=True,
        aliases=("gandimail.net",),
        target="{selector}.gandimail.net",
    ),
    Provider("infomaniak", ("infomaniak.ch",)),
    Provider(
        "ionos",
        ("kundenserver.de", "ionos.fr", "ionos.com"),
        ("s1-ionos", "s2-ionos", "s42582890"),
        fixed=True,
        aliases=("dkim.ionos.com",),
        target="{short}.dkim.ionos.com",
    ),
    Provider(
        "hostinger",
        ("hostinger.com",),
        ("hostingermail-a", "hostingermail-b", "hostingermail-c"),
        fixed=True,
        aliases=("dkim.mail.hostinger.com",),
        target="{selector}.dkim.mail.hostinger.com",
    ),
    Provider("namecheap", ("privateemail.com",), ("default",)),
    Provider(
        "fastmail",
        ("messagingengine.com",),
        ("fm1", "fm2", "fm3"),
        fixed=True,
        aliases=("dkim.fmhosted.com",),
        target="{selector}.{domain}.dkim.fmhosted.com",
    ),
)

FREE_MAIL = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr"),
        *("live.com", "live.fr", "msn.com", "yahoo.com", "yahoo.fr", "ymail.com", "icloud.com"),
        *("proton.me", "protonmail.com", "gmx.com", "gmx.fr", "laposte.net", "orange.fr"),
        *("free.fr", "menara.ma", "topnet.tn", "aol.com", "mail.ru", "yandex.com"),
    }
)
"""Domains in which everybody can have a mailbox: no organisation's own."""

SENDING_SELECTORS: tuple[str, ...] = (
    *("k2", "k3", "mandrill", "mte1"),
    *("brevo1", "brevo2", "mailjet", "litesrv"),
    *("ctct1", "resend", "odoo", "zendesk1"),
)
"""Selectors of services that send newsletters, receipts and the like, not people's own mail."""

SENDING_ALIASES: tuple[str, ...] = (
    *("mcsv.net", "mandrillapp.com", "sendgrid.net", "brevo.com", "sendinblue.com"),
    *("mailjet.com", "mlsend.com", "mailgun.org", "amazonses.com", "resend.com", "mtasv.net"),
    *("odoo.com", "zendesk.com", "hubspotemail.net", "createsend.com", "constantcontact.com"),
    *("ccsend.com", "klaviyomail.com"),
)
"""Endings of the names that such services' selectors lead to."""

COMMON_SELECTORS: tuple[str, ...] = (
    *("default", "dkim", "mail", "email", "smtp", "mx"),
    *("s1", "s2", "k1", "key1", "x", "sig1", "titan1"),
    *("2023", "2024", "2025", "2026"),
)
"""What mail servers and hosting panels call their key where nobody chose a name."""


def provider_of(hosts: Iterable[MailHost]) -> Provider | None:
    """Return who runs the most preferred mail host, where it is known."""
    ordered = sorted(hosts, key=lambda host: (host.preference, host.name))
    name = ordered[0].name if ordered else ""
    return next((one for one in PROVIDERS if ends_with(name, one.mx)), None)


def ends_with(name: str, endings: Iterable[str]) -> bool:
    """Tell whether a name is, or lies below, one of the others."""
    dotted = f".{name.lower()}"
    return any(dotted.endswith(f".{ending}") for ending in endings)


def usual_selectors() -> tuple[str, ...]:
    """Return every selector that is worth asking for without knowing anything, each once."""
    own = (selector for provider in PROVIDERS for selector in provider.selectors)
    return tuple(dict.fromkeys((*own, *SENDING_SELECTORS, *COMMON_SELECTORS)))
