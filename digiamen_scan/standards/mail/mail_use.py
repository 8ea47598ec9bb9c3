"""Whether a domain is used for mail, and who receives it."""

from typing import Literal

from digiamen_scan.facts.mail import DeclaredMail, MailRoutes, MailUse
from digiamen_scan.standards.mail.providers import provider_of

_Seen = Literal["used", "unused", "undetermined"]


def mail_use(declared: DeclaredMail, routes: MailRoutes) -> MailUse:
    """Say whether a domain is used for mail: what the profile declares, else what the DNS shows."""
    runs = provider_of(routes.hosts)
    provider = runs.name if runs else ""
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
