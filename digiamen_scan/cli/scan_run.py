"""One run of `digiamen scan`, from the first contact to the exit code."""

import asyncio
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from digiamen_scan.cli.ask import EndedError, Interview, open_questions
from digiamen_scan.cli.keeping import keep_answers
from digiamen_scan.cli.options import FailOn, Format
from digiamen_scan.cli.output import note, save
from digiamen_scan.cli.recordings import header_of
from digiamen_scan.cli.session import Session, now
from digiamen_scan.cli.telling import Teller, save_all, tell
from digiamen_scan.engine.judge import Judged
from digiamen_scan.engine.knowledge import Knowledge
from digiamen_scan.engine.outcome import exit_code
from digiamen_scan.engine.recording import write_recording
from digiamen_scan.engine.scan import Found, Scan, judge_again
from digiamen_scan.model.facts import Kind
from digiamen_scan.model.results import Result, ScanInfo, Thresholds
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.profile.answers import AnswerBook
from digiamen_scan.profile.digest import digest
from digiamen_scan.profile.targets import declared_facts
from digiamen_scan.reports.progress import Progress

CHILDRENS_FILES = 3


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the run is to be told, kept and bounded."""

    outputs: tuple[Path, ...]
    shape: Format
    fail_on: FailOn
    strict: bool
    timeout: float
    offline: bool
    ask: bool
    record: Path | None
    record_full: bool
    quiet: bool


@dataclass(frozen=True, slots=True)
class ScanRun:
    """Runs once."""

    session: Session
    wishes: Wishes

    def run(self) -> int:
        """Scan, tell, ask, save; returns the exit code."""
        for fault in self.session.catalogue.faults:
            note(f"{fault.where}: {fault.detail}")
        found = asyncio.run(self._gather())
        teller = self._teller(found)
        result = teller.result(found.judged)
        if self.wishes.record:
            self._record(self.wishes.record, found, teller.scan)
        if self.wishes.shape is Format.TERMINAL:
            tell(result, self.session.catalogue)
        if self.wishes.ask and not found.interrupted:
            result = self._converse(teller, found, result)
        if self.wishes.shape is Format.JSON:
            tell(result, self.session.catalogue, Format.JSON)
        save_all(result, self.wishes.outputs)
        return exit_code(result, interrupted=found.interrupted)

    async def _gather(self) -> Found:
        session = self.session
        session.world.allow(session.plan.contacts)
        progress = Progress(sys.stderr, session.words, os.environ, quiet=self.wishes.quiet)
        scan = Scan(
            plan=session.plan,
            graph=session.graph,
            declared=lambda target: declared_facts(session.profile, target),
            now=session.now,
            answers=session.answers,
            offline=self.wishes.offline,
            timeout=self.wishes.timeout,
            keep=self.wishes.record is not None,
            finished=progress.done,
        )
        progress.start(session.plan.readings)
        try:
            return await scan.run()
        finally:
            progress.close()
            await session.world.close()

    def _teller(self, found: Found) -> Teller:
        session = self.session
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
                offline=self.wishes.offline,
                demo=False,
                partial=found.partial,
                resolver=session.resolver,
                lang=session.words.lang,
                profile_digest=digest(session.profile) if session.profile_given else "",
            ),
            today=session.now.today,
            thresholds=Thresholds(self.wishes.fail_on, self.wishes.strict),
            faults=found.faults,
        )

    def _record(self, path: Path, found: Found, scan: ScanInfo) -> None:
        session = self.session
        header = header_of(
            scan,
            session.profile,
            session.answers,
            session.targets,
            given=session.profile_given,
            full=self.wishes.record_full,
        )
        save(path, write_recording(header, found.observations))

    def _converse(self, teller: Teller, found: Found, result: Result) -> Result:
        """Offer the open questions; where one was answered, show the list again."""
        try:
            changed = self._ask(teller, found)
        except EndedError:
            return result
        if changed is None:
            return result
        if self.wishes.shape is Format.TERMINAL:
            tell(changed, self.session.catalogue)
        return changed

    def _ask(self, teller: Teller, found: Found) -> Result | None:
        interview = Interview(self.session.words, self.session.now.today, self._keep)
        if not self.session.profile_given:
            return self._ask_exposure(interview, teller, found)
        book = self.session.answers
        questions = open_questions(self.session.plan, book, self.session.now.today)
        if not questions or not interview.offer(len(questions)):
            return None
        answered = interview.ask_all(questions, book)
        if answered == book:
            return None
        return teller.result(self._judged_again(found, answered))

    def _ask_exposure(self, interview: Interview, teller: Teller, found: Found) -> Result | None:
        words = self.session.words
        question = words("Are children's files kept on, or opened from, this computer?")
        if not interview.yes(question):
            return None
        targets = tuple(map(_with_childrens_files, teller.targets))
        return teller.with_targets(targets).result(found.judged)

    def _judged_again(self, found: Found, answers: AnswerBook) -> tuple[Judged, ...]:
        session = self.session
        knowledge = Knowledge(
            session.graph,
            lambda target: declared_facts(session.profile, target),
            session.now,
            missing=Kind.TIMEOUT,
        )
        knowledge.add(found.observations)
        return judge_again(found.judged, knowledge, answers, session.now)

    def _keep(self, book: AnswerBook) -> None:
        if self.session.profile_path is not None:
            keep_answers(self.session.profile_path, book)


def _with_childrens_files(target: Target) -> Target:
    if target.kind is not TargetKind.DEVICE:
        return target
    return replace(target, exposure=CHILDRENS_FILES)
