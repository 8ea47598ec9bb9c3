"""One question to one resolver over the wire, and its answer as a fact.

The only module that knows dnspython's messages; imported with the first question.
"""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

import dns.asyncbackend
import dns.asyncquery
import dns.exception
import dns.flags
import dns.inet
import dns.message
import dns.name
import dns.rcode
import dns.rdata
from dns.rdtypes.txtbase import TXTBase

from digiamen_scan.facts.dns import DnsAnswer, DnsStatus
from digiamen_scan.model.clean import clean
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.dns.nameservers import Nameserver

MOST_RECORDS = 50
MOST_CHARACTERS = 16_384
# What fits one unfragmented packet on practically every path (DNS flag day 2020).
_PAYLOAD = 1232
_FORBIDDEN = frozenset({errno.EPERM, errno.EACCES})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a name and a record type such as `TXT`."""

    name: str
    type: str

    def failed(self, kind: Kind, detail: str = "") -> DnsAnswer:
        """Return the answer of a question that got none."""
        return DnsAnswer(self.name, self.type, "failed", failure=Unavailable(kind, detail))


async def exchange(
    question: Question,
    server: Nameserver,
    seconds: float,
    permit: Callable[[], None],
    *,
    extended: bool,
) -> DnsAnswer:
    """Ask once: by UDP, and by TCP where the answer was cut.

    Args:
        question: what is asked.
        server: who is asked.
        seconds: after these, all of it together has timed out.
        permit: called before each contact; what it raises is passed on.
        extended: use EDNS, which some old routers drop.
    """
    try:
        query = _query(question, extended=extended)
    except (dns.exception.DNSException, UnicodeError):
        return question.failed(Kind.UNREADABLE, "name")
    try:
        async with asyncio.timeout(seconds):
            message = await _send(query, server, permit)
    except TimeoutError:
        return question.failed(Kind.TIMEOUT, str(server))
    except OSError as error:
        return question.failed(_kind(error), _code(error))
    except (EOFError, dns.exception.DNSException) as error:
        return question.failed(Kind.UNREADABLE, type(error).__name__)
    return read_message(question, message)


def _query(question: Question, *, extended: bool) -> dns.message.QueryMessage:
    if not extended:
        return dns.message.make_query(question.name, question.type)
    return dns.message.make_query(question.name, question.type, use_edns=0, payload=_PAYLOAD)


async def _send(
    query: dns.message.Message, server: Nameserver, permit: Callable[[], None]
) -> dns.message.Message:
    backend = dns.asyncbackend.get_backend("asyncio")
    family = dns.inet.af_for_address(server.address)
    place = (server.address, server.port)
    permit()
    try:
        # A connected socket hears "port unreachable" at once, and nobody else's packets.
        opened = backend.make_socket(family, socket.SOCK_DGRAM, 0, None, place)  # type: ignore[no-untyped-call]  # dnspython leaves it untyped
        async with cast("Any", await opened) as sock:
            return await dns.asyncquery.udp(
                query,
                server.address,
                port=server.port,
                sock=sock,
                ignore_unexpected=True,
                ignore_errors=True,
                raise_on_truncation=True,
            )
    except dns.message.Truncated:
        permit()
        return await dns.asyncquery.tcp(query, server.address, port=server.port, backend=backend)


def _kind(error: OSError) -> Kind:
    return Kind.BLOCKED if error.errno in _FORBIDDEN else Kind.UNREACHABLE


def _code(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)


def read_message(question: Question, message: dns.message.Message) -> DnsAnswer:
    """Interpret an answer. A resolver's own trouble is `failed`, never "no record"."""
    code = message.rcode()
    if code not in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN):
        kind = Kind.REFUSED if code == dns.rcode.REFUSED else Kind.UNDETERMINED
        return question.failed(kind, dns.rcode.to_text(code))
    if message.flags & dns.flags.TC or not isinstance(message, dns.message.QueryMessage):
        return question.failed(Kind.UNREADABLE, "truncated")
    try:
        chain = message.resolve_chaining()
    except dns.exception.DNSException as error:
        return question.failed(Kind.UNREADABLE, type(error).__name__)
    via = _name(chain.canonical_name) if chain.cnames else ""
    if chain.answer is not None:
        return _found(question, chain.answer, via)
    if code == dns.rcode.NOERROR and not _is_complete(message, via):
        return question.failed(Kind.UNSUPPORTED, "no recursion")
    status: DnsStatus = "no_name" if code == dns.rcode.NXDOMAIN else "no_data"
    return DnsAnswer(question.name, question.type, status, via=via)


def _is_complete(message: dns.message.Message, via: str) -> bool:
    """Tell an empty answer from a referral: who does not recurse knows only its own names."""
    recursive = bool(message.flags & dns.flags.RA)
    return recursive or (bool(message.flags & dns.flags.AA) and not via)


def _found(question: Question, records: Iterable[dns.rdata.Rdata], via: str) -> DnsAnswer:
    texts = [_strings(record) for record in records if isinstance(record, TXTBase)]
    if not texts:
        values = [clean(_presented(record)) for record in records]
        return DnsAnswer(
            question.name, question.type, "found", tuple(sorted(values)[:MOST_RECORDS]), via=via
        )
    if _cut_matters(texts):
        return question.failed(Kind.UNREADABLE, "too long")
    # Those that carry a version stay when there are too many.
    ordered = sorted(texts, key=lambda text: (not _has_version(text), text))[:MOST_RECORDS]
    values = [clean(_spaced(text), MOST_CHARACTERS) for text in ordered]
    return DnsAnswer(question.name, question.type, "found", tuple(values), via=via)


def _cut_matters(texts: list[bytes]) -> bool:
    """Tell whether a limit would cut a record that carries a version (`v=spf1`, `v=DMARC1`, …).

    Part of a policy, or part of several, must not be taken for the whole.
    """
    versioned = [text for text in texts if _has_version(text)]
    too_long = any(len(text) > MOST_CHARACTERS for text in versioned)
    return too_long or len(versioned) > MOST_RECORDS


def _spaced(text: bytes) -> bytes:
    """Write tabs as spaces, but in SPF records: there a tab is a fault (RFC 7208 section 12)."""
    return text if text[:6].lower() == b"v=spf1" else text.replace(b"\t", b" ")


def _has_version(text: bytes) -> bool:
    return text.lstrip()[:1].lower() == b"v"


def _strings(record: TXTBase) -> bytes:
    return b"".join(record.strings)


def _presented(record: dns.rdata.Rdata) -> str:
    return " ".join(word.rstrip(".") or "." for word in record.to_text().split(" "))


def _name(name: dns.name.Name) -> str:
    return clean(name.to_text(omit_final_dot=True))
