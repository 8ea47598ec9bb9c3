"""What the DNS answered."""

from dataclasses import dataclass
from typing import Literal

from digiamen_scan.model.facts import STRICT, Unavailable

DnsStatus = Literal["found", "no_data", "no_name", "failed"]
"""`no_data`: the name exists without such records. `no_name`: it does not exist (RFC 8020)."""


@dataclass(frozen=True, slots=True)
class DnsAnswer:
    """The answer to one question, as seen by the resolver that was asked.

    `records` are cleaned: a TXT record is its strings joined without a separator (RFC 7208,
    section 3.3; RFC 9989, section 4.5) with tabs as spaces but for SPF, which allows none; all
    others are in zone-file notation without the last dot of names. `via` is the last name of a
    chain of aliases, or empty. `failure` is set if and only if `status` is `failed`.
    """

    __pydantic_config__ = STRICT

    name: str
    type: str
    status: DnsStatus
    records: tuple[str, ...] = ()
    failure: Unavailable | None = None
    via: str = ""
