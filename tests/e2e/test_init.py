"""A first profile from a few questions, asked at a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.e2e.conftest import make_read_only
from tests.e2e.conversation import on_terminal
from tests.e2e.running import names_in, run, scan, told_plainly
from tests.lab.dns_servers import DnsLab
from tests.lab.fixtures import TerminalFactory
from tests.lab.terminal import CTRL_C

FILE = "digiamen.yaml"
PROMPT = "> $"
SHORT = ("Association Exemple", "", "", "", "", "n", "")
"""A person with no domain, no account and little time."""


def asked(
    terminal: TerminalFactory, folder: Path, *lines: str, arguments: tuple[str, ...] = ()
) -> tuple[int, str]:
    """Answer one question after the other; return how it ended and all that was shown."""
    with on_terminal(terminal, folder, "init", *arguments) as shown:
        for line in lines:
            shown.expect(PROMPT)
            shown.send_line(line)
        code = shown.wait()
    assert "Traceback" not in shown.transcript
    return code, shown.transcript


def written(folder: Path) -> dict[str, Any]:
    read = yaml.safe_load((folder / FILE).read_text())
    assert isinstance(read, dict)
    return read


def test_a_whole_profile_with_the_provider_from_the_dns(
    tmp_path: Path, terminal: TerminalFactory, dns_lab: DnsLab
) -> None:
    code, shown = asked(
        terminal,
        tmp_path,
        *("Association Exemple", "info@dkim-google.example", "y", "1 2 3", "Nextcloud"),
        *("1 4", "6", "y", "~/Dossiers", "focal point", "second floor, first door"),
        arguments=("--resolver", dns_lab.resolver),
    )
    assert code == 0
    assert "about dkim-google.example" in shown
    assert "to learn who runs your mail" in " ".join(shown.split())
    assert "Mail goes to: Google Workspace" in shown
    profile = written(tmp_path)
    assert profile["domains"] == [{"name": "dkim-google.example"}]
    assert profile["accounts"] == [
        {"name": "Google Workspace", "exposure": 3},
        {"name": "Nextcloud", "exposure": 3},
        {"name": "Shared folders", "exposure": 2},
        {"name": "Facebook page", "exposure": 2},
    ]
    assert profile["devices"] == {
        "exposure": 3,
        "expected": 6,
        "sensitive_folders": ["~/Dossiers"],
    }
    assert profile["contacts"] == [{"role": "focal point", "say": "second floor, first door"}]
    assert run(tmp_path, "profile", "check", FILE).code == 0


def test_without_leave_nothing_is_asked(tmp_path: Path, terminal: TerminalFactory) -> None:
    lines = ("", "example.org", "n", "", "", "", "n", "")
    code, shown = asked(terminal, tmp_path, *lines, arguments=("--resolver", "192.0.2.1:53"))
    assert (code, "Mail goes to" in shown) == (0, False)
    assert written(tmp_path)["domains"] == [{"name": "example.org"}]


@pytest.mark.parametrize(
    ("lang", "focal"), [("en", "focal point"), ("fr", "point focal"), ("ar", "المسؤول المرجعي")]
)
def test_a_short_one_in_each_language_scans(
    tmp_path: Path, terminal: TerminalFactory, lang: str, focal: str
) -> None:
    assert asked(terminal, tmp_path, *SHORT, arguments=("--lang", lang))[0] == 0
    assert written(tmp_path)["organisation"] == {"name": "Association Exemple", "language": lang}
    assert focal in (tmp_path / FILE).read_text()
    assert scan(tmp_path, "--offline", "--only", "accounts", "--format", "json").code == 3


def test_what_cannot_be_taken_is_asked_again(tmp_path: Path, terminal: TerminalFactory) -> None:
    code, shown = asked(
        terminal,
        tmp_path,
        *("x" * 81, "Exemple", "not a domain!", "someone@gmail.com", "", "0", "9", "1 x", "1", ""),
        *("2", "", "many", "3", "y", "Dossiers", "", ""),
    )
    assert code == 0
    for said in (
        "Write one short line",
        "That is no domain name",
        "gmail.com belongs to a free mail service",
        "Type all the numbers that hold",
        "Type a whole number",
        "Write the whole path",
    ):
        assert said in shown
    assert written(tmp_path)["accounts"] == [{"name": "Mail", "exposure": 2}]


def test_ctrl_c_writes_nothing(tmp_path: Path, terminal: TerminalFactory) -> None:
    with on_terminal(terminal, tmp_path, "init") as shown:
        shown.expect(PROMPT)
        shown.send_line("Association Exemple")
        shown.expect(PROMPT)
        shown.send(CTRL_C)
        shown.expect("Nothing was written")
        assert shown.wait() == 130
    assert names_in(tmp_path) == set()


def test_what_is_there_is_never_replaced(tmp_path: Path, terminal: TerminalFactory) -> None:
    (tmp_path / FILE).write_text("precious")
    (tmp_path / "link.yaml").symlink_to("nowhere.yaml")
    for name in (FILE, "link.yaml"):
        code, shown = asked(terminal, tmp_path, arguments=(name,))
        assert (code, "is not replaced" in shown) == (2, True)
    assert (tmp_path / FILE).read_text() == "precious"


def test_where_nothing_can_be_written_nothing_is_asked(
    terminal: TerminalFactory, small_disk: Path
) -> None:
    make_read_only(small_disk)
    code, shown = asked(terminal, small_disk)
    assert (code, "cannot be written there" in shown) == (2, True)
    assert "organisation" not in shown


def test_an_unclear_yes_is_asked_again(tmp_path: Path, terminal: TerminalFactory) -> None:
    lines = ("", "", "", "", "", "yess", "oui !", "Y.", "", "")
    code, shown = asked(terminal, tmp_path, *lines)
    assert (code, shown.count("Type y or n.")) == (0, 2)
    assert written(tmp_path)["devices"]["exposure"] == 3


def test_without_a_terminal_it_says_where_the_starters_are(tmp_path: Path) -> None:
    ended = run(tmp_path, "init")
    assert ended.code == 2
    folder = Path(told_plainly(ended).rstrip().rpartition(" of ")[2].removesuffix("."))
    assert {path.suffix for path in folder.iterdir() if path.is_file()} == {".yaml"}
