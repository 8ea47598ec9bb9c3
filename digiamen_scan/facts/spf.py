"""Facts about who may send mail in a domain's name (SPF, RFC 7208)."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.mail import Presence
from digiamen_scan.model.facts import STRICT, Unavailable, fact
from digiamen_scan.model.targets import TargetKind

SpfResult = Literal["none", "pass", "fail", "softfail", "neutral", "permerror", "undetermined"]
SpfFaultKind = Literal[
    "version_wrong",
    "several_records",
    "syntax",
    "missing",
    "loop",
    "too_many_lookups",
    "too_many_voids",
    "too_many_hosts",
]


@fact("spf_answers", TargetKind.DOMAIN)
class SpfAnswers:
    """What the DNS answered to the questions that a domain's SPF record leads to.

    `domain` is in A-labels. `answers` stand in the order in which receivers come to them, the
    domain's own TXT records first; of TXT records, only texts that speak of SPF are kept.
    """

    domain: str
    answers: tuple[DnsAnswer, ...]


@dataclass(frozen=True, slots=True)
class SpfTerm:
    """One term of an SPF record, and the domain whose record holds it."""

    __pydantic_config__ = STRICT

    text: str
    domain: str


@dataclass(frozen=True, slots=True)
class SpfFault:
    """What makes receivers answer `permerror`: the term at fault, and whose record holds it.

    `text` is a whole record where the record itself is at fault.
    """

    __pydantic_config__ = STRICT

    kind: SpfFaultKind
    text: str
    domain: str


@fact("effective_spf", TargetKind.DOMAIN)
class EffectiveSpf:
    """What receivers make of a domain's SPF record.

    `state` is `invalid` where a stranger's mail makes them answer `permerror`, or where something
    was published that they do not take for SPF. `result` is what a stranger gets: a computer that
    no term names. `own_records` are the texts at the domain that are, or try to be, SPF; `record`
    is the one that counts; `alias` is where the name leads if it is an alias.

    `lists` are the other domains whose records it includes or goes on in, nested ones too.
    `lookups` counts the terms that make receivers ask the DNS, all included records together; it
    is a lower bound where `unseen` names questions without an answer, or where it exceeds 10.
    `addresses` counts the IPv4 addresses that pass. `opening` is the term that lets everyone pass
    (half of IPv4 or of IPv6 or more), None where there is none or where no record counts.

    What follows are terms of the domain's own record or records: `voids` are those whose name has
    no such record, `dead` all that lead to nothing, `openings` those that let everyone pass if
    they come first, also where receivers never come to them; `pointers` are of type `ptr`,
    `private` have addresses that only exist inside a network, `ignored` stand behind `all`.
    `names_senders` tells whether the record lets anyone in particular pass.

    `depends` are terms that are decided message by message; `decided_elsewhere` says that the end
    of the record is.
    """

    domain: str
    exists: Presence
    state: Literal["none", "found", "invalid"]
    result: SpfResult = "none"
    record: str = ""
    own_records: tuple[str, ...] = ()
    alias: str = ""
    faults: tuple[SpfFault, ...] = ()
    lists: tuple[str, ...] = ()
    lookups: int = 0
    addresses: int = 0
    opening: SpfTerm | None = None
    voids: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    depends: tuple[SpfTerm, ...] = ()
    decided_elsewhere: bool = False
    names_senders: bool = False
    unseen: tuple[str, ...] = ()
    unseen_reason: Unavailable | None = None
