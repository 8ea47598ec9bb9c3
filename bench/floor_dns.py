"""The least there is: asks the questions of all mail checks of one domain, and ends.

What depends on nothing goes out at once; each level of an SPF record's tree is one more round.

Usage: python floor_dns.py ADDRESS:PORT FILE   (a line of FILE: round, type, name)
"""

import asyncio
import sys
from pathlib import Path

import dns.asyncquery
import dns.message

Rounds = list[list[tuple[str, str]]]


def read_rounds(file: Path) -> Rounds:
    """Return the questions of each round, as names and types."""
    found: dict[int, list[tuple[str, str]]] = {}
    for line in file.read_text("utf-8").splitlines():
        number, kind, name = line.split()
        found.setdefault(int(number), []).append((name, kind))
    return [found[number] for number in sorted(found)]


async def ask(resolver: str, rounds: Rounds) -> None:
    """Ask everything, a round as soon as the one before it is answered."""
    address, _, port = resolver.rpartition(":")
    for questions in rounds:
        await asyncio.gather(
            *(
                dns.asyncquery.udp(dns.message.make_query(*question), address, 5, int(port))
                for question in questions
            )
        )


if __name__ == "__main__":
    asyncio.run(ask(sys.argv[1], read_rounds(Path(sys.argv[2]))))
