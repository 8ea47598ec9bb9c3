"""The next DMARC record on the way from nothing to `p=reject`, one careful step at a time.

The order is that of RFC 9989, sections 5.1.3 to 5.1.7: watch with reports, then enforce.
"""

import re

from digiamen_scan.facts.mail import EffectiveDmarc, MailUse
from digiamen_scan.model.verdicts import Paste
from digiamen_scan.standards.mail.dmarc_record import (
    DmarcRecord,
    parse_record,
    read_tags,
    report_addresses,
    report_uris,
)

_FULL = 100
_HOUR = 3600
_POLICY_TAGS = ("p", "sp", "np", "t", "pct")
# What the grammar allows in a value (section 4.8), but for the backslash: it may be the visible
# escape of a character that was cleaned away, and such a tag cannot be kept as it was.
_KEEPABLE = re.compile(r"[\x20-\x3a\x3c-\x5b\x5d-\x7e]+")
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def dmarc_paste(dmarc: EffectiveDmarc, mail: MailUse) -> Paste:
    """Return the next record ready to use, with what is there now and how to go back."""
    before = f"CNAME {dmarc.alias}" if dmarc.alias else "\n".join(dmarc.own_records)
    return Paste(
        kind="dns_record",
        name=f"_dmarc.{dmarc.domain}",
        type="TXT",
        after=next_record(dmarc, mail),
        before=before,
        undo=before,
        ttl=_HOUR,
    )


def sends_no_mail(mail: MailUse) -> bool:
    """Tell whether nothing is lost when all mail of a domain is refused."""
    return mail.use in ("unused", "free_provider")


def next_record(dmarc: EffectiveDmarc, mail: MailUse) -> str:
    """Return the next record for a domain's own `_dmarc` name.

    A domain that sends no mail goes straight to reject. All others skip no step, and receive
    reports before mail is held back; none falls behind what protects it now. Reporting addresses
    and unknown tags are kept.
    """
    tags = _tags_there(dmarc)
    record = parse_record(dmarc.record) if dmarc.source == "own" else None
    if sends_no_mail(mail):
        return _text(_with_policy(tags, "reject"))
    if record is None or not record.readable:
        mended = _with_policy(tags, dmarc.policy)
        return _text(_watching(mended, dmarc.domain) if dmarc.policy == "none" else mended)
    if dmarc.policy == "none" and not record.reports:
        return _text(_watching(tags, dmarc.domain))
    return _text(_enforced_further(tags, record, dmarc))


def _tags_there(dmarc: EffectiveDmarc) -> dict[str, str]:
    """Return the tags of all records at the domain's own name; of each name, the first one."""
    tags: dict[str, str] = {}
    lists: list[str] = []
    for text in dmarc.own_records:
        for name, value in read_tags(text):
            if name == "rua":
                lists.append(value)
            if name != "v" and _KEEPABLE.fullmatch(value):
                tags.setdefault(name, value)
    if len(lists) > 1 or (lists and not report_addresses(report_uris(lists[0]))):
        tags |= _mended_reports(lists)
    return tags


def _mended_reports(lists: list[str]) -> dict[str, str]:
    """Join several lists of reporting addresses, and add the `mailto:` that people forget."""
    pieces = [piece.strip() for value in lists for piece in value.split(",")]
    uris = [f"mailto:{piece}" if _ADDRESS.fullmatch(piece) else piece for piece in pieces]
    usable = [uri for uri in uris if _KEEPABLE.fullmatch(uri) and report_uris(uri)]
    return {"rua": ",".join(dict.fromkeys(usable))}


def _with_policy(tags: dict[str, str], policy: str) -> dict[str, str]:
    kept = {name: value for name, value in tags.items() if name not in _POLICY_TAGS}
    return {"p": policy, **kept}


def _watching(tags: dict[str, str], domain: str) -> dict[str, str]:
    rua = tags.get("rua", "")
    if report_addresses(report_uris(rua)):
        return tags
    ours = f"mailto:dmarc@{domain}"
    return {**tags, "rua": f"{rua},{ours}" if rua else ours}


def _enforced_further(
    tags: dict[str, str], record: DmarcRecord, dmarc: EffectiveDmarc
) -> dict[str, str]:
    if record.p == "none":
        return _without({**tags, "p": "quarantine"}, "t", "pct")
    if dmarc.policy == "none":
        return _without(tags, "t")
    closed = _gaps_closed(tags, record)
    if closed != tags:
        return closed
    return _without(tags, "t") if record.testing else {**tags, "p": "reject"}


def _gaps_closed(tags: dict[str, str], record: DmarcRecord) -> dict[str, str]:
    """Existing subdomains take one step; invented ones send no honest mail and are refused."""
    closed = dict(tags)
    if record.sp == "none":
        closed["sp"] = "quarantine"
    if record.np == "none":
        closed["np"] = "reject"
    return _without(closed, "pct") if record.percent < _FULL else closed


def _without(tags: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in tags.items() if name not in names}


def _text(tags: dict[str, str]) -> str:
    """Write a record; `p` comes second, as receivers that follow RFC 7489 expect it."""
    ordered = {"v": "DMARC1", "p": tags["p"], **tags}
    return "; ".join(f"{name}={value}" for name, value in ordered.items() if value)
