"""Pure interpretation of facts by public rules. No I/O, no clock."""

from collections.abc import Callable
from typing import Any

from digiamen_scan.standards.dmarc import effective_dmarc
from digiamen_scan.standards.mail_use import mail_use
from digiamen_scan.standards.services import account_service
from digiamen_scan.standards.storage_encryption import storage_encryption

DERIVATIONS: tuple[Callable[..., Any], ...] = (
    account_service,
    effective_dmarc,
    mail_use,
    storage_encryption,
)
