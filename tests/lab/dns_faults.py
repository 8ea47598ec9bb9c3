"""How a DNS responder misbehaves, name by name, and what it was asked."""

from __future__ import annotations

import collections
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

_TTL = 60

Question = tuple[str, str]
"""A name without its final dot, in lower case, and a record type such as `TXT`."""


class Tcp(enum.Enum):
    """What happens to a question over TCP."""

    ANSWER = "answered"
    CLOSE = "connection closed without an answer"
    HANG = "connection kept open without an answer"


@dataclass(frozen=True)
class Fault:
    """How questions about a name and all names below it are treated; by default honestly."""

    silent: bool = False
    drop_first: int = 0
    delay: float = 0.0
    rcode: dns.rcode.Rcode = dns.rcode.NOERROR
    truncated: bool = False
    tcp: Tcp = Tcp.ANSWER
    wrong_id: bool = False
    other_name: str = ""
    garbage: bytes = b""


FAULTS: Mapping[str, Fault] = {
    "silent.example": Fault(silent=True, tcp=Tcp.HANG),
    "servfail.example": Fault(rcode=dns.rcode.SERVFAIL),
    "refused.example": Fault(rcode=dns.rcode.REFUSED),
    "nxdomain.example": Fault(rcode=dns.rcode.NXDOMAIN),
    "truncated.example": Fault(truncated=True, tcp=Tcp.HANG),
    "truncated-closed.example": Fault(truncated=True, tcp=Tcp.CLOSE),
    "truncated-tcp.example": Fault(truncated=True),
    "wrong-id.example": Fault(wrong_id=True),
    "other-name.example": Fault(other_name="victim.example"),
    "garbage.example": Fault(garbage=b"\xff" * 7),
    "slow.example": Fault(delay=0.2),
    "lossy.example": Fault(drop_first=1),
    "honest.example": Fault(),
}
"""The faults that a new responder has, one name each."""

NXDOMAIN_FOR_ALL: Mapping[str, Fault] = {"": Fault(rcode=dns.rcode.NXDOMAIN)}
"""A resolver that denies every name."""


RECORDS: Mapping[Question, tuple[str, ...]] = {
    (f"_dmarc.{name}", "TXT"): ('"v=DMARC1; p=reject"',) for name in FAULTS
}
"""What each of those names would honestly answer."""


@dataclass
class FaultyDns:
    """A running responder; faults and records may be changed between questions."""

    address: str
    port: int
    faults: dict[str, Fault]
    records: dict[Question, tuple[str, ...]]
    questions: collections.Counter[Question] = field(default_factory=collections.Counter)

    @property
    def resolver(self) -> str:
        """The responder as `--resolver` takes it."""
        return f"{self.address}:{self.port}"

    def fault_of(self, name: str) -> Fault:
        """Return the fault of a name: its own, or the nearest above it."""
        above = name
        while above not in self.faults:
            if not above:
                return Fault()
            above = above.partition(".")[2]
        return self.faults[above]

    def note(self, wire: bytes) -> tuple[dns.message.Message, Question]:
        """Count a question and return it parsed."""
        query = dns.message.from_wire(wire)
        asked = query.question[0]
        question = (
            asked.name.to_text(omit_final_dot=True).lower(),
            dns.rdatatype.to_text(asked.rdtype),
        )
        self.questions[question] += 1
        return query, question

    def drops(self, question: Question) -> bool:
        """Tell whether the question last noted gets no answer."""
        fault = self.fault_of(question[0])
        return fault.silent or self.questions[question] <= fault.drop_first

    def reply(self, query: dns.message.Message, question: Question, *, truncate: bool) -> bytes:
        """Write the answer as the name's fault has it."""
        fault = self.fault_of(question[0])
        if fault.garbage:
            return fault.garbage
        response = dns.message.make_response(query, recursion_available=True)
        response.set_rcode(fault.rcode)
        if truncate and fault.truncated:
            response.flags |= dns.flags.TC
        elif fault.rcode == dns.rcode.NOERROR:
            self._answer(response, question, fault)
        if fault.other_name:
            asked = query.question[0]
            response.question = [
                dns.rrset.RRset(dns.name.from_text(fault.other_name), asked.rdclass, asked.rdtype)
            ]
        if fault.wrong_id:
            response.id ^= 0xFFFF
        return response.to_wire()

    def _answer(self, response: dns.message.Message, question: Question, fault: Fault) -> None:
        texts = self.records.get(question, ())
        owner = f"{fault.other_name or question[0]}."
        if texts:
            response.answer.append(dns.rrset.from_text(owner, _TTL, "IN", question[1], *texts))
