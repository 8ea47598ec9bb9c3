"""Learns what the computer asks of a new password. Needs no administrator rights, runs nothing."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from digiamen_scan.facts.passwords import (
    Account,
    Family,
    PamStep,
    PasswordStack,
    QualitySetting,
    StepKind,
)
from digiamen_scan.model.clean import clean
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux import pam_files
from digiamen_scan.probes.device.linux.pam_files import Files
from digiamen_scan.probes.device.linux.small_files import read_small
from digiamen_scan.probes.device.linux.surroundings import inside_what, mounts_text, seen_markers
from digiamen_scan.standards.passwords import pam_modules, pwquality
from digiamen_scan.standards.passwords.pam import Entry, flatten, parse_service

T = TypeVar("T")
SERVICE = "passwd"
LOGIN_DEFS = "/etc/login.defs"
OS_RELEASE = "/etc/os-release"
ACCOUNTS = "/etc/passwd"
_MANY_ACCOUNTS = 4_000_000
_PEOPLE = range(1000, 60_000)
_NO_SHELLS = (b"/nologin", b"/false")
_ID_DIGITS = 10
_LONG = 1000
_FIELDS = 7
_PLACES = ("badwords", "dictpath")
# What bears on the length of new passwords; other arguments may hold names and are not kept.
_KEPT = frozenset(
    {
        *("use_authtok", "use_first_pass", "obscure", "remember", "retry", "isregular", "issystem"),
        *pam_modules.HASHES,
        *pwquality.NUMBERS,
        *("min", "max", "random", "enforce"),
    }
)
_NAME_ONLY = frozenset({"file", "config"})
_FAMILIES: tuple[Family, ...] = ("debian", "fedora", "suse", "arch")


@dataclass(frozen=True, slots=True)
class PasswordText:
    """What was read, not yet interpreted.

    `modules` are the names of the modules that are there, None where their place is not known.
    `person` is the name of whoever works here where it differs from `user`, the number of who
    runs this. `markers` and `mounts` tell where this runs.
    """

    services: Files
    quality: tuple[bytes, ...] = ()
    options: Files = ()
    login_defs: bytes = b""
    os_release: bytes = b""
    accounts: bytes = b""
    modules: frozenset[str] | None = None
    user: int = 0
    person: str = ""
    markers: tuple[str, ...] = ()
    mounts: bytes = b""


class _NotReadError(Exception):
    def __init__(self, why: Unavailable) -> None:
        super().__init__(why)
        self.why = why


class PasswordProbe:
    """Reads PAM's files for the command `passwd`, and the settings of the modules they name."""

    name = "linux.passwords"
    gives = (PasswordStack,)
    target = TargetKind.DEVICE
    systems = frozenset({"linux"})
    deadline = 5.0
    network = False

    async def read(self, target: Target) -> PasswordText | Unavailable:  # noqa: ARG002  # this computer
        """Read every file that has a say."""
        try:
            return _read()
        except _NotReadError as error:
            return error.why

    def parse(self, raw: PasswordText) -> Readings | Unavailable:
        """Interpret what was read."""
        if elsewhere := inside_what(raw.markers, raw.mounts):
            return Unavailable(Kind.UNDETERMINED, elsewhere)
        try:
            entries = _stack(raw.services)
            settings, cut = pwquality.read_settings(raw.quality)
        except ValueError:
            return Unavailable(Kind.UNREADABLE, pam_files.SERVICES[0])
        if not raw.services:
            return Unavailable(Kind.UNSUPPORTED, pam_files.SERVICES[0])
        stack = PasswordStack(
            steps=tuple(_step(entry, raw) for entry in entries),
            settings=tuple(
                QualitySetting(one.name, "" if one.name in _PLACES else clean(one.value, 40))
                for one in settings
            ),
            settings_cut=cut,
            encrypt_method=clean(_login_setting(raw.login_defs, b"ENCRYPT_METHOD"), 40),
            account=account_of(raw.accounts, raw.user, raw.person),
            family=_family(raw.os_release),
        )
        return {PasswordStack: Reading(stack, tuple(_evidence(stack)))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:  # noqa: ARG002  # none for any
        """Nothing on a network."""
        return ()

    def commands(self) -> tuple[str, ...]:
        """The files that are read."""
        return (
            *pam_files.SERVICES,
            pam_files.QUALITY,
            pam_files.QUALITY_BASE,
            LOGIN_DEFS,
            OS_RELEASE,
            ACCOUNTS,
        )


def _read() -> PasswordText:
    services = _there(pam_files.read_services(SERVICE, "password"))
    arguments = (argument for entry in _stack(services) for argument in entry.arguments)
    return PasswordText(
        services=services,
        quality=_there(pam_files.read_quality()),
        options=_there(pam_files.read_passwdqc(arguments)),
        login_defs=_there(read_small(LOGIN_DEFS)) or b"",
        os_release=_there(read_small(OS_RELEASE)) or b"",
        accounts=_there(read_small(ACCOUNTS, _MANY_ACCOUNTS)) or b"",
        modules=pam_files.installed_modules(),
        user=os.getuid(),
        person=os.environ.get("SUDO_USER", "") if os.geteuid() == 0 else "",
        markers=seen_markers(),
        mounts=mounts_text(),
    )


def _there(read: T | Unavailable) -> T:
    if isinstance(read, Unavailable):
        raise _NotReadError(read)
    return read


def _stack(services: Files) -> tuple[Entry, ...]:
    return flatten({name: parse_service(data) for name, data in services}, SERVICE, "password")


def _step(entry: Entry, raw: PasswordText) -> PamStep:
    """Keep of a line what bears on the new password."""
    control = clean(entry.control, _LONG)
    if entry.kind != "module":
        kind: StepKind = "substack" if entry.kind == "substack" else "broken"
        return PamStep("", control, (), kind, entry.level)
    file = entry.target.rpartition("/")[2]
    there = file.endswith(".so") and (raw.modules is None or file in raw.modules)
    module = clean(file.removesuffix(".so"), 40)
    arguments = entry.arguments
    if module == "pam_passwdqc":
        arguments = tuple(_with_files(arguments, dict(raw.options), pam_files.MAX_CONFIG_FILES))
    kept = tuple(word for argument in arguments if (word := _kept(argument)))
    return PamStep(module, control, kept, "module", entry.level, there)


def _with_files(arguments: Iterable[str], files: dict[str, bytes], depth: int) -> Iterator[str]:
    """Put the options of a file in the place of the `config=` that names it.

    A file that is missing, or that names itself, leaves a `config` behind, which is no option.
    """
    for argument in arguments:
        path = argument.removeprefix("config=")
        if path == argument:
            yield argument
        elif path in files and depth:
            yield from _with_files(pam_files.passwdqc_lines(files[path]), files, depth - 1)
        else:
            yield "config"


def _kept(argument: str) -> str:
    name = argument.partition("=")[0]
    if name in _NAME_ONLY:
        return name
    return clean(argument, 80) if name.lower() in _KEPT else ""


def _login_setting(text: bytes, name: bytes) -> bytes:
    """Return the first value of a setting of login.defs(5), empty where there is none."""
    rows = (line.partition(b"#")[0].split() for line in text.split(b"\n"))
    return next((row[1] for row in rows if len(row) > 1 and row[0] == name), b"")


def account_of(accounts: bytes, user: int, person: str) -> Account:
    """Tell whether somebody is in the list of accounts of passwd(5).

    Where it is not known who works here, only whether the list names any person.
    """
    rows = [row for line in accounts.split(b"\n") if len(row := line.split(b":")) == _FIELDS]
    if person not in ("", "root"):
        known = any(row[0] == os.fsencode(person) for row in rows)
    elif user:
        known = any(row[2] == b"%d" % user for row in rows)
    else:
        return "local" if any(_is_a_persons(row) for row in rows) else "none_seen"
    return "local" if known else "elsewhere"


def _is_a_persons(row: Sequence[bytes]) -> bool:
    return (
        row[2].isdigit()
        and len(row[2]) <= _ID_DIGITS
        and int(row[2]) in _PEOPLE
        and not row[6].endswith(_NO_SHELLS)
    )


def _family(os_release: bytes) -> Family:
    """Return the kind of distribution by ID and ID_LIKE (os-release(5))."""
    rows = (line.partition("=") for line in os_release.decode("utf-8", "replace").split("\n"))
    values = {name.strip(): value.strip().strip("\"'") for name, _, value in rows}
    words = f"{values.get('ID', '')} {values.get('ID_LIKE', '')}".split()
    found: list[Family] = [family for family in _FAMILIES if family in words]
    return found[0] if found else ""


def _evidence(stack: PasswordStack) -> Iterator[Evidence]:
    for step in stack.steps:
        if step.kind != "substack":
            there = () if step.installed else ("(not installed)",)
            words = (step.control, step.module or "(no module)", *there, *step.arguments)
            yield Evidence(f"{pam_files.SERVICES[0]}/{SERVICE}", " ".join(words))
    told = [f"{one.name} = {one.value}" for one in stack.settings if one.name not in _PLACES]
    if told:
        yield Evidence(pam_files.QUALITY, ", ".join(told))
