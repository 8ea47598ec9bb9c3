"""The least there is: as many connections as the website's checks make, in the fewest rounds.

One full handshake, and beside it first messages of TLS, four at a time: each is one round trip for
the connection and one for the answer.
"""

import asyncio
import ssl
from pathlib import Path

from digiamen_scan.probes.tls.website import AT_A_TIME

HTTPS = 443


async def connect(address: str, host: str, ca_file: Path, greetings: list[bytes]) -> None:
    """Shake hands once, say these first messages, and wait for the beginning of each answer."""
    slots = asyncio.Semaphore(AT_A_TIME)

    async def greet(first: bytes) -> None:
        async with slots:
            reader, writer = await asyncio.open_connection(address, HTTPS)
            writer.write(first)
            await reader.read(5)
            writer.close()

    await asyncio.gather(_shake_hands(address, host, ca_file), *map(greet, greetings))


async def _shake_hands(address: str, host: str, ca_file: Path) -> None:
    context = ssl.create_default_context(cafile=str(ca_file))
    _, writer = await asyncio.open_connection(address, HTTPS, ssl=context, server_hostname=host)
    writer.transport.abort()
