"""The least there is: asks questions of a DNS server, each round at once, and ends.

Usage: python floor_dns.py ADDRESS:PORT NAME/TYPE [NAME/TYPE ...] [-- NAME/TYPE ...]
"""

import asyncio
import itertools
import sys

import dns.asyncquery
import dns.message


def query(word: str) -> dns.message.QueryMessage:
    """Return the question that a word such as `example.org/MX` stands for."""
    name, _, kind = word.partition("/")
    return dns.message.make_query(name, kind)


async def main(resolver: str, *words: str) -> None:
    """Ask the questions of a round at once; `--` begins the next round."""
    address, _, port = resolver.rpartition(":")
    for is_mark, questions in itertools.groupby(words, lambda word: word == "--"):
        if is_mark:
            continue
        await asyncio.gather(
            *(dns.asyncquery.udp(query(word), address, 5, int(port)) for word in questions)
        )


asyncio.run(main(*sys.argv[1:]))
