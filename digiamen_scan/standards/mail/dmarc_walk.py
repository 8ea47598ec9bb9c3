"""The DMARC tree walk: which names are asked, and whose record counts (RFC 9989, section 4.10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from digiamen_scan.standards.mail.dmarc_record import DmarcRecord

MOST_QUERIES = 8
_JUMP_TO = MOST_QUERIES - 1


def walk_names(domain: str) -> tuple[str, ...]:
    """Return the domains whose `_dmarc` name is asked for, from `domain` up to the top level.

    A domain of eight labels or more is followed by its ancestor of seven (section 4.10, step 4).
    """
    labels = domain.rstrip(".").split(".")
    above = labels[-_JUMP_TO:] if len(labels) >= MOST_QUERIES else labels[1:]
    return (".".join(labels), *(".".join(above[at:]) for at in range(len(above))))


@dataclass(frozen=True, slots=True)
class Walk:
    """What a tree walk found, up to where it stops.

    `records` hold the one record of each name that has exactly one. `hidden` is the first name
    whose answer failed before the walk came to its end, or None.
    """

    domain: str
    records: Mapping[str, DmarcRecord]
    hidden: str | None
    suffix: str | None

    @property
    def organisation(self) -> str:
        """The organisational domain (section 4.10.2), as far as answers were to be had."""
        ordered = [name for name in walk_names(self.domain) if name in self.records]
        for name in ordered:
            if self.records[name].psd == "n":
                return name
            if self.records[name].psd == "y":
                return _one_below(name, self.domain)
        return ordered[-1] if ordered else self.domain

    @property
    def governing(self) -> str | None:
        """The domain whose record is applied: own, organisation's, suffix's (section 4.10.1)."""
        order = (self.domain, self.organisation, self.suffix)
        return next((name for name in order if name in self.records), None)


def walk(domain: str, records: Mapping[str, DmarcRecord | None], failed: frozenset[str]) -> Walk:
    """Follow the walk through what is known of each name, stopping at psd=y or psd=n (step 6)."""
    seen: dict[str, DmarcRecord] = {}
    hidden: str | None = None
    for name in walk_names(domain):
        if name in failed:
            hidden = hidden or name
        record = records.get(name)
        if record is not None:
            seen[name] = record
            if record.psd != "u":
                return Walk(domain, seen, hidden, name if record.psd == "y" else None)
    return Walk(domain, seen, hidden, None)


def _one_below(suffix: str, domain: str) -> str:
    """Return the ancestor of `domain` one label longer than `suffix`; a suffix is its own."""
    labels = domain.split(".")
    return ".".join(labels[-(suffix.count(".") + 2) :])
