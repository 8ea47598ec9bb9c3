"""The one DNS client: each question once a scan, a limited number at a time, permitted first."""

import asyncio
from collections.abc import Callable
from functools import partial

from digiamen_scan.facts.dns import DnsAnswer
from digiamen_scan.model.contacts import ContactRule
from digiamen_scan.model.facts import Kind, Unavailable
from digiamen_scan.probes.connector import Connector
from digiamen_scan.probes.dns.nameservers import DNS_PORT, Nameserver, system_nameservers

# Above 128 at a time, answers are lost.
MOST_IN_FLIGHT = 100
LIFETIME = 6.0
"""Seconds for one question, all tries together, from when it is sent first."""
_FIRST_WAIT = 2.0
_BURST_SECONDS = 0.05
_TRIES = 2
_SYSTEM_TRIES = 3
_AGAIN = frozenset({Kind.TIMEOUT, Kind.UNREACHABLE, Kind.UNDETERMINED, Kind.UNREADABLE})

Key = tuple[str, str]


class DnsClient:
    """Asks one resolver, or those of the system (as `system` finds them), which take turns.

    Must be used within one event loop. `rate` is the number of questions a second, 0 for no
    limit. An `offline` client touches nothing.
    """

    def __init__(  # noqa: PLR0913  # what the command line decides of a scan's questions
        self,
        connector: Connector,
        *,
        nameserver: Nameserver | None = None,
        system: Callable[[], tuple[Nameserver, ...]] = system_nameservers,
        rate: int = 1000,
        lifetime: float = LIFETIME,
        offline: bool = False,
    ) -> None:
        self.whose = str(nameserver) if nameserver else ""
        self.port = nameserver.port if nameserver else DNS_PORT
        self._connector = connector
        self._servers = [nameserver] if nameserver else None
        self._system = system
        self._rate = rate
        self._lifetime = lifetime
        self._offline = offline
        self._tries = _TRIES if nameserver else _SYSTEM_TRIES
        self._slots = asyncio.Semaphore(MOST_IN_FLIGHT)
        self._next_slot = 0.0
        self._asked: dict[Key, asyncio.Task[DnsAnswer]] = {}

    def most_contacts(self, questions: int) -> int:
        """Return how many contacts some questions can take: every try by UDP, then by TCP."""
        return questions * self._tries * 2

    def rule(self, rule_id: str, *, about: str, questions: int, why: str) -> ContactRule:
        """Return the contact rule under which some questions about a name may be asked."""
        return ContactRule(
            id=rule_id,
            service="dns",
            port=self.port,
            whose=self.whose,
            about=about,
            at_most=self.most_contacts(questions),
            why=why,
        )

    async def ask(self, name: str, rdtype: str, rule_id: str) -> DnsAnswer:
        """Ask for a name's records of one type, once a scan; all who ask get the same answer.

        One who stops waiting does not take the answer from the others.

        Args:
            name: a domain name in A-labels.
            rdtype: such as `TXT`.
            rule_id: the contact rule that a network question is made under.

        Raises:
            ContactRefusedError: the plan does not list the contact.
        """
        key = (name.rstrip(".").lower(), rdtype)
        task = self._asked.get(key)
        if task is None:
            task = asyncio.create_task(self._answer(key, partial(self._connector.permit, rule_id)))
            self._asked[key] = task
            task.add_done_callback(partial(self._forget_failed, key))
        return await asyncio.shield(task)

    async def aclose(self) -> None:
        """Give up what is still being asked."""
        pending = [task for task in self._asked.values() if not task.done()]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    def _forget_failed(self, key: Key, task: asyncio.Task[DnsAnswer]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._asked.pop(key, None)

    async def _answer(self, key: Key, permit: Callable[[], None]) -> DnsAnswer:
        if self._offline:
            return _failed(key, Kind.OFFLINE)
        async with self._slots:
            servers = self._ordered_servers()
            if not servers:
                return _failed(key, Kind.UNREACHABLE, "no resolver is set on this computer")
            return await self._try_each(key, servers, permit)

    async def _try_each(
        self, key: Key, servers: tuple[Nameserver, ...], permit: Callable[[], None]
    ) -> DnsAnswer:
        from digiamen_scan.probes.dns.exchange import Question, exchange  # noqa: PLC0415  # dns

        answer = _failed(key, Kind.TIMEOUT)
        end: float | None = None
        for attempt in range(self._tries):
            server = servers[attempt % len(servers)]
            await self._pace()
            now = asyncio.get_running_loop().time()
            end = end or now + self._lifetime
            is_last = attempt == self._tries - 1
            seconds = end - now if is_last else min(_FIRST_WAIT, (end - now) / 2)
            answer = await exchange(Question(*key), server, seconds, permit, extended=attempt == 0)
            if answer.failure is None or answer.failure.kind not in _AGAIN:
                return answer
            self._demote(server, answer.failure)
        return answer

    def _ordered_servers(self) -> tuple[Nameserver, ...]:
        if self._servers is None:
            self._servers = list(self._system())
        return tuple(self._servers)

    def _demote(self, server: Nameserver, failure: Unavailable) -> None:
        """Ask a silent resolver last from now on, so that not every question waits for it."""
        silent = failure.kind in (Kind.TIMEOUT, Kind.UNREACHABLE)
        if silent and self._servers and self._servers[0] == server:
            self._servers.append(self._servers.pop(0))

    async def _pace(self) -> None:
        """Wait for this question's turn; a short burst goes out at once."""
        if not self._rate:
            return
        now = asyncio.get_running_loop().time()
        turn = max(self._next_slot, now - _BURST_SECONDS)
        self._next_slot = turn + 1 / self._rate
        if turn > now:
            await asyncio.sleep(turn - now)


def _failed(key: Key, kind: Kind, detail: str = "") -> DnsAnswer:
    return DnsAnswer(*key, "failed", failure=Unavailable(kind, detail))
