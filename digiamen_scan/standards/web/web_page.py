"""Whether people type a password or something personal on a website's front page."""

from digiamen_scan.facts.web import PageSign, PageUse, Presence, WebAddresses, WebsitePage
from digiamen_scan.model.facts import Kind, Unavailable

_WEBMAIL_NAMES = frozenset(
    {"mail", "webmail", "owa", "outlook", "exchange", "roundcube", "zimbra", "squirrelmail"}
)
_FIRST_BAD_STATUS = 400


def page_use(addresses: WebAddresses, page: WebsitePage | Unavailable) -> PageUse:
    """Say what answers on a website, and whether it asks visitors for something.

    A name such as `webmail` says enough, whatever the page shows. A page that is cut, or is an
    error's, cannot say that nothing is asked.
    """
    is_webmail = addresses.host.partition(".")[0] in _WEBMAIL_NAMES
    if isinstance(page, Unavailable):
        asks: Presence = "present" if is_webmail else "undetermined"
        signs: tuple[PageSign, ...] = ("webmail",) if is_webmail else ()
        return PageUse("nothing" if page.kind == Kind.REFUSED else "unseen", asks, signs)
    signs = page.signs or (("webmail",) if is_webmail else ())
    return PageUse(page.asked, "present" if signs else _without_signs(page), signs)


def _without_signs(page: WebsitePage) -> Presence:
    return "absent" if page.whole and page.status < _FIRST_BAD_STATUS else "undetermined"
