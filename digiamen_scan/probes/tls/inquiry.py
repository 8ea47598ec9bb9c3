"""Which questions a server is asked, and which are asked again.

All that can go out at once goes out at once; how many at a time is the asker's matter.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from digiamen_scan.facts.tls import SSL_2, SSL_3, TLS_10, TLS_11, TLS_12, TLS_13
from digiamen_scan.probes.tls.answers import Alert, Answer, Broken, Closed, NotTls, ServerHello
from digiamen_scan.probes.tls.hello import CODES, Hello
from digiamen_scan.standards.web.tls_suites import (
    DHE,
    MODERN,
    OTHER,
    UNSIGNED,
    WEAK_CLASSES,
    WIDE,
    WIDE_OLD,
    weak_class,
    weak_suites,
)

Answers = tuple[Answer, ...]

# The newest first: it is what every later refusal is held against.
VERSIONS: Final[tuple[str, ...]] = (TLS_13, TLS_12, TLS_10, SSL_3, TLS_11, SSL_2)
_LISTS: Final[dict[str, tuple[tuple[int, ...], tuple[int, ...]]]] = {
    TLS_13: (MODERN, MODERN[:2]),
    TLS_12: (WIDE, OTHER),
    TLS_11: (WIDE_OLD, UNSIGNED),
    TLS_10: (WIDE_OLD, UNSIGNED),
    SSL_3: (WIDE_OLD, UNSIGNED),
    SSL_2: ((), ()),
}

_VERSION_ALERTS: Final = frozenset({70, 86})  # protocol_version, inappropriate_fallback
_SUITE_ALERTS: Final = _VERSION_ALERTS | {40, 71}  # handshake_failure, insufficient_security


class Ask(Protocol):
    """Says one first message to the server; its answer is always one of ours."""

    async def __call__(self, hello: Hello, *, exchange: bool = False) -> Answer:
        """Return what came back."""
        ...


@dataclass(frozen=True, slots=True)
class Weak:
    """Which weak kinds were agreed to, and the answers to an offer of all the others."""

    accepted: tuple[str, ...]
    last: Answers


@dataclass(frozen=True, slots=True)
class Heard:
    """All answers of one server. `control` tells whether it still answered after all of them."""

    versions: dict[str, Answers]
    weak: Weak
    exchange: Answers
    control: bool


async def inquire(ask: Ask) -> Heard:
    """Ask for every version, for weak ciphers by elimination, and for the size of the prime."""
    found, weak, exchange = await asyncio.gather(
        asyncio.gather(*(_version(ask, version) for version in VERSIONS)),
        _weak(ask, TLS_12, WEAK_CLASSES),
        _exchange(ask),
    )
    versions: dict[str, Answers] = dict(zip(VERSIONS, found, strict=True))
    weak = await _weak_in_old(ask, versions, weak)
    doubtful = (*versions.values(), weak.last, exchange)
    return Heard(versions, weak, exchange, await _control(ask, versions, doubtful))


def agreed(version: str, answers: Iterable[Answer]) -> ServerHello | None:
    """Return the answer in which the server chose just this version."""
    for answer in answers:
        if isinstance(answer, ServerHello) and answer.version == CODES[version]:
            return answer
    return None


def says_no(answers: Iterable[Answer], codes: frozenset[int] = _VERSION_ALERTS) -> bool:
    """Tell whether an answer by itself says that what was asked for is not offered."""
    return any(
        isinstance(answer, ServerHello) or (isinstance(answer, Alert) and answer.code in codes)
        for answer in answers
    )


def refuses_suites(answers: Iterable[Answer]) -> bool:
    """Tell whether an answer by itself says that none of the suites is agreed to."""
    return says_no((one for one in answers if isinstance(one, Alert)), _SUITE_ALERTS)


async def _version(ask: Ask, version: str) -> Answers:
    first, other = _LISTS[version]
    answer = await ask(Hello(version, first))
    if says_no((answer,)):
        return (answer,)
    return answer, await ask(Hello(version, other, plain=True))


async def _weak(ask: Ask, version: str, kinds: Iterable[str]) -> Weak:
    """Offer weak suites alone; leave out the kind that was chosen, until none is."""
    left, accepted = list(kinds), list[str]()
    while left:
        suites = weak_suites(left)
        answers = await _insist(ask, Hello(version, suites))
        chosen = [one for one in answers if isinstance(one, ServerHello)]
        if not chosen:
            return Weak(tuple(accepted), answers)
        kind = weak_class(chosen[0].suite)
        accepted.append(kind)
        left.remove(kind)
    return Weak(tuple(accepted), ())


async def _exchange(ask: Ask) -> Answers:
    return await _insist(ask, Hello(TLS_12, DHE), exchange=True)


async def _insist(ask: Ask, hello: Hello, *, exchange: bool = False) -> Answers:
    """Ask again, more plainly, where the answer says neither yes nor no."""
    answer = _honest(await ask(hello, exchange=exchange), hello)
    if isinstance(answer, ServerHello) or refuses_suites((answer,)):
        return (answer,)
    again = Hello(hello.version, hello.suites, plain=True)
    return answer, _honest(await ask(again, exchange=exchange), again)


def _honest(answer: Answer, hello: Hello) -> Answer:
    if isinstance(answer, ServerHello) and answer.suite not in hello.suites:
        return Broken("it chose what was not offered")
    return answer


async def _weak_in_old(ask: Ask, versions: dict[str, Answers], found: Weak) -> Weak:
    """Ask the oldest version too: some servers keep weak ciphers for it alone."""
    oldest = [one for one in (TLS_10, TLS_11, SSL_3) if agreed(one, versions[one])]
    left = [kind for kind in WEAK_CLASSES if kind not in found.accepted]
    if not oldest or not left:
        return found
    more = await _weak(ask, oldest[0], left)
    settled = refuses_suites(found.last) or not found.last
    return Weak((*found.accepted, *more.accepted), more.last if settled else found.last)


async def _control(ask: Ask, versions: dict[str, Answers], doubtful: Iterable[Answers]) -> bool:
    """Greet the server once more as it likes, where it hung up on something before."""
    liked = [one for one in VERSIONS if agreed(one, versions[one])]
    if not liked:
        return False
    if not any(isinstance(answers[-1], Closed | NotTls) for answers in doubtful if answers):
        return True
    answers = await _version(ask, liked[0])
    return agreed(liked[0], answers) is not None
