"""One run of `digiamen fix-along`: screens on one side, the same look again on the other."""

import asyncio
import difflib
import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.cli.earlier import Past
from digiamen_scan.cli.keys import TypedLines
from digiamen_scan.cli.loading import load_checks
from digiamen_scan.cli.looking import look, teller_of
from digiamen_scan.cli.options import FailOn
from digiamen_scan.cli.output import put
from digiamen_scan.cli.session import Selection, Session, prepare
from digiamen_scan.cli.stop import Stop
from digiamen_scan.engine.codes import Exit
from digiamen_scan.model.results import Action, Finding, Result, TargetRef, Thresholds
from digiamen_scan.model.scales import Status
from digiamen_scan.reports.terminal.actions import with_command
from digiamen_scan.reports.terminal.layout import BLANK, Line, Style, layout
from digiamen_scan.reports.terminal.output import output_for
from digiamen_scan.reports.terminal.view import View
from digiamen_scan.reports.terminal.walk import Screen, screens
from digiamen_scan.words import N_, Words, remedies, words_for

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

    def actions(self) -> list[Action]:
        """Return what is to be done about the finding, the first thing first."""
        mine = (one for one in self.result.actions if self.finding.target in one.targets)
        return sorted(mine, key=lambda one: one.rank)

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
        self._trouble = ""

    def run(self) -> int:
        """Look, walk through the steps, and end when it is seen or the person stops."""
        return asyncio.run(self._run())

    async def _run(self) -> int:
        self._refuse_unknown()
        session = self._session()
        self._output = output_for(sys.stdout, session.words.lang, os.environ, sys.platform)
        self.words = words_for(self._output.lang)
        seen = self._choose(await self._result(session), session)
        actions = seen.actions()
        if not actions:
            return self._nothing_to_do(seen)
        pages = screens(seen.view, seen.finding.target, actions)
        if seen.finding.status is Status.UNKNOWN:
            self._show(pages[0])
            return Exit.NOT_ENOUGH_SEEN
        return await self._walk(session, seen, pages)

    def _refuse_unknown(self) -> None:
        known = load_checks("en", self._selection.checks_dirs).checks
        if self._check in known:
            return
        near = _near(self._check, known)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise Stop(f"There is no check {self._check!r}.{hint} `digiamen checks list` has them all.")

    def _session(self) -> Session:
        return prepare(self._selection, self._path)

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
        if seen.finding.status is Status.UNKNOWN:
            self._say_trouble(_trouble(self.words, seen))
            return Exit.NOT_ENOUGH_SEEN
        if (said_so := seen.finding.disposition) and said_so.kind == "attested":
            self._say(
                self.words(
                    "{title} ({names}): on your word, good until {until}",
                    title=seen.title,
                    names=seen.view.name(seen.finding.target),
                    until=said_so.until,
                )
            )
            return Exit.FINE
        said = {
            Status.FAIL: N_("It is not in order, but was accepted for a time: {title}."),
            Status.NOT_APPLICABLE: N_("This does not arise here: {title}."),
        }.get(seen.finding.status, N_("It is in order already: {title}."))
        self._say(self.words(said, title=seen.title))
        if seen.finding.status is Status.NOT_APPLICABLE and seen.finding.note:
            self._say(seen.view.note(seen.finding, seen.finding.note).headline)
        return Exit.FINE

    async def _walk(self, session: Session, seen: Seen, pages: tuple[Screen, ...]) -> int:
        """Show screen after screen, and look in the meantime."""
        asks = any(check.meta.questions for check in session.checks)
        pause = SECONDS_ON_A_NETWORK if session.plan.contacts else SECONDS
        at, lines = 0, TypedLines()
        self._page(pages, at, pause=None if asks else pause)
        typed = asyncio.create_task(lines.next())
        looking = asyncio.create_task(self._look_later(seen, pause, never=asks))
        while True:
            await asyncio.wait({typed, looking}, return_when=asyncio.FIRST_COMPLETED)
            if looking.done():
                if (code := self._told(looking.result(), seen)) is not None:
                    return code
                looking = asyncio.create_task(self._look_later(seen, pause, never=asks))
            if typed.done():
                line = typed.result()
                if line is None or line == "q":
                    return self._stopped(asks=asks)
                moved = {"b": at - 1, "": at + 1}.get(line, at)
                at = min(max(0, moved), len(pages) - 1)
                self._page(pages, at, pause=None if asks else pause)
                typed = asyncio.create_task(lines.next())

    async def _look_later(self, seen: Seen, pause: int, *, never: bool) -> Seen | str:
        """Look again after a pause; a text says why that cannot be done at the moment.

        What only people know is not looked at: nothing here could see it.
        """
        if never:
            await asyncio.Event().wait()
        await asyncio.sleep(pause)
        target = seen.finding.target
        try:
            session = self._session()
            result = await self._result(session)
        except Stop as stop:
            return stop.message
        if all(one.target != target for one in result.findings):
            return self.words(
                "{name}: not looked at again; it is not part of this.", name=seen.view.name(target)
            )
        return self._seen(result, session, target)

    def _told(self, now: Seen | str, then: Seen) -> int | None:
        """Say what a look has changed; returns the exit code where it settles the matter."""
        self._say_trouble(_trouble(self.words, now))
        if isinstance(now, str) or now.finding.status is Status.UNKNOWN:
            return None
        gone = [one for one in then.finding.problems if not now.has(one.key)]
        if not gone:
            return None
        if now.finding.status is Status.NOT_APPLICABLE:
            return self._nothing_to_do(now)
        if now.finding.status is Status.PASS:
            self._say(self.words("I see it now: {title}.", title=now.title))
            self._say(
                with_command(self.words, N_("To see what is left: {command}"), "digiamen scan")
            )
            return Exit.FINE
        left = max(now.finding.problems, key=lambda one: one.severity.weight)
        self._say(
            self.words(
                "This is done: {done}. Still to do: {left}. Run the same command again.",
                done=then.view.problem(then.finding, gone[0]).headline,
                left=now.view.problem(now.finding, left).headline,
            )
        )
        return Exit.FINDINGS

    def _say_trouble(self, why: str) -> None:
        """Say once why nothing can be seen; again only where it is another reason."""
        if why and why != self._trouble:
            self._say(self.words("It cannot be seen at the moment: {why}", why=why))
        self._trouble = why

    def _stopped(self, *, asks: bool) -> int:
        if asks:
            self._say(self._to_answer())
        else:
            self._say(self.words("Not seen yet. You can go on later with the same command."))
        return Exit.FINDINGS

    def _to_answer(self) -> str:
        """Say how to answer anew: what was answered already is asked only with --all."""
        command = f"digiamen answer --all --only {self._check}"
        if self._path is not None and self._path != Path("digiamen.yaml"):
            command += f" {self._path}"
        said = N_("When it is done, answer the questions again: {command}")
        return with_command(self.words, said, command)

    def _page(self, pages: tuple[Screen, ...], at: int, *, pause: int | None) -> None:
        words, lines = self.words, list(pages[at])
        if at == 0:
            lines += [BLANK, Line(words("This program changes nothing: you do, step by step."))]
            if pause is not None:
                lines.append(Line(words("It looks again by itself. Seconds between: {n}", n=pause)))
            if pause == SECONDS_ON_A_NETWORK:
                lines.append(
                    Line(
                        words(
                            "A change on the internet can take hours until it is seen from here."
                            " You need not wait: stop, and use the same command later."
                        )
                    )
                )
        if at == len(pages) - 1:
            lines += [BLANK, Line(self._next(pause))]
        if at < len(pages) - 1:
            keys = words("Enter: next. b: back. q: stop.")
        elif pause is None:
            keys = words("That was the last page. b: back. q: stop.")
        else:
            keys = words("That was the last page; I keep looking. b: back. q: stop.")
        self._show((*lines, BLANK, Line(keys, style=Style.STRONG)))

    def _next(self, pause: int | None) -> str:
        """Say what comes after the last step."""
        if pause is None:
            return self._to_answer()
        return self.words(
            "Done all steps? Wait here: it is said as soon as it is seen. Not possible today? Stop,"
            " and use the same command later."
        )

    def _show(self, lines: Screen) -> None:
        """Show a screen; a terminal that cannot be cleared gets a ruled line."""
        look = self._output.look
        before = _CLEAR if look.color else f"\n{'-' * look.width}\n"
        put(before + layout(lines, look))

    def _say(self, text: str) -> None:
        put("\n" + layout([Line(text, style=Style.STRONG)], self._output.look))


def _near(typed: str, known: Collection[str]) -> list[str]:
    """Return the checks that may be meant: those of a family, else those spelt much the same."""
    family = sorted(one for one in known if one.startswith(f"{typed.lower()}."))
    return family or difflib.get_close_matches(typed.lower(), known, n=1)


def _trouble(words: Words, now: Seen | str) -> str:
    """Say why a look saw nothing; empty where it did."""
    if isinstance(now, str):
        return now
    reason = now.finding.reason
    return remedies.why(words, reason.fact, reason.kind) if reason else ""
