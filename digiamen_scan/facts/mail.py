"""Facts about a domain's mail."""

from typing import Literal

from digiamen_scan.model.facts import fact
from digiamen_scan.model.targets import TargetKind


@fact("declared_mail", TargetKind.DOMAIN)
class DeclaredMail:
    """What the profile says about a domain's mail; `auto` where it says nothing."""

    use: Literal["used", "unused", "free_provider", "auto"] = "auto"
    dkim_selectors: tuple[str, ...] = ()
