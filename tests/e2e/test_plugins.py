"""Checks from outside: an installed package, a folder, and broken ones that stop nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.running import (
    ROOT,
    Ended,
    environment,
    finding,
    problem_keys,
    run,
    scan,
    told_plainly,
)
from tests.lab.dns_servers import DnsLab

EXAMPLE = ROOT / "tests" / "example_plugin"
CHECK = "example.mail_refused"
QUARANTINE = ("--domain", "quarantine.example", "--only", "example", "--only", "mail.dmarc")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the example package, as pip does, into a folder of its own."""
    source = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("source") / "example")
    target = tmp_path_factory.mktemp("installed")
    options = ("--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--no-compile")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, "--target", str(target), str(source)],
        env=environment(target.parent, PIP_DISABLE_PIP_VERSION_CHECK="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(params=["package", "folder"])
def plugged(request: pytest.FixtureRequest, installed: Path) -> tuple[dict[str, str], list[str]]:
    """Return the environment and the options that bring the example's check."""
    if request.param == "package":
        return {"PYTHONPATH": f"{ROOT}:{installed}"}, []
    return {}, ["--checks-dir", str(EXAMPLE / "digiamen_example")]


Plugged = tuple[dict[str, str], list[str]]


def test_it_is_listed_and_shown(tmp_path: Path, plugged: Plugged) -> None:
    more, options = plugged
    listed = run(tmp_path, "checks", "list", *options, more=more)
    assert told_plainly(listed) == ""
    assert f"{CHECK}  low  " in listed.out
    assert "mail.dmarc" in listed.out
    shown = run(tmp_path, "checks", "show", CHECK, *options, more=more)
    assert (shown.code, "Forged mail is refused outright" in shown.out) == (0, True)


def test_it_is_planned_and_scanned(tmp_path: Path, plugged: Plugged, dns_lab: DnsLab) -> None:
    more, options = plugged
    asked = (*QUARANTINE, *options, "--resolver", dns_lab.resolver)
    planned = run(tmp_path, "plan", *asked, more=more)
    assert CHECK in planned.out
    ended = scan(tmp_path, *asked, "--format", "json", "--record", "seen.jsonl", more=more)
    assert told_plainly(ended) == ""
    found = finding(ended.result, CHECK)
    assert (found["status"], problem_keys(found)) == ("fail", ["put_aside"])
    assert (ended.code, ended.result["errors"]) == (0, []), "low is below the threshold"
    again = run(tmp_path, "judge", "seen.jsonl", *options, "--format", "json", more=more)
    assert finding(again.result, CHECK) == found
    without = run(tmp_path, "judge", "seen.jsonl", "--format", "json")
    checks = {one["check"] for one in without.result["findings"]}
    assert "mail.dmarc" in checks
    assert CHECK not in checks


def test_its_severity_counts_for_the_exit_code(
    tmp_path: Path, plugged: Plugged, dns_lab: DnsLab
) -> None:
    more, options = plugged
    asked = (*QUARANTINE, *options, "--resolver", dns_lab.resolver, "--fail-on", "low")
    assert scan(tmp_path, *asked, more=more).code == 1


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_english_stands_in_for_a_language_it_lacks(
    tmp_path: Path, plugged: Plugged, dns_lab: DnsLab, lang: str
) -> None:
    more, options = plugged
    asked = (*QUARANTINE, *options, "--resolver", dns_lab.resolver, "--lang", lang)
    ended = scan(tmp_path, *asked, "-o", "result.json", more=more)
    assert ended.code == 0
    assert "put aside" in " ".join(ended.out.split())
    told = run(tmp_path, "report", "result.json", *options, more=more)
    assert told.code == 0
    assert "put aside" in " ".join(told.out.split())


def test_a_result_of_a_check_that_is_not_there_any_more_is_still_told(
    tmp_path: Path, plugged: Plugged, dns_lab: DnsLab
) -> None:
    more, options = plugged
    asked = (*QUARANTINE, *options, "--resolver", dns_lab.resolver, "-o", "result.json")
    assert scan(tmp_path, *asked, more=more).code == 0
    told = run(tmp_path, "report", "result.json")
    told_plainly(told)
    assert told.code == 0
    assert "quarantine.example" in told.out


@pytest.mark.parametrize("folder", ["digiamen_example", "digiamen_example/example/mail_refused"])
def test_its_cases_pass(tmp_path: Path, folder: str) -> None:
    ended = run(tmp_path, "checks", "test", str(EXAMPLE / folder))
    assert (ended.code, ended.out) == (0, "4 passed, 0 failed\n")


def test_a_case_that_does_not_come_out_is_named(tmp_path: Path) -> None:
    checks = _copied(tmp_path)
    cases = checks / "example" / "mail_refused" / "cases.yaml"
    cases.write_text(cases.read_text().replace("problems: [put_aside]", "problems: [other]"))
    ended = run(tmp_path, "checks", "test", "checks")
    told_plainly(ended)
    assert ended.code == 1
    assert f"{CHECK}: forged mail is put aside: " in ended.out
    assert ended.out.endswith("3 passed, 1 failed\n")


def test_one_that_is_there_twice_is_taken_once(tmp_path: Path, installed: Path) -> None:
    options = ("--checks-dir", str(EXAMPLE / "digiamen_example"))
    more = {"PYTHONPATH": f"{ROOT}:{installed}"}
    ended = run(tmp_path, "checks", "list", *options, more=more)
    assert ended.code == 0
    assert ended.out.count(CHECK) == 1
    assert "already a check" in told_plainly(ended)


def _copied(folder: Path) -> Path:
    return shutil.copytree(EXAMPLE / "digiamen_example", folder / "checks")


def _broken(folder: Path, before: str, after: str) -> None:
    code = _copied(folder) / "example" / "mail_refused" / "check.py"
    text = code.read_text()
    assert before in text
    code.write_text(text.replace(before, after))


def _scanned(folder: Path, dns_lab: DnsLab, domain: str, shape: str = "json") -> Ended:
    only = ("--only", "mail.dmarc", "--only", "example", "--resolver", dns_lab.resolver)
    return scan(folder, *only, "--domain", domain, "--checks-dir", "checks", "--format", shape)


_DOC = '"""Is forged mail refused outright, not only put aside?"""'


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (_DOC, "import no_such_module", "ModuleNotFoundError"),
        (_DOC, "import sys; sys.exit(0)", "SystemExit"),
        (_DOC, "def (", "SyntaxError"),
        (_DOC, "raise ValueError('\\x1b[2J')", "ValueError"),
        ("policy: EffectiveDmarc", "policy: dict", "policy"),
        ("@check(", "@(lambda **_: lambda judge: judge)(", "one function with @check"),
    ],
    ids=["import", "exit", "syntax", "escape", "no fact", "no check"],
)
def test_one_that_cannot_be_loaded_is_an_error_entry_and_the_scan_goes_on(
    tmp_path: Path, dns_lab: DnsLab, before: str, after: str, says: str
) -> None:
    _broken(tmp_path, before, after)
    ended = _scanned(tmp_path, dns_lab, "good.example")
    assert says in told_plainly(ended)
    assert "\x1b" not in ended.err
    assert finding(ended.result, "mail.dmarc")["status"] == "pass"
    (entry,) = ended.result["errors"]
    assert (entry["kind"], says in entry["detail"]) == ("plugin", True)
    assert ended.code == 0
    listed = run(tmp_path, "checks", "list", "--checks-dir", "checks")
    assert listed.code == 0
    assert "mail.dmarc" in listed.out
    tested = run(tmp_path, "checks", "test", "checks")
    assert tested.code == 1
    assert says in tested.out


@pytest.mark.parametrize(
    "body",
    [
        "    return None",
        "    raise ValueError(policy.domain)",
        "    import sys; sys.exit(0)",
        "    return True",
        "    policy.policy = 'reject'",
    ],
    ids=["none", "raise", "exit", "true", "change a fact"],
)
def test_one_that_breaks_while_judging_is_unknown_and_never_a_pass(
    tmp_path: Path, dns_lab: DnsLab, body: str
) -> None:
    _broken(tmp_path, '    if policy.policy == "none":', f'{body}\n    if policy.policy == "none":')
    ended = _scanned(tmp_path, dns_lab, "good.example")
    told_plainly(ended)
    assert finding(ended.result, "mail.dmarc")["status"] == "pass"
    assert finding(ended.result, CHECK)["status"] == "unknown"
    assert ended.code == 4
    assert ended.result["errors"]


def test_a_problem_without_words_is_still_a_fail(tmp_path: Path, dns_lab: DnsLab) -> None:
    _broken(tmp_path, "return ok()", 'return fail(Problem("no_such_key"))')
    ended = _scanned(tmp_path, dns_lab, "good.example")
    told_plainly(ended)
    assert problem_keys(finding(ended.result, CHECK)) == ["no_such_key"]
    told = _scanned(tmp_path, dns_lab, "good.example", shape="terminal")
    assert told_plainly(told) == ""
    assert "no_such_key" in told.out


@pytest.mark.parametrize("damage", ["no guide", "empty guide", "guide is no UTF-8"])
def test_one_without_words_is_an_error_entry(tmp_path: Path, dns_lab: DnsLab, damage: str) -> None:
    guide = _copied(tmp_path) / "example" / "mail_refused" / "guide.md"
    if damage == "no guide":
        guide.unlink()
    else:
        guide.write_bytes(b"" if damage == "empty guide" else b"# \xff\n")
    ended = _scanned(tmp_path, dns_lab, "good.example")
    assert told_plainly(ended)
    assert [one["kind"] for one in ended.result["errors"]] == ["plugin"]
    assert ended.code == 0


def test_a_profile_cannot_make_code_run(tmp_path: Path) -> None:
    _copied(tmp_path)
    (tmp_path / "digiamen.yaml").write_text("digiamen: 1\nchecks_dir: checks\n")
    ended = scan(tmp_path)
    assert ended.code == 2
    assert "Unknown key 'checks_dir'" in told_plainly(ended)
    (tmp_path / "digiamen.yaml").write_text("digiamen: 1\norganisation: {name: X}\n")
    assert CHECK not in run(tmp_path, "plan").out, "a folder named checks is no invitation"
