"""A starter profile is a profile: copied and renamed, it is in order and can be scanned."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from digiamen_scan.engine.builtin import builtin_root
from tests.e2e.running import Ended, run, saved, scan

STARTERS = sorted((builtin_root() / "profiles").glob("*.yaml"))
ACCOUNTS = {"small-office": 5, "no-domain": 4, "many-offices": 6}
COMMENTED = re.compile(r"^# ?((?:  )*(?:- )?[a-z_]+:.*)$", re.MULTILINE)


def _copied(starter: Path, folder: Path) -> None:
    shutil.copy(starter, folder / "digiamen.yaml")


def _scanned(folder: Path) -> Ended:
    ended = scan(folder, "--offline", "--only", "accounts", "--only", "mail.dmarc", "-o", "r.json")
    assert ended.code == 3, ended.err
    return ended


@pytest.mark.parametrize("starter", STARTERS, ids=lambda path: path.stem)
def test_it_is_in_order_and_can_be_scanned(starter: Path, tmp_path: Path) -> None:
    _copied(starter, tmp_path)
    checked = run(tmp_path, "profile", "check")
    assert checked.code == 0, checked.err
    _scanned(tmp_path)
    kinds = [one["kind"] for one in saved(tmp_path / "r.json")["targets"]]
    assert kinds.count("account") == ACCOUNTS[starter.stem]
    assert kinds.count("organisation") == 1


def test_there_is_one_for_each_kind_of_organisation() -> None:
    assert {path.stem for path in STARTERS} == set(ACCOUNTS)


def test_without_a_domain_that_does_not_apply_and_is_not_taken_for_fine(tmp_path: Path) -> None:
    (starter,) = [path for path in STARTERS if path.stem == "no-domain"]
    _copied(starter, tmp_path)
    _scanned(tmp_path)
    about_domains = [
        one["status"]
        for one in saved(tmp_path / "r.json")["findings"]
        if one["check"].startswith(("mail.", "dns.", "web."))
    ]
    assert about_domains == ["not_applicable"]


@pytest.mark.parametrize("starter", STARTERS, ids=lambda path: path.stem)
def test_what_stands_in_comments_is_right_too(starter: Path, tmp_path: Path) -> None:
    """Somebody takes the # away from the lines that are meant for it."""
    text = starter.read_text("utf-8")
    blocks = re.findall(r"(?:^# (?:domains|exceptions):\n)(?:^#  .*\n)+", text, re.MULTILINE)
    extra = "".join(COMMENTED.sub(r"\1", block) for block in blocks)
    said = text.replace("\ndomains: []\n", "\n")
    (tmp_path / "digiamen.yaml").write_text(said + extra, "utf-8")
    checked = run(tmp_path, "profile", "check")
    assert blocks
    assert checked.code == 0, checked.err


def test_computers_of_the_offices_have_their_exposure(tmp_path: Path) -> None:
    (starter,) = [path for path in STARTERS if path.stem == "many-offices"]
    _copied(starter, tmp_path)
    options = ("--offline", "--only", "device.disk_encryption")
    for label, exposure in (("A-1", 3), ("B-3", 1), ("C-9", 2)):
        scan(tmp_path, *options, "--label", label, "-o", f"{label}.json", "--record", f"{label}.l")
        targets = saved(tmp_path / f"{label}.json")["targets"]
        found = [one["exposure"] for one in targets if one["kind"] == "device"]
        assert found == [exposure]
    judged = run(tmp_path, "judge", "A-1.l", "B-3.l", "--format", "json")
    names = {one["name"] for one in judged.result["targets"] if one["kind"] == "device"}
    assert names == {"A-1", "B-3"}
