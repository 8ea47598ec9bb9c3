"""What the check tells people to do: the right steps, and lines that do what they say."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from digiamen_scan.engine.builtin import builtin_root
from digiamen_scan.engine.catalogue import BUILTIN, load_check
from digiamen_scan.facts.passwords import DeclaredDevicePasswordPolicy, LocalPasswordRule
from digiamen_scan.model.verdicts import Problem
from digiamen_scan.standards.passwords.pwquality import pwquality, read_settings, shortest

ROOT = builtin_root() / "checks"
CHECK = load_check(ROOT / "device" / "password_policy", ROOT, BUILTIN, "en")
SETTINGS = "/etc/security/pwquality.conf"
FILE = LocalPasswordRule("enforced", 8, 8, "pam_pwquality", "file", dictionary=True)
POLICY = DeclaredDevicePasswordPolicy(14)


def problem(rule: LocalPasswordRule) -> Problem:
    (found,) = CHECK.judge(rule, POLICY).problems
    return found


def steps(rule: LocalPasswordRule, lang: str) -> str:
    found = problem(rule)
    text = CHECK.guide(lang).steps(frozenset({found.key, *found.steps, "linux"}))
    return text.format(**dict(found.values))


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.parametrize(
    ("rule", "tells"),
    [
        (LocalPasswordRule("none", 6, family="debian"), "`sudo pam-auth-update`"),
        (LocalPasswordRule("none", 1, family="arch"), "`authselect`"),
        (FILE, f"`sudo cp {SETTINGS} {SETTINGS}.copy`"),
        (replace(FILE, asked=14, credits=True), f"`sudo cp {SETTINGS} {SETTINGS}.copy`"),
        (replace(FILE, state="warns_only"), f"`sudo cp {SETTINGS} {SETTINGS}.copy`"),
        (replace(FILE, settings_cut=True), "`man pwquality.conf`"),
        (replace(FILE, source="line"), "`minlen = 14`"),
        (replace(FILE, module="pam_passwdqc"), "`min=`"),
        (replace(FILE, state="warns_only", source="line"), "`enforcing=0`"),
        (replace(FILE, state="bypassed"), "`use_authtok`"),
    ],
)
def test_the_steps_are_those_of_the_problem(rule: LocalPasswordRule, tells: str, lang: str) -> None:
    assert tells in steps(rule, lang)
    by_hand = "settings" in problem(rule).steps or rule.family == "debian"
    assert by_hand == bool(problem(rule).paste)


@pytest.mark.parametrize(
    ("before", "rule"),
    [
        ("minlen = 8", FILE),
        ("minlen = 8\n", FILE),
        ("minlen = 14\ndcredit = 3\nocredit = 2\n", replace(FILE, asked=14, credits=True)),
        ("minlen = 8\nlcredit = 9\n", replace(FILE, credits=True)),
        ("minlen = 8\nenforcing = 0\n", replace(FILE, state="warns_only")),
    ],
)
def test_the_line_to_paste_sets_the_length(
    tmp_path: Path, before: str, rule: LocalPasswordRule
) -> None:
    settings_file = tmp_path / "pwquality.conf"
    settings_file.write_text(before)
    (paste,) = problem(rule).paste
    command = paste.after.replace("sudo ", "").replace(SETTINGS, str(settings_file))
    subprocess.run(["sh", "-c", command], check=True, capture_output=True)
    settings, cut = read_settings([settings_file.read_bytes()])
    quality = pwquality(settings, ())
    assert (shortest(quality), quality.enforcing, cut) == (14, True, False)


def test_what_is_in_order_asks_for_nothing() -> None:
    verdict = CHECK.judge(replace(FILE, shortest=14, asked=14), POLICY)
    assert (verdict.problems, verdict.note) == ((), None)


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_no_value_is_left_unfilled(lang: str) -> None:
    named = dict(problem(FILE).values)
    for message in CHECK.guide(lang).messages.values():
        asked = re.findall(r"\{(\w+)\}", f"{message.headline} {message.text}")
        assert set(asked) <= set(named)
