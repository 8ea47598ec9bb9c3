"""Asks the open questions of a profile and keeps the answers."""

from pathlib import Path

from digiamen_scan.cli.ask import Open, interview_in, most_urgent_first, open_questions
from digiamen_scan.cli.keeping import keep_answers
from digiamen_scan.cli.output import note
from digiamen_scan.cli.session import Selection, prepare
from digiamen_scan.cli.stop import Stop
from digiamen_scan.profile.answers_load import answers_path


def answer_questions(selection: Selection, path: Path | None, *, again: bool) -> None:
    """Ask; with `again` also what somebody answered before."""
    session = prepare(selection, path)
    if session.profile_path is None:
        raise Stop(
            "There is no profile here, so there is nowhere to keep answers."
            " Make a file digiamen.yaml (see the README), or name one: digiamen answer FILE."
        )
    profile = session.profile_path
    everything = most_urgent_first(
        Open(check, target) for check, target in session.plan.pairs() if check.meta.questions
    )
    book = session.answers
    asked = everything if again else open_questions(session.plan, book, session.now.today)
    if not asked:
        note(session.words("There are no open questions."))
        return
    interview = interview_in(
        session.words, session.now.today, lambda kept: keep_answers(profile, kept)
    )
    if interview.ask_all(asked, book) == book:
        return
    note(session.words("Answers are kept in: {path}", path=str(answers_path(profile))))
