"""Whose service an account is, read from the name that people give it."""

import re

from digiamen_scan.facts.accounts import AccountService, DeclaredAccount

_LETTERS = re.compile(r"\w+")
_WORDS = {
    "google": ("google", "gmail", "workspace", "غوغل", "جوجل", "جيميل"),
    "microsoft": ("microsoft", "office", "outlook", "hotmail", "entra", "مايكروسوفت", "أوتلوك"),
    "facebook": ("facebook", "meta", "فيسبوك", "الفيسبوك"),
    "whatsapp": ("whatsapp", "واتساب", "الواتساب"),
}


def account_service(account: DeclaredAccount) -> AccountService:
    """Find the first known service among the words of an account's name."""
    words = {word.rstrip("0123456789") for word in _LETTERS.findall(account.name.lower())}
    for service, names in _WORDS.items():
        if words & set(names):
            return AccountService(service)
    return AccountService("")
