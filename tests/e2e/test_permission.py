"""First messages of our own go only to those whose owner is known to agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conversation import on_terminal
from tests.e2e.running import Ended, finding, run, saved, scan
from tests.lab.dns_faults import FaultyDns
from tests.lab.faulty_dns import faulty_dns as run_faulty_dns
from tests.lab.fixtures import TerminalFactory

SITE = "site.example"
RECORDS = {(SITE, "A"): ("10.0.0.1",)}
QUESTION = f"{SITE}: is it yours, or does its owner agree to a closer look"
CHECK = ("--only", "web.tls", "--domain", SITE)
PROFILE = f"digiamen: 1\ndomains: [{{name: {SITE}}}]\n"


@pytest.fixture
def server() -> object:
    with run_faulty_dns({}, RECORDS) as responder:
        yield responder


def _kind(result: dict[str, object]) -> str:
    kind = finding(result, "web.tls", SITE)["reason"]["kind"]
    assert isinstance(kind, str)
    return kind


@pytest.mark.parametrize(("answer", "kind"), [("y", "blocked"), ("n", "not_permitted")])
def test_a_person_is_asked_before_the_scan(
    tmp_path: Path, server: FaultyDns, terminal: TerminalFactory, answer: str, kind: str
) -> None:
    options = ("--resolver", server.resolver, "-o", "r.json")
    with on_terminal(terminal, tmp_path, "scan", *CHECK, *options) as shown:
        shown.expect(QUESTION)
        assert server.questions.total() == 0
        shown.send_line(answer)
        shown.expect("digiamen is independent of")
        shown.send_line("n")
        assert shown.wait() == 3
        assert shown.transcript.count(QUESTION) == 1
    assert _kind(saved(tmp_path / "r.json")) == kind


def test_the_end_of_input_is_a_no(
    tmp_path: Path, server: FaultyDns, terminal: TerminalFactory
) -> None:
    options = ("--resolver", server.resolver, "-o", "r.json")
    with on_terminal(terminal, tmp_path, "scan", *CHECK, *options) as shown:
        shown.expect(QUESTION)
        shown.send("\x04")
        shown.expect("digiamen is independent of")
        shown.send("\x04")
        assert shown.wait() == 3
    assert _kind(saved(tmp_path / "r.json")) == "not_permitted"


@pytest.mark.parametrize(
    "options", [("--only", "mail"), ("--only", "web.tls", "--offline"), ("--i-have-permission",)]
)
def test_nobody_is_asked_where_it_makes_no_difference(
    tmp_path: Path, server: FaultyDns, terminal: TerminalFactory, options: tuple[str, ...]
) -> None:
    wanted = ("--domain", SITE, "--resolver", server.resolver, *options)
    with on_terminal(terminal, tmp_path, "scan", *wanted) as shown:
        shown.expect("digiamen is independent of")
        shown.send_line("n")
        shown.wait()
        assert QUESTION not in shown.transcript


@pytest.mark.parametrize(
    ("options", "kind"), [((), "not_permitted"), (("--i-have-permission",), "blocked")]
)
def test_without_a_person_only_the_option_permits(
    tmp_path: Path, server: FaultyDns, options: tuple[str, ...], kind: str
) -> None:
    ended: Ended = scan(
        tmp_path, *CHECK, *options, "--resolver", server.resolver, "--format", "json"
    )
    assert _kind(ended.result) == kind
    assert finding(ended.result, "web.tls", SITE)["reason"]["remedy"]
    assert QUESTION not in ended.err


def test_what_the_profile_names_is_permitted(tmp_path: Path, server: FaultyDns) -> None:
    (tmp_path / "digiamen.yaml").write_text(PROFILE)
    ended = scan(tmp_path, *CHECK, "--resolver", server.resolver, "--format", "json")
    assert _kind(ended.result) == "blocked"


def test_the_plan_lists_such_contacts_only_where_they_are_permitted(tmp_path: Path) -> None:
    line = f"TLS, port 443, {SITE}"
    assert line not in " ".join(run(tmp_path, "plan", *CHECK).out.split())
    permitted = run(tmp_path, "plan", *CHECK, "--i-have-permission")
    assert line in " ".join(permitted.out.split())
