"""What a recording keeps of a scan besides the facts: its profile and answers, without names."""

from dataclasses import replace

from digiamen_scan.engine.recording import Header
from digiamen_scan.model.results import ScanInfo
from digiamen_scan.model.targets import Target
from digiamen_scan.profile.answers import AnswerBook, said
from digiamen_scan.profile.digest import normalised
from digiamen_scan.profile.model import Account, Profile


def header_of(
    scan: ScanInfo,
    profile: Profile,
    answers: AnswerBook,
    targets: tuple[Target, ...],
    *,
    given: bool,
    full: bool,
) -> Header:
    """Return the first line of a recording; paths and people are left out unless `full`."""
    kept = profile if full else _public(profile)
    return Header(
        started=scan.started,
        finished=scan.finished,
        offline=scan.offline,
        partial=scan.partial,
        resolver=scan.resolver,
        full=full,
        targets=targets,
        profile=normalised(kept),
        answers=tuple(dict(said(entry)) for entry in answers.entries),
        profile_given=given,
        profile_digest=scan.profile_digest,
        demo=scan.demo,
    )


def _public(profile: Profile) -> Profile:
    """Return a profile without paths, without files of people, without whom to call."""
    return replace(
        profile,
        contacts=(),
        devices=replace(profile.devices, sensitive_folders=()),
        accounts=tuple(Account(one.name, one.exposure) for one in profile.accounts),
    )
