"""The grammar of PAM's service files (pam.d(5)), and the stack that their includes make.

Lines are read as Linux-PAM reads them, so that what it takes for broken is broken here too: a
line that cannot work fails always. `@include` is Debian's. A file that PAM itself gives up, a
stack of more lines than anybody writes, or a NUL byte raises ValueError.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

MAX_DEPTH = 16
"""Linux-PAM follows includes no deeper."""
MAX_STEPS = 256
_MAX_JUMP = 2**31 - 1

EntryKind = Literal["module", "include", "substack", "broken"]

RETURNS = (
    "success",
    "open_err",
    "symbol_err",
    "service_err",
    "system_err",
    "buf_err",
    "perm_denied",
    "auth_err",
    "cred_insufficient",
    "authinfo_unavail",
    "user_unknown",
    "maxtries",
    "new_authtok_reqd",
    "acct_expired",
    "session_err",
    "cred_unavail",
    "cred_expired",
    "cred_err",
    "no_module_data",
    "conv_err",
    "authtok_err",
    "authtok_recover_err",
    "authtok_lock_busy",
    "authtok_disable_aging",
    "try_again",
    "ignore",
    "abort",
    "authtok_expired",
    "module_unknown",
    "bad_item",
    "conv_again",
    "incomplete",
)
"""What a module may answer, in the words of pam.d(5)."""

_WORDS: Mapping[str, tuple[str, str, str]] = {
    # success and new_authtok_reqd, ignore, everything else
    "required": ("ok", "ignore", "bad"),
    "requisite": ("ok", "ignore", "die"),
    "sufficient": ("done", "ignore", "ignore"),
    "optional": ("ok", "ignore", "ignore"),
}
_TYPES = ("auth", "account", "password", "session")
_BLANK = " \t\n"
_SPACE = " \t\n\v\f\r"
_TOKEN = re.compile(rf"[{_BLANK}]*(?:\[((?:\\\]|[^\]])*)\]?|([^{_BLANK}]+))")
_PAIR = re.compile(
    rf"\s*({'|'.join(RETURNS)}|default)\s*=\s*(ignore|ok|done|bad|die|reset|\d+)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is, for which type, and what it names.

    `type` is empty for an `@include`, which is for all types, and `?` where it is none that PAM
    knows. `target` is a module's path or an included file's name.
    """

    kind: EntryKind
    type: str
    control: str = "required"
    target: str = ""
    arguments: tuple[str, ...] = ()
    level: int = 0


def parse_service(data: bytes) -> tuple[Entry, ...]:
    """Return the lines of a service file; raises ValueError for one that PAM gives up."""
    if b"\0" in data:
        raise ValueError("a NUL byte")
    text = data.decode("utf-8", "surrogateescape")
    return tuple(_entry(tokens) for line in _lines(text) if (tokens := _tokens(line)))


def _lines(text: str) -> Iterator[str]:
    """Yield the logical lines: joined where one ends in a backslash, without comments."""
    gathered, open_ended = "", False
    for physical in text.removesuffix("\n").split("\n"):
        stripped = physical.rstrip(" \t")
        open_ended = stripped.endswith("\\") and "#" not in physical
        line = stripped[:-1] + " " if stripped.endswith("\\") else physical
        gathered += line.lstrip(" \t").partition("#")[0]
        if not open_ended:
            yield gathered
            gathered = ""
    if open_ended:
        raise ValueError("it ends in a backslash")


def _tokens(line: str) -> list[str]:
    r"""Split at blanks; `[a b]` is one token, in which `\\]` stands for a bracket."""
    return [
        match[2] if match[1] is None else match[1].replace("\\]", "]")
        for match in _TOKEN.finditer(line)
    ]


def _entry(tokens: list[str]) -> Entry:
    if tokens[0] == "@include":
        return Entry("include", "", target=tokens[1] if len(tokens) > 1 else "")
    named = tokens[0].removeprefix("-").lower()
    kind = named if named in _TYPES else "?"
    control = tokens[1] if len(tokens) > 1 else ""
    target = tokens[2] if len(tokens) > 2 else ""  # noqa: PLR2004  # type, control, target
    word = control.lower()
    if word in ("include", "substack"):
        return Entry("substack" if word == "substack" else "include", kind, target=target)
    if not control:
        return Entry("broken", kind, "default=bad")
    if kind == "?" or not target:
        return Entry("broken", kind, control)
    return Entry("module", kind, control, target, tuple(tokens[3:]))


def included(entries: Iterable[Entry], wanted: str) -> tuple[str, ...]:
    """Return the names of the files that lines of a type include."""
    return tuple(
        entry.target
        for entry in entries
        if entry.kind in ("include", "substack")
        and entry.target
        and entry.type in ("", "?", wanted)
    )


def flatten(
    services: Mapping[str, tuple[Entry, ...]], service: str, wanted: str
) -> tuple[Entry, ...]:
    """Return the lines of one type that PAM runs for a service, with their includes followed.

    What is included and not among `services` is missing on the system: the line always fails.
    Where a service has no lines of this type, those of `other` hold.
    """
    for name in (service, "other"):
        steps: list[Entry] = []
        _follow(services, services.get(name, ()), wanted, steps, (0, 0, False))
        if steps:
            return tuple(steps)
    return ()


def _follow(
    services: Mapping[str, tuple[Entry, ...]],
    entries: Iterable[Entry],
    wanted: str,
    steps: list[Entry],
    place: tuple[int, int, bool],
) -> None:
    """Append what `entries` run. `place` is the depth, the level, and whether a type was named."""
    depth, level, named = place
    for entry in entries:
        if entry.type not in ("", wanted) and not (named and entry.type == "?"):
            continue
        if len(steps) >= MAX_STEPS:
            raise ValueError("too many lines")
        if entry.kind in ("module", "broken"):
            steps.append(replace(entry, level=level))
            continue
        inner = level
        if entry.kind == "substack":
            steps.append(replace(entry, level=level))
            inner = level + 1
        below = services.get(entry.target) if depth + 1 < MAX_DEPTH else None
        if below is None:
            steps.append(Entry("broken", wanted, "default=bad", level=inner))
            continue
        _follow(services, below, wanted, steps, (depth + 1, inner, named or entry.type != ""))


def actions(control: str) -> Mapping[str, str]:
    """Return what is done about each answer: an action's word, or a number of lines to skip.

    A control that cannot be read treats every answer as bad, as PAM does.
    """
    word = _WORDS.get(control.lower())
    if word is not None:
        good, ignored, other = word
        known = {"success": good, "new_authtok_reqd": good, "ignore": ignored}
        return {name: known.get(name, other) for name in RETURNS}
    return _pairs(control) or dict.fromkeys(RETURNS, "bad")


def _pairs(control: str) -> dict[str, str]:
    chosen: dict[str, str] = {}
    rest = control.strip(_SPACE)
    while rest:
        match = _PAIR.match(rest)
        if match is None:
            return {}
        name, action = match.groups()
        if action.isdigit() and not 0 < int(action) <= _MAX_JUMP:
            return {}
        if name == "default":
            chosen |= {other: action for other in RETURNS if other not in chosen}
        else:
            chosen[name] = action
        rest = rest[match.end() :].lstrip(_SPACE)
    return {name: chosen.get(name, "bad") for name in RETURNS}
