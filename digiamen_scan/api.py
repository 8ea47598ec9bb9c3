"""All that a check may import, besides the standard library's value types.

What stands here stays: names are added, never taken away within version 1.
"""

from digiamen_scan.facts.accounts import AccountService, DeclaredPasswordRule
from digiamen_scan.facts.dkim import DkimKey, DkimKeys
from digiamen_scan.facts.firewall import FamilyDecision, Firewall
from digiamen_scan.facts.folders import FolderProtection, ProtectedFolder
from digiamen_scan.facts.mail import DeclaredMail, EffectiveDmarc, MailUse
from digiamen_scan.facts.media import Medium, RemovableMedia
from digiamen_scan.facts.passwords import DeclaredDevicePasswordPolicy, LocalPasswordRule
from digiamen_scan.facts.spf import EffectiveSpf
from digiamen_scan.facts.storage import PlaceEncryption, StorageEncryption
from digiamen_scan.facts.tls import TlsWeaknesses
from digiamen_scan.facts.web import CertificateStanding, DeclaredWebsite, PageUse
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
from digiamen_scan.standards.mail.dkim_steps import dkim_pastes
from digiamen_scan.standards.mail.dmarc_steps import dmarc_paste, sends_no_mail
from digiamen_scan.standards.mail.spf_steps import spf_paste, unnamed_sender, wants_nobody

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
    "CertificateStanding",
    "DeclaredDevicePasswordPolicy",
    "DeclaredMail",
    "DeclaredPasswordRule",
    "DeclaredWebsite",
    "DkimKey",
    "DkimKeys",
    "Each",
    "EffectiveDmarc",
    "EffectiveSpf",
    "Effort",
    "Evidence",
    "FamilyDecision",
    "Firewall",
    "FolderProtection",
    "Kind",
    "LocalPasswordRule",
    "MailUse",
    "Medium",
    "Member",
    "Now",
    "PageUse",
    "Paste",
    "PlaceEncryption",
    "Problem",
    "ProtectedFolder",
    "Question",
    "Refs",
    "RemovableMedia",
    "Severity",
    "Status",
    "StorageEncryption",
    "Target",
    "TargetKind",
    "TlsWeaknesses",
    "Unavailable",
    "Verdict",
    "Who",
    "check",
    "dkim_pastes",
    "dmarc_paste",
    "fail",
    "not_applicable",
    "ok",
    "sends_no_mail",
    "spf_paste",
    "unknown",
    "unnamed_sender",
    "values",
    "wants_nobody",
]
