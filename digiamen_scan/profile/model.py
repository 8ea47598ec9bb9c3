"""The profile: what the organisation says about itself.

Standard-library dataclasses with marks on their types. They are checked by pydantic where a file
is read; a scan without a profile makes `NO_PROFILE` of them without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from annotated_types import Ge, Le, MaxLen

from digiamen_scan.model.targets import DEFAULT_EXPOSURE
from digiamen_scan.profile.marks import (
    CHECK_ID,
    COUNTRY,
    DAY,
    FILE,
    FOLDER,
    HOST_NAME,
    LONG,
    RECIPIENT,
    REFERENCE,
    SELECTOR,
    SHORT,
    About,
    MailHost,
    Part,
)

VERSION = 1
MAX_ENTRIES = 10_000

HostName = Annotated[str, HOST_NAME]
Short = Annotated[str, SHORT]
Long = Annotated[str, LONG]
Many = MaxLen(MAX_ENTRIES)
Exposure = Annotated[
    int,
    Ge(1),
    Le(3),
    About(
        "How close it is to children: 3 holds or opens children's files or survivors' contacts,"
        " 2 belongs to staff, 1 is anything else."
    ),
]


@dataclass(frozen=True, slots=True)
class Organisation(Part):
    """Who is examined."""

    name: Annotated[Short, About("The organisation's name, or a label in its place.")] = ""
    country: Annotated[str, COUNTRY, About("Country: two letters, such as MA, TN, LB, FR.")] = ""
    language: Annotated[
        Literal["en", "fr", "ar"] | None, About("The language of reports: en, fr or ar.")
    ] = None


@dataclass(frozen=True, slots=True)
class ContactPerson(Part):
    """Whom to call if something is happening now: a role, not a name."""

    role: Annotated[Short, About("The role, such as: focal point.")]
    say: Annotated[Long, About("How to reach this person, such as: second floor, first door.")]


@dataclass(frozen=True, slots=True)
class Domain(Part):
    """A domain name of the organisation."""

    name: Annotated[HostName, About("The domain, such as example.org.")]
    mail: Annotated[
        Literal["used", "unused", "free_provider", "auto"],
        About("Whether it receives mail; free_provider: mail goes to a free service instead."),
    ] = "auto"
    exposure: Exposure = DEFAULT_EXPOSURE
    dkim_selectors: Annotated[
        tuple[Annotated[str, SELECTOR], ...], Many, About("DKIM selectors, such as google.")
    ] = ()
    websites: Annotated[
        Annotated[tuple[HostName, ...], Many] | None,
        About("Its websites; where left out, the domain itself and www."),
    ] = None
    mail_hosts: Annotated[
        tuple[MailHost, ...],
        Many,
        About("Servers that mail programs connect to, such as imap.example.org:993."),
    ] = ()
    authorised: Annotated[
        bool,
        About("true: the organisation allows looking for exposed files and photo folders."),
    ] = False
    expires: Annotated[
        Annotated[date, DAY] | None,
        About("When the registration ends, where the registry cannot be asked: 2027-03-01."),
    ] = None


@dataclass(frozen=True, slots=True)
class DeviceLabel(Part):
    """What is known of one computer, by its label."""

    exposure: Exposure = DEFAULT_EXPOSURE


@dataclass(frozen=True, slots=True)
class Devices(Part):
    """The organisation's computers."""

    expected: Annotated[
        Annotated[int, Ge(0), Le(MAX_ENTRIES)] | None, About("How many computers there are.")
    ] = None
    exposure: Exposure = DEFAULT_EXPOSURE
    labels: Annotated[
        Mapping[Short, DeviceLabel],
        Many,
        About("Computers that differ, by label, such as PC-1: {exposure: 3}."),
    ] = field(default_factory=dict[str, DeviceLabel])
    sensitive_folders: Annotated[
        tuple[Annotated[str, FOLDER], ...],
        Many,
        About("Folders with children's files, such as ~/Files or 'C:\\Files'."),
    ] = ()
    approved_remote_access: Annotated[
        tuple[Short, ...], Many, About("Remote access programs that the organisation allows.")
    ] = ()


@dataclass(frozen=True, slots=True)
class ColumnMap(Part):
    """Which column of a table says what, by the words of its first line."""

    email: Annotated[Short, About("The column with the account's name or address.")]
    two_factor: Annotated[Short, About("The column that says whether there is a second factor.")]
    administrator: Annotated[
        Short, About("The column that says who is an administrator, where there is one.")
    ] = ""


@dataclass(frozen=True, slots=True)
class AccountEvidence(Part):
    """An export that shows how the account is set up."""

    kind: Annotated[
        Literal["google_workspace", "microsoft_entra", "zoho", "wordpress", "csv"],
        About("Where the export comes from."),
    ]
    file: Annotated[str, FILE, About("The file, as seen from the profile's folder.")]
    admins: Annotated[
        tuple[Short, ...], Many, About("Who is an administrator, where the export does not say.")
    ] = ()
    map: Annotated[
        ColumnMap | None, About("Which column says what; needed for kind csv, and only there.")
    ] = None


@dataclass(frozen=True, slots=True)
class Account(Part):
    """An account or service that the organisation uses."""

    name: Annotated[Short, About("A name that your colleagues know, such as: Facebook page.")]
    exposure: Exposure = DEFAULT_EXPOSURE
    evidence: Annotated[
        AccountEvidence | None, About("An export of the account's users, if you have one.")
    ] = None


@dataclass(frozen=True, slots=True)
class PasswordPolicy(Part):
    """The organisation's written rule for passwords."""

    min_length: Annotated[
        int, Ge(8), Le(128), About("The fewest characters a password may have.")
    ] = 14


@dataclass(frozen=True, slots=True)
class ExceptionRule(Part):
    """Something that is not in order, and accepted until a day."""

    check: Annotated[str, CHECK_ID, About("The check, such as web.hsts.")]
    target: Annotated[str, REFERENCE, About("The domain, account or computer it holds for.")]
    reason: Annotated[Long, About("Why it is accepted for now.")]
    expires: Annotated[date, DAY, About("The last day it holds: 2027-03-31.")]


@dataclass(frozen=True, slots=True)
class Profile(Part):
    """What an organisation says about itself, for digiamen."""

    digiamen: Annotated[Literal[1], About("The version of this file: always 1.")]
    organisation: Annotated[Organisation, About("Who you are.")] = Organisation()
    contacts: Annotated[
        tuple[ContactPerson, ...],
        Many,
        About("Whom to call if something is happening now."),
    ] = ()
    domains: Annotated[
        Annotated[tuple[Domain, ...], Many] | None,
        About("Your domain names; [] if you have none of your own."),
    ] = None
    devices: Annotated[Devices, About("Your computers.")] = field(default_factory=Devices)
    accounts: Annotated[
        tuple[Account, ...], Many, About("Accounts and services that you work with.")
    ] = ()
    password_policy: Annotated[PasswordPolicy, About("Your rule for passwords.")] = PasswordPolicy()
    scan_every_days: Annotated[
        int, Ge(1), Le(366), About("How many days may pass from one scan to the next.")
    ] = 31
    encrypt_to: Annotated[
        tuple[Annotated[str, RECIPIENT], ...],
        Many,
        About("Public age keys of the people who may open saved results."),
    ] = ()
    exceptions: Annotated[
        tuple[ExceptionRule, ...],
        Many,
        About("What is accepted for now, each with its last day."),
    ] = ()

    @property
    def named_domains(self) -> tuple[Domain, ...]:
        """The domains that are named, if any."""
        return self.domains or ()


NO_PROFILE = Profile(digiamen=1)
"""What holds where there is no profile: one computer, and nothing known about it."""
