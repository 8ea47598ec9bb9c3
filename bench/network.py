"""Times one domain and one website over a link of 50 ms, and a hundred domains."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import site
from bench.timing import DIGIAMEN, PYTHON, SCAN, Pair, Row, compare, row_of, seconds
from tests.lab.delayed_link import DelayedLink, Host, delayed_link
from tests.lab.processes import program

ROOT = Path(__file__).parents[1]
ROUND_TRIP = 0.05
DOMAIN = "spf-good.example"
"""Its SPF record includes a provider's, which includes two more: three rounds."""

MANY = 100
_MANY_RUNS = 3


def network_rows() -> Iterable[Row]:
    """Return the rows of everything that goes over the link."""
    with delayed_link(ROUND_TRIP) as link, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with link.dns_lab() as resolver:
            yield from _domain_rows(link.client, resolver, folder / "questions")
            yield from _many_rows(link.client, resolver)
        with _website(link, folder):
            yield from _website_rows(link, folder)


def _domain_rows(client: Host, resolver: str, questions: Path) -> Iterable[Row]:
    inside = _inside(client, "domain", resolver, DOMAIN, str(questions))
    ours = client.command(*_scan(resolver, DOMAIN))
    floor = client.command(PYTHON, str(ROOT / "bench/floor_dns.py"), resolver, str(questions))
    lines = questions.read_text("utf-8").splitlines()
    rounds = max(int(line.split()[0]) for line in lines)
    floor_name = f"the same {len(lines)} questions in {rounds} rounds"
    yield compare(f"one domain at 50 ms, all mail checks / {floor_name}", ours, floor)
    yield row_of("the network part of both", inside)


def _many_rows(client: Host, resolver: str) -> Iterable[Row]:
    """Compare a hundred domains, each, with ten, each: linear is 1."""
    tenth = MANY // 10
    pairs: list[Pair] = []
    for _ in range(_MANY_RUNS + 1):
        many, few = (
            seconds(client.command(*_scan(resolver, *_names(count)))) / count
            for count in (MANY, tenth)
        )
        pairs.append((many, few))
    yield row_of(f"{MANY} domains, each / {tenth} domains, each", pairs[1:])


def _names(count: int) -> list[str]:
    return [f"n{number}.wildcard.example" for number in range(count)]


def _website_rows(link: DelayedLink, folder: Path) -> Iterable[Row]:
    address, given = link.server.address, str(site.ca_file(folder))
    inside = _inside(link.client, "website", address, site.HOST, given)
    scan = _scan(f"{address}:{site.PORT}", site.HOST, only="web")
    may = ("--ca-file", given, "--allow-private", "--i-have-permission")
    where = ("-connect", f"{address}:443", "-servername", site.HOST, "-CAfile", given)
    ours = link.client.command(*scan, *may)
    peer = link.client.command(program("openssl"), "s_client", *where)
    yield compare("one website at 50 ms / `openssl s_client`, one connection", ours, peer)
    yield row_of("the network part / as many connections, four at a time", inside)


def _scan(resolver: str, *domains: str, only: str = "mail") -> tuple[str, ...]:
    named = (word for name in domains for word in ("--domain", name))
    return (*DIGIAMEN, *SCAN, "--only", only, "--resolver", resolver, *named)


def _inside(client: Host, *arguments: str) -> list[Pair]:
    done = client.run(PYTHON, "-m", "bench.inside", *arguments)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    pairs = [line.split() for line in done.stdout.splitlines()]
    return [(float(ours), float(floor)) for ours, floor in pairs]


@contextmanager
def _website(link: DelayedLink, folder: Path) -> Iterator[None]:
    argv = (PYTHON, "-m", "bench.site", link.server.address, str(folder))
    with link.serving(*argv, ready=site.READY):
        yield
