"""Reads a profile from its file."""

from dataclasses import replace
from pathlib import Path

from digiamen_scan.model.clean import clean
from digiamen_scan.profile.check import checked_text, checked_values
from digiamen_scan.profile.faults import BadTextError, ProfileError
from digiamen_scan.profile.model import ExceptionRule, Profile
from digiamen_scan.profile.names import BadValueError, host_name
from digiamen_scan.profile.reading import decode, read_text
from digiamen_scan.profile.rules import Group, profile_rules


def load_profile(path: Path) -> Profile:
    """Return the profile in a file. Raises ProfileError with all its faults."""
    file = clean(str(path))
    try:
        text = read_text(path)
    except BadTextError as fault:
        raise ProfileError((fault.within(file),)) from None
    return profile_of_text(text, file)


def profile_of_bytes(raw: bytes, file: str) -> Profile:
    """Return the profile that a file's bytes hold; `file` is what faults call it."""
    try:
        text = decode(raw)
    except BadTextError as fault:
        raise ProfileError((fault.within(file),)) from None
    return profile_of_text(text, file)


def profile_of_text(text: str, file: str) -> Profile:
    """Return the profile that a text holds; `file` is what faults call it."""
    return _finished(checked_text(text, Profile, profile_rules, file))


def profile_of_values(data: Group, source: str) -> Profile:
    """Return the profile of `normalised` values, as a recording keeps them."""
    return _finished(checked_values(data, Profile, profile_rules, source))


def _finished(profile: Profile) -> Profile:
    """Let exceptions name a domain as the domain itself is named: in ASCII and lower case."""
    names = {domain.name for domain in profile.named_domains}
    exceptions = tuple(_as_named(one, names) for one in profile.exceptions)
    return replace(profile, exceptions=exceptions)


def _as_named(exception: ExceptionRule, domains: set[str]) -> ExceptionRule:
    try:
        name = host_name(exception.target)
    except BadValueError:
        return exception
    return replace(exception, target=name) if name in domains else exception
