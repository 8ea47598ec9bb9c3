"""Finds the folders that programs of this person copy to somewhere else, from their settings."""

import html
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from digiamen_scan.facts.folders import CopyService
from digiamen_scan.model.facts import Unavailable
from digiamen_scan.probes.device.linux.mounts import Mount
from digiamen_scan.probes.device.linux.paths import follow
from digiamen_scan.probes.device.linux.small_files import read_small

_LIMIT = 250_000
# Each of these is bounded, so that no file can keep it busy.
_ONEDRIVE = re.compile(r'^[ \t]{0,20}sync_dir[ \t]{0,20}=[ \t]{0,20}"([^"\n]*)"', re.MULTILINE)
_CLIENT = re.compile(r"^[^\n=]{1,200}[\\/]localPath=(.*)$", re.MULTILINE)
_FOLDER = re.compile(r'<folder\b[^>]{0,2000}?\spath="([^"]{1,5000})"')
# Qt's QSettings writes letters that are not Latin as \xHHHH.
_QT_ESCAPE = re.compile(r'\\(?:x([0-9a-fA-F]{1,6})|([\\"]))')
Found = Iterator[tuple[CopyService, str]]


@dataclass(frozen=True, slots=True)
class Copied:
    """A folder that is copied, without links. `unseen` with an empty path: settings unreadable."""

    service: CopyService
    path: str


def _dropbox(text: str) -> Found:
    accounts = json.loads(text)
    if not isinstance(accounts, dict):
        raise TypeError("not Dropbox's settings")
    kinds: dict[str, CopyService] = {"business": "Dropbox Business"}
    for kind, account in cast("dict[str, Any]", accounts).items():
        if isinstance(account, dict):
            path = cast("dict[str, Any]", account).get("path")
            yield kinds.get(kind, "Dropbox"), path if isinstance(path, str) else "~/Dropbox"


def _onedrive(text: str) -> Found:
    yield "OneDrive", next((found[1] for found in _ONEDRIVE.finditer(text)), "~/OneDrive")


def _nextcloud(text: str) -> Found:
    for found in _CLIENT.finditer(text):
        yield "Nextcloud", _qt(found[1])


def _owncloud(text: str) -> Found:
    for found in _CLIENT.finditer(text):
        yield "ownCloud", _qt(found[1])


def _syncthing(text: str) -> Found:
    before, _, template = text.partition("<defaults>")
    for found in _FOLDER.finditer(before + template.partition("</defaults>")[2]):
        yield "Syncthing", html.unescape(found[1])


def _qt(value: str) -> str:
    def letter(found: re.Match[str]) -> str:
        return chr(int(found[1], 16) & 0xFFFF) if found[1] else found[2]

    text = _QT_ESCAPE.sub(letter, value.strip().removeprefix('"').removesuffix('"'))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_SETTINGS: tuple[tuple[str, Callable[[str], Found]], ...] = (
    (".dropbox/info.json", _dropbox),
    (".var/app/com.dropbox.Client/.dropbox/info.json", _dropbox),
    (".config/onedrive/config", _onedrive),
    (".config/Nextcloud/nextcloud.cfg", _nextcloud),
    (
        ".var/app/com.nextcloud.desktopclient.nextcloud/config/Nextcloud/nextcloud.cfg",
        _nextcloud,
    ),
    (".config/ownCloud/owncloud.cfg", _owncloud),
    (".config/syncthing/config.xml", _syncthing),
    (".local/state/syncthing/config.xml", _syncthing),
)
SETTINGS = tuple(f"~/{name}" for name, _ in _SETTINGS)
# Programs whose settings cannot be read: where they are set up, the folder they usually take.
_USUAL: tuple[tuple[str, CopyService, str], ...] = (
    (".dropbox", "Dropbox", "~/Dropbox"),
    (".var/app/com.dropbox.Client", "Dropbox", "~/Dropbox"),
    (".config/onedrive", "OneDrive", "~/OneDrive"),
    (".local/share/data/Mega Limited", "MEGA", "~/MEGA"),
    (".local/share/data/Mega Limited", "MEGA", "~/MEGAsync"),
    (".config/Insync", "Google Drive", "~/Insync"),
)


def read_copies(home: str | None, mounts: Sequence[Mount]) -> tuple[Copied, ...]:
    """Return every folder that the programs of the person with this home folder copy."""
    if home is None:
        return ()
    if follow(home, mounts).state != "found":
        return (Copied("unseen", ""),)
    found = list(dict.fromkeys(_copied(home, mounts)))
    named = {_maker(one.service) for one in found}
    usual = (
        _resolved(service, path, home, mounts)
        for marker, service, path in _USUAL
        if _maker(service) not in named and follow(f"{home}/{marker}", mounts).state == "found"
    )
    return (*found, *usual)


def _maker(service: CopyService) -> str:
    return service.partition(" ")[0]


def _copied(home: str, mounts: Sequence[Mount]) -> Iterator[Copied]:
    for name, read in _SETTINGS:
        text = _text(f"{home}/{name}", mounts)
        if text is None:
            yield Copied("unseen", "")
            continue
        try:
            found = tuple(read(text)) if text else ()
        except (ValueError, TypeError, RecursionError):
            yield Copied("unseen", "")
            continue
        yield from (_resolved(service, path, home, mounts) for service, path in found if path)


def _resolved(service: CopyService, path: str, home: str, mounts: Sequence[Mount]) -> Copied:
    whole = home + path[1:] if path == "~" or path.startswith("~/") else path
    return Copied(service, follow(whole, mounts).path)


def _text(path: str, mounts: Sequence[Mount]) -> str | None:
    """Return an ordinary file's text: empty where there is none, None where it is not readable."""
    followed = follow(path, mounts)
    if followed.state != "found":
        return "" if followed.state == "missing" else None
    data = read_small(followed.path, _LIMIT)
    if isinstance(data, Unavailable):
        return None
    return (data or b"").decode("utf-8", "surrogateescape")
