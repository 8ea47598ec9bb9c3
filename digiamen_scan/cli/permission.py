"""Asks, before a scan, whether the owner of a domain agrees to more than what any visitor does."""

from digiamen_scan.cli.session import Session
from digiamen_scan.cli.talk import EndedError, talk_in


def ask_permission(session: Session) -> Session:
    """Ask once for each domain that nobody vouched for and whose answer changes what is touched.

    No answer is a no. Returns the session as the answers have it.
    """
    talk = talk_in(session.words)
    unsure = [domain for domain in session.profile.named_domains if domain not in session.owned]
    try:
        for domain in unsure:
            agreed = session.with_owned((*session.owned, domain))
            if agreed.plan.contacts == session.plan.contacts:
                continue
            question = talk.words(
                "{name}: is it yours, or does its owner agree to a closer look?", name=domain.name
            )
            if talk.yes(question):
                session = agreed
    except EndedError:
        return session
    return session
