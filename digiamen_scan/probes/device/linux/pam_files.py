"""Gathers the files that decide about a new password: PAM's services and its modules' settings.

All of them may be read by everybody on the distributions that are known.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.device.linux.small_files import read_small
from digiamen_scan.standards.passwords.pam import flatten, included, parse_service

# In the order in which Linux-PAM looks; the last is openSUSE's former place.
SERVICES = ("/etc/pam.d", "/usr/lib/pam.d", "/usr/etc/pam.d")
QUALITY = "/etc/security/pwquality.conf"
QUALITY_BASE = "/usr/lib/security/pwquality.conf"
_MODULE_FOLDERS = ("/usr/lib64", "/usr/lib", "/lib64", "/lib")
_OWN_PLACES = ("/etc/", "/usr/")
_MAX_FILES = 64
MAX_CONFIG_FILES = 8

Files = tuple[tuple[str, bytes], ...]


def read_services(service: str, wanted: str) -> Files | Unavailable:
    """Return a service's file and those that its lines of one type include, by name.

    Where it has no such line, those of `other` come too. What does not exist is left out.
    """
    found: dict[str, bytes] = {}
    for start in (service, "other"):
        fault = _gather([start], found, _service, lambda data: _names(data, wanted), _MAX_FILES)
        if fault is not None:
            return fault
        try:
            parsed = {name: parse_service(data) for name, data in found.items()}
            if flatten(parsed, service, wanted):
                break
        except ValueError:
            return Unavailable(Kind.UNREADABLE, SERVICES[0])
    return tuple(found.items())


def _names(data: bytes, wanted: str) -> tuple[str, ...]:
    try:
        return included(parse_service(data), wanted)
    except ValueError:
        return ()


def _gather(
    names: list[str],
    found: dict[str, bytes],
    read: Callable[[str], bytes | Unavailable | None],
    more: Callable[[bytes], Iterable[str]],
    most: int,
) -> Unavailable | None:
    """Read what is named and what that names in turn, each once, into `found`."""
    ahead, asked = list(names), set(found)
    while ahead:
        name = ahead.pop()
        if name in asked:
            continue
        asked.add(name)
        data = read(name)
        if isinstance(data, Unavailable):
            return data
        if len(asked) > most:
            return Unavailable(Kind.UNREADABLE, SERVICES[0])
        if data is not None:
            found[name] = data
            ahead.extend(more(data))
    return None


def _service(name: str) -> bytes | Unavailable | None:
    paths = [name] if name.startswith("/") else [f"{folder}/{name}" for folder in SERVICES]
    return next((data for path in paths if (data := _own(path)) is not None), None)


def _own(path: str) -> bytes | Unavailable | None:
    """Read a file by its path, in the system's own places only: others may be a server's."""
    if not os.path.normpath(path).startswith(_OWN_PLACES):
        return Unavailable(Kind.UNREADABLE, SERVICES[0])
    return read_small(path)


def read_quality() -> tuple[bytes, ...] | Unavailable:
    """Return pwquality.conf's files in the order in which libpwquality reads them.

    A file of the same name in /etc stands in place of the distribution's.
    """
    names = {name: f"{QUALITY_BASE}.d/{name}" for name in _drop_ins(f"{QUALITY_BASE}.d")}
    names |= {name: f"{QUALITY}.d/{name}" for name in _drop_ins(f"{QUALITY}.d")}
    if len(names) > _MAX_FILES:
        return Unavailable(Kind.UNREADABLE, f"{QUALITY}.d")
    read = [read_small(names[name]) for name in sorted(names, key=os.fsencode)]
    main = read_small(QUALITY)
    read.append(read_small(QUALITY_BASE) if main is None else main)
    fault = next((data for data in read if isinstance(data, Unavailable)), None)
    return fault or tuple(data for data in read if isinstance(data, bytes))


def _drop_ins(folder: str) -> Iterator[str]:
    """Yield the names whose first `.conf` ends them."""
    yield from (name for name in _names_in(folder) if name.partition(".conf")[1:] == (".conf", ""))


def read_passwdqc(arguments: Iterable[str]) -> Files | Unavailable:
    """Return the files that pam_passwdqc's `config=` names, by path, and those they name."""
    found: dict[str, bytes] = {}
    fault = _gather(configs(arguments), found, _own, _options_files, MAX_CONFIG_FILES)
    return tuple(found.items()) if fault is None else fault


def _options_files(data: bytes) -> list[str]:
    return configs(passwdqc_lines(data))


def configs(options: Iterable[str]) -> list[str]:
    """Return the paths that `config=` options name."""
    return [path for option in options if (path := option.removeprefix("config=")) != option]


def passwdqc_lines(data: bytes) -> tuple[str, ...]:
    """Return the options of a passwdqc.conf(5)."""
    lines = (line.strip(" \t\r") for line in os.fsdecode(data).split("\n"))
    return tuple(line for line in lines if line and not line.startswith("#"))


def installed_modules() -> frozenset[str] | None:
    """Return the names of the PAM modules in the usual places; None where these hold none."""
    folders = (f"{folder}/security" for folder in _library_folders())
    names = frozenset(name for folder in folders for name in _names_in(folder))
    return names if "pam_unix.so" in names else None


def _library_folders() -> Iterator[str]:
    for folder in _MODULE_FOLDERS:
        yield folder
        # Debian keeps the libraries of each kind of processor apart.
        yield from (f"{folder}/{name}" for name in _names_in(folder) if "-linux-gnu" in name)


def _names_in(folder: str) -> list[str]:
    try:
        return [entry.name for entry in Path(folder).iterdir()]
    except OSError:
        return []
