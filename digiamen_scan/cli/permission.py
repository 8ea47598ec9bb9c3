"""Asks, before a scan, whether the owner of a domain agrees to more than what any visitor does."""

from digiamen_scan.cli.ask import EndedError, interview_in
from digiamen_scan.cli.session import Session


def ask_permission(session: Session) -> Session:
    """Ask once for each domain that nobody vouched for and whose answer changes what is touched.

    No answer is a no. Returns the session as the answers have it.
    """
    interview = interview_in(session.words, session.now.today, lambda _book: None)
    unsure = [domain for domain in session.profile.domains if domain not in session.owned]
    try:
        for domain in unsure:
            agreed = session.with_owned((*session.owned, domain))
            if agreed.plan.contacts == session.plan.contacts:
                continue
            question = interview.words(
                "{name}: is it yours, or does its owner agree to a closer look?", name=domain.name
            )
            if interview.yes(question):
                session = agreed
    except EndedError:
        return session
    return session
