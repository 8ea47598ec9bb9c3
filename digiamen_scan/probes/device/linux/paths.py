"""Follows the links of a path without ever asking a server or another program."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from digiamen_scan.probes.device.linux.mounts import Mount, may_hang, mount_of

_MAX_LINKS = 40
_CLOSED = frozenset({errno.EACCES, errno.EPERM, errno.EIO})


@dataclass(frozen=True, slots=True)
class Followed:
    """Where a path leads: `path` has no links, as far as it was followed.

    `behind` is a path into a network or FUSE mount: looking there might wait for ever.
    """

    state: Literal["found", "behind", "missing", "closed"]
    path: str


def follow(path: str, mounts: Sequence[Mount]) -> Followed:
    """Follow an absolute path; `closed` where this account may not look."""
    ahead = [part for part in reversed(path.split("/")) if part]
    links, current = 0, "/"
    while ahead:
        part = ahead.pop()
        candidate = os.path.normpath(os.path.join(current, part))  # noqa: PTH118  # text
        if may_hang(mount_of(mounts, candidate)):
            rest = os.path.normpath("/".join((candidate, *reversed(ahead))))
            return Followed("behind", rest)
        try:
            link = _link(candidate)
        except (OSError, ValueError) as error:
            closed = getattr(error, "errno", None) in _CLOSED
            return Followed("closed" if closed else "missing", candidate)
        links += bool(link)
        if links > _MAX_LINKS:
            return Followed("missing", candidate)
        ahead.extend(part for part in reversed(link.split("/")) if part)
        current = ("/" if link.startswith("/") else current) if link else candidate
    return Followed("found", current)


def _link(path: str) -> str:
    """Return where a link leads, an empty text for what is no link."""
    try:
        return os.readlink(path)  # noqa: PTH115  # the text as it stands
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return ""
