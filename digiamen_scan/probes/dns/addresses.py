"""A host's addresses, for whoever is about to connect to it."""

import asyncio
from collections.abc import Iterable
from ipaddress import ip_address

from digiamen_scan.facts.dns import DnsAnswer, DnsStatus
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.dns.client import DnsClient
from digiamen_scan.probes.http.addresses import IPAddress

FAMILIES = ("A", "AAAA")


async def ask_addresses(client: DnsClient, host: str, rule: str) -> tuple[DnsAnswer, ...]:
    """Ask for the addresses of both families at once."""
    return tuple(await asyncio.gather(*(client.ask(host, kind, rule) for kind in FAMILIES)))


async def addresses_of(
    client: DnsClient, host: str, rule: str
) -> tuple[IPAddress, ...] | Unavailable:
    """Return a host's addresses, those of IPv4 first, or why there are none."""
    answers = await ask_addresses(client, host, rule)
    status = joint_status(answers)
    if status == "found":
        return tuple(ip_address(record) for answer in answers for record in answer.records)
    if status == "failed":
        return next(answer.failure for answer in answers if answer.failure)
    return Unavailable(Kind.UNREACHABLE, "no such name" if status == "no_name" else "no address")


def joint_status(answers: Iterable[DnsAnswer]) -> DnsStatus:
    """Join both families: an address is an address, and a failed question may hide one.

    A name that does not exist has no records of any type (RFC 8020).
    """
    seen = {answer.status for answer in answers}
    order: tuple[DnsStatus, ...] = ("found", "failed", "no_data", "no_name")
    return next(status for status in order if status in seen)


def names_rule(rule: str) -> str:
    """Return the id of the contact rule for the names that a visit under `rule` needs."""
    return f"names of {rule}"
