"""Every derivation there is: pure functions from facts to facts."""

from collections.abc import Callable
from typing import Any

from digiamen_scan.standards.firewall.firewall import firewall
from digiamen_scan.standards.mail.dkim import dkim_keys
from digiamen_scan.standards.mail.dmarc import effective_dmarc
from digiamen_scan.standards.mail.mail_use import mail_use
from digiamen_scan.standards.mail.spf import effective_spf
from digiamen_scan.standards.passwords.password_rule import local_password_rule
from digiamen_scan.standards.services import account_service
from digiamen_scan.standards.storage.folder_protection import folder_protection
from digiamen_scan.standards.storage.removable_media import removable_media
from digiamen_scan.standards.storage.storage_encryption import storage_encryption
from digiamen_scan.standards.web.tls import tls_weaknesses
from digiamen_scan.standards.web.web_certificate import certificate_standing
from digiamen_scan.standards.web.web_page import page_use

DERIVATIONS: tuple[Callable[..., Any], ...] = (
    account_service,
    certificate_standing,
    dkim_keys,
    effective_dmarc,
    effective_spf,
    firewall,
    folder_protection,
    local_password_rule,
    mail_use,
    page_use,
    removable_media,
    storage_encryption,
    tls_weaknesses,
)
