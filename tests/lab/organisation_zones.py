"""Two whole organisations, as the DNS tells of them."""

from __future__ import annotations

from tests.lab.dkim_zones import KEY
from tests.lab.zone_text import Zone, txt

ORDERLY, WIDE_OPEN = "orderly.example", "wide-open.example"

ORGANISATION_ZONES: tuple[Zone, ...] = (
    Zone(
        ORDERLY,
        "everything in order: SPF, a signing key, forged mail refused",
        (
            "@ MX 10 mx1.hosting.example.",
            f"@ {txt('v=spf1 mx -all')}",
            f"main._domainkey {txt(KEY)}",
            f"_dmarc {txt(f'v=DMARC1; p=reject; rua=mailto:dmarc@{ORDERLY}')}",
        ),
    ),
    Zone(
        WIDE_OPEN,
        "everybody may send, nothing is signed, nothing is refused",
        (
            "@ MX 0 lab-example.mail.protection.outlook.com.",
            f"@ {txt('v=spf1 a include:gone.wide-open.example +all')}",
        ),
    ),
)
