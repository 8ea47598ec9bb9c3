"""One look at what a session plans, and a teller of what it found."""

from collections.abc import Callable
from functools import partial

from digiamen_scan.cli.earlier import Past
from digiamen_scan.cli.session import Session, now
from digiamen_scan.cli.telling import Teller
from digiamen_scan.engine.scan import Found, Scan
from digiamen_scan.model.results import ScanInfo, Thresholds
from digiamen_scan.profile.targets import declared_facts


async def look(
    session: Session,
    *,
    seconds: float,
    keep: bool = False,
    finished: Callable[[str], None] = lambda _name: None,
) -> Found:
    """Gather and judge within some seconds; `keep` keeps what was observed, for a recording."""
    session.world.allow(session.plan.contacts)
    scan = Scan(
        plan=session.plan,
        graph=session.graph,
        declared=partial(declared_facts, session.profile),
        now=session.now,
        answers=session.answers,
        offline=session.offline,
        timeout=seconds,
        keep=keep,
        finished=finished,
    )
    try:
        return await scan.run()
    finally:
        await session.world.close()


def teller_of(session: Session, found: Found, thresholds: Thresholds, past: Past) -> Teller:
    """Return what turns verdicts of this look into a result."""
    return Teller(
        words=session.words,
        profile=session.profile,
        profile_given=session.profile_given,
        catalogue=session.catalogue,
        checks=session.checks,
        targets=session.plan.targets(),
        scan=ScanInfo(
            started=session.now.at.isoformat(),
            finished=now().at.isoformat(),
            offline=session.offline,
            demo=False,
            partial=found.partial,
            resolver=session.resolver,
            lang=session.words.lang,
            profile_digest=_digest(session),
            compared_with=past.at,
            again=past.again is not None,
        ),
        today=session.now.today,
        thresholds=thresholds,
        faults=found.faults,
        compared=past.comparing(session.now.at.isoformat()),
    )


def _digest(session: Session) -> str:
    if not session.profile_given:
        return ""
    from digiamen_scan.profile.digest import digest  # noqa: PLC0415  # only with a profile

    return digest(session.profile)
