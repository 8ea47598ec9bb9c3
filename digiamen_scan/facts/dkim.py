"""Facts about the keys that a domain's mail is signed with (DKIM, RFC 6376)."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import Presence
from digiamen_scan.model.facts import STRICT, Unavailable, fact
from digiamen_scan.model.targets import TargetKind

KeyState = Literal[
    "strong",
    "weak",
    "short",
    "oversized",
    "sha1_only",
    "not_for_mail",
    "revoked",
    "cut",
    "unreadable",
    "several",
    "lost",
    "missing",
]
"""What a selector's record amounts to.

`strong`: RSA from 2048 to 4096 bits, or Ed25519. `weak`: RSA from 1024 to 2047 bits, which
signers should no longer use. `short`: RSA below 1024 bits, which verifiers must refuse (RFC 8301,
section 3.2). `oversized`: RSA above 4096 bits, which verifiers need not support (same section).
`sha1_only`: the key allows no hash that may still be used (RFC 8301, section 3.1). `revoked`: an
empty key (RFC 6376, section 3.6.1). `cut`: the end of the key is missing. `several`: more than
one record, so that results are undefined (section 3.6.2.2). `lost`: an alias that leads to no
record. `missing`: a selector that the profile names has no record.
"""
Algorithm = Literal["", "rsa", "ed25519"]
Below = Literal["nothing", "something", "undetermined"]


@fact("dkim_records", TargetKind.DOMAIN)
class DkimRecords:
    """The TXT records below a domain's `_domainkey` name (RFC 6376, section 3.6.2).

    `domain` is in A-labels. `answers` are those for selectors, `random` that for a selector which
    nobody can have chosen, so that a wildcard shows, and `below` that for `_domainkey` itself. Of
    each answer at most two records are kept, those that look like a key first.
    """

    domain: str
    answers: tuple[DnsAnswer, ...]
    random: DnsAnswer
    below: DnsAnswer


@dataclass(frozen=True, slots=True)
class DkimKey:
    """What stands at one selector; `*` is the wildcard.

    `ordinary` tells that people's own mail can be signed with it, as far as is known: it is
    neither a newsletter service's nor somebody else's than the mail provider's. `testing` is the
    flag t=y. `alias` is where an alias leads. `declared` tells that the profile names it.
    """

    __pydantic_config__ = STRICT

    selector: str
    state: KeyState
    ordinary: bool = True
    declared: bool = False
    algorithm: Algorithm = ""
    bits: int = 0
    testing: bool = False
    alias: str = ""


@fact("dkim_keys", TargetKind.DOMAIN)
class DkimKeys:
    """The signing keys of a domain, as far as they can be known.

    Selectors cannot be listed (RFC 6376, section 3.1): those of the profile and the usual ones
    were asked for. `below` tells whether there is anything at all below `_domainkey`: `nothing`
    only where all answers agree (RFC 8020). `signing` tells that one of the keys can be used for
    people's own mail. `absent` are the selectors of a mail provider that always uses the same
    ones, where all are missing: it signs nothing. `unanswered` are selectors that matter and got
    no answer, with the first `failure`. `parent` is the organisational domain (RFC 9989, section
    4.10.2) where it is another: its keys may sign for this one.
    """

    domain: str
    exists: Presence
    below: Below
    keys: tuple[DkimKey, ...] = ()
    signing: bool = False
    absent: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    failure: Unavailable | None = None
    parent: str = ""
