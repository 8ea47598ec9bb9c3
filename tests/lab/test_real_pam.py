"""What our reading of the files says of the shortest password is what the real PAM takes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.running import ROOT
from tests.lab.fixtures import do_without, require, require_root
from tests.lab.pam_changer import FIRST, PERSON, UID, hash_of
from tests.lab.real_pam import PROGRAMS, RealPam, make_real_pam

_UNIX = "pam_unix.so sha512 rounds=1000"
_READ = """
import asyncio, dataclasses, json
from digiamen_scan.facts.passwords import PasswordStack
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux.passwords import PasswordProbe
from digiamen_scan.standards.passwords.password_rule import local_password_rule
probe = PasswordProbe()
raw = asyncio.run(probe.read(Target(TargetKind.DEVICE, "PC-1", system="linux")))
raw = dataclasses.replace(raw, markers=(), mounts=b"")
rule = local_password_rule(probe.parse(raw)[PasswordStack].value)
print(json.dumps(dataclasses.asdict(rule)))
"""


@pytest.fixture
def pam(tmp_path: Path) -> RealPam:
    require(*PROGRAMS)
    require_root()
    for module in ("pam_pwquality", "pam_passwdqc"):
        if not any(Path("/usr/lib").glob(f"*/security/{module}.so")):
            do_without(f"{module} is not installed (apt install lib{module.replace('_', '-')})")
    return make_real_pam(tmp_path / "etc")


def rule_of(pam: RealPam) -> dict[str, object]:
    """Read the files as the program does, where they are /etc."""
    done = subprocess.run(
        [*pam.enter, sys.executable, "-c", _READ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    rule: dict[str, object] = json.loads(done.stdout)
    return rule


STACKS = {
    "Debian as installed": (f"password required {_UNIX} obscure", ""),
    "Debian with pam_pwquality": (
        f"""\
password requisite pam_pwquality.so retry=3
password [success=1 default=ignore] {_UNIX} obscure use_authtok try_first_pass
password requisite pam_deny.so
password required pam_permit.so
""",
        "minlen = 14\n",
    ),
    "the line wins over the file": (
        f"password requisite pam_pwquality.so minlen=10\npassword required {_UNIX} use_authtok",
        "minlen = 14\n",
    ),
    "credits shorten": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok",
        "minlen = 14\ndcredit = 2\nucredit=1\nlcredit 1\n",
    ),
    "credits of one kind": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok",
        "minlen = 15\nocredit = 5\n",
    ),
    "kinds that are needed": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok",
        "minlen = 8\ndcredit = -8\nlcredit = -1\nocredit = -1\n",
    ),
    "the floor is six": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok",
        "minlen = 2\n",
    ),
    "a dictionary never takes less than six": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok",
        "minlen = 6\ndcredit = 2\nucredit = 2\n",
    ),
    "without the dictionary credits go further": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} minlen=1 use_authtok",
        "minlen = 6\ndcredit = 2\nucredit = 2\ndictcheck = 0\n",
    ),
    "an unknown word ends the reading": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok",
        "minlen = 9\nminlength = 16\nminlen = 14\n",
    ),
    "a number with a word ends the reading": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok",
        "minlen = 14 characters\n",
    ),
    "only warns": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} obscure use_authtok",
        "minlen = 14\nenforcing = 0\n",
    ),
    "optional, and the next takes no other password": (
        f"password optional pam_pwquality.so minlen=12\npassword required {_UNIX} use_authtok",
        "",
    ),
    "optional, and the next asks again": (
        f"password optional pam_pwquality.so minlen=12\npassword required {_UNIX} obscure",
        "",
    ),
    "required, and the next asks again": (
        f"password required pam_pwquality.so minlen=12\npassword required {_UNIX} obscure",
        "",
    ),
    "stored before it is looked at": (
        f"password sufficient {_UNIX} obscure\npassword requisite pam_pwquality.so minlen=14",
        "",
    ),
    "jumped over": (
        f"""\
password [success=1 default=ignore] pam_localuser.so
password requisite pam_pwquality.so minlen=14
password required {_UNIX} obscure
""",
        "",
    ),
    "pam_unix asks for length itself": (f"password required {_UNIX} minlen=12", ""),
    "pam_unix after a milder module": (
        f"password requisite pam_pwquality.so\npassword required {_UNIX} minlen=11 use_authtok",
        "minlen = 8\n",
    ),
    "passwdqc": (
        f"""\
password requisite pam_passwdqc.so min=disabled,24,18,15,13 random=0
password required {_UNIX} use_authtok
""",
        "",
    ),
    "passwdqc as it comes": (
        f"password requisite pam_passwdqc.so random=0\npassword required {_UNIX} use_authtok",
        "",
    ),
    "passwdqc that is required and looks at another's password": (
        f"""\
password requisite pam_pwquality.so minlen=9
password required pam_passwdqc.so use_authtok min=disabled,24,18,15,13 random=0
password required {_UNIX} use_authtok
""",
        "",
    ),
    "passwdqc that ends it there": (
        f"""\
password requisite pam_pwquality.so minlen=9
password requisite pam_passwdqc.so use_authtok min=disabled,24,18,15,13 random=0
password required {_UNIX} use_authtok
""",
        "",
    ),
    "passwdqc that asks anew after a stricter one": (
        f"""\
password requisite pam_pwquality.so minlen=16
password requisite pam_passwdqc.so min=disabled,24,18,15,11 random=0
password required {_UNIX} use_authtok
""",
        "",
    ),
    "passwdqc that only warns": (
        f"""\
password requisite pam_passwdqc.so enforce=none random=0
password required {_UNIX} obscure use_authtok
""",
        "",
    ),
    "a module that is not there": (
        f"""\
-password optional pam_missing.so
password requisite pam_pwquality.so
password required {_UNIX} use_authtok
""",
        "",
    ),
    "a quality module that is not there": (
        f"password optional pam_cracklib.so minlen=14\npassword required {_UNIX} obscure",
        "",
    ),
    "a substack that ends early": (
        f"""\
password substack strict
password required {_UNIX} obscure
""",
        "",
    ),
    "an included file that ends early": (
        f"""\
password include strict
password required {_UNIX} obscure
""",
        "",
    ),
    "a line over two lines, with a comment": (
        f"""\
password requisite \\
  pam_pwquality.so minlen=11 # minlen=16
password required {_UNIX} use_authtok
""",
        "",
    ),
    "a comment that ends in a backslash": (
        f"""\
# a comment \\
password requisite pam_pwquality.so minlen=11
password required {_UNIX} use_authtok
""",
        "",
    ),
    "arguments in brackets": (
        f"password requisite pam_pwquality.so [minlen=11]\npassword required {_UNIX} use_authtok",
        "",
    ),
    "lines that end as on Windows": (
        f"""\
password optional pam_pwquality.so minlen=14\r
password required {_UNIX} obscure use_authtok\r
""",
        "",
    ),
    "reset forgets a refusal": (
        f"""\
password [success=ok default=reset] pam_pwquality.so minlen=12
password required {_UNIX} obscure
""",
        "",
    ),
}


@pytest.mark.parametrize(("service", "settings"), STACKS.values(), ids=STACKS)
def test_the_shortest_password_is_the_one_that_the_real_pam_takes(
    pam: RealPam, service: str, settings: str
) -> None:
    pam.write("pam.d/passwd", service)
    pam.write("pam.d/strict", "password requisite pam_pwquality.so minlen=14\n")
    pam.write("security/pwquality.conf", settings)
    rule = rule_of(pam)
    assert rule["state"] != "unknown"
    shortest = int(str(rule["shortest"]))
    assert pam.lengths_taken(shortest - 2, shortest - 1, shortest) == {shortest}


CLOSED = {
    "jumped over, and the next takes no other password": f"""\
password [success=1 default=ignore] pam_permit.so
password requisite pam_pwquality.so minlen=14
password required {_UNIX} use_authtok
""",
    "a required module that is not there": f"""\
-password required pam_missing.so
password required {_UNIX} obscure
""",
    "an included file that is missing": f"password include nowhere\npassword required {_UNIX}\n",
    "a jump too far": f"password [success=1 default=ignore] {_UNIX}\n",
    "a line without a module": f"password required\npassword required {_UNIX}\n",
    "a control that is no word": f"password demanded {_UNIX}\n",
    "nothing but the end": "password requisite pam_deny.so\n",
}


@pytest.mark.parametrize("service", CLOSED.values(), ids=CLOSED)
def test_where_nobody_can_set_a_password_the_rule_is_unknown(pam: RealPam, service: str) -> None:
    pam.write("pam.d/passwd", service)
    assert rule_of(pam)["reason"] == "never_stored"
    assert pam.lengths_taken(6, 14, 20) == set()


def test_a_service_without_lines_follows_the_other(pam: RealPam) -> None:
    pam.write("pam.d/passwd", "auth required pam_permit.so\n")
    pam.write("pam.d/other", "@include common-password\n")
    stack = (
        f"password requisite pam_pwquality.so minlen=11\npassword required {_UNIX} use_authtok\n"
    )
    pam.write("pam.d/common-password", stack)
    assert rule_of(pam)["shortest"] == 11
    assert pam.lengths_taken(8, 9, 10, 11) == {11}


def test_the_main_file_wins_over_those_beside_it(pam: RealPam) -> None:
    stack = f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok\n"
    pam.write("pam.d/passwd", stack)
    pam.write("security/pwquality.conf", "minlen = 9\n")
    pam.write("security/pwquality.conf.d/50-length.conf", "minlen = 14\n")
    assert rule_of(pam)["shortest"] == 9
    assert pam.lengths_taken(7, 8, 9) == {9}


def test_a_broken_file_beside_it_hides_the_main_one(pam: RealPam) -> None:
    stack = f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok\n"
    pam.write("pam.d/passwd", stack)
    pam.write("security/pwquality.conf", "minlen = 14\n")
    pam.write("security/pwquality.conf.d/50-length.conf", "minlen = fourteen\n")
    rule = rule_of(pam)
    assert (rule["shortest"], rule["settings_cut"]) == (8, True)
    assert pam.lengths_taken(6, 7, 8) == {8}


def test_a_step_that_asks_again_after_a_refusal_of_its_own_is_a_way_around(pam: RealPam) -> None:
    stack = f"password requisite pam_pwquality.so minlen=14\npassword required {_UNIX} remember=5\n"
    pam.write("pam.d/passwd", stack.replace("remember", "obscure remember"))
    pam.write("security/opasswd", f"{PERSON}:{UID}:1:{hash_of(FIRST, '$1')}\n")
    rule = rule_of(pam)
    assert (rule["state"], rule["shortest"]) == ("bypassed", 6)
    assert pam.lengths_taken(5, 6) == {6}


def test_letters_count_by_their_bytes(pam: RealPam) -> None:
    stack = f"password requisite pam_pwquality.so\npassword required {_UNIX} use_authtok\n"
    pam.write("pam.d/passwd", stack)
    pam.write("security/pwquality.conf", "minlen = 14\n")
    assert pam.takes(["شجرةبحرق", "شجرةبح"]) == [True, False]
