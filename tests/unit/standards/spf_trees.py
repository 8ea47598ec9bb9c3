"""What the DNS would answer for an invented set of domains, asked as the probe asks."""

from collections.abc import Mapping

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.facts.spf import EffectiveSpf, SpfAnswers
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.standards.mail.spf import effective_spf
from digiamen_scan.standards.mail.spf_survey import Question, survey

FAILED = "failed"
Published = Mapping[str, str | tuple[str, ...]]
"""`example.org` for TXT, `A example.org` for other types. FAILED in place of records."""

DOMAIN = "example.org"
FAILURE = Unavailable(Kind.TIMEOUT, "9.9.9.9")


def answer(question: Question, published: Published) -> DnsAnswer:
    name, rdtype = question
    texts = published.get(name if rdtype == "TXT" else f"{rdtype} {name}")
    if texts == FAILED:
        return DnsAnswer(name, rdtype, "failed", failure=FAILURE)
    if texts is None:
        known = any(key.rpartition(" ")[2] == name for key in published)
        return DnsAnswer(name, rdtype, "no_data" if known else "no_name")
    records = (texts,) if isinstance(texts, str) else texts
    return DnsAnswer(name, rdtype, "found", records)


def asked(published: Published, domain: str = DOMAIN) -> dict[Question, DnsAnswer]:
    """Ask level by level until nothing is missing, as the probe does."""
    known: dict[Question, DnsAnswer] = {}
    while missing := [one for one in survey(domain, known).missing if one not in known]:
        known |= {question: answer(question, published) for question in missing}
    return known


def seen(published: Published, domain: str = DOMAIN) -> SpfAnswers:
    return SpfAnswers(domain, tuple(asked(published, domain).values()))


def known(published: Published, domain: str = DOMAIN) -> EffectiveSpf:
    found = effective_spf(seen(published, domain))
    assert isinstance(found, EffectiveSpf)
    return found
