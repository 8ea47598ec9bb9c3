"""Whether something is typed on a website."""

import pytest

from digiamen_scan.facts.web import PageSign, PageUse, WebAddresses, WebsitePage
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.web.web_page import page_use

SITE = WebAddresses("www.example.org", "found", ("192.0.2.1",))
WEBMAIL = WebAddresses("webmail.example.org", "found", ("192.0.2.1",))
PLAIN = WebsitePage("https", "https://www.example.org/", 200)


@pytest.mark.parametrize("sign", ["password", "form", "webmail", "wordpress"])
def test_a_sign_says_that_something_is_asked(sign: PageSign) -> None:
    page = WebsitePage("http", "http://www.example.org/", 200, (sign,))
    assert page_use(SITE, page) == PageUse("http", "present", (sign,))


def test_a_whole_page_without_a_sign_says_that_nothing_is_asked() -> None:
    assert page_use(SITE, PLAIN) == PageUse("https", "absent")


@pytest.mark.parametrize(
    "page",
    [
        WebsitePage("https", "https://www.example.org/", 403),
        WebsitePage("https", "https://www.example.org/", 503),
        WebsitePage("https", "https://www.example.org/", 200, whole=False),
    ],
)
def test_an_error_or_a_cut_page_says_nothing(page: WebsitePage) -> None:
    assert page_use(SITE, page).asks == "undetermined"


@pytest.mark.parametrize(
    ("kind", "front"), [(Kind.REFUSED, "nothing"), (Kind.TIMEOUT, "unseen"), ("odd", "unseen")]
)
def test_a_page_that_did_not_come(kind: str, front: str) -> None:
    found = page_use(SITE, Unavailable(kind))
    assert (found.front, found.asks) == (front, "undetermined")


def test_a_webmail_by_its_name() -> None:
    assert page_use(WEBMAIL, Unavailable(Kind.TIMEOUT)).asks == "present"
    assert page_use(WEBMAIL, PLAIN).signs == ("webmail",)
    named = WebAddresses("mailing.example.org", "found", ("192.0.2.1",))
    assert page_use(named, PLAIN).asks == "absent"
