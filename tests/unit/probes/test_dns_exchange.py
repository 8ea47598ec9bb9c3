"""What an answer says, message by message."""

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.dns.exchange import Question, read_message

NAME = "_dmarc.example.org"
RECURSIVE, OWN = dns.flags.RA, dns.flags.AA


def read(
    *records: str, rcode: dns.rcode.Rcode = dns.rcode.NOERROR, flags: int = RECURSIVE
) -> DnsAnswer:
    query = dns.message.make_query(NAME, "TXT")
    response = dns.message.make_response(query)
    response.flags |= flags
    response.set_rcode(rcode)
    for record in records:
        owner, rdtype, value = record.split(" ", 2)
        response.answer.append(dns.rrset.from_text(f"{owner}.", 60, "IN", rdtype, value))
    return read_message(Question(NAME, "TXT"), dns.message.from_wire(response.to_wire()))


def failed(kind: Kind, detail: str) -> DnsAnswer:
    return DnsAnswer(NAME, "TXT", "failed", failure=Unavailable(kind, detail))


def test_an_alias_is_followed_to_its_record() -> None:
    answer = read(f"{NAME} CNAME d.provider.example.", 'd.provider.example TXT "v=DMARC1"')
    assert answer == DnsAnswer(NAME, "TXT", "found", ("v=DMARC1",), via="d.provider.example")


def test_an_alias_may_lead_to_a_name_that_is_gone() -> None:
    answer = read(f"{NAME} CNAME gone.example.", rcode=dns.rcode.NXDOMAIN)
    assert answer == DnsAnswer(NAME, "TXT", "no_name", via="gone.example")


@pytest.mark.parametrize(
    ("published", "read_as"),
    [
        (r"v=DMARC1;\009p=reject", "v=DMARC1; p=reject"),
        (r"v=DKIM1;\009p=AAAA", "v=DKIM1; p=AAAA"),
        (r"v=spf1\009-all", r"v=spf1\x09-all"),
        (r"V=SPF1 mx\009-all", r"V=SPF1 mx\x09-all"),
    ],
)
def test_a_tab_is_a_space_but_in_spf_which_allows_none(published: str, read_as: str) -> None:
    assert read(f'{NAME} TXT "{published}"').records == (read_as,)


def test_aliases_in_a_loop_are_unreadable() -> None:
    answer = read(f"{NAME} CNAME loop.example.", f"loop.example CNAME {NAME}.")
    assert answer == failed(Kind.UNREADABLE, "ChainTooLong")


def test_a_record_beside_a_denial_is_unreadable() -> None:
    answer = read(f'{NAME} TXT "v=DMARC1"', rcode=dns.rcode.NXDOMAIN)
    assert answer == failed(Kind.UNREADABLE, "AnswerForNXDOMAIN")


@pytest.mark.parametrize("flags", [RECURSIVE, OWN, RECURSIVE | OWN])
def test_an_empty_answer_is_taken_from_one_who_knows(flags: int) -> None:
    assert read(flags=flags) == DnsAnswer(NAME, "TXT", "no_data")


def test_a_referral_is_no_answer() -> None:
    assert read(flags=0) == failed(Kind.UNSUPPORTED, "no recursion")


def test_an_alias_into_what_the_server_does_not_know_is_no_answer() -> None:
    answer = read(f"{NAME} CNAME d.provider.example.", flags=OWN)
    assert answer == failed(Kind.UNSUPPORTED, "no recursion")


@pytest.mark.parametrize(
    ("rcode", "kind"),
    [
        (dns.rcode.SERVFAIL, Kind.UNDETERMINED),
        (dns.rcode.FORMERR, Kind.UNDETERMINED),
        (dns.rcode.NOTIMP, Kind.UNDETERMINED),
        (dns.rcode.REFUSED, Kind.REFUSED),
    ],
)
def test_a_resolvers_trouble_is_told_by_its_code(rcode: dns.rcode.Rcode, kind: Kind) -> None:
    assert read(rcode=rcode) == failed(kind, dns.rcode.to_text(rcode))


def test_an_answer_that_is_cut_even_by_tcp_is_unreadable() -> None:
    answer = read(f'{NAME} TXT "v=DMARC1"', flags=RECURSIVE | dns.flags.TC)
    assert answer == failed(Kind.UNREADABLE, "truncated")
