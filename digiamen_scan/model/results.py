"""Everything a scan found: a contract with those who read results, as types.

The field names are the JSON keys. Within version 1 keys are only ever added.
"""

from dataclasses import dataclass, field
from typing import Literal

from digiamen_scan.model.facts import Evidence
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.scales import Band, Effort, Severity, Status, Who
from digiamen_scan.model.targets import TargetKind
from digiamen_scan.model.verdicts import Paste, Value

SCHEMA = "digiamen.result/1"
Change = Literal["new", "worse", "better", "unchanged", "fixed", "gone", "rule_changed"]
Placement = Literal["first", "quick", "technician", "rest"]


@dataclass(frozen=True, slots=True)
class TargetRef:
    """Names a target."""

    kind: TargetKind
    name: str


@dataclass(frozen=True, slots=True)
class ResultTarget:
    """A target that was part of the scan."""

    id: str
    kind: TargetKind
    name: str
    exposure: int
    system: str | None = None


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """One problem of a finding. `values` are data; `summary` tells them in the scan's language.

    `new` tells that the result compared with had no such problem there, or a lesser one.
    """

    key: str
    severity: Severity
    effort: Effort
    who: Who
    summary: str
    minutes: tuple[int, int] | None = None
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    paste: tuple[Paste, ...] = ()
    steps: tuple[str, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class FoundReason:
    """Why a finding is unknown, and what would make it known."""

    kind: str
    detail: str
    remedy: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A message beside a verdict, by key: told again in any language."""

    key: str
    summary: str
    values: dict[str, Value] = field(default_factory=dict[str, Value])


@dataclass(frozen=True, slots=True)
class FoundRefs:
    """Where the check stands in public frameworks."""

    cis: tuple[str, ...] = ()
    csf: tuple[str, ...] = ()
    cyber_essentials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disposition:
    """A pass that rests on a person's word, or a fail that was accepted, until a day."""

    kind: Literal["attested", "excepted"]
    until: str
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LastKnown:
    """The last verdict before one that is unknown now."""

    status: Status
    severity: Severity | None
    at: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's verdict for one target."""

    check: str
    rule: int
    title: str
    target: TargetRef
    status: Status
    severity: Severity | None
    problems: tuple[FoundProblem, ...] = ()
    note: Note | None = None
    evidence: tuple[Evidence, ...] = ()
    reason: FoundReason | None = None
    serves: tuple[str, ...] = ()
    refs: FoundRefs = FoundRefs()
    disposition: Disposition | None = None
    first_seen: str | None = None
    change: Change | None = None
    last_known: LastKnown | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the prioritised list.

    `problem` is None for an unknown that is to be found out. `placement` says in which of the
    lists it is shown. `alone` tells whether the reader may
    do it by themselves.
    """

    rank: int
    band: Band
    check: str
    problem: str | None
    targets: tuple[TargetRef, ...]
    severity: Severity
    effort: Effort
    minutes: tuple[int, int] | None
    who: Who
    alone: bool
    placement: Placement
    title: str


@dataclass(frozen=True, slots=True)
class Protection:
    """How the checks that serve one of the workshop's protections came out.

    A trailing underscore is not part of a JSON key.
    """

    id: str
    pass_: int
    fail: int
    unknown: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call if something is happening now, as the profile says it."""

    role: str
    say: str


@dataclass(frozen=True, slots=True)
class ResultOrganisation:
    """The organisation as it calls itself; empty where no profile was given."""

    name: str = ""
    country: str = ""
    language: str = ""
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """Which program made the result."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class ScanInfo:
    """When and how the scan was done. Times are ISO 8601 in UTC.

    `compared_with` is when the result was made that it was compared with, or empty; `again` tells
    that only what failed or was unknown in that one was looked at.
    """

    started: str
    finished: str
    offline: bool
    demo: bool
    partial: bool
    resolver: str
    lang: str
    profile_digest: str
    judged_from_recording: bool = False
    compared_with: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What decided the exit code."""

    fail_on: str
    strict: bool = False
    fail_on_new: str = "never"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was seen: verdicts by status, and devices examined of those expected."""

    pass_: int
    fail: int
    unknown: int
    not_applicable: int
    open_questions: int
    devices_seen: int
    devices_expected: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """A result, whole."""

    tool: ToolInfo
    scan: ScanInfo
    organisation: ResultOrganisation
    targets: tuple[ResultTarget, ...]
    thresholds: Thresholds
    coverage: Coverage
    errors: tuple[Fault, ...]
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    protections: tuple[Protection, ...]
    schema: str = SCHEMA
