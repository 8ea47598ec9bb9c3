"""Domains for SPF (RFC 7208): lists that are good, open to all, too long, broken, hidden, hostile.

The names begin with `spf-`. All have a mail host at the lab's provider.
"""

from __future__ import annotations

from tests.lab.hostile import HOSTILE_STRINGS
from tests.lab.zone_text import Zone, txt

_PROVIDER = "spf-provider.example"
_MANY = tuple(f"include:n{number}.{_PROVIDER}" for number in range(1, 12))
STEPS = (f"step1.{_PROVIDER}", f"step2.{_PROVIDER}", f"step3.{_PROVIDER}")
"""Each includes the next."""


def _spf(name: str, about: str, *texts: str | bytes, records: tuple[str, ...] = ()) -> Zone:
    """Return a domain with mail whose TXT records are these texts."""
    mail = ("@ MX 10 mx1.hosting.example.", *(f"@ {txt(text)}" for text in texts))
    return Zone(name, about, (*mail, *records))


def _at(name: str, *strings: str | bytes) -> str:
    return f"{name} {txt(*strings)}"


_LISTS = Zone(
    _PROVIDER,
    "publishes lists for its customers, some of them bad",
    (
        _at("_spf", f"v=spf1 include:_net1.{_PROVIDER} ", f"include:_net2.{_PROVIDER} ~all"),
        _at("_net1", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 ~all"),
        _at("_net2", "v=spf1 ip4:198.51.100.0/24 ~all"),
        *(_at(f"n{number}", f"v=spf1 ip4:192.0.2.{number} ?all") for number in range(1, 12)),
        _at("lax", "v=spf1 +all"),
        _at("slip", "v=spf1 ip4:192.0.2.1.1 ~all"),
        _at("step1", f"v=spf1 include:{STEPS[1]} ?all"),
        _at("step2", f"v=spf1 include:{STEPS[2]} ?all"),
        _at("step3", "v=spf1 ip4:203.0.113.0/24 ?all"),
    ),
)

SPF_ZONES: tuple[Zone, ...] = (
    _LISTS,
    _spf(
        "spf-good.example",
        "a provider's list, two levels deep",
        f"v=spf1 include:_spf.{_PROVIDER} ~all",
    ),
    _spf("spf-strict.example", "its own mail host alone", "v=spf1 mx -all"),
    _spf("spf-none.example", "mail, and no list", "google-site-verification=invented"),
    _spf(
        "spf-open.example",
        "includes a list that lets all pass",
        f"v=spf1 include:lax.{_PROVIDER} -all",
    ),
    _spf(
        "spf-halves.example",
        "two ranges that are half of all addresses together",
        "v=spf1 ip4:0.0.0.0/2 ip4:64.0.0.0/2 -all",
    ),
    _spf("spf-ten.example", "ten references", f"v=spf1 {' '.join(_MANY[:10])} -all"),
    _spf("spf-eleven.example", "eleven references", f"v=spf1 {' '.join(_MANY)} -all"),
    _spf(
        "spf-loop.example",
        "includes one that includes it",
        "v=spf1 include:a.spf-loop.example -all",
        records=(_at("a", "v=spf1 include:spf-loop.example ?all"),),
    ),
    _spf(
        "spf-twice.example", "two lists", "v=spf1 mx ~all", f"v=spf1 include:_spf.{_PROVIDER} -all"
    ),
    _spf(
        "spf-void.example",
        "three names that are gone",
        "v=spf1 a:one.spf-void.example mx:two.spf-void.example exists:three.spf-void.example -all",
    ),
    _spf("spf-dead.example", "one name that is gone", "v=spf1 mx a:one.spf-dead.example -all"),
    _spf(
        "spf-lost.example",
        "includes a list that is not there",
        "v=spf1 include:no.spf-lost.example -all",
    ),
    _spf("spf-slip.example", "a slip of the pen", "v=spf1 ipv4:192.0.2.1 -all"),
    _spf(
        "spf-broken.example",
        "includes a list with a mistake",
        f"v=spf1 include:slip.{_PROVIDER} -all",
    ),
    _spf("spf-tab.example", "a tab in the place of a space", "v=spf1\tmx -all"),
    _spf("spf-tab-inside.example", "a tab before the end", "v=spf1 mx\t-all"),
    _spf("spf-quoted.example", "quotes that do not belong there", '"v=spf1 mx -all"'),
    _spf(
        "spf-hidden.example",
        "includes a list nobody answers for",
        "v=spf1 include:_spf.lame.example -all",
    ),
    _spf(
        "spf-hidden-open.example",
        "the same, and then lets all pass",
        "v=spf1 include:_spf.lame.example +all",
    ),
    _spf("spf-deep.example", "three levels deep", f"v=spf1 include:{STEPS[0]} -all"),
    _spf(
        "spf-split.example",
        "in several strings, beside bytes that are not UTF-8",
        b"caf\xe9 \xff",
        records=(_at("@", "v=spf1 m", "x -a", "ll"),),
    ),
    _spf("spf-accent.example", "a byte that SPF forbids", b"v=spf1 a:caf\xe9.example -all"),
    _spf("spf-giant.example", "a list of 20 KB", "v=spf1 " + "ip4:192.0.2.1 " * 1500 + "-all"),
    _spf(
        "spf-hostile.example",
        "terminal escapes, markup, HTML, bidi controls and formulas inside the list",
        records=(_at("@", "v=spf1 include:", *HOSTILE_STRINGS, " -all"),),
    ),
)
