"""Whether a domain is used for mail, and who receives it."""

from typing import Literal

from digiamen_scan.facts.mail import DeclaredMail, MailRoutes, MailUse

# Where providers tell their customers to point MX records, read on 2026-11-24. Whole labels at
# the end of a mail host's name.
_PROVIDERS: tuple[tuple[str, str], ...] = (
    ("google.com", "google"),
    ("googlemail.com", "google"),
    ("mail.protection.outlook.com", "microsoft"),
    ("mx.microsoft", "microsoft"),
    ("zoho.com", "zoho"),
    ("zoho.eu", "zoho"),
    ("zohomail.com", "zoho"),
    ("ovh.net", "ovh"),
    ("protonmail.ch", "proton"),
    ("gandi.net", "gandi"),
    ("infomaniak.ch", "infomaniak"),
    ("kundenserver.de", "ionos"),
    ("ionos.fr", "ionos"),
    ("ionos.com", "ionos"),
    ("hostinger.com", "hostinger"),
    ("privateemail.com", "namecheap"),
    ("messagingengine.com", "fastmail"),
)
_Seen = Literal["used", "unused", "undetermined"]


def mail_use(declared: DeclaredMail, routes: MailRoutes) -> MailUse:
    """Say whether a domain is used for mail: what the profile declares, else what the DNS shows."""
    provider = _provider(routes)
    if declared.use == "auto":
        return MailUse(_seen(routes), "dns", provider)
    return MailUse(declared.use, "profile", provider)


def _seen(routes: MailRoutes) -> _Seen:
    """Read the use from the MX records.

    A null MX alone says that a domain takes no mail (RFC 7505, section 3). A name with neither MX
    nor address cannot be written to (RFC 5321, section 5.1). An address without MX is an implicit
    mail host there, and most often just a website: undetermined.
    """
    if any(host.name for host in routes.hosts):
        return "used"
    if routes.hosts:
        return "unused"
    if routes.status in ("no_data", "no_name") and routes.address == "absent":
        return "unused"
    return "undetermined"


def _provider(routes: MailRoutes) -> str:
    """Return the provider of the most preferred mail host, or an empty text."""
    ordered = sorted(routes.hosts, key=lambda host: (host.preference, host.name))
    name = f".{ordered[0].name.lower()}" if ordered else ""
    return next((who for suffix, who in _PROVIDERS if name.endswith(f".{suffix}")), "")
