"""The least there is: asks the questions of mail.dmarc for one domain, all at once, and ends.

Usage: python floor_dns.py ADDRESS:PORT DOMAIN
"""

import asyncio
import sys

import dns.asyncquery
import dns.message

ROUTES = ("MX", "A", "AAAA")


def questions(domain: str) -> list[tuple[str, str]]:
    """Return names and types: the DMARC tree walk (RFC 9989, section 4.10) and the routes."""
    labels = domain.split(".")
    walk = [f"_dmarc.{'.'.join(labels[start:])}" for start in range(len(labels))]
    return [*((name, "TXT") for name in walk), *((domain, kind) for kind in ROUTES)]


async def main(resolver: str, domain: str) -> None:
    """Ask everything at once."""
    address, _, port = resolver.rpartition(":")
    await asyncio.gather(
        *(
            dns.asyncquery.udp(dns.message.make_query(*question), address, 5, int(port))
            for question in questions(domain)
        )
    )


asyncio.run(main(sys.argv[1], sys.argv[2]))
