"""Asking the lab's servers and reading what they say."""

from __future__ import annotations

import dns.message
import dns.query
from dns.rdtypes.ANY.TXT import TXT

from tests.lab.dns_faults import FaultyDns
from tests.lab.dns_servers import DnsLab


def ask(
    server: DnsLab | FaultyDns, name: str, rdtype: str = "TXT", seconds: float = 5.0
) -> dns.message.Message:
    """Ask over UDP, and over TCP where the answer was cut."""
    question = dns.message.make_query(name, rdtype, want_dnssec=True)
    return dns.query.udp_with_fallback(question, server.address, seconds, server.port)[0]


def texts(answer: dns.message.Message) -> list[bytes]:
    """Return the joined strings of each TXT record."""
    return [
        b"".join(record.strings)
        for rrset in answer.answer
        for record in rrset
        if isinstance(record, TXT)
    ]
