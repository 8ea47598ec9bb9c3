"""One run of `digiamen judge`: recordings in, a result out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from digiamen_scan.cli.earlier import Past
from digiamen_scan.cli.loading import language, load_checks
from digiamen_scan.cli.options import FailOn, Format
from digiamen_scan.cli.output import note
from digiamen_scan.cli.stop import Stop, Troubles
from digiamen_scan.cli.telling import Teller, save_all, tell
from digiamen_scan.engine.graph import FactGraph
from digiamen_scan.engine.judge import Judge
from digiamen_scan.engine.knowledge import Knowledge
from digiamen_scan.engine.outcome import exit_code
from digiamen_scan.engine.plan import make_plan
from digiamen_scan.engine.recording import Recording, RecordingError, read_recording
from digiamen_scan.engine.scan import judge_all
from digiamen_scan.model.facts import Now
from digiamen_scan.model.faults import Fault
from digiamen_scan.model.probes import Sources
from digiamen_scan.model.results import ScanInfo, Thresholds
from digiamen_scan.model.targets import Target
from digiamen_scan.probes.world import World
from digiamen_scan.profile.answers import AnswerBook
from digiamen_scan.profile.answers_load import answers_of_values
from digiamen_scan.profile.faults import ProfileError
from digiamen_scan.profile.load import profile_of_values
from digiamen_scan.profile.model import Profile
from digiamen_scan.profile.targets import declared_facts
from digiamen_scan.standards.derivations import DERIVATIONS
from digiamen_scan.words import words_for

RECORDING_FAULT = "recording"


@dataclass(frozen=True, slots=True)
class JudgeRun:
    """Runs once."""

    paths: tuple[Path, ...]
    only: tuple[str, ...]
    skip: tuple[str, ...]
    outputs: tuple[Path, ...]
    shape: Format
    lang: str | None
    fail_on: FailOn
    fail_on_new: FailOn
    strict: bool
    past: Past
    now: str | None
    checks_dirs: tuple[Path, ...]
    details: bool

    def run(self) -> int:
        """Judge, tell, save; returns the exit code."""
        world = World.of(nameserver=None, rate=0, offline=True)
        graph = FactGraph(Sources(world.probes(), DERIVATIONS))
        recordings = _read(self.paths, graph)
        profile, answers = _said(recordings)
        present = self._now(recordings)
        lang = language(self.lang, profile.organisation.language)
        catalogue = load_checks(lang, self.checks_dirs)
        checks = catalogue.select(self.only, self.skip)
        knowledge = Knowledge(graph, lambda target: declared_facts(profile, target), present)
        for recording in recordings:
            knowledge.add(recording.observations)
        plan = make_plan(checks, _targets(recordings), graph, offline=True)
        judged = judge_all(plan, Judge(knowledge, answers, present.today))
        notes = [text for recording in recordings for text in recording.notes]
        teller = Teller(
            words=words_for(lang),
            profile=profile,
            profile_given=any(recording.header.profile_given for recording in recordings),
            catalogue=catalogue,
            checks=checks,
            targets=plan.targets(),
            scan=replace(
                _scan_info(recordings, lang, partial=bool(notes)), compared_with=self.past.at
            ),
            today=present.today,
            thresholds=Thresholds(self.fail_on, self.strict, self.fail_on_new),
            faults=tuple(Fault(RECORDING_FAULT, "", text) for text in notes)
            + tuple(item.fault for item in judged if item.fault),
            compared=self.past.comparing(recordings[0].header.started),
        )
        moment = "the time of the recording" if self.now is None else "as you asked"
        for text in (*notes, f"Judged as on {present.today}: {moment}."):
            note(text)
        result = teller.result(judged)
        troubles = Troubles()
        with troubles.kept():
            tell(result, catalogue, self.shape, details=self.details)
        with troubles.kept():
            save_all(result, self.outputs)
        return troubles.code(exit_code(result))

    def _now(self, recordings: Sequence[Recording]) -> Now:
        if self.now is None:
            return Now(max(datetime.fromisoformat(item.header.started) for item in recordings))
        try:
            day = date.fromisoformat(self.now)
        except ValueError:
            raise Stop(f"--now {self.now}: write a day such as 2027-01-31.") from None
        return Now(datetime.combine(day, time(12), UTC))


def _read(paths: Sequence[Path], graph: FactGraph) -> list[Recording]:
    facts = graph.observed_facts()
    found: list[Recording] = []
    for path in paths:
        try:
            found.append(read_recording(path, facts))
        except RecordingError as error:
            raise Stop(str(error)) from None
        except OSError as error:
            raise Stop(f"{path} cannot be read: {error.strerror}.") from None
    return sorted(found, key=lambda recording: recording.header.started)


def _said(recordings: Sequence[Recording]) -> tuple[Profile, AnswerBook]:
    """Return the newest profile, and all answers, the newest of each."""
    try:
        profile = profile_of_values(recordings[-1].header.profile, "recording")
        book = AnswerBook()
        for recording in recordings:
            for answer in answers_of_values(recording.header.answers, "recording").entries:
                book = book.with_answer(answer)
    except ProfileError as error:
        raise Stop(str(error)) from None
    return profile, book


def _targets(recordings: Sequence[Recording]) -> tuple[Target, ...]:
    found: dict[str, Target] = {}
    for recording in recordings:
        found.update({target.id: target for target in recording.header.targets})
    return tuple(found.values())


def _scan_info(recordings: Sequence[Recording], lang: str, *, partial: bool) -> ScanInfo:
    headers = [recording.header for recording in recordings]
    newest = headers[-1]
    return ScanInfo(
        started=headers[0].started,
        finished=newest.finished,
        offline=all(header.offline for header in headers),
        demo=any(header.demo for header in headers),
        partial=partial or any(header.partial for header in headers),
        resolver=newest.resolver,
        lang=lang,
        profile_digest=newest.profile_digest,
        judged_from_recording=True,
    )
