"""The records that a mail provider asks its customers to publish, where they are the same for all.

Others give each customer their own, which only their screens show.
"""

from digiamen_scan.facts.dkim import DkimKeys
from digiamen_scan.model.verdicts import Paste
from digiamen_scan.standards.mail.providers import PROVIDERS

_HOUR = 3600


def dkim_pastes(keys: DkimKeys, provider: str) -> tuple[Paste, ...]:
    """Return a provider's records that a domain lacks, ready to use; none where none are known."""
    known = next((one for one in PROVIDERS if one.name == provider), None)
    if known is None or not known.target:
        return ()
    return tuple(
        Paste(
            kind="dns_record",
            name=f"{selector}._domainkey.{keys.domain}",
            type="CNAME",
            after=known.alias_for(selector, keys.domain),
            ttl=_HOUR,
        )
        for selector in keys.absent
    )
