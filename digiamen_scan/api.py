"""All that a check may import, besides the standard library's value types.

What stands here stays: names are added, never taken away within version 1.
"""

from digiamen_scan.facts.accounts import AccountService
from digiamen_scan.facts.mail import DeclaredMail, EffectiveDmarc, MailUse
from digiamen_scan.facts.storage import PlaceEncryption, StorageEncryption
from digiamen_scan.model.checks import Refs, check
from digiamen_scan.model.facts import Each, Evidence, Kind, Member, Now, Unavailable
from digiamen_scan.model.questions import Answers, Question
from digiamen_scan.model.scales import Effort, Severity, Status, Who
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.model.verdicts import (
    Paste,
    Problem,
    Verdict,
    fail,
    not_applicable,
    ok,
    unknown,
    values,
)
from digiamen_scan.standards.dmarc_steps import dmarc_paste, sends_no_mail

CRITICAL, HIGH, MEDIUM, LOW = Severity
MINUTES, HOURS, OUTSIDE = Effort
YOU, ADMINISTRATOR, TECHNICIAN, DIRECTOR, EVERYONE = Who

__all__ = [
    "ADMINISTRATOR",
    "CRITICAL",
    "DIRECTOR",
    "EVERYONE",
    "HIGH",
    "HOURS",
    "LOW",
    "MEDIUM",
    "MINUTES",
    "OUTSIDE",
    "TECHNICIAN",
    "YOU",
    "AccountService",
    "Answers",
    "DeclaredMail",
    "Each",
    "EffectiveDmarc",
    "Effort",
    "Evidence",
    "Kind",
    "MailUse",
    "Member",
    "Now",
    "Paste",
    "PlaceEncryption",
    "Problem",
    "Question",
    "Refs",
    "Severity",
    "Status",
    "StorageEncryption",
    "Target",
    "TargetKind",
    "Unavailable",
    "Verdict",
    "Who",
    "check",
    "dmarc_paste",
    "fail",
    "not_applicable",
    "ok",
    "sends_no_mail",
    "unknown",
    "values",
]
