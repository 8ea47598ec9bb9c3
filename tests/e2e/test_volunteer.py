"""The whole way of a volunteer, at a terminal: a profile, a scan, answers, one thing mended."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.computer import become_encrypted
from tests.e2e.conftest import ComputerFactory
from tests.e2e.conversation import on_terminal
from tests.e2e.running import finding, names_in, saved
from tests.lab.fixtures import TerminalFactory

DISK = "device.disk_encryption"
LOOK = ("--only", DISK, "--only", "accounts.two_factor")
PROMPT = "> $"
SAID = {
    "en": ("To fix now: 3", "Answer them now", "Step 1 of", "I see it now: ", "Fixed: "),
    "fr": (
        "À corriger maintenant\u00a0: 3",
        "Y répondre maintenant",
        "Étape 1 sur",
        "Je le vois maintenant",
        "Réglé",
    ),
    "ar": ("للإصلاح الآن: 3", "هل تجيبون", "الخطوة 1 من", "أرى ذلك الآن", "تم الإصلاح"),
}


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_from_nothing_to_the_first_thing_mended(
    tmp_path: Path, computer: ComputerFactory, terminal: TerminalFactory, lang: str
) -> None:
    to_fix, offer, step, seen, fixed = SAID[lang]
    this = computer(encrypted=False)
    home = tmp_path / "home"
    home.mkdir()
    inside = tuple(this.enter)

    with on_terminal(terminal, home, "init", "--lang", lang) as shown:
        for line in ("Association Exemple", "", "1", "", "1", "2", "y", "", ""):
            shown.expect(PROMPT)
            shown.send_line(line)
        assert shown.wait() == 0

    scan = ("scan", *LOOK, "-o", "today.json")
    with on_terminal(terminal, home, *scan, inside=inside) as shown:
        shown.expect(offer)
        for line in ("y", "3", "focal point"):
            shown.expect(PROMPT)
            shown.send_line(line)
        shown.expect(to_fix)
        assert shown.wait() == 1

    with on_terminal(terminal, home, "fix-along", DISK, inside=inside) as shown:
        shown.send_line()
        shown.expect(step)
        become_encrypted(this, tmp_path)
        shown.expect(seen)
        assert shown.wait() == 0

    again = ("scan", "--again", "today.json", "-o", "later.json", "--no-input")
    with on_terminal(terminal, home, *again, inside=inside) as shown:
        shown.expect(fixed)
        assert shown.wait() == 1
    later = saved(home / "later.json")
    assert finding(later, DISK)["change"] == "fixed"
    assert finding(later, "accounts.two_factor")["change"] == "unchanged"
    kept = {"digiamen.yaml", "digiamen.answers.yaml", "today.json", "later.json"}
    assert names_in(home) == kept
