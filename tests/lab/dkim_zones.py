"""The lab's domains with signing keys (DKIM, RFC 6376), and what each is for."""

from __future__ import annotations

from tests.lab.hostile import HOSTILE_STRINGS
from tests.lab.zone_text import Signing, Zone, txt

GOOD = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAsGVkSvsI2hkS8slevoik5AuWYDQ99YFV"
    "vTj+rS8Mulrn7EjjHJNePfYIQyIIQvtv6fz3u+oBkNfyP7VrXPrpIRxycV9rXdp6qYJub7HyXWJa"
    "94uAQi+4Wv4JRZGll0vgBEdODCj43/Q5yWpr48p0UCc0hN1Xt+8oE2gViydAJcx8OPFHYDtWWYw9"
    "7W8txhjvEQVZtWiAb0/HU4oBOFUgwCK/8QbGxAbU/4uwU6mxvM7UJw96Ygxkkp1+sX4zUKRDl/gW"
    "hG6Kz9iFkAPs+HL2hM/eS+6tafYU7QDoC6beIaYG5jzKYFY0Z7fJt3MwZQ+3y4/aca0YKiToXDa7"
    "sTYG0QIDAQAB"
)
"""An RSA key of 2048 bits, made once; its secret half was thrown away."""
WEAK = (
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J1"
    "6JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2"
    "EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
)
"""The RSA key of 1024 bits in RFC 8463, appendix A.2."""
KEY = f"v=DKIM1; k=rsa; p={GOOD}"
_CUT_AT = 255

_OWN = "@ MX 10 mx1.hosting.example."
_GOOGLE = "@ MX 1 smtp.google.com."
_MICROSOFT = "@ MX 0 lab-example.mail.protection.outlook.com."
_HOST = "keys.dkim-host.example."


def _key(selector: str, *strings: str | bytes) -> str:
    return f"{selector}._domainkey {txt(*strings)}"


def _microsoft(one: str, two: str) -> tuple[str, ...]:
    aliases = (("selector1", one), ("selector2", two))
    return tuple(f"{name}._domainkey CNAME {at}.{_HOST}" for name, at in aliases)


DKIM_ZONES: tuple[Zone, ...] = (
    Zone("dkim-host.example", "keeps its customers' keys", (f"good.keys {txt(KEY)}",)),
    Zone("dkim-google.example", "the provider's usual key", (_GOOGLE, _key("google", KEY))),
    Zone(
        "dkim-own.example",
        "a key of one's own, in two strings",
        (_OWN, _key("mine", KEY[:200], KEY[200:])),
    ),
    Zone(
        "dkim-microsoft.example",
        "two aliases, the second without a key yet",
        (_MICROSOFT, *_microsoft("good", "later")),
    ),
    Zone(
        "dkim-microsoft-off.example",
        "two aliases that lead nowhere: signing is off",
        (_MICROSOFT, *_microsoft("one", "two")),
    ),
    Zone(
        "dkim-microsoft-none.example",
        "no aliases; the website's host made a key of its own",
        (_MICROSOFT, _key("default", KEY)),
    ),
    Zone(
        "dkim-panel.example",
        "mail at Google, whose key is missing; the website's host made one",
        (_GOOGLE, _key("default", KEY)),
    ),
    Zone("dkim-weak.example", "1024 bits", (_OWN, _key("default", f"v=DKIM1; p={WEAK}"))),
    Zone("dkim-cut.example", "the first 255 characters", (_OWN, _key("default", KEY[:_CUT_AT]))),
    Zone(
        "dkim-several.example",
        "two records at one name",
        (_OWN, _key("default", KEY), _key("default", f"v=DKIM1; p={WEAK}")),
    ),
    Zone("dkim-testing.example", "t=y", (_OWN, _key("default", f"v=DKIM1; t=y; p={GOOD}"))),
    Zone(
        "dkim-wildcard.example",
        "a wildcard answers for every selector; one key is real",
        (_OWN, _key("*", "v=spf1 -all"), _key("default", KEY)),
    ),
    Zone(
        "dkim-wildcard-alias.example",
        "a wildcard alias answers for every selector, and there is no key",
        (_OWN, "* CNAME www"),
    ),
    Zone(
        "dkim-revoked.example",
        "sends no mail; a wildcard withdraws all keys",
        ("@ MX 0 .", f"*._domainkey {txt('v=DKIM1; p=')}"),
    ),
    Zone(
        "dkim-hostile.example",
        "terminal escapes, markup and the like within keys and at an alias",
        (
            _OWN,
            _key("default", "v=DKIM1; p=", *HOSTILE_STRINGS),
            *(_key("mail", text) for text in HOSTILE_STRINGS),
            _key("dkim", "v=DKIM1; p=", "A" * 20_000),
        ),
    ),
    Zone(
        "dkim-signed-bogus.example",
        "a good key that nobody can see: DNSSEC, DS of another key",
        (_OWN, _key("default", KEY)),
        Signing.WRONG_DS,
    ),
)
