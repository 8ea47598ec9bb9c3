"""The conversation after a scan: the open questions, and the list again where they change it."""

from dataclasses import dataclass, replace

from digiamen_scan.cli.ask import Interview, interview_in, open_questions
from digiamen_scan.cli.keeping import keep_answers
from digiamen_scan.cli.session import Session
from digiamen_scan.cli.talk import EndedError
from digiamen_scan.cli.telling import Teller
from digiamen_scan.engine.judge import Judged
from digiamen_scan.engine.knowledge import Knowledge
from digiamen_scan.engine.scan import Found, judge_again
from digiamen_scan.model.facts import Kind
from digiamen_scan.model.results import Result
from digiamen_scan.model.targets import CHILDRENS_FILES, Target, TargetKind
from digiamen_scan.profile.answers import AnswerBook
from digiamen_scan.profile.targets import declared_facts


@dataclass(frozen=True, slots=True)
class Conversation:
    """Asks what a scan left open."""

    session: Session
    teller: Teller
    found: Found

    def hold(self) -> Result | None:
        """Ask; returns the result as it is now, or None where nothing changed."""
        interview = interview_in(self.session.words, self.session.now.today, self._keep)
        try:
            if self.session.profile_given:
                return self._answers(interview)
            return self._exposure(interview)
        except (EndedError, KeyboardInterrupt):  # Ctrl-C may come at any moment of it
            return None

    def _answers(self, interview: Interview) -> Result | None:
        book = self.session.answers
        questions = open_questions(self.session.plan, book, self.session.now.today)
        if not questions or not interview.offer(len(questions)):
            return None
        answered = interview.ask_all(questions, book)
        return None if answered == book else self.teller.result(self._judged_again(answered))

    def _exposure(self, interview: Interview) -> Result | None:
        """Without a profile nobody has said yet how close this computer is to children."""
        words = self.session.words
        question = words("Are children's files kept on, or opened from, this computer?")
        if not interview.talk.yes(question):
            return None
        targets = tuple(map(_with_childrens_files, self.teller.targets))
        return self.teller.with_targets(targets).result(self.found.judged)

    def _judged_again(self, answers: AnswerBook) -> tuple[Judged, ...]:
        session = self.session
        knowledge = Knowledge(
            session.graph,
            lambda target: declared_facts(session.profile, target),
            session.now,
            missing=Kind.TIMEOUT,
        )
        knowledge.add(self.found.observations)
        return judge_again(self.found.judged, knowledge, answers, session.now)

    def _keep(self, book: AnswerBook) -> None:
        if self.session.profile_path is not None:
            keep_answers(self.session.profile_path, book)


def _with_childrens_files(target: Target) -> Target:
    if target.kind is not TargetKind.DEVICE:
        return target
    return replace(target, exposure=CHILDRENS_FILES)
