"""Bad input gets a clear line and exit code 2; nothing is looked at, and nothing is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.running import Ended, names_in, run, scan, told_plainly

PROFILE = "digiamen: 1\norganisation: {name: Association Exemple}\n"
_LIST = "  - {name: example.org}\n"


def _laughs() -> str:
    lines = ["digiamen: 1", "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join((*lines, ""))


def _written(content: str | bytes) -> Callable[[Path], object]:
    data = content.encode() if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


PROFILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (lambda _path: None, "p.yaml: There is no such file."),
    "empty": (lambda path: path.touch(), "p.yaml: This file is empty."),
    "only comments": (_written("# nothing yet\n"), "p.yaml"),
    "not YAML": (_written("digiamen: 1\ndomains: [\n"), "p.yaml:3:1: "),
    "a list": (_written("- digiamen: 1\n"), "p.yaml:1:1: "),
    "a picture": (_written(b"\x89PNG\r\n\x1a\n\x00\x00"), "p.yaml"),
    "billion laughs": (_written(_laughs()), "p.yaml:7:5: This grows too large"),
    "50 MB comment": (_written(PROFILE + "# " + "x" * 50_000_000), "p.yaml: This file is too"),
    "50 MB list": (_written(PROFILE + "domains:\n" + _LIST * 2_000_000), "p.yaml: This file is"),
    "deep": (_written(PROFILE + "domains: " + "[" * 20_000), "p.yaml:3:"),
    "version 2": (_written("digiamen: 2\n"), "p.yaml:1:11: This file is made for a newer"),
    "folder": (lambda path: path.mkdir(), "p.yaml: This is a folder"),
    "UTF-16": (_written(PROFILE.encode("utf-16")), "p.yaml: This file is saved as UTF-16"),
    "cp1252": (_written("digiamen: 1\n# déjà\n".encode("cp1252")), "p.yaml:2:4: "),
    "an escape": (_written(PROFILE + "# \x1b[2J\n"), "p.yaml:3:3: "),
}


@pytest.mark.parametrize("name", PROFILES)
def test_a_bad_profile(tmp_path: Path, name: str) -> None:
    make, line = PROFILES[name]
    make(tmp_path / "p.yaml")
    before = names_in(tmp_path)
    ended = scan(tmp_path, "p.yaml", "-o", "result.json", "--record", "seen.jsonl")
    assert _refused(ended).startswith(line)
    assert ended.seconds < 3
    assert names_in(tmp_path) == before


def _refused(ended: Ended) -> str:
    said = told_plainly(ended)
    assert ended.code == 2, said
    assert ended.stdout == b""
    assert "\x1b" not in said
    return said


def test_a_profile_that_cannot_be_opened_for_long(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").symlink_to("p.yaml")
    assert _refused(scan(tmp_path, "p.yaml")).startswith("p.yaml: ")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    assert _refused(scan(tmp_path, "device.yaml")).startswith("device.yaml: This is not an ord")


FAULTY = """\
digiamen: 1
organisatoin: {name: Association Exemple}
domains:
  - name: exa mple.org
    exposure: 9
  - {nam: b.example}
accounts:
  - {exposure: 2}
"""


@pytest.mark.parametrize("command", [("scan", "--no-input"), ("profile", "check"), ("plan",)])
def test_all_faults_at_once_in_the_order_of_the_file(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "p.yaml").write_text(FAULTY)
    said = _refused(run(tmp_path, *command, "p.yaml"))
    places = [":".join(line.split(":")[:3]) for line in said.splitlines()]
    assert places == [f"p.yaml:{at}" for at in ("2:1", "4:11", "5:15", "6:5", "6:6", "8:5")]
    assert "did you mean 'organisation'?" in said


def test_the_profile_of_the_folder_is_taken_without_being_named(tmp_path: Path) -> None:
    (tmp_path / "digiamen.yaml").write_text("digiamen: 1\nnonsense: 1\n")
    assert _refused(scan(tmp_path)).startswith("digiamen.yaml:2:1: Unknown key 'nonsense'")


def test_answers_with_a_fault_are_named_too(tmp_path: Path) -> None:
    (tmp_path / "digiamen.yaml").write_text(PROFILE)
    (tmp_path / "digiamen.answers.yaml").write_text("digiamen: 1\nanswers: [{check: 5}]\n")
    assert _refused(scan(tmp_path)).startswith("digiamen.answers.yaml:2:")


OPTIONS: dict[tuple[str, ...], str] = {
    ("--lang", "de"): "--lang de: digiamen speaks en, fr, ar.",
    ("--only", "nothing.here"): "No check fits --only, --skip and --again",
    ("--skip", "*"): "No check fits --only, --skip and --again",
    ("--domain", "-oProxy"): "'-oProxy' is not the name of a domain",
    ("--domain", "http://x/../"): "is the address of a page, not a name",
    ("--domain", "1.2.3.4"): "'1.2.3.4' is an IP address",
    ("--domain", "[::1]"): "--domain [::1]: ",
    ("--domain", ""): "--domain",
    ("--domain", "x" * 300 + ".example"): "--domain",
    ("--domain", "a\x1b[2Jb.example"): "--domain",
    ("--resolver", "nonsense"): "'nonsense' is not a resolver's address",
    ("--resolver", "127.0.0.1:99999"): "port must be a number from 1 to 65535",
    ("--resolver", "-oProxy"): "is not a resolver's address",
    ("-o", "no/such/result.json"): "there is no folder no/such",
    ("--record", "no/such/seen.jsonl"): "no/such",
    ("-o", "result.xyz"): "results are saved as .json",
    ("-o", "result"): "results are saved as .json",
    ("--checks-dir", "missing"): "--checks-dir missing: there is no such folder.",
    ("--timeout", "0"): "--timeout",
    ("--timeout", "nan"): "--timeout",
    ("--rate", "-1"): "--rate",
    ("--format", "xml"): "--format",
    ("--fail-on", "everything"): "--fail-on",
    ("--nonsense",): "No such option",
}


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_a_bad_option(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert OPTIONS[options] in _refused(scan(tmp_path, *options))
    assert names_in(tmp_path) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("judge",),
        ("judge", "missing.jsonl"),
        ("judge", "\x1b[2Jmissing.jsonl"),
        ("report", "missing.json"),
        ("report", "\x1b[2Jmissing.json"),
        ("report",),
        ("checks", "show", "no.such"),
        ("checks", "test", "."),
        ("checks", "list", "--lang", "de"),
        ("privacy", "--lang", "de"),
        ("profile", "check"),
        ("answer",),
        ("nonsense",),
    ],
    ids=" ".join,
)
def test_other_commands_refuse_bad_input(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert _refused(run(tmp_path, *arguments))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"schema": "other/1"}'])
def test_a_result_that_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "result.json").write_bytes(content)
    assert "result.json" in _refused(run(tmp_path, "report", "result.json"))


@pytest.mark.parametrize("command", ["judge", "report"])
@pytest.mark.parametrize("kind", ["pipe", "endless", "10 GB"])
def test_what_cannot_be_read_to_its_end_is_refused_at_once(
    tmp_path: Path, command: str, kind: str
) -> None:
    odd = tmp_path / "odd.json"
    if kind == "pipe":
        os.mkfifo(odd)
    elif kind == "endless":
        odd.symlink_to("/dev/zero")
    else:
        with odd.open("wb") as sparse:
            sparse.truncate(10_000_000_000)
    bounded = ("sh", "-c", 'ulimit -v 3000000 && exec "$@"', "bounded")
    assert "odd.json" in _refused(run(tmp_path, command, "odd.json", inside=bounded, seconds=5))
