"""The front page's probe: what it may contact, and what it makes of a visit."""

import asyncio

import pytest

from digiamen_scan.facts.web import WebAddresses, WebsitePage
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.http.client import HttpClient
from digiamen_scan.probes.http.pages import BadCertificate, CertificateFault, Page
from digiamen_scan.probes.web.page import PageProbe, Scheme, Visited, why_not
from tests.unit.probes.http_servers import Names

HOST = "www.example.org"
SITE = Target(TargetKind.WEBSITE, HOST)
HTML = (("content-type", "text/html; charset=utf-8"),)
REFUSED = Unavailable(Kind.REFUSED, "connection refused")
SILENT = Unavailable(Kind.TIMEOUT, "https://www.example.org/")
BAD = BadCertificate("https://www.example.org/", HOST, CertificateFault.EXPIRED, "has expired")


def probe() -> PageProbe:
    connector = Connector()
    client = DnsClient(connector, offline=True)
    return PageProbe(client, lambda _rule: HttpClient(Names(), connector))


def parsed(page: Page, asked: Scheme = "https") -> WebsitePage:
    readings = probe().parse(Visited(HOST, asked, page))
    assert not isinstance(readings, Unavailable)
    reading = readings[WebsitePage]
    assert isinstance(reading.value, WebsitePage)
    assert reading.evidence[0].source == f"GET {page.url}"
    return reading.value


def page(body: bytes, **changes: object) -> Page:
    given: dict[str, object] = {"headers": HTML, "body": body} | changes
    return Page("https://www.example.org/", 200, **given)  # type: ignore[arg-type]  # fields of Page


def test_a_page_is_read() -> None:
    found = parsed(page(b"<input type=password>"), "http")
    assert found == WebsitePage("http", "https://www.example.org/", 200, ("password",))


def test_links_to_where_redirects_led_count_as_the_websites_own() -> None:
    body = b"<link href='https://example.net/wp-content/x.css'>"
    assert parsed(page(body)).signs == ()
    led = Page("https://www.example.net/start", 200, HTML, body)
    assert parsed(led).signs == ("wordpress",)


@pytest.mark.parametrize(
    "seen",
    [
        page(b"<p>all", truncated=True),
        page(b"<p>all</p>", headers=()),
        page(b"\x89PNG", headers=(("content-type", "image/png"),)),
        page(b"<p>cut <inp"),
    ],
)
def test_what_is_no_whole_page_is_not_whole(seen: Page) -> None:
    assert not parsed(seen).whole


@pytest.mark.parametrize("body", [b"\xff\xfe\x00<", b"\x00" * 1000, b"<" * 100_000])
def test_any_bytes_are_read(body: bytes) -> None:
    assert parsed(page(body)).signs == ()


@pytest.mark.parametrize(
    ("https", "http", "kind"),
    [
        (REFUSED, REFUSED, Kind.REFUSED),
        (SILENT, REFUSED, Kind.TIMEOUT),
        (REFUSED, SILENT, Kind.TIMEOUT),
        (BAD, REFUSED, Kind.UNDETERMINED),
        (REFUSED, BAD, Kind.UNDETERMINED),
        (BAD, BAD, Kind.UNDETERMINED),
    ],
)
def test_only_two_closed_doors_are_closed(
    https: BadCertificate | Unavailable, http: BadCertificate | Unavailable, kind: str
) -> None:
    assert why_not(https, http).kind == kind


def test_without_an_address_nothing_is_visited() -> None:
    found = asyncio.run(probe().read(SITE, WebAddresses(HOST, "no_name")))
    assert found == Unavailable(Kind.UNREACHABLE, "no address")
    failed = WebAddresses(HOST, "failed", failure=SILENT)
    found = asyncio.run(probe().read(SITE, failed))
    assert isinstance(found, Unavailable)
    assert (found.kind, found.fact) == (Kind.TIMEOUT, "web_addresses")


def test_the_plan_lists_names_and_both_ports() -> None:
    rules = probe().contacts(SITE)
    assert [(rule.service, rule.port) for rule in rules] == [
        ("dns", 53),
        ("https", 443),
        ("http", 80),
    ]
    assert len({rule.id for rule in rules}) == 3
    assert probe().contacts(Target(TargetKind.WEBSITE, "a..b")) == ()
