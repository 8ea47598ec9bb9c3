"""Are the folders with children's files encrypted, closed to others, and kept in one place?"""

from collections.abc import Iterable, Iterator

from digiamen_scan.api import (
    CRITICAL,
    HIGH,
    HOURS,
    MEDIUM,
    MINUTES,
    TECHNICIAN,
    YOU,
    FolderProtection,
    Kind,
    Paste,
    Problem,
    ProtectedFolder,
    Refs,
    TargetKind,
    Verdict,
    check,
    fail,
    not_applicable,
    ok,
    unknown,
    values,
)

READABLE = frozenset({"open", "partly", "key_exposed"})
# Where an account is mostly somebody's own. The others are mostly an organisation's own server or
# its own computers: the reader is told.
PERSONAL = frozenset({"Dropbox", "Google Drive", "MEGA", "OneDrive", "pCloud", "rclone"})
NAMED_AT_MOST = 5
# What stands in the way of an answer, by what the reader can do about it soonest.
UNSEEN = {
    "closed": Kind.NOT_THIS_USER,
    "too_slow": Kind.TIMEOUT,
    "not_found": Kind.UNDETERMINED,
    "empty": Kind.UNDETERMINED,
    "on_a_server": Kind.UNDETERMINED,
    "encrypts_itself": Kind.UNDETERMINED,
    "not_seen": Kind.UNDETERMINED,
    "readers_unseen": Kind.UNDETERMINED,
    "copies_unseen": Kind.UNREADABLE,
}
BY_STATE = {
    "missing": "not_found",
    "no_folder": "not_found",
    "empty": "empty",
    "unreadable": "closed",
    "too_slow": "too_slow",
    "not_looked": "not_seen",
}
BY_REASON = {"network": "on_a_server", "self_encrypting": "encrypts_itself"}


@check(
    target=TargetKind.DEVICE,
    severity=CRITICAL,
    effort=HOURS,
    who=YOU,
    serves=("TP4", "EX3b", "OB2"),
    refs=Refs(cis=("3.6", "3.3"), csf=("PR.DS-01",)),
)
def sensitive_folders(protection: FolderProtection) -> Verdict:
    """Judge each folder that the profile names; one that is not found here is unknown."""
    folders = [one for one in protection.folders if one.state != "other_system"]
    if not folders:
        return _none_named(protection)
    found = [one for one in folders if one.state == "found"]
    if problems := tuple(_problems(found)):
        return fail(*problems)
    for note, kind in UNSEEN.items():
        if unseen := [one for one in folders if note in _unseen(one)]:
            return unknown(kind, note, folders=_names(unseen))
    if copied := [one for one in found if one.copied_by]:
        return ok("copied", folders=_names(copied), services=_services(copied))
    return ok()


def _none_named(protection: FolderProtection) -> Verdict:
    if protection.folders:
        return unknown(Kind.NOT_ANSWERED, "none_for_this_system")
    if protection.asked:
        return unknown(Kind.NOT_ANSWERED, "none_named")
    return not_applicable("no_profile")


def _problems(found: list[ProtectedFolder]) -> Iterator[Problem]:
    readable = [one for one in found if one.encryption in READABLE]
    personal = [one for one in found if PERSONAL.intersection(one.copied_by)]
    everybody = [one for one in found if one.readers == "everybody"]
    if sticks := [one for one in readable if one.on_stick]:
        yield Problem("on_open_stick", effort=MINUTES, minutes=(15, 30), values=_of(sticks))
    staying = [one for one in readable if not one.on_stick]
    if plain := [one for one in staying if one.encryption != "key_exposed"]:
        yield Problem("not_encrypted", minutes=(30, 120), values=_of(plain))
    if exposed := [one for one in staying if one.encryption == "key_exposed"]:
        yield Problem("key_exposed", who=TECHNICIAN, values=_of(exposed))
    if personal:
        told = values(folders=_names(personal), services=_services(personal))
        yield Problem("in_cloud", HIGH, MINUTES, minutes=(15, 30), values=told)
    if everybody:
        close = (_close(everybody),)
        told = _of(everybody)
        yield Problem("open_to_all", HIGH, MINUTES, minutes=(2, 10), values=told, paste=close)
    if some := [one for one in found if one.readers == "some"]:
        yield Problem("open_to_some", MEDIUM, MINUTES, minutes=(5, 15), values=_of(some))
    if carried := [one for one in found if one.on_stick and one.encryption not in READABLE]:
        yield Problem("on_stick", MEDIUM, MINUTES, minutes=(15, 30), values=_of(carried))


def _unseen(folder: ProtectedFolder) -> set[str]:
    """Return the messages that say what could not be seen of a folder."""
    if folder.state != "found":
        return {BY_STATE.get(folder.state, "not_seen")}
    notes: set[str] = set()
    if folder.encryption == "unknown":
        notes.add(BY_REASON.get(folder.reason, "not_seen"))
    if folder.readers == "unseen":
        notes.add("readers_unseen")
    if "unseen" in folder.copied_by:
        notes.add("copies_unseen")
    return notes


def _names(folders: Iterable[ProtectedFolder]) -> str:
    names = [one.named for one in folders]
    more = f" (+{len(names) - NAMED_AT_MOST})" if len(names) > NAMED_AT_MOST else ""
    return ", ".join(names[:NAMED_AT_MOST]) + more


def _of(folders: Iterable[ProtectedFolder]) -> tuple[tuple[str, str | int], ...]:
    return values(folders=_names(folders))


def _services(folders: Iterable[ProtectedFolder]) -> str:
    return ", ".join(sorted({name for one in folders for name in one.copied_by} - {"unseen"}))


def _close(folders: Iterable[ProtectedFolder]) -> Paste:
    """Return the command that takes all rights from everybody else."""
    paths = " ".join(_quoted(one.named) for one in folders)
    command = f"chmod --recursive o-rwx -- {paths}"
    return Paste(kind="command", name="", type="shell", after=command)


def _quoted(path: str) -> str:
    """Write a path so that a shell takes it as it is; `~` stays the home folder."""
    if path in ("~", "~/"):
        return path
    home, rest = ("~/", path[2:]) if path.startswith("~/") else ("", path)
    return home + "'" + rest.replace("'", "'\\''") + "'"
