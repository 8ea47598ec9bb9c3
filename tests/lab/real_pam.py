"""The real PAM with files of the test's own: what does `passwd` take in the end?

Everything happens in a mount namespace that shows a folder of the test as /etc. The libraries, the
modules and the person's rights are real.
"""

from __future__ import annotations

import itertools
import json
import random
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab.pam_changer import PERSON, UID
from tests.lab.processes import LabError, program

PROGRAMS = ("unshare", "mount")
_CHANGER = Path(__file__).with_name("pam_changer.py")
# In memory: pam_unix waits for the disk after every password.
_ENTER = """\
set -e
mount -t tmpfs none /mnt
cp -r "$1"/. /mnt
mount --bind /mnt /etc
shift
exec "$@"
"""
_KINDS = (string.digits, string.ascii_uppercase, string.ascii_lowercase, "!#%&*+-/:;<=>?@^_~")
_UNEVEN = 3
_LOGIN_DEFS = "ENCRYPT_METHOD SHA512\nSHA_CRYPT_MAX_ROUNDS 1000\n"
_ACCOUNTS = f"root:x:0:0::/root:/bin/sh\n{PERSON}:x:{UID}:{UID}::/:/bin/sh\n"


@dataclass(frozen=True)
class RealPam:
    """A folder that is /etc to the programs that are run with it."""

    etc: Path

    def write(self, name: str, text: str) -> None:
        """Put a file below /etc."""
        path = self.etc / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    @property
    def enter(self) -> list[str]:
        """The command that runs the rest of its command line with this /etc."""
        return [program("unshare"), "--mount", "sh", "-c", _ENTER, "pam", str(self.etc)]

    def takes(self, wishes: Sequence[str]) -> list[bool]:
        """Tell of each password whether an ordinary person could set it."""
        done = subprocess.run(
            [*self.enter, sys.executable, str(_CHANGER)],
            input=json.dumps(list(wishes)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode != 0:
            raise LabError(f"pam_changer: exit {done.returncode}: {done.stderr[-2000:]}")
        answers: list[bool] = json.loads(done.stdout)
        return answers

    def lengths_taken(self, *lengths: int) -> set[int]:
        """Return those of the lengths of which a password could be set, of whatever kinds."""
        wishes = [wish for length in lengths for wish in _passwords(length)]
        return {len(wish) for wish, taken in zip(wishes, self.takes(wishes), strict=True) if taken}


def make_real_pam(folder: Path) -> RealPam:
    """Make an /etc with one ordinary person and the settings that this system came with."""
    for name in ("pam.d", "security"):
        (folder / name).mkdir(parents=True)
    pam = RealPam(folder)
    pam.write("passwd", _ACCOUNTS)
    pam.write("group", f"root:x:0:\nshadow:x:42:\n{PERSON}:x:{UID}:\n")
    pam.write("shadow", "")
    pam.write("login.defs", _LOGIN_DEFS)
    pam.write("nsswitch.conf", "passwd: files\ngroup: files\nshadow: files\n")
    shutil.copy("/etc/ld.so.cache", folder / "ld.so.cache")
    return pam


def _passwords(length: int) -> Iterator[str]:
    """Yield random passwords of every set of kinds, in even parts; of three also unevenly."""
    chance = random.Random(length)  # noqa: S311  # the same ones in every run
    for count in range(1, len(_KINDS) + 1):
        for kinds in itertools.combinations(_KINDS, count):
            for foremost in (None, *kinds) if count == _UNEVEN else (None,):
                if count <= length:
                    yield _password(chance, kinds, length, foremost)


def _password(
    chance: random.Random, kinds: Sequence[str], length: int, foremost: str | None
) -> str:
    rest = [foremost or kinds[index % len(kinds)] for index in range(length - len(kinds))]
    letters = [chance.choice(kind) for kind in (*kinds, *rest)]
    chance.shuffle(letters)
    return "".join(letters)
