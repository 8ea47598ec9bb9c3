"""Certificates of real websites: nginx on this machine, visited by the whole program."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import Ended, finding, problem_keys, run, scan, told_plainly
from tests.lab.addresses import unused_addresses
from tests.lab.certificates import LARGE, Issuer, below, root, shown, signed_with_sha1
from tests.lab.dns_faults import FaultyDns
from tests.lab.faulty_dns import faulty_dns
from tests.lab.fixtures import require, require_root
from tests.lab.nginx import PROGRAMS, Site, nginx

CONTROL = "www.wikipedia.org"
FORM = "<form method=post><input name=who><textarea></textarea></form>"
SIGN_IN = "<form method=post><input type=password></form>"
WORDPRESS = "<link href=/wp-content/themes/x.css>"


def sites(issuer: Issuer, folder: Path) -> dict[str, Site]:
    """Return every kind of website, by its name."""
    old = below(root("Old Root"), "Old")

    def named(host: str, **wanted: object) -> Site:
        return Site(shown(issuer, host, **wanted))

    return {
        "good.example": Site(shown(issuer, "good.example", "www.good.example"), SIGN_IN),
        "www.good.example": Site(shown(issuer, "good.example", "*.good.example")),
        "rsa.example": named("rsa.example", bits=2048),
        "expired.example": Site(
            shown(issuer, "expired.example", begins=-90, ends=-2), FORM, plain=True
        ),
        "expired-plain.example": named("expired-plain.example", begins=-90, ends=-2),
        "future.example": named("future.example", begins=3),
        "name.example": named("other.example"),
        "common.example": Site(shown(issuer, common_name="common.example")),
        "self.example": Site(shown(None, "self.example"), WORDPRESS),
        "stranger.example": Site(shown(old, "stranger.example")),
        "incomplete.example": Site(shown(issuer, "incomplete.example", logged=True).alone()),
        "weak.example": named("weak.example", bits=1024),
        "sha1.example": Site(signed_with_sha1(issuer, "sha1.example", folder)),
        "large.example": named("large.example", bits=LARGE),
        "soon.example": named("soon.example", begins=-85, ends=5),
        "webmail.example": Site(shown(None, "webmail.example"), plain=False),
        "plain.example": Site(None, FORM),
        CONTROL: named(CONTROL),
    }


@dataclass
class Web:
    """The running websites, the responder that knows their names, and their root."""

    address: str
    dns: FaultyDns
    ca_file: Path
    folder: Path
    closing: ExitStack = field(default_factory=ExitStack)

    def scan(self, folder: Path, *names: str, **options: Any) -> Ended:
        """Scan some websites of a profile, as somebody who trusts the lab's root."""
        listed = "".join(f"      - {name}\n" for name in names)
        profile = folder / "digiamen.yaml"
        profile.write_text(
            "digiamen: 1\norganisation: {name: Example}\n"
            f"domains:\n  - name: example.org\n    websites:\n{listed}"
        )
        return scan(folder, *self.options(), "--format", "json", "--verbose", **options)

    def options(self, *only: str) -> tuple[str, ...]:
        return (
            *("--only", "web.certificate", "--resolver", self.dns.resolver),
            *("--ca-file", str(self.ca_file), "--allow-private"),
            *only,
        )


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    require(*PROGRAMS, "openssl", "setpriv")
    require_root()
    folder = tmp_path_factory.mktemp("web")
    address = unused_addresses().web
    top = root()
    ca_file = folder / "root.pem"
    ca_file.write_bytes(top.pem)
    known = sites(below(top), folder)
    records = {(name, "A"): (address,) for name in known}
    with faulty_dns({}, records) as dns, nginx(folder / "nginx", address, known):
        yield Web(address, dns, ca_file, folder)


def found_in(ended: Ended, name: str) -> dict[str, Any]:
    return finding(ended.result, "web.certificate", name)


@pytest.mark.parametrize("name", ["good.example", "www.good.example", "rsa.example"])
def test_good_certificates(tmp_path: Path, web: Web, name: str) -> None:
    ended = web.scan(tmp_path, name)
    found = found_in(ended, name)
    assert (found["status"], ended.code, told_plainly(ended)) == ("pass", 0, "")
    assert found["note"]["key"] == "own_root"
    assert any("accepted (given)" in one["observed"] for one in found["evidence"])
    assert web.dns.questions[CONTROL, "A"] == 0


@pytest.mark.parametrize(
    ("name", "problem", "severity"),
    [
        ("expired.example", "expired", "critical"),
        ("expired-plain.example", "expired", "high"),
        ("future.example", "not_yet_valid", "high"),
        ("name.example", "wrong_name", "high"),
        ("common.example", "wrong_name", "high"),
        ("self.example", "self_signed", "critical"),
        ("stranger.example", "untrusted", "high"),
        ("incomplete.example", "incomplete_chain", "high"),
        ("weak.example", "weak_key", "high"),
        ("sha1.example", "weak_signature", "high"),
        ("large.example", "key_too_large", "low"),
        ("soon.example", "expiring", "medium"),
        ("webmail.example", "self_signed", "critical"),
    ],
)
def test_bad_certificates(tmp_path: Path, web: Web, name: str, problem: str, severity: str) -> None:
    ended = web.scan(tmp_path, name)
    found = found_in(ended, name)
    assert (found["status"], problem_keys(found), found["severity"]) == (
        "fail",
        [problem],
        severity,
    )
    assert told_plainly(ended) == ""
    assert ended.code == (1 if severity in {"critical", "high"} else 0)


def test_one_scan_of_all_asks_the_control_once(tmp_path: Path, web: Web) -> None:
    names = ("good.example", "self.example", "name.example", "soon.example")
    web.dns.questions.clear()
    ended = web.scan(tmp_path, *names)
    statuses = {name: found_in(ended, name)["status"] for name in names}
    assert statuses == {
        "good.example": "pass",
        "self.example": "fail",
        "name.example": "fail",
        "soon.example": "fail",
    }
    assert web.dns.questions[CONTROL, "A"] == 1


@contextmanager
def named(web: Web, **addresses: str | None) -> Iterator[None]:
    """Change where names lead, for a while."""
    changed = {(name.replace("_", "."), "A"): to for name, to in addresses.items()}
    before = dict(web.dns.records)
    try:
        for key, address in changed.items():
            web.dns.records.pop(key, None)
            if address:
                web.dns.records[key] = (address,)
        yield
    finally:
        web.dns.records.clear()
        web.dns.records.update(before)


@pytest.mark.parametrize(
    ("name", "note"),
    [("self.example", "unproven"), ("name.example", "unproven"), ("stranger.example", "unproven")],
)
def test_without_the_control_nobody_is_blamed(
    tmp_path: Path, web: Web, name: str, note: str
) -> None:
    with named(web, www_wikipedia_org=None):
        ended = web.scan(tmp_path, name)
    found = found_in(ended, name)
    assert (found["status"], found["note"]["key"], ended.code) == ("unknown", note, 3)


def test_a_network_that_changes_every_certificate(tmp_path: Path, web: Web) -> None:
    """The control leads to the same server as a name that the server does not know."""
    own = below(root("Filter Root"), "Filter")
    forged = {name: Site(shown(own, name)) for name in ("filtered.example", CONTROL)}
    address = unused_addresses().web
    with (
        nginx(tmp_path / "nginx", address, forged),
        named(web, filtered_example=address, www_wikipedia_org=address),
    ):
        ended = web.scan(tmp_path, "filtered.example")
    found = found_in(ended, "filtered.example")
    assert (found["status"], found["note"]["key"], ended.code) == ("unknown", "altered", 3)


def test_a_page_without_encryption(tmp_path: Path, web: Web) -> None:
    address = unused_addresses().web
    with (
        nginx(tmp_path / "nginx", address, {"plain.example": Site(None, FORM)}),
        named(web, plain_example=address),
    ):
        ended = web.scan(tmp_path, "plain.example")
    found = found_in(ended, "plain.example")
    assert (problem_keys(found), found["severity"]) == (["no_https"], "critical")


def test_a_name_where_nothing_answers(tmp_path: Path, web: Web) -> None:
    with named(web, closed_example=unused_addresses().mail):
        ended = web.scan(tmp_path, "closed.example")
        default = scan(tmp_path, *web.options("--domain", "closed.example"), "--format", "json")
    found = found_in(ended, "closed.example")
    assert (found["status"], found["note"]["key"]) == ("unknown", "nobody_answers")
    for name in ("closed.example", "www.closed.example"):
        assert found_in(default, name)["status"] in {"not_applicable", "unknown"}
    assert found_in(default, "www.closed.example")["status"] == "not_applicable"


def test_names_that_do_not_exist(tmp_path: Path, web: Web) -> None:
    ended = web.scan(tmp_path, "nowhere.example")
    found = found_in(ended, "nowhere.example")
    assert (found["status"], found["note"]["key"], ended.code) == ("unknown", "site_not_found", 3)


def test_a_private_address_is_left_alone_unless_allowed(tmp_path: Path, web: Web) -> None:
    options = [one for one in web.options() if one != "--allow-private"]
    ended = scan(tmp_path, *options, "--domain", "good.example", "--format", "json")
    found = found_in(ended, "good.example")
    assert (found["status"], found["note"]["key"]) == ("unknown", "private_address")


def test_without_the_lab_root_it_is_not_trusted(tmp_path: Path, web: Web) -> None:
    options = [one for one in web.options() if one not in {"--ca-file", str(web.ca_file)}]
    ended = scan(tmp_path, *options, "--domain", "good.example", "--format", "json")
    found = found_in(ended, "good.example")
    assert (found["status"], found["note"]["key"]) == ("unknown", "altered")


def test_the_root_may_come_from_the_environment(tmp_path: Path, web: Web) -> None:
    options = [one for one in web.options() if one not in {"--ca-file", str(web.ca_file)}]
    more = {"SSL_CERT_FILE": str(web.ca_file)}
    with named(web, www_wikipedia_org=None):
        ended = scan(tmp_path, *options, "--domain", "good.example", "--format", "json", more=more)
    found = found_in(ended, "good.example")
    assert (found["status"], found["note"]["key"]) == ("pass", "own_root")


@contextmanager
def listening(address: str, says: Callable[[socket.socket], object]) -> Iterator[None]:
    """Run a server on port 443 that is no web server."""
    listener = socket.create_server((address, 443))
    ending = threading.Event()
    taken: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while not ending.is_set():
                sock, _ = listener.accept()
                taken.append(sock)
                threading.Thread(target=_say, args=(sock, says), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield
    finally:
        ending.set()
        for sock in (listener, *taken):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()


def _say(sock: socket.socket, says: Callable[[socket.socket], object]) -> None:
    with suppress(OSError):
        says(sock)


def _wait(sock: socket.socket) -> None:
    while sock.recv(65_536):
        pass


def _smtp(sock: socket.socket) -> None:
    sock.sendall(b"220 mail.example ESMTP\r\n")
    _wait(sock)


def _flood(sock: socket.socket) -> None:
    while True:
        sock.sendall(b"\x16\x03\x03\x00\x01\x02" * 1000)


def _alert(sock: socket.socket) -> None:
    sock.recv(65_536)
    sock.sendall(b"\x15\x03\x01\x00\x02\x02\x70")
    _wait(sock)


@pytest.mark.parametrize(
    ("says", "status", "key"),
    [
        (_wait, "unknown", "timeout"),
        (_smtp, "fail", "no_https"),
        (_alert, "fail", "turned_away"),
        (_flood, "unknown", ""),
    ],
    ids=["silent", "smtp", "alert", "flood"],
)
def test_servers_that_are_none(
    tmp_path: Path, web: Web, says: Callable[[socket.socket], object], status: str, key: str
) -> None:
    address = unused_addresses().web
    odd = {"odd.example": Site(None)}
    with (
        listening(address, says),
        nginx(tmp_path / "nginx", address, odd),
        named(web, odd_example=address),
    ):
        ended = web.scan(tmp_path, "odd.example", seconds=60)
    found = found_in(ended, "odd.example")
    assert found["status"] == status
    if status == "fail":
        assert problem_keys(found) == [key]
    elif key:
        assert found["reason"]["kind"] == key
    assert ended.seconds < 30


def test_a_recording_is_judged_again(tmp_path: Path, web: Web) -> None:
    ended = scan(
        tmp_path,
        *web.options("--domain", "self.example", "--record", "seen.jsonl"),
        *("--format", "json"),
    )
    assert found_in(ended, "self.example")["status"] == "fail"
    again = run(tmp_path, "judge", "seen.jsonl", "--format", "json")
    assert found_in(again, "self.example") == found_in(ended, "self.example")


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file"), (b"no certificate", "PEM"), (b"", "PEM")],
)
@pytest.mark.parametrize("command", [("scan", "--no-input"), ("plan",)])
def test_a_file_of_roots_that_holds_none_ends_the_command(
    tmp_path: Path, command: tuple[str, ...], content: bytes | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "roots.pem").write_bytes(content)
    ended = run(tmp_path, *command, "--domain", "good.example", "--ca-file", "roots.pem")
    assert (ended.code, ended.out) == (2, "")
    assert says in told_plainly(ended)


def test_the_plan_names_the_control(tmp_path: Path) -> None:
    ended = run(tmp_path, "plan", "--domain", "good.example", "--only", "web.certificate")
    assert ended.code == 0
    assert CONTROL in ended.out


def test_three_languages(tmp_path: Path, web: Web) -> None:
    told = set()
    for lang in ("en", "fr", "ar"):
        ended = scan(
            tmp_path, *web.options("--domain", "expired.example"), "--lang", lang, "--verbose"
        )
        assert ended.code == 1
        assert "expired.example" in ended.out
        told.add(ended.out)
    assert len(told) == 3
