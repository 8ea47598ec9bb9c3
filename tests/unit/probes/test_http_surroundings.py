"""What the computer that the client runs on must not change."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.probes.http_servers import Names, client, get, hang, page, reply, serving

ROOT = Path(__file__).parents[3]


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(reply(b"proxied")) as proxy, serving(reply(b"direct")) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.upper(), proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        names = Names(www_example_org=("127.0.0.1",))
        url = f"http://www.example.org:{server.port}/"
        found = page(get(client(server, proxy, names=names), url))
    assert found.body == b"direct"
    assert proxy.connections == 0


def test_netrc_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login somebody password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(reply()) as server:
        page(get(client(server), server.url))
    assert b"authorization" not in server.requests[0].lower()


LEFT = """
import asyncio, threading
from tests.unit.probes.http_servers import client
from digiamen_scan.probes.http.client import HttpClient

async def main():
    visitor = client(ports=frozenset({{{port}}}))
    task = asyncio.create_task(visitor.get("http://127.0.0.1:{port}/", rule="web", deadline=600))
    while not any(t.name.startswith("digiamen-http") for t in threading.enumerate()):
        await asyncio.sleep(0.01)
    {end}

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("end", "code"),
    [("return", 0), ("raise SystemExit(3)", 3), ("asyncio.get_running_loop().stop()", 1)],
)
def test_the_process_ends_while_a_visit_is_under_way(end: str, code: int) -> None:
    with serving(hang) as server:
        script = LEFT.format(port=server.port, end=end)
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            timeout=20,
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == code, done.stderr
    assert code == 1 or done.stderr == ""


def test_requests_is_not_loaded_before_the_first_visit() -> None:
    script = "import sys, digiamen_scan.probes.http.client as c; print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert "'digiamen_scan.probes.http.client'" in done.stdout
    assert not {"'requests'", "'urllib3'", "'certifi'"} & set(done.stdout.strip("[]\n").split(", "))
