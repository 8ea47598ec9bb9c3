"""The program as another person on this computer, who may open nothing of ours.

In a mount namespace of its own the interpreter, its packages and this checkout are put where that
person can reach them, at their usual paths, whatever folders above them are closed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from tests.e2e.running import ROOT
from tests.lab.processes import program

NOBODY = 65534
_EVERYBODY_MAY_PASS = 0o001
_OPEN = """\
set -e
IFS='
'
mount -t tmpfs -o mode=755 none /mnt
number=0
for path in $1; do
    number=$((number + 1))
    mkdir "/mnt/$number"
    mount --bind "$path" "/mnt/$number"
done
for closed in $2; do
    mount -t tmpfs -o mode=755 none "$closed"
done
number=0
for path in $1; do
    number=$((number + 1))
    mkdir -p "$path"
    mount --bind "/mnt/$number" "$path"
done
home=$3
shift 3
cd "$home"
exec "$@"
"""


def as_nobody(home: Path) -> list[str]:
    """Return the command that runs the rest of its command line as nobody, in that folder."""
    person = [program("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return [*with_open_doors(home), *person, "--inh-caps=-all"]


def with_open_doors(home: Path) -> list[str]:
    """Return the command that does all but become another person."""
    needed = {ROOT, Path(sys.prefix), Path(sys.base_prefix), home.resolve()}
    behind = {path: closed for path in sorted(needed) if (closed := _closed_above(path))}
    shell = [program("unshare"), "--mount", "sh", "-c", _OPEN, "somebody"]
    return [*shell, _lines(behind), _lines(sorted(set(behind.values()))), str(home.resolve())]


def _closed_above(path: Path) -> Path | None:
    """Return the outermost folder on the way to a path that others may not pass."""
    way = [*reversed(path.parents), path]
    return next((one for one in way if not one.stat().st_mode & _EVERYBODY_MAY_PASS), None)


def _lines(paths: Iterable[Path]) -> str:
    return "\n".join(map(str, paths))
