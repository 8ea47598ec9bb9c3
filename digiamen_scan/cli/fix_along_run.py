"""One run of `digiamen fix-along`: screens on one side, the same look again on the other."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.cli.earlier import Past
from digiamen_scan.cli.keys import TypedLines
from digiamen_scan.cli.looking import look, teller_of
from digiamen_scan.cli.options import FailOn
from digiamen_scan.cli.output import put
from digiamen_scan.cli.session import Selection, Session, prepare
from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.codes import Exit
from digiamen_scan.model.results import Action, Finding, Result, TargetRef, Thresholds
from digiamen_scan.model.scales import Status
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style, layout
from digiamen_scan.reports.terminal.output import output_for
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.reports.terminal.walk import Screen, screens
from digiamen_scan.words import N_, remedies, words_for

SECONDS = 3
SECONDS_ON_A_NETWORK = 20
"""Between two looks; servers and resolvers are not to be asked without a pause."""

LONGEST_LOOK = 120
_CLEAR = "\x1b[2J\x1b[H"


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: the result, told in the reader's language, and the finding it is about."""

    result: Result
    finding: Finding
    view: View

    @property
    def title(self) -> str:
        """The good state."""
        return self.view.title(self.finding)

    def action(self) -> Action | None:
        """Return what is to be done first about the finding."""
        mine = (one for one in self.result.actions if self.finding.target in one.targets)
        return min(mine, key=lambda one: one.rank, default=None)

    def has(self, problem: str | None) -> bool:
        """Tell whether a problem is still there."""
        return any(one.key == problem for one in self.finding.problems)


class FixAlong:
    """Runs once."""

    def __init__(
        self, selection: Selection, path: Path | None, check: str, target: str | None
    ) -> None:
        self._selection = selection
        self._path = path
        self._check = check
        self._name = target
        self._output = output_for(sys.stdout, "en", os.environ, sys.platform)
        self.words = words_for("en")
        self._unseen = False

    def run(self) -> int:
        """Look, walk through the steps, and end when it is seen or the person stops."""
        return asyncio.run(self._run())

    async def _run(self) -> int:
        session = self._session()
        self._output = output_for(sys.stdout, session.words.lang, os.environ, sys.platform)
        self.words = words_for(self._output.lang)
        seen = self._choose(await self._result(session), session)
        action = seen.action()
        if seen.finding.status in {Status.PASS, Status.NOT_APPLICABLE} or action is None:
            return self._nothing_to_do(seen)
        if action.problem is None:
            self._show(screens(seen.view, action)[0])
            return Exit.NOT_ENOUGH_SEEN
        return await self._walk(session, seen, action)

    def _session(self) -> Session:
        session = prepare(self._selection, self._path)
        if [check.id for check in session.checks] != [self._check]:
            raise Stop(f"There is no check {self._check!r}; `digiamen checks list` has them all.")
        return session

    async def _result(self, session: Session) -> Result:
        found = await look(session, seconds=LONGEST_LOOK)
        limits = Thresholds(FailOn.HIGH)
        return teller_of(session, found, limits, Past()).result(found.judged)

    def _choose(self, result: Result, session: Session) -> Seen:
        """Take the named target, else the one whose action comes first, else the first there is."""
        findings = {finding.target: finding for finding in result.findings}
        if not findings:
            raise Stop(f"{self._check} has nothing to look at here: name a profile or --domain.")
        ordered = [ref for action in result.actions for ref in action.targets]
        wanted = [ref for ref in (*ordered, *findings) if self._name in {None, ref.name}]
        if not wanted:
            names = ", ".join(ref.name for ref in findings)
            raise Stop(f"--target {self._name}: {self._check} is asked of {names}.")
        return self._seen(result, session, wanted[0])

    def _seen(self, result: Result, session: Session, ref: TargetRef) -> Seen:
        finding = next(one for one in result.findings if one.target == ref)
        return Seen(result, finding, View(result, session.catalogue.checks, self.words))

    def _nothing_to_do(self, seen: Seen) -> int:
        said = N_("It is in order already: {title}.")
        if seen.finding.status is Status.NOT_APPLICABLE:
            said = N_("This does not arise here: {title}.")
        self._say(self.words(said, title=seen.title))
        return Exit.FINE

    async def _walk(self, session: Session, seen: Seen, action: Action) -> int:
        """Show screen after screen, and look in the meantime."""
        pages = screens(seen.view, action)
        asks = any(check.meta.questions for check in session.checks)
        pause = SECONDS_ON_A_NETWORK if session.plan.contacts else SECONDS
        at, lines = 0, TypedLines()
        self._page(pages, at, pause=None if asks else pause)
        typed = asyncio.create_task(lines.next())
        looking = asyncio.create_task(self._look_later(seen, pause, never=asks))
        while True:
            await asyncio.wait({typed, looking}, return_when=asyncio.FIRST_COMPLETED)
            if looking.done():
                now = looking.result()
                if now and (code := self._told(now, seen, action)) is not None:
                    return code
                looking = asyncio.create_task(self._look_later(now or seen, pause, never=asks))
            if typed.done():
                line = typed.result()
                if line is None or line == "q":
                    return self._stopped(asks=asks)
                at = max(0, at - 1) if line == "b" else min(at + 1, len(pages) - 1)
                self._page(pages, at, pause=None if asks else pause)
                typed = asyncio.create_task(lines.next())

    async def _look_later(self, seen: Seen, pause: int, *, never: bool) -> Seen | None:
        """Look again after a pause; None where a file is being changed right now.

        What only people know is not looked at: nothing here could see it.
        """
        if never:
            await asyncio.Event().wait()
        await asyncio.sleep(pause)
        try:
            session = self._session()
            result = await self._result(session)
            return self._seen(result, session, seen.finding.target)
        except (Stop, StopIteration):
            return None

    def _told(self, now: Seen, then: Seen, action: Action) -> int | None:
        """Say what a look has changed; returns the exit code where it settles the matter."""
        if now.finding.status is Status.UNKNOWN:
            self._say_unseen(now.finding)
            return None
        self._unseen = False
        if now.has(action.problem):
            return None
        if now.finding.status is not Status.FAIL:
            self._say(self.words("I see it now: {title}.", title=now.title))
            return Exit.FINE
        done = next(one for one in then.finding.problems if one.key == action.problem)
        left = max(now.finding.problems, key=lambda one: one.severity.weight)
        self._say(
            self.words(
                "This is done: {done}. Still to do: {left}. Run the same command again.",
                done=then.view.problem(then.finding, done).headline,
                left=now.view.problem(now.finding, left).headline,
            )
        )
        return Exit.FINDINGS

    def _say_unseen(self, finding: Finding) -> None:
        reason = finding.reason
        if reason is not None and not self._unseen:
            why = remedies.why(self.words, reason.fact, reason.kind)
            self._say(self.words("It cannot be seen at the moment: {why}", why=why))
        self._unseen = True

    def _stopped(self, *, asks: bool) -> int:
        if asks:
            self._say(self.words("When it is done, answer the questions again: digiamen answer"))
        else:
            self._say(self.words("Not seen yet. You can go on later with the same command."))
        return Exit.FINDINGS

    def _page(self, pages: tuple[Screen, ...], at: int, *, pause: int | None) -> None:
        words, lines = self.words, list(pages[at])
        if at == 0:
            lines += [BLANK, Line(words("This program changes nothing: you do, step by step."))]
            if pause is not None:
                lines.append(Line(words("It looks again by itself. Seconds between: {n}", n=pause)))
        if at < len(pages) - 1:
            keys = words("Enter: next. b: back. q: stop.")
        elif pause is None:
            keys = words("That was the last page. b: back. q: stop.")
        else:
            keys = words("That was the last page; I keep looking. b: back. q: stop.")
        self._show((*lines, BLANK, Line(keys, style=Style.STRONG)))

    def _show(self, lines: Screen) -> None:
        """Show a screen; a terminal that cannot be cleared gets a ruled line."""
        look = self._output.look
        before = _CLEAR if look.color else f"\n{'-' * look.width}\n"
        put(before + layout(lines, look))

    def _say(self, text: str) -> None:
        put("\n" + layout([Line(text, style=Style.STRONG)], self._output.look))
