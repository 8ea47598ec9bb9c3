"""Reading a profile: what is accepted, and what is survived."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digiamen_scan.profile.faults import ProfileError
from digiamen_scan.profile.load import load_profile, profile_of_bytes, profile_of_text
from digiamen_scan.profile.marks import MailHost
from digiamen_scan.profile.model import NO_PROFILE, Domain, Profile

ROOT = Path(__file__).parents[3]
SAMPLE = Path(__file__).with_name("contract.yaml").read_text("utf-8")


def message(path: Path) -> str:
    with pytest.raises(ProfileError) as raised:
        load_profile(path)
    (fault,) = raised.value.faults
    assert fault.file == str(path)
    assert fault.line is None
    assert fault.hint
    return fault.message


def test_every_key_of_the_contract_is_read() -> None:
    profile = profile_of_text(SAMPLE, "digiamen.yaml")
    assert profile.organisation.language == "fr"
    assert profile.contacts[0].say == "second floor, first door"
    assert profile.domains == (
        Domain(
            "example.org",
            mail="used",
            exposure=2,
            dkim_selectors=("google",),
            websites=("www.example.org",),
            mail_hosts=(MailHost("imap.example.org", 993), MailHost("smtp.example.org", 587)),
            authorised=True,
            expires=date(2027, 3, 1),
        ),
    )
    assert profile.devices.labels["PC-1"].exposure == 3
    assert profile.devices.sensitive_folders == ("~/Dossiers",)
    evidence = profile.accounts[0].evidence
    assert evidence is not None
    assert (evidence.kind, evidence.file) == ("google_workspace", "users.csv")
    assert evidence.admins == ("it@example.org",)
    assert profile.accounts[1].evidence is None
    assert profile.exceptions[0].expires == date(2027, 3, 31)


def test_only_the_version_is_needed() -> None:
    assert profile_of_text("digiamen: 1", "digiamen.yaml") == NO_PROFILE


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbfdigiamen: 1\r\n", b"digiamen: 1\rcontacts: []"])
def test_files_of_other_systems_are_read(raw: bytes) -> None:
    assert profile_of_bytes(raw, "digiamen.yaml") == NO_PROFILE


def test_norway_is_a_country_and_on_is_a_text() -> None:
    text = "digiamen: 1\norganisation: {country: NO, name: on}\n"
    text += "contacts: [{role: yes, say: 2027-03-01}]"
    profile = profile_of_text(text, "digiamen.yaml")
    assert (profile.organisation.country, profile.organisation.name) == ("NO", "on")
    assert (profile.contacts[0].role, profile.contacts[0].say) == ("yes", "2027-03-01")


def test_text_is_made_harmless_where_it_enters() -> None:
    text = 'digiamen: 1\naccounts: [{name: "\\e]0;x\\a \\u202Eevil"}]'
    name = profile_of_text(text, "digiamen.yaml").accounts[0].name
    assert name == "\\x1b]0;x\\x07 \\u202eevil"


def test_invisible_marks_at_the_ends_of_copied_text_go_away() -> None:
    text = 'digiamen: 1\naccounts: [{name: "\u200fصفحة الجمعية\u200f"}]'
    assert profile_of_text(text, "digiamen.yaml").accounts[0].name == "صفحة الجمعية"


def test_an_exception_finds_its_domain_however_it_is_written() -> None:
    text = """\
digiamen: 1
domains: [{name: مثال.تونس}]
exceptions:
  - {check: web.hsts, target: مثال.تونس, reason: later, expires: 2027-03-31}
  - {check: accounts.two_factor, target: Wordpress.com, reason: later, expires: 2027-03-31}
"""
    profile = profile_of_text(text, "digiamen.yaml")
    assert (
        profile.exceptions[0].target == profile.named_domains[0].name == "xn--mgbh0fb.xn--pgbs0dh"
    )
    assert profile.exceptions[1].target == "Wordpress.com"


def test_an_alias_of_a_reasonable_size_is_followed() -> None:
    text = "digiamen: 1\npassword_policy: &p {min_length: 16}\n"
    assert profile_of_text(text, "digiamen.yaml").password_policy.min_length == 16
    text = "digiamen: 1\norganisation: {name: &n Example}\naccounts: [{name: *n}]\n"
    assert profile_of_text(text, "digiamen.yaml").accounts[0].name == "Example"


@pytest.mark.parametrize(
    "starter", sorted((ROOT / "profiles").glob("*.yaml")), ids=lambda p: p.name
)
def test_a_starter_profile_is_in_order(starter: Path) -> None:
    assert isinstance(load_profile(starter), Profile)


def test_a_missing_file(tmp_path: Path) -> None:
    assert message(tmp_path / "digiamen.yaml") == "There is no such file."


def test_a_folder(tmp_path: Path) -> None:
    assert message(tmp_path) == "This is a folder, not a file."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_that_never_says_anything_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert message(tmp_path / "pipe") == "This is not an ordinary file."


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"This file cannot be read\."):
        load_profile(tmp_path / "a\0b")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions work otherwise there")
def test_a_file_that_one_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "digiamen.yaml"
    path.write_text("digiamen: 1")
    path.chmod(0)
    tmp_path.chmod(0o755)
    script = (
        "import os\n"
        "from pathlib import Path\n"
        "from digiamen_scan.profile.load import ProfileError, load_profile\n"
        "if os.geteuid() == 0:\n"
        "    os.setegid(65534)\n"
        "    os.seteuid(65534)\n"
        "try:\n"
        "    load_profile(Path('digiamen.yaml'))\n"
        "except ProfileError as error:\n"
        "    print(error)\n"
    )
    started = [sys.executable, "-c", script]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        started, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert done.stdout.startswith("digiamen.yaml: This file cannot be read. May you open it?")


def test_fifty_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "digiamen.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    began = time.perf_counter()
    assert message(path) == "This file is too large."
    assert time.perf_counter() - began < 0.5


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n"
    for old, new in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)
)
BOMBS = {
    "a billion laughs": LAUGHS,
    "a long text many times": f"a: &a {'x' * 300_000}\nb: [{', '.join(['*a'] * 100_000)}]",
    "brackets": "[" * 900_000,
    "braces": "{a: " * 200_000,
    "dashes": "- " * 400_000,
    "questions": "? " * 400_000,
    "empty lists": f"a: [{'[],' * 300_000}]",
    "anchors": "".join(f"&a{n} a{n}: 1\n" for n in range(60_000)),
    "one key again and again": "digiamen: 1\n" + "a: 1\n" * 90_000,
    "wrong keys": "digiamen: 1\n" + "".join(f"k{n}: 1\n" for n in range(60_000)),
    "a long number": f"digiamen: {'9' * 900_000}",
    "a long name": f"digiamen: 1\ndomains: [{{name: {'a.' * 400_000}}}]",
    "a long name in letters": f"digiamen: 1\ndomains: [{{name: {'é.' * 250_000}}}]",
    "quotes": 'a: "' + "\\n" * 400_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_refused_in_bounded_time(bomb: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ProfileError) as raised:
        profile_of_text(bomb, "digiamen.yaml")
    assert time.perf_counter() - began < 15
    assert len(raised.value.faults) <= 101


def test_a_billion_laughs_end_at_once() -> None:
    profile_of_text("digiamen: 1", "warm-up")
    began = time.perf_counter()
    with pytest.raises(ProfileError, match="This grows too large or too deep"):
        profile_of_text(LAUGHS, "digiamen.yaml")
    assert time.perf_counter() - began < 0.5


def test_a_thousand_domains_load_well_under_a_second() -> None:
    entries = (
        f"  - name: d{n}.example.org\n    mail: used\n    exposure: 3\n" for n in range(1000)
    )
    text = "digiamen: 1\ndomains:\n" + "".join(entries)
    profile_of_text("digiamen: 1", "warm-up")
    began = time.perf_counter()
    assert len(profile_of_text(text, "digiamen.yaml").named_domains) == 1000
    assert time.perf_counter() - began < 1


YAMLISH = st.lists(
    st.sampled_from(
        (
            *("digiamen: 1", "domains", "exceptions", "organisation", "name", "2027-03-31"),
            *(":", ": ", "- ", "\n", "\r\n", "  ", "\t", "[", "]", "{", "}", ",", "'", '"', "?"),
            *("&a ", "*a", "!", "|", ">", "#", "---", "%", "~", "true", "12", "<<", "é", "\\ud800"),
        )
    ),
    max_size=40,
).map("".join)


@settings(deadline=2000)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_profile_or_faults(raw: bytes) -> None:
    survive(raw)


@settings(deadline=2000, max_examples=300)
@given(YAMLISH)
def test_any_text_gives_a_profile_or_faults(text: str) -> None:
    survive(text.encode())


def survive(raw: bytes) -> None:
    try:
        profile = profile_of_bytes(raw, "digiamen.yaml")
    except ProfileError as error:
        assert error.faults
        assert all(fault.message.endswith((".", "?")) and fault.hint for fault in error.faults)
        places = [(fault.line or 0, fault.column or 0) for fault in error.faults]
        assert places == sorted(places)
    else:
        assert profile.digiamen == 1


def test_a_scan_without_a_profile_needs_no_compiled_module() -> None:
    script = (
        "import sys\n"
        "import digiamen_scan.profile.targets, digiamen_scan.profile.digest\n"
        "import digiamen_scan.profile.load, digiamen_scan.profile.answers_save\n"
        "from digiamen_scan.profile.model import NO_PROFILE\n"
        "from digiamen_scan.profile.digest import digest\n"
        "digest(NO_PROFILE)\n"
        "heavy = {'pydantic', 'pydantic_core', 'yaml', 'idna'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == "[]\n"


def test_reading_without_the_compiled_parser_gives_the_same() -> None:
    script = (
        "import sys, yaml\n"
        "del yaml.CSafeLoader\n"
        "from digiamen_scan.profile.load import profile_of_text\n"
        "from digiamen_scan.profile.digest import digest\n"
        "print(digest(profile_of_text(sys.stdin.read(), 'digiamen.yaml')))\n"
    )
    from digiamen_scan.profile.digest import digest  # noqa: PLC0415  # what the script imports too

    done = subprocess.run(
        [sys.executable, "-c", script],
        input=SAMPLE,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.strip() == digest(profile_of_text(SAMPLE, "digiamen.yaml"))
