"""The front page of a website, as any visitor gets it: one ordinary visit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from digiamen_scan.facts.web import WebAddresses, WebsitePage
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Evidence, Kind, Unavailable
from digiamen_scan.model.probes import Reading, Readings
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.probes.dns.addresses import FAMILIES, names_rule
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.dns.mail import a_labels
from digiamen_scan.probes.http.client import CONNECTIONS_A_VISIT, MAX_REDIRECTS, HttpClient
from digiamen_scan.probes.http.pages import BadCertificate, Page, Visit

_SECONDS: Final = 12.0
_PORTS: Final = {"https": 443, "http": 80}
Scheme = Literal["https", "http"]


@dataclass(frozen=True, slots=True)
class Visited:
    """What `PageProbe.read` returns: the page, and the scheme that gave it."""

    host: str
    asked: Scheme
    page: Page


class PageProbe:
    """Reads what a website's front page asks of its visitors.

    Args:
        dns: tells, for the plan, whom names are asked of.
        visitor: makes an HTTP client whose names are asked for under a contact rule.
    """

    name = "web.page"
    gives: tuple[type[Any], ...] = (WebsitePage,)
    target = TargetKind.WEBSITE
    systems: frozenset[str] = frozenset()
    deadline = 2 * _SECONDS + 5
    network = True

    def __init__(self, dns: DnsClient, visitor: Callable[[str], HttpClient]) -> None:
        self._dns = dns
        self._visitor = visitor

    async def read(self, target: Target, addresses: WebAddresses) -> Visited | Unavailable:
        """Visit by https; where that brings no page, by http, and send nothing there."""
        del target  # its name is that of the addresses
        if addresses.failure is not None:
            return replace(addresses.failure, fact="web_addresses")
        if not addresses.addresses:
            return Unavailable(Kind.UNREACHABLE, "no address")
        first = await self._visit("https", addresses.host)
        if isinstance(first, Page):
            return Visited(addresses.host, "https", first)
        second = await self._visit("http", addresses.host)
        if isinstance(second, Page):
            return Visited(addresses.host, "http", second)
        return why_not(first, second)

    def parse(self, raw: Visited) -> Readings | Unavailable:
        """Look for what people type into."""
        from digiamen_scan.probes.web.signs import signs_of  # noqa: PLC0415  # a parser of HTML

        page = raw.page
        hosts = _same_site(raw.host) | _same_site(urlsplit(page.url).hostname or "")
        signs, whole = signs_of(page.body.decode("utf-8", "replace"), hosts)
        is_html = any("html" in value.lower() for value in page.header("content-type"))
        found = WebsitePage(
            asked=raw.asked,
            url=page.url,
            status=page.status,
            signs=signs,
            whole=whole and is_html and not page.truncated,
        )
        seen = f"status {page.status}; {', '.join(signs) or 'no form, no sign-in'}"
        return {WebsitePage: Reading(found, (Evidence(f"GET {page.url}", seen),))}

    def contacts(self, target: Target) -> tuple[ContactRule, ...]:
        """Say who is visited, and how often at most."""
        host = a_labels(target.name)
        if host is None:
            return ()
        names = self._dns.rule(
            _names(host),
            about=host,
            questions=len(FAMILIES) * (MAX_REDIRECTS + 1) * len(_PORTS),
            why="page_names",
        )
        return names, *(self._contact(scheme, host) for scheme in _PORTS)

    def commands(self) -> tuple[str, ...]:
        """It runs nothing on this computer."""
        return ()

    def _contact(self, scheme: str, host: str) -> ContactRule:
        return ContactRule(
            id=_rule(scheme, host),
            service=scheme,
            port=_PORTS[scheme],
            whose=host,
            about=f"{scheme}://{host}/",
            at_most=CONNECTIONS_A_VISIT,
            why="page",
        )

    async def _visit(self, scheme: Scheme, host: str) -> Visit:
        visitor = self._visitor(_names(host))
        rule = _rule(scheme, host)
        return await visitor.get(f"{scheme}://{host}/", rule=rule, deadline=_SECONDS)


def _rule(scheme: str, host: str) -> str:
    return f"page:{scheme}:{host}"


def _names(host: str) -> str:
    return names_rule(f"page:{host}")


def why_not(https: BadCertificate | Unavailable, http: BadCertificate | Unavailable) -> Unavailable:
    """Say `refused` only where both doors are closed."""
    for visit in (http, https):
        if isinstance(visit, Unavailable) and visit.kind != Kind.REFUSED:
            return visit
    for visit in (http, https):
        if isinstance(visit, BadCertificate):
            return Unavailable(Kind.UNDETERMINED, f"certificate {visit.fault}")
    return Unavailable(Kind.REFUSED, "ports 443 and 80")


def _same_site(host: str) -> set[str]:
    bare = host.removeprefix("www.")
    return {bare, f"www.{bare}"}
