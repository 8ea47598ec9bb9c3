"""Is what lies on this computer encrypted, down to every disk?"""

from collections.abc import Iterable, Iterator

from digiamen_scan.api import (
    ADMINISTRATOR,
    CRITICAL,
    HIGH,
    HOURS,
    MEDIUM,
    MINUTES,
    OUTSIDE,
    TECHNICIAN,
    YOU,
    Kind,
    Paste,
    PlaceEncryption,
    Problem,
    Refs,
    StorageEncryption,
    TargetKind,
    Verdict,
    check,
    fail,
    ok,
    unknown,
    values,
)

# From worst to best. What never reaches a disk needs no encryption.
STATES = ("open", "key_exposed", "partly", "unknown", "encrypted", "memory")
READABLE = STATES[:3]
SWAP_OFF = Paste(
    kind="command",
    name="",
    type="shell",
    after="sudo swapoff --all",
    undo="sudo swapon --all",
)


@check(
    target=TargetKind.DEVICE,
    severity=CRITICAL,
    effort=HOURS,
    who=ADMINISTRATOR,
    serves=("TP4", "EX3b"),
    refs=Refs(cis=("3.6",), csf=("PR.DS-01",)),
    after=("organisation.backups",),
)
def disk_encryption(storage: StorageEncryption) -> Verdict:
    """Judge the places of the system, the home folders, work in progress and memory."""
    places = storage.places
    if problems := tuple(_problems(places)):
        return fail(*problems)
    if unseen := next((place for place in places if place.state == "unknown"), None):
        return unknown(Kind.UNDETERMINED, _why_unseen(unseen.reason), unseen.reason)
    roles = {place.role for place in places}
    if "system" not in roles or roles.isdisjoint({"home", "homes"}):
        return unknown(Kind.UNDETERMINED, "not_seen")
    return ok() if all(place.key_seen for place in places) else ok("key_unseen")


def _problems(places: Iterable[PlaceEncryption]) -> Iterator[Problem]:
    places = tuple(places)
    system, home = _worst(places, "system"), _worst(places, "home", "homes")
    disks = ", ".join(sorted({disk for place in places for disk in place.open_disks}))
    main = _main_problem(system, home)
    if main in ("not_encrypted", "partly_encrypted", "home_open"):
        yield Problem("files_readable", effort=MINUTES, minutes=(10, 30), who=YOU)
    if main:
        yield _described(main, disks, home)
    if main == "not_encrypted":
        return
    if system not in READABLE and _worst(places, "variable", "temporary") in READABLE:
        yield Problem("work_areas_open", MEDIUM, who=TECHNICIAN, values=values(disks=disks))
    if _worst(places, "swap") in READABLE:
        yield Problem("swap_open", MEDIUM, MINUTES, minutes=(15, 30), paste=(SWAP_OFF,))


def _main_problem(system: str | None, home: str | None) -> str | None:
    """Name what is wrong with the system's and the home folders' disks; None where nothing is."""
    if system == "open" and home in (None, "open", "key_exposed"):
        return "not_encrypted"
    if "key_exposed" in (system, home):
        return "key_exposed"
    if "partly" in (system, home):
        return "partly_encrypted"
    if home == "open":
        return "home_open"
    return "system_open" if system == "open" else None


def _described(key: str, disks: str, home: str | None) -> Problem:
    named = values(disks=disks)
    if key == "system_open":
        severity = MEDIUM if home == "encrypted" else HIGH
        return Problem(key, severity, OUTSIDE, TECHNICIAN, values=named)
    effort = HOURS if key in ("home_open", "key_exposed") else OUTSIDE
    return Problem(key, effort=effort, who=TECHNICIAN, values=named)


def _worst(places: Iterable[PlaceEncryption], *roles: str) -> str | None:
    states = [place.state for place in places if place.role in roles]
    return min(states, key=STATES.index, default=None)


def _why_unseen(reason: str) -> str:
    """Return the message that says what stood in the way."""
    return {"network": "on_a_server", "self_encrypting": "encrypts_itself"}.get(reason, "not_seen")
