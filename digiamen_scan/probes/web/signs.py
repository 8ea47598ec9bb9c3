"""What a page holds that people type something into: read from its HTML, within bounds.

The parser is never told that the page ends: what it then does with tags that are cut takes time
that grows with the square of their number.
"""

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Final, get_args

from digiamen_scan.facts.web import PageSign

_PERSONAL: Final = frozenset({"email", "tel", "file", "date", "url"})
_SEARCHES: Final = frozenset(
    {"s", "q", "search", "query", "keyword", "keywords", "keys", "recherche"}
)
_SYSTEMS: Final[tuple[tuple[str, PageSign], ...]] = (
    ("/wp-login.php", "wordpress"),
    ("/wp-content/", "wordpress"),
    ("/wp-includes/", "wordpress"),
    ("/wp-json/", "wordpress"),
    ("/media/system/js/", "joomla"),
    ("/sites/default/files/", "drupal"),
    ("/owa/", "webmail"),
    ("/roundcube", "webmail"),
    ("/rainloop/", "webmail"),
    ("/snappymail/", "webmail"),
    ("/webmail", "webmail"),
    ("/zimbra/", "webmail"),
)
_GENERATORS: Final[tuple[tuple[str, PageSign], ...]] = (
    ("wordpress", "wordpress"),
    ("joomla", "joomla"),
    ("drupal", "drupal"),
)
_WEBMAIL_FORMS: Final = frozenset({"rcmloginform", "logonform", "zloginform", "rl-login-form"})
_LINKS: Final = ("href", "src", "action")

_ORDER: Final[tuple[PageSign, ...]] = get_args(PageSign)

Attributes = dict[str, str]


def signs_of(html: str, hosts: Iterable[str]) -> tuple[tuple[PageSign, ...], bool]:
    """Return what a page shows, each sign once and in their order, and whether all was read.

    Links count where they stay on one of `hosts`.
    """
    page = _Page(hosts)
    page.feed(html)
    return tuple(sign for sign in _ORDER if sign in page.signs), "<" not in page.rawdata


class _Page(HTMLParser):
    """Collects signs. A form counts by what it asks for, so that a search box is none."""

    def __init__(self, hosts: Iterable[str]) -> None:
        super().__init__()
        self._here = tuple(f"//{host}/" for host in hosts)
        self.signs: set[PageSign] = set()
        self._posts = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = {name: (value or "").lower() for name, value in attrs}
        self.signs |= _of_links(filter(self._stays, (given.get(name, "") for name in _LINKS)))
        match tag:
            case "form":
                self._posts = given.get("method") == "post"
                self.signs |= {"webmail"} if given.get("id") in _WEBMAIL_FORMS else set()
            case "input":
                self._look_at_field(given)
            case "textarea":
                self.signs.add("form")
            case "meta" if given.get("name") == "generator":
                self.signs |= _first_word(given.get("content", ""))
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        """Leave a form."""
        if tag == "form":
            self._posts = False

    def _stays(self, link: str) -> bool:
        return "//" not in link or any(here in link for here in self._here)

    def _look_at_field(self, given: Attributes) -> None:
        kind = given.get("type", "text")
        is_text = kind in ("text", "") and given.get("name") not in _SEARCHES
        if kind == "password":
            self.signs.add("password")
        elif kind in _PERSONAL or (self._posts and is_text):
            self.signs.add("form")


def _of_links(links: Iterable[str]) -> set[PageSign]:
    return {sign for link in links for part, sign in _SYSTEMS if part in link}


def _first_word(content: str) -> set[PageSign]:
    return {sign for word, sign in _GENERATORS if content.startswith(word)}
