"""The next SPF record: what is there, without what breaks it, and nothing that was not certain."""

from collections.abc import Iterator, Mapping

from digiamen_scan.facts.mail import MailUse
from digiamen_scan.facts.spf import EffectiveSpf
from digiamen_scan.model.verdicts import Paste
from digiamen_scan.standards.mail.dmarc_steps import sends_no_mail
from digiamen_scan.standards.mail.spf_mend import mended
from digiamen_scan.standards.mail.spf_record import SpfRecord

NOBODY = "v=spf1 -all"
_HOUR = 3600
# What providers ask their customers to publish, read on 2026-11-24: their help pages (OVHcloud,
# Proton, Gandi, Infomaniak, Hostinger, Namecheap), Google's template for Domain Connect, and what
# others quote of Microsoft and Fastmail. Zoho's depends on the customer's region.
_SENDERS: Mapping[str, str] = {
    "google": "include:_spf.google.com",
    "microsoft": "include:spf.protection.outlook.com",
    "ovh": "include:mx.ovh.com",
    "proton": "include:_spf.protonmail.ch",
    "gandi": "include:_mailcust.gandi.net",
    "infomaniak": "include:spf.infomaniak.ch",
    "hostinger": "include:_spf.mail.hostinger.com",
    "namecheap": "include:spf.privateemail.com",
    "fastmail": "include:spf.messagingengine.com",
}


def spf_paste(spf: EffectiveSpf, mail: MailUse) -> tuple[Paste, ...]:
    """Return the next record ready to use; nothing where it cannot be worked out."""
    after = next_record(spf, mail)
    if not after:
        return ()
    before = f"CNAME {spf.alias}" if spf.alias else "\n".join(spf.own_records)
    return (
        Paste(
            kind="dns_record",
            name=spf.domain,
            type="TXT",
            after=after,
            before=before,
            undo=before,
            ttl=_HOUR,
        ),
    )


def wants_nobody(spf: EffectiveSpf, mail: MailUse) -> bool:
    """Tell whether a domain's record should let nobody send.

    The DNS shows only that a domain takes no mail: where its record names senders, it may well
    send some.
    """
    return sends_no_mail(mail) and (mail.known_from == "profile" or not spf.names_senders)


def unnamed_sender(spf: EffectiveSpf, mail: MailUse) -> str:
    """Return what the domain's mail provider asks for and the record lacks, or an empty text.

    A record may also write out the provider's addresses; who keeps mailboxes need not send.
    """
    wanted = _SENDERS.get(mail.provider, "")
    return "" if wanted.removeprefix("include:") in ("", *spf.lists) else wanted


def next_record(spf: EffectiveSpf, mail: MailUse) -> str:
    """Return the next record of a domain, or an empty text.

    Everything that names a sender is kept, but for what is certain to be dead or to let everyone
    in; where nothing is left, it begins anew. A record that refuses goes on refusing; all others
    end in `~all`, which loses no mail.
    """
    if wants_nobody(spf, mail):
        return NOBODY
    if spf.state == "none":
        return _first_record(mail)
    records = [mended(text) for text in spf.own_records]
    sound = [record for record in records if record is not None]
    if len(sound) < len(records):
        return ""
    written = _joined(spf, sound, mail)
    return "" if [written] == list(spf.own_records) else written


def _first_record(mail: MailUse) -> str:
    if mail.provider:
        sender = _SENDERS.get(mail.provider, "")
    else:
        sender = "mx" if mail.use == "used" else "a"
    return f"v=spf1 {sender} ~all" if sender else ""


def _joined(spf: EffectiveSpf, records: list[SpfRecord], mail: MailUse) -> str:
    """Make one record of several, each sender once."""
    gone = {term.lower() for term in (*spf.dead, *spf.private, *spf.openings)}
    alone = len(records) == 1
    senders = [
        written
        for record in records
        for term, written in _senders(record, alone=alone)
        if term.lower() not in gone
    ]
    if not senders:
        return _first_record(mail)
    # Behind an open door nobody noticed that the mailboxes' own servers were never named.
    if spf.openings and (lacking := unnamed_sender(spf, mail)):
        senders.insert(0, lacking)
    modifiers = [term for record in records for term in _modifiers(record)]
    ends = [] if senders[-1].startswith("redirect=") else [_end(records, spf)]
    return " ".join(dict.fromkeys(("v=spf1", *senders, *modifiers, *ends)))


def _senders(record: SpfRecord, *, alone: bool) -> Iterator[tuple[str, str]]:
    """Yield what a record names, also behind `all`, and how it is written from now on.

    A redirect that is ignored, or stands beside other records, becomes an include.
    """
    yield from ((one.text, one.text) for one in record.mechanisms if one.name != "all")
    if record.redirect:
        term = f"redirect={record.redirect}"
        yield term, term if alone and record.continued else f"include:{record.redirect}"


def _modifiers(record: SpfRecord) -> Iterator[str]:
    known = {one.text for one in record.mechanisms}
    for term in record.text.split(" ")[1:]:
        if term and term not in known and not term.lower().startswith("redirect="):
            yield term


def _end(records: list[SpfRecord], spf: EffectiveSpf) -> str:
    """Refuse others only as before, and only where no sender may have gone with an open door."""
    ends = {one.qualifier for record in records for one in record.tested if one.name == "all"}
    return "-all" if ends == {"-"} and not spf.openings else "~all"
