"""Which addresses an SPF record lets pass, all that it includes taken together.

Terms are tried in order and the first that matches decides (RFC 7208, section 4.6.2): what an
earlier term took is no longer there for a later one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from itertools import groupby

from digiamen_scan.facts.spf import SpfTerm
from digiamen_scan.standards.mail.spf_macros import expand, is_senders_choice
from digiamen_scan.standards.mail.spf_ranges import Ranges, difference, intersection, size, union
from digiamen_scan.standards.mail.spf_record import (
    IPV4_BITS,
    IPV6_BITS,
    Mechanism,
    Network,
    SpfRecord,
    parse_record,
)
from digiamen_scan.standards.mail.spf_survey import Answers, records_of

_ALL_IPV4 = 1 << IPV4_BITS
# All addresses in use on the internet are in 2000::/3.
_GLOBAL_IPV6 = IPv6Network("2000::/3")
# 16 million addresses, a /8: more than any mail service has.
WIDE = 1 << 24
_WIDE_IPV6 = 1 << (IPV6_BITS - 16)
# Terms of alternating qualifiers beyond these are taken together, as if none said no.
_MOST_RUNS = 50
_PLACES = {IPV4_BITS: "A", IPV6_BITS: "AAAA"}


@dataclass(frozen=True, slots=True)
class Reach:
    """How many IPv4 addresses pass, and whether that is practically everyone.

    `opening` is the term that lets most of them pass, set where `everyone` does. `openings` are
    the domain's own terms that would let everyone pass if they came first, whether receivers come
    to them or not; where everyone does pass, also those that let a /8 pass.
    """

    addresses: int
    everyone: bool
    opening: SpfTerm | None
    openings: tuple[str, ...]


def reach(domain: str, answers: Answers) -> Reach:
    """Add up what a domain's record lets pass. Half of IPv4 or of IPv6 counts as everyone."""
    ipv4, ipv6 = (_Passing(domain, answers, bits) for bits in (IPV4_BITS, IPV6_BITS))
    addresses = min(size(ipv4.of(domain)) + ipv4.unplaced, _ALL_IPV4)
    six = size(intersection(ipv6.of(domain), _ranges(_GLOBAL_IPV6))) + ipv6.unplaced
    open4 = addresses >= _ALL_IPV4 // 2
    open6 = six >= _GLOBAL_IPV6.num_addresses // 2
    openings = (
        *ipv4.own_terms(WIDE if open4 else _ALL_IPV4 // 2),
        *ipv6.own_terms(_WIDE_IPV6 if open6 else _GLOBAL_IPV6.num_addresses // 2),
    )
    widest = ipv4.widest if open4 else ipv6.widest
    return Reach(
        addresses=addresses,
        everyone=open4 or open6,
        opening=widest[1] if (open4 or open6) and widest else None,
        openings=tuple(dict.fromkeys(openings)),
    )


@dataclass(slots=True)
class _Passing:
    """What passes of one kind of addresses, record by record.

    `unplaced` counts addresses around mail hosts that nobody looked up: where they are is not
    known.
    """

    sender: str
    answers: Answers
    bits: int
    unplaced: int = 0
    widest: tuple[int, SpfTerm] | None = None
    _known: dict[str, Ranges] = field(default_factory=dict[str, Ranges])

    def of(self, domain: str) -> Ranges:
        """Return the ranges that pass a domain's record; a record within itself adds nothing."""
        if domain not in self._known:
            self._known[domain] = ()
            self._known[domain] = self._passing(domain)
        return self._known[domain]

    def own_terms(self, least: int) -> Iterator[str]:
        """Yield the terms of the sender's own record that match at least so many addresses."""
        record = self._record(self.sender)
        if record is None:
            return
        for one in record.mechanisms:
            if _passes(one) and self._reach_of(one, self.sender) >= least:
                yield one.text
        if record.redirect and size(self._continued(record.redirect, self.sender)) >= least:
            yield f"redirect={record.redirect}"

    def _reach_of(self, one: Mechanism, domain: str) -> int:
        return size(self._matched(one, domain)) + self._around_hosts(one, domain)

    def _passing(self, domain: str) -> Ranges:
        record = self._record(domain)
        if record is None:
            return ()
        left: Ranges = ((0, 1 << self.bits),)
        passed: list[Ranges] = []
        for at, (passes, run) in enumerate(groupby(record.tested, _passes)):
            matched = union([self._matched(one, domain, note=passes) for one in run])
            if passes:
                passed.append(intersection(left, matched))
            if passes or at < _MOST_RUNS:
                left = difference(left, matched)
        if record.continued:
            passed.append(intersection(left, self._continued(record.continued, domain)))
        return union(passed)

    def _continued(self, target: str, domain: str) -> Ranges:
        if is_senders_choice(target):
            self._note(1 << self.bits, SpfTerm(f"redirect={target}", domain))
            return ((0, 1 << self.bits),)
        name = expand(target, domain, self.sender)
        return self.of(name) if name else ()

    def _record(self, domain: str) -> SpfRecord | None:
        texts = records_of(self.answers.get((domain, "TXT")))
        return parse_record(texts[0]) if len(texts) == 1 else None

    def _matched(self, one: Mechanism, domain: str, *, note: bool = False) -> Ranges:
        """Return what a mechanism matches; note what it adds where it lets pass."""
        name = self._named(one, domain)
        if one.name == "include" and not one.lets_everyone:
            return self.of(name) if name else ()
        found = self._placed(one, name)
        if note:
            around = self._around_hosts(one, domain)
            self.unplaced += around
            self._note(size(found) + around, SpfTerm(one.text, domain))
        return found

    def _named(self, one: Mechanism, domain: str) -> str:
        return (expand(one.target, domain, self.sender) or "") if one.target else domain

    def _placed(self, one: Mechanism, name: str) -> Ranges:
        exists = one.name == "exists" and self._records(name, "A")
        if one.name == "all" or exists or one.lets_everyone:
            return ((0, 1 << self.bits),)
        if one.network is not None:
            return _ranges(one.network) if one.network.max_prefixlen == self.bits else ()
        if one.name == "a":
            around = (self._around(text, one) for text in self._records(name, _PLACES[self.bits]))
            return union(around)
        return ()

    def _records(self, name: str, rdtype: str) -> tuple[str, ...]:
        answer = self.answers.get((name, rdtype))
        return answer.records if answer else ()

    def _around(self, text: str, one: Mechanism) -> Ranges:
        """Return the network of a prefix's length around an address (section 5.3)."""
        try:
            address = IPv4Address(text) if self.bits == IPV4_BITS else IPv6Address(text)
        except ValueError:
            return ()
        block = 1 << (self.bits - self._prefix(one))
        start = int(address) // block * block
        return ((start, start + block),)

    def _around_hosts(self, one: Mechanism, domain: str) -> int:
        if one.name != "mx":
            return 0
        hosts = self._records(self._named(one, domain), "MX")
        return len(hosts) << (self.bits - self._prefix(one))

    def _prefix(self, one: Mechanism) -> int:
        return one.prefixes[0 if self.bits == IPV4_BITS else 1]

    def _note(self, added: int, term: SpfTerm) -> None:
        if added and (self.widest is None or added > self.widest[0]):
            self.widest = (added, term)


def _passes(one: Mechanism) -> bool:
    return one.qualifier == "+"


def _ranges(network: Network) -> Ranges:
    start = int(network.network_address)
    return ((start, start + network.num_addresses),)
