"""An invented organisation's result."""

from digiamen_scan.model.facts import Evidence
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.results import (
    Action,
    Contact,
    Coverage,
    Disposition,
    Finding,
    FoundProblem,
    FoundReason,
    Note,
    Protection,
    Result,
    ResultOrganisation,
    ResultTarget,
    ScanInfo,
    TargetRef,
    Thresholds,
    ToolInfo,
)
from digiamen_scan.model.scales import Band, Effort, Severity, Status, Who
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.model.verdicts import Paste

HOSTILE = "\x1b[31m<b>=1+1 [red]x[/red] **bold** `code` \u202eevil {target} :smile:\x07\r\nnext"
"""ESC, HTML, a formula, Rich markup, Markdown, a bidi override, a placeholder, BEL, line breaks."""
RAW = ("\x1b[31m", "\x07", "\r", "\u202e")
RECORD = "v=DMARC1; p=none; rua=mailto:reports-with-a-rather-long-name@example.org; fo=1; adkim=s"

DOMAIN = TargetRef(TargetKind.DOMAIN, "example.org")
OTHER = TargetRef(TargetKind.DOMAIN, "example.com")
LAPTOP = TargetRef(TargetKind.DEVICE, "PC-1")
GOOGLE = TargetRef(TargetKind.ACCOUNT, "Google Workspace")


def _dmarc_fail(target: TargetRef, found: str) -> Finding:
    problem = FoundProblem(
        key="no_record",
        severity=Severity.HIGH,
        effort=Effort.MINUTES,
        who=Who.TECHNICIAN,
        summary=f"Anyone can send mail that seems to come from {target.name}",
        minutes=(15, 30),
        values={"found": found},
        paste=(Paste("dns_record", f"_dmarc.{target.name}", "TXT", RECORD, ttl=3600),),
    )
    return Finding(
        check="mail.dmarc",
        rule=1,
        title="Forged mail in your name is refused",
        target=target,
        status=Status.FAIL,
        severity=Severity.HIGH,
        problems=(problem,),
        evidence=(Evidence(f"TXT _dmarc.{target.name}", found),),
        serves=("EX2",),
        change="new",
    )


def _findings() -> tuple[Finding, ...]:
    disk = "The disk of this computer is encrypted"
    accounts = "Every account asks for a second factor"
    return (
        _dmarc_fail(DOMAIN, HOSTILE),
        _dmarc_fail(OTHER, "nothing"),
        Finding(
            "device.disk_encryption",
            1,
            disk,
            LAPTOP,
            Status.PASS,
            None,
            note=Note("key_kept", "Keep the recovery key"),
            serves=("TP4",),
        ),
        Finding(
            "device.disk_encryption",
            1,
            disk,
            TargetRef(TargetKind.DEVICE, "PC-2"),
            Status.UNKNOWN,
            Severity.CRITICAL,
            reason=FoundReason("needs_admin", "", "", "block_devices"),
            serves=("TP4",),
        ),
        Finding(
            "accounts.two_factor",
            1,
            accounts,
            GOOGLE,
            Status.PASS,
            None,
            disposition=Disposition("attested", "2027-02-28", "focal point"),
            serves=("TP3",),
        ),
        Finding(
            "accounts.two_factor",
            1,
            accounts,
            TargetRef(TargetKind.ACCOUNT, "Facebook page"),
            Status.FAIL,
            Severity.LOW,
            disposition=Disposition("excepted", "2027-03-31", reason=HOSTILE),
            serves=("TP3",),
        ),
        Finding(
            "plugin.unheard_of",
            1,
            "Something a plug-in looks at",
            DOMAIN,
            Status.UNKNOWN,
            Severity.LOW,
            reason=FoundReason("a_kind_of_tomorrow", HOSTILE, ""),
        ),
    )


def _actions() -> tuple[Action, ...]:
    return (
        Action(
            1,
            Band.NOW,
            "mail.dmarc",
            "no_record",
            (DOMAIN, OTHER),
            Severity.HIGH,
            Effort.MINUTES,
            (15, 30),
            Who.TECHNICIAN,
            alone=False,
            placement="first",
            title="Anyone can send mail that seems to come from example.org",
        ),
        Action(
            2,
            Band.THIS_MONTH,
            "device.disk_encryption",
            None,
            (TargetRef(TargetKind.DEVICE, "PC-2"),),
            Severity.CRITICAL,
            Effort.MINUTES,
            (5, 5),
            Who.ADMINISTRATOR,
            alone=True,
            placement="first",
            title="Find out: The disk of this computer is encrypted",
        ),
        Action(
            3,
            Band.LATER,
            "plugin.unheard_of",
            "odd",
            (DOMAIN,),
            Severity.LOW,
            Effort.OUTSIDE,
            None,
            Who.DIRECTOR,
            alone=False,
            placement="rest",
            title=f"A plug-in's own words {HOSTILE}",
        ),
        Action(
            4,
            Band.LATER,
            "plugin.unheard_of",
            "small",
            (DOMAIN,),
            Severity.LOW,
            Effort.MINUTES,
            (5, 10),
            Who.YOU,
            alone=True,
            placement="quick",
            title="A plug-in's quick thing",
        ),
        Action(
            5,
            Band.LATER,
            "plugin.unheard_of",
            "tiny",
            (DOMAIN,),
            Severity.LOW,
            Effort.MINUTES,
            (5, 10),
            Who.TECHNICIAN,
            alone=False,
            placement="technician",
            title="A plug-in's small thing",
        ),
    )


def sample_result() -> Result:
    """A result with every state, an exception, an answer, a plug-in, and hostile text."""
    return Result(
        tool=ToolInfo("digiamen", "0.1.0"),
        scan=ScanInfo(
            started="2026-11-24T09:30:00+00:00",
            finished="2026-11-24T09:30:12+00:00",
            offline=False,
            demo=True,
            partial=True,
            resolver="system",
            lang="en",
            profile_digest="",
        ),
        organisation=ResultOrganisation(
            f"Association {HOSTILE}",
            "MA",
            "fr",
            (Contact("focal point", "second floor, first door"), Contact(HOSTILE, HOSTILE)),
        ),
        targets=(
            ResultTarget("domain:example.org", TargetKind.DOMAIN, "example.org", 3),
            ResultTarget("domain:example.com", TargetKind.DOMAIN, "example.com", 2),
            ResultTarget("device:PC-1", TargetKind.DEVICE, "PC-1", 3, "linux"),
            ResultTarget("device:PC-2", TargetKind.DEVICE, "PC-2", 3, "windows"),
            ResultTarget("account:Google Workspace", TargetKind.ACCOUNT, "Google Workspace", 3),
        ),
        thresholds=Thresholds("high"),
        coverage=Coverage(2, 3, 2, 0, 4, 2, 6),
        errors=(Fault("check", "plugin.broken", HOSTILE),),
        findings=_findings(),
        actions=_actions(),
        protections=(
            Protection("TP3", 1, 1, 0, 0),
            Protection("TP4", 1, 0, 1, 0),
            Protection("EX2", 0, 2, 0, 0),
        ),
    )
