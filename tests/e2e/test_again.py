"""Looking again at what was open, comparing with a baseline, and the exit codes of both."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from tests.e2e.running import finding, run, saved, scan, told_plainly

CHECK = "accounts.two_factor"
ONLY = ("--only", CHECK)
PROFILE = """\
digiamen: 1
organisation: {name: Association Exemple}
accounts:
  - {name: Google Workspace, exposure: 3}
  - {name: Facebook page}
"""
KEY = {"DIGIAMEN_BASELINE_KEY": "an invented secret of the tests"}


def answers(**states: str) -> str:
    entries = [
        f"""\
  - check: {CHECK}
    target: {target.replace("_", " ")}
    values: {{state: {state}}}
    by: focal point
    on: {datetime.now(UTC).date()}
    until: 2099-01-01
"""
        for target, state in states.items()
    ]
    return "digiamen: 1\nanswers:\n" + "".join(entries)


def office(folder: Path, **states: str) -> None:
    folder.joinpath("digiamen.yaml").write_text(PROFILE)
    folder.joinpath("digiamen.answers.yaml").write_text(answers(**states))


def test_again_looks_only_at_what_was_open_and_tells_what_was_fixed(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="nobody", Facebook_page="everyone")
    assert scan(tmp_path, *ONLY, "-o", "first.json").code == 1
    office(tmp_path, Google_Workspace="everyone", Facebook_page="nobody")
    ended = scan(tmp_path, "--again", "first.json", "-o", "second.json")
    assert ended.code == 0
    second = saved(tmp_path / "second.json")
    assert [one["target"]["name"] for one in second["findings"]] == ["Google Workspace"]
    assert finding(second, CHECK)["change"] == "fixed"
    assert second["scan"]["again"] is True
    assert "Only what was not in order or not seen the last time was looked at." in ended.out
    assert "- Fixed: " in ended.out


def test_a_domain_that_only_the_command_line_named_is_looked_at_again(tmp_path: Path) -> None:
    named = ("--offline", "--only", "mail.dmarc", "--domain", "example.org")
    assert scan(tmp_path, *named, "-o", "first.json").code == 3
    ended = scan(tmp_path, "--offline", "--again", "first.json", "--format", "json")
    assert finding(ended.result, "mail.dmarc", "example.org")["change"] == "unchanged"


def test_it_says_plainly_when_nothing_is_open_any_more(tmp_path: Path) -> None:
    said = "Nothing of what was open then is open now."
    office(tmp_path, Google_Workspace="nobody", Facebook_page="nobody")
    scan(tmp_path, *ONLY, "-o", "first.json")
    office(tmp_path, Google_Workspace="everyone", Facebook_page="nobody")
    assert said not in scan(tmp_path, "--again", "first.json").out
    office(tmp_path, Google_Workspace="everyone", Facebook_page="everyone")
    assert said in scan(tmp_path, "--again", "first.json").out
    assert said not in scan(tmp_path, *ONLY, "--baseline", "first.json").out


def test_the_report_names_the_command_for_one_step_at_a_time(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="nobody", Facebook_page="everyone")
    said = " ".join(scan(tmp_path, *ONLY).out.split())
    assert said.count(f"One step at a time: digiamen fix-along {CHECK}") == 1


def test_where_nothing_was_open_nothing_is_done(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="everyone", Facebook_page="everyone")
    scan(tmp_path, *ONLY, "-o", "first.json")
    ended = scan(tmp_path, "--again", "first.json")
    assert ended.code == 2
    assert ended.out == ""
    assert "nothing in it failed or was unknown" in told_plainly(ended)


def test_what_is_out_of_reach_is_named(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="nobody")
    scan(tmp_path, *ONLY, "-o", "first.json")
    tmp_path.joinpath("digiamen.yaml").write_text(PROFILE.replace("Facebook page", "Nextcloud"))
    assert "Facebook page" in told_plainly(scan(tmp_path, "--again", "first.json"))


def test_only_what_is_new_fails_where_that_was_asked(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="nobody", Facebook_page="everyone")
    scan(tmp_path, *ONLY, "-o", "base.json", "-o", "base.baseline", more=KEY)
    for baseline in ("base.json", "base.baseline"):
        compare = (*ONLY, "--baseline", baseline, "--fail-on-new", "high")
        office(tmp_path, Google_Workspace="nobody", Facebook_page="everyone")
        assert scan(tmp_path, *compare, more=KEY).code == 0
        assert scan(tmp_path, *compare, "--fail-on", "high", more=KEY).code == 1
        office(tmp_path, Google_Workspace="nobody", Facebook_page="nobody")
        ended = scan(tmp_path, *compare, more=KEY)
        assert ended.code == 1
        assert "- Worse than then: " in ended.out
        assert "(Facebook page)" in ended.out


def test_what_was_known_and_is_not_now_ends_with_3_and_keeps_its_place(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="nobody", Facebook_page="everyone")
    scan(tmp_path, *ONLY, "-o", "base.json")
    office(tmp_path, Facebook_page="everyone")
    compare = (*ONLY, "--baseline", "base.json", "--fail-on-new", "critical")
    ended = scan(tmp_path, *compare, "-o", "now.json")
    assert ended.code == 3
    now = saved(tmp_path / "now.json")
    assert finding(now, CHECK, "Google Workspace")["last_known"]["status"] == "fail"
    assert now["actions"][0]["targets"] == [{"kind": "account", "name": "Google Workspace"}]
    assert now["actions"][0]["band"] == "now"
    assert "- Seen then, not seen now: " in ended.out


def test_a_recording_is_compared_too(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="nobody", Facebook_page="everyone")
    scan(tmp_path, *ONLY, "-o", "base.json")
    office(tmp_path, Google_Workspace="everyone", Facebook_page="everyone")
    scan(tmp_path, *ONLY, "--record", "now.jsonl")
    ended = run(tmp_path, "judge", "now.jsonl", *ONLY, "--baseline", "base.json")
    assert (ended.code, "- Fixed: " in ended.out) == (0, True)


def test_wrong_use_is_told_and_nothing_is_scanned(tmp_path: Path) -> None:
    office(tmp_path, Google_Workspace="nobody")
    scan(tmp_path, *ONLY, "-o", "base.baseline", more=KEY)
    tmp_path.joinpath("torn.json").write_text('{"schema": "digiamen.result/1"')
    wrong = {
        ("--fail-on-new", "high"): "--fail-on-new needs --baseline FILE",
        ("--baseline", "missing.json"): "missing.json cannot be read",
        ("--baseline", "torn.json"): "torn.json: this is not JSON",
        ("--baseline", "base.baseline"): "set DIGIAMEN_BASELINE_KEY",
        ("--again", "base.baseline"): "base.baseline: this is not a result",
        ("-o", "other.baseline"): "set DIGIAMEN_BASELINE_KEY",
    }
    for arguments, says in wrong.items():
        ended = scan(tmp_path, *ONLY, *arguments)
        assert ended.code == 2, arguments
        assert says in told_plainly(ended)
    ended = scan(tmp_path, *ONLY, "--baseline", "base.baseline", more=dict.fromkeys(KEY, "x" * 20))
    assert ended.code == 2
    assert "another key" in told_plainly(ended)
