"""One run of `digiamen scan`, from the first contact to the exit code."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from digiamen_scan.cli.earlier import Past
from digiamen_scan.cli.looking import look, teller_of
from digiamen_scan.cli.options import FailOn, Format
from digiamen_scan.cli.output import note, save
from digiamen_scan.cli.session import Session
from digiamen_scan.cli.stop import Troubles
from digiamen_scan.cli.telling import Teller, save_all, tell
from digiamen_scan.engine.outcome import exit_code
from digiamen_scan.engine.scan import Found
from digiamen_scan.model.results import Result, ScanInfo, Thresholds
from digiamen_scan.reports.progress import Progress


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the run is to be told, kept and bounded."""

    outputs: tuple[Path, ...]
    shape: Format
    fail_on: FailOn
    fail_on_new: FailOn
    strict: bool
    past: Past
    timeout: int
    ask: bool
    record: Path | None
    record_full: bool
    quiet: bool
    details: bool


@dataclass(frozen=True, slots=True)
class ScanRun:
    """Runs once."""

    session: Session
    wishes: Wishes

    def run(self) -> int:
        """Scan, tell, ask, save; returns the exit code. What fails to be told is still saved."""
        self._say_what_is_missing()
        found = asyncio.run(self._gather())
        teller, troubles = self._teller(found), Troubles()
        result = teller.result(found.judged)
        with troubles.kept():
            self._tell(result, Format.TERMINAL)
        with troubles.kept():
            self._record(found, teller.scan)
        with troubles.kept():
            result = self._converse(teller, found) or result
        with troubles.kept():
            self._tell(result, Format.JSON)
        with troubles.kept():
            save_all(result, self.wishes.outputs)
        return troubles.code(exit_code(result, interrupted=found.interrupted))

    def _say_what_is_missing(self) -> None:
        session = self.session
        for fault in session.catalogue.faults:
            note(f"{fault.where}: {fault.detail}")
        for check in session.checks:
            if session.words.lang not in check.guides:
                note(
                    session.words(
                        "{check} has no words in this language yet; it is told in another one.",
                        check=check.id,
                    )
                )
        if again := self.wishes.past.again:
            for name in again.missing(session.targets):
                note(
                    session.words("{name}: not looked at again; it is not part of this.", name=name)
                )
        if session.profile.encrypt_to:
            note("encrypt_to is not used yet: files that you save are not encrypted.")
        if any(account.evidence for account in session.profile.accounts):
            note(
                session.words(
                    "The exports named under {key} are not read yet: the questions are asked.",
                    key="evidence",
                )
            )

    def _tell(self, result: Result, shape: Format) -> None:
        if self.wishes.shape is shape:
            tell(result, self.session.catalogue, shape, details=self.wishes.details)

    async def _gather(self) -> Found:
        session = self.session
        progress = Progress(sys.stderr, session.words, os.environ, quiet=self.wishes.quiet)
        _end_on_sigterm()
        progress.start(session.plan.readings)
        try:
            return await look(
                session,
                seconds=self.wishes.timeout,
                keep=self.wishes.record is not None,
                finished=progress.done,
            )
        finally:
            progress.close()

    def _teller(self, found: Found) -> Teller:
        wishes = self.wishes
        limits = Thresholds(wishes.fail_on, wishes.strict, wishes.fail_on_new)
        return teller_of(self.session, found, limits, wishes.past)

    def _record(self, found: Found, scan: ScanInfo) -> None:
        path = self.wishes.record
        if path is None:
            return
        from digiamen_scan.cli.recordings import header_of  # noqa: PLC0415  # only with --record
        from digiamen_scan.engine.recording import write_recording  # noqa: PLC0415  # as above

        session = self.session
        header = header_of(
            scan,
            session.profile,
            session.answers,
            session.plan.targets(),
            given=session.profile_given,
            full=self.wishes.record_full,
        )
        save(path, write_recording(header, found.observations))

    def _converse(self, teller: Teller, found: Found) -> Result | None:
        """Offer the open questions; where one was answered, show the list again."""
        if found.interrupted or not self.wishes.ask:
            return None
        from digiamen_scan.cli.converse import Conversation  # noqa: PLC0415  # only with a person

        changed = Conversation(self.session, teller, found).hold()
        if changed is not None:
            self._tell(changed, Format.TERMINAL)
        return changed


def _end_on_sigterm() -> None:
    """Let the signal of a scheduler or a shutdown end the scan as Ctrl-C does.

    A second one ends it at once, also where a check never returns.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is None or sys.platform == "win32":
        return
    asked: list[int] = []

    def end(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        loop.call_soon_threadsafe(task.cancel)

    signal.signal(signal.SIGTERM, end)
