"""Facts about the accounts and services that an organisation uses, and its rule for passwords."""

from digiamen_scan.model.facts import fact
from digiamen_scan.model.targets import TargetKind


@fact("declared_account", TargetKind.ACCOUNT)
class DeclaredAccount:
    """What the profile says of an account: its name, as colleagues know it."""

    name: str


@fact("account_service", TargetKind.ACCOUNT)
class AccountService:
    """Whose service an account is, as its name tells; empty where it does not."""

    name: str


@fact("declared_password_rule", TargetKind.ORGANISATION)
class DeclaredPasswordRule:
    """What the profile says of the organisation's rule for passwords.

    `min_length` is the fewest characters that a password may have.
    """

    min_length: int
