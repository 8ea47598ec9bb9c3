"""What distributions ask of a new password, from their files to what it means."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiamen_scan.facts.passwords import LocalPasswordRule, PasswordStack
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.probes import Probe
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.device.linux.pam_files import installed_modules, passwdqc_lines
from digiamen_scan.probes.device.linux.passwords import PasswordProbe, PasswordText, account_of
from digiamen_scan.probes.device.linux.small_files import SMALL, read_small
from digiamen_scan.standards.passwords.password_rule import local_password_rule

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "samples" / "linux_passwords"
SERVICES = ("usr/etc/pam.d", "usr/lib/pam.d", "etc/pam.d")
MOUNTS = b"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
UNIX = "password required pam_unix.so use_authtok sha512\n"


def sample(name: str) -> PasswordText:
    root = SAMPLES / name

    def data(path: str) -> bytes:
        file = root / path
        return file.read_bytes() if file.exists() else b""

    services = {
        path.name: path.read_bytes() for folder in SERVICES for path in (root / folder).glob("*")
    }
    own = data("etc/security/pwquality.conf") or data("usr/lib/security/pwquality.conf")
    return PasswordText(
        services=tuple(services.items()),
        quality=(own,),
        login_defs=data("etc/login.defs"),
        os_release=data("etc/os-release"),
        accounts=data("etc/passwd"),
        user=1000,
        mounts=MOUNTS,
    )


def text(passwd: str, **more: Any) -> PasswordText:
    services = (("passwd", passwd.encode()),)
    made = PasswordText(
        services=services, accounts=b"me:x:1000:1000::/home/me:/bin/sh\n", user=1000
    )
    return replace(made, mounts=MOUNTS, **more)


def seen(raw: PasswordText) -> PasswordStack:
    readings = PasswordProbe().parse(raw)
    assert not isinstance(readings, Unavailable), readings
    stack = readings[PasswordStack].value
    assert isinstance(stack, PasswordStack)
    return stack


def rule(raw: PasswordText) -> LocalPasswordRule:
    return local_password_rule(seen(raw))


def why_not(raw: PasswordText) -> tuple[str, str]:
    unavailable = PasswordProbe().parse(raw)
    assert isinstance(unavailable, Unavailable)
    return unavailable.kind, unavailable.detail


def test_the_probe_is_one() -> None:
    assert isinstance(PasswordProbe(), Probe)


# Distributions


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("debian", ("none", 6, "", "", "debian")),
        ("debian_pwquality", ("enforced", 14, "pam_pwquality", "file", "debian")),
        ("ubuntu", ("enforced", 8, "pam_pwquality", "default", "debian")),
        ("fedora", ("enforced", 8, "pam_pwquality", "default", "fedora")),
        ("rocky", ("enforced", 15, "pam_pwquality", "file", "fedora")),
        ("leap", ("enforced", 6, "pam_cracklib", "default", "suse")),
        ("tumbleweed", ("enforced", 12, "pam_pwquality", "file", "suse")),
        ("arch", ("none", 1, "", "", "arch")),
    ],
)
def test_a_distribution_as_it_is_set_up(name: str, expected: tuple[object, ...]) -> None:
    told = rule(sample(name))
    assert (told.state, told.shortest, told.module, told.source, told.family) == expected
    assert not told.settings_cut


@pytest.mark.parametrize(
    ("name", "directory"), [("debian", False), ("ubuntu", True), ("fedora", True), ("arch", False)]
)
def test_accounts_of_a_server_may_sign_in(name: str, directory: bool) -> None:  # noqa: FBT001
    assert rule(sample(name)).directory is directory


def test_the_minimum_of_login_defs_is_never_a_rule() -> None:
    assert b"PASS_MIN_LEN\t16" in sample("debian").login_defs
    assert rule(sample("debian")).state == "none"


# What is kept


def test_arguments_that_may_hold_names_are_not_kept() -> None:
    line = "password required pam_ldap.so bindpw=secret uri=ldap://hr.example.org use_authtok\n"
    stack = seen(text(line + UNIX))
    assert stack.steps[0].arguments == ("use_authtok",)


def test_words_and_places_of_the_settings_are_not_kept() -> None:
    quality = (b"badwords = Amina Farah\ndictpath = /home/amina/words\nminlen = 14\n",)
    raw = text("password requisite pam_pwquality.so badwords=Amina\n" + UNIX, quality=quality)
    stack = seen(raw)
    readings = PasswordProbe().parse(raw)
    assert not isinstance(readings, Unavailable)
    assert "mina" not in repr((stack, readings[PasswordStack].evidence))
    assert rule(raw).shortest == 14


def test_evidence_is_one_line_a_step_and_one_for_the_settings() -> None:
    readings = PasswordProbe().parse(sample("debian_pwquality"))
    assert not isinstance(readings, Unavailable)
    told = [(one.source, one.observed) for one in readings[PasswordStack].evidence]
    assert told[0] == ("/etc/pam.d/passwd", "requisite pam_pwquality retry=3")
    assert told[-1] == ("/etc/security/pwquality.conf", "minlen = 14")


# Modules


def test_a_module_that_is_not_there_is_said_so() -> None:
    raw = text("password optional pam_pwquality.so\n" + UNIX, modules=frozenset({"pam_unix.so"}))
    assert [step.installed for step in seen(raw).steps] == [False, True]


@pytest.mark.parametrize("target", ["pam_pwquality", "pam_pwquality.so\r", "pam_pwquality.so.1"])
def test_a_name_that_pam_cannot_load_is_not_there(target: str) -> None:
    (step,) = seen(text(f"password required {target}\n")).steps
    assert not step.installed


def test_a_module_may_be_named_by_its_path() -> None:
    line = "password required /usr/lib/security/$ISA/pam_pwquality.so minlen=14\n"
    assert rule(text(line + UNIX)).shortest == 14


def test_the_modules_of_this_computer_are_found() -> None:
    modules = installed_modules()
    assert modules is None or "pam_permit.so" in modules


# pam_passwdqc's files

_QC = "password requisite pam_passwdqc.so {}\n" + UNIX


def test_the_file_that_passwdqc_names_counts_in_its_place() -> None:
    options = (("/etc/passwdqc.conf", b"# rule\nmin=disabled,24,18,15,14\nretry=3\r\n"),)
    assert rule(text(_QC.format("config=/etc/passwdqc.conf"), options=options)).shortest == 14
    both = "config=/etc/passwdqc.conf min=disabled,24,11,8,7"
    assert rule(text(_QC.format(both), options=options)).shortest == 7


def test_a_file_that_is_missing_or_names_itself_makes_the_module_fail() -> None:
    itself = (("/etc/a", b"config=/etc/a\n"),)
    for options in ((), itself):
        told = rule(text(_QC.format("config=/etc/a"), options=options))
        assert (told.state, told.reason) == ("unknown", "never_stored")


def test_options_in_a_file() -> None:
    assert passwdqc_lines(b"  min=1 \n\n # x\r\nmax=9\r\n") == ("min=1", "max=9")


# Who works here

_ACCOUNTS = (
    b"root:x:0:0:root:/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\n"
    b"daemon:x:2:2::/:/usr/sbin/nologin\nbroken line\n+::::::\n"
)


@pytest.mark.parametrize(
    ("user", "person", "account"),
    [
        (1000, "", "local"),
        (4242, "", "elsewhere"),
        (0, "me", "local"),
        (0, "amina@example.org", "elsewhere"),
        (0, "", "local"),
        (0, "root", "local"),
    ],
)
def test_whether_the_person_is_in_the_computers_own_list(
    user: int, person: str, account: str
) -> None:
    assert account_of(_ACCOUNTS, user, person) == account


def test_a_computer_whose_list_names_no_person() -> None:
    service = (
        b"root:x:0:0::/:/bin/sh\nsvc:x:1001:1::/:/usr/sbin/nologin\nx:x:9999999999999:1::/:/a\n"
    )
    assert account_of(service, 0, "") == "none_seen"
    assert account_of(b"", 0, "") == "none_seen"
    assert account_of(b"", 1000, "") == "elsewhere"


# Where it runs


@pytest.mark.parametrize(
    ("markers", "mounts", "detail"),
    [
        (("wsl",), MOUNTS, "wsl"),
        (("/run/.containerenv",), MOUNTS, "container"),
        (("/.dockerenv",), b"22 1 0:21 / / rw - overlay overlay rw\n", "container"),
        ((), b"22 1 0:21 / / rw - overlay overlay rw\n", "overlay"),
    ],
)
def test_in_a_container_the_computer_is_not_seen(
    markers: tuple[str, ...], mounts: bytes, detail: str
) -> None:
    raw = replace(sample("debian"), markers=markers, mounts=mounts)
    assert why_not(raw) == (Kind.UNDETERMINED, detail)


def test_a_system_without_pam_is_not_supported() -> None:
    assert why_not(PasswordText(services=(), mounts=MOUNTS))[0] == Kind.UNSUPPORTED


# Bad input


@pytest.mark.parametrize("data", [b"password required pam_unix.so\0\n", b"password required \\"])
def test_a_service_that_is_no_text_is_unreadable(data: bytes) -> None:
    raw = PasswordText(services=(("passwd", data),), mounts=MOUNTS)
    assert why_not(raw)[0] == Kind.UNREADABLE


def test_settings_with_a_nul_byte_are_unreadable() -> None:
    assert why_not(text(UNIX, quality=(b"minlen = 14\0\n",)))[0] == Kind.UNREADABLE


def test_escapes_are_harmless_in_what_is_kept() -> None:
    line = "password [\x1b]0;x\x07=ok] \x1b[31mpam_x.so minlen=\x1b[2J\n"
    readings = PasswordProbe().parse(text(line))
    assert not isinstance(readings, Unavailable)
    assert "\x1b" not in repr(readings).encode().decode("unicode_escape").replace("\\x1b", "")


@given(st.binary(max_size=300), st.binary(max_size=200), st.binary(max_size=200))
def test_any_bytes_are_read_or_unreadable(service: bytes, quality: bytes, rest: bytes) -> None:
    raw = PasswordText(
        services=(("passwd", service),),
        quality=(quality,),
        login_defs=rest,
        os_release=rest,
        accounts=rest,
        user=1000,
        mounts=MOUNTS,
    )
    readings = PasswordProbe().parse(raw)
    if not isinstance(readings, Unavailable):
        assert rule(raw).state in ("unknown", "none", "bypassed", "enforced", "warns_only")


def test_small_files_are_read_and_no_others(tmp_path: Path) -> None:
    small, large, pipe = tmp_path / "small", tmp_path / "large", tmp_path / "pipe"
    small.write_bytes(b"x" * SMALL)
    large.write_bytes(b"x" * (SMALL + 1))
    os.mkfifo(pipe)
    (tmp_path / "itself").symlink_to("itself")
    (tmp_path / "endless").symlink_to("/dev/zero")
    assert read_small(str(small)) == b"x" * SMALL
    for name in ("large", "pipe", "endless", "."):
        read = read_small(str(tmp_path / name))
        assert isinstance(read, Unavailable), name
        assert read.kind == Kind.UNREADABLE
    for name in ("missing", "small/below", "itself"):
        assert read_small(str(tmp_path / name)) is None, name
    assert isinstance(read_small("a\0b"), Unavailable)


def test_this_computer_can_be_read() -> None:
    raw = asyncio.run(PasswordProbe().read(Target(TargetKind.DEVICE, "PC-1", system="linux")))
    readings = raw if isinstance(raw, Unavailable) else PasswordProbe().parse(raw)
    if isinstance(readings, Unavailable):
        assert readings.kind in set(Kind)
    else:
        assert isinstance(readings[PasswordStack].value, PasswordStack)
