"""Are the sticks, cards and external disks that are plugged in encrypted?"""

from collections.abc import Iterable

from digiamen_scan.api import (
    HIGH,
    MEDIUM,
    MINUTES,
    YOU,
    Kind,
    Medium,
    Problem,
    Refs,
    RemovableMedia,
    TargetKind,
    Verdict,
    check,
    fail,
    not_applicable,
    ok,
    unknown,
    values,
)

UNSEEN = {
    "unseen": (Kind.NEEDS_ADMIN, "not_shown"),
    "unrecognised": (Kind.UNDETERMINED, "unrecognised"),
    "unknown": (Kind.UNDETERMINED, "not_seen"),
}
GIGABYTE, MEGABYTE = 10**9, 10**6


@check(
    target=TargetKind.DEVICE,
    severity=HIGH,
    effort=MINUTES,
    who=YOU,
    serves=("TP4", "EX3b"),
    refs=Refs(cis=("3.9",), csf=("PR.DS-01",)),
)
def removable_media(plugged_in: RemovableMedia) -> Verdict:
    """Judge what is plugged in now; nothing plugged in says nothing about the sticks in drawers."""
    media = plugged_in.media
    problems: list[Problem] = []
    if readable := [one for one in media if one.state == "open"]:
        problems.append(Problem("open", minutes=(20, 45), values=values(media=_told(readable))))
    if partly := [one for one in media if one.state == "partly"]:
        told = values(media=_told(partly))
        problems.append(Problem("partly_open", MEDIUM, minutes=(20, 45), values=told))
    if problems:
        return fail(*problems)
    for state, (kind, note) in UNSEEN.items():
        if unseen := [one for one in media if one.state == state]:
            return unknown(kind, note, media=_told(unseen))
    if not plugged_in.disks_seen:
        return unknown(Kind.UNDETERMINED, "no_disks")
    if any(one.state == "encrypted" for one in media):
        return ok()
    return not_applicable("installer" if media else "nothing_plugged_in")


def _told(media: Iterable[Medium]) -> str:
    """Name each as the system does, with its size: the name that people gave it is private."""
    return ", ".join(f"{one.id} ({_size(one.size)})" if one.size else one.id for one in media)


def _size(size: int) -> str:
    if size >= GIGABYTE:
        return f"{round(size / GIGABYTE)} GB"
    return f"{max(1, round(size / MEGABYTE))} MB"
