"""Whose service an account is, read from the name that people give it."""

import re

from digiamen_scan.facts.accounts import AccountService, DeclaredAccount

_LETTERS = re.compile(r"\w+")
_WORDS = {
    "google": ("google", "gmail", "غوغل", "جوجل", "جيميل"),
    "microsoft": (
        *("microsoft", "outlook", "hotmail", "entra", "مايكروسوفت", "أوتلوك"),
        *("office365", "365"),  # an office by itself is a place
    ),
    "facebook": ("facebook", "meta", "فيسبوك", "الفيسبوك"),
    "instagram": ("instagram", "إنستغرام", "انستغرام", "إنستجرام", "انستجرام"),
    "whatsapp": ("whatsapp", "واتساب", "الواتساب", "واتسآب"),
    "wordpress": ("wordpress", "ووردبريس", "ووردبرس"),
}


def account_service(account: DeclaredAccount) -> AccountService:
    """Find the first known service among the words of an account's name."""
    written = set(_LETTERS.findall(account.name.lower()))
    words = written | {word.rstrip("0123456789") for word in written}
    for service, names in _WORDS.items():
        if words & set(names):
            return AccountService(service)
    return AccountService("")
