"""Whose service an account is, as people name it."""

import pytest

from digiamen_scan.facts.accounts import DeclaredAccount
from digiamen_scan.standards.services import account_service


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("Google Workspace", "google"),
        ("Boîte Gmail de l'accueil", "google"),
        ("Office365", "microsoft"),
        ("Office 365", "microsoft"),
        ("Microsoft 365", "microsoft"),
        ("Outlook2", "microsoft"),
        ("Slack workspace", ""),
        ("Office door", ""),
        ("Facebook page", "facebook"),
        ("صفحة الفيسبوك", "facebook"),
        ("Facebook and Instagram", "facebook"),
        ("Instagram", "instagram"),
        ("حساب إنستغرام", "instagram"),
        ("WhatsApp of the office", "whatsapp"),
        ("واتساب المكتب", "whatsapp"),
        ("WordPress (website)", "wordpress"),
        ("Website administration", ""),
        ("Domain registrar", ""),
        ("officer's mailbox", ""),
        ("", ""),
    ],
)
def test_the_service_is_read_from_the_words_of_the_name(name: str, service: str) -> None:
    assert account_service(DeclaredAccount(name)).name == service
