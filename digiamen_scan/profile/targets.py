"""From the profile to what is examined, and to the facts that it states."""

from collections.abc import Iterable
from dataclasses import replace

from digiamen_scan.facts.accounts import DeclaredAccount, DeclaredPasswordRule
from digiamen_scan.facts.folders import DeclaredFolders
from digiamen_scan.facts.mail import DeclaredMail
from digiamen_scan.facts.passwords import DeclaredDevicePasswordPolicy
from digiamen_scan.facts.web import DeclaredWebsite
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.profile.model import NO_PROFILE, Domain, Profile
from digiamen_scan.profile.names import host_name

ORGANISATION = "organisation"
"""The organisation's name as a target: fixed, so that a new name or a label loses no answer."""


def targets_of(profile: Profile, device: Target | None) -> tuple[Target, ...]:
    """Return what is examined: the organisation, `device`, then domains and accounts in order.

    The device gets the exposure that the profile gives to its label.
    """
    targets = [Target(TargetKind.ORGANISATION, ORGANISATION)]
    if device is not None:
        targets.append(replace(device, exposure=_device_exposure(profile, device.name)))
    targets += (Target(TargetKind.DOMAIN, one.name, one.exposure) for one in profile.named_domains)
    targets += (Target(TargetKind.ACCOUNT, one.name, one.exposure) for one in profile.accounts)
    return tuple(targets)


def website_targets(profile: Profile) -> tuple[Target, ...]:
    """Return the websites of all domains, each once, with the highest exposure it is given."""
    exposure: dict[str, int] = {}
    for domain in profile.named_domains:
        for site in websites_of(domain):
            exposure[site] = max(domain.exposure, exposure.get(site, 0))
    return tuple(Target(TargetKind.WEBSITE, name, level) for name, level in exposure.items())


def permitting(targets: Iterable[Target], owned: Iterable[Domain]) -> tuple[Target, ...]:
    """Return the targets with domains and websites permitted only where they are among `owned`.

    Those are the domains of the profile, and others whose owner is said to agree.
    """
    agreed: set[tuple[TargetKind, str]] = set()
    for domain in owned:
        agreed.add((TargetKind.DOMAIN, domain.name))
        agreed.update((TargetKind.WEBSITE, site) for site in websites_of(domain))
    asks = {TargetKind.DOMAIN, TargetKind.WEBSITE}
    return tuple(
        replace(one, permitted=one.kind not in asks or (one.kind, one.name) in agreed)
        for one in targets
    )


def websites_of(domain: Domain) -> tuple[str, ...]:
    """Return a domain's websites; where the profile is silent, the domain and www."""
    if domain.websites is not None:
        return domain.websites
    return (domain.name,) if domain.name.startswith("www.") else (domain.name, f"www.{domain.name}")


def _is_named(profile: Profile, site: str) -> bool:
    return any(site in (domain.websites or ()) for domain in profile.named_domains)


def declared_facts(profile: Profile, target: Target) -> tuple[object, ...]:
    """Return the facts that the profile itself states about a target."""
    facts: tuple[object, ...] = ()
    match target.kind:
        case TargetKind.ORGANISATION:
            facts = (DeclaredPasswordRule(profile.password_policy.min_length),)
        case TargetKind.DEVICE:
            rule = DeclaredDevicePasswordPolicy(profile.password_policy.min_length)
            facts = (rule, _declared_folders(profile))
        case TargetKind.ACCOUNT:
            facts = (DeclaredAccount(target.name),)
        case TargetKind.WEBSITE:
            facts = (DeclaredWebsite(_is_named(profile, target.name)),)
        case TargetKind.DOMAIN:
            facts = (_declared_mail(profile, target.name),)
        case _:
            pass
    return facts


def _declared_folders(profile: Profile) -> DeclaredFolders:
    """Return the folders that are named; asked for only where a profile says more than domains."""
    named = dict.fromkeys(profile.devices.sensitive_folders)
    without_domains = replace(profile, domains=NO_PROFILE.domains)
    return DeclaredFolders(tuple(named), asked=without_domains != NO_PROFILE)


def _declared_mail(profile: Profile, name: str) -> DeclaredMail:
    domain = next((one for one in profile.named_domains if one.name == name), None)
    return DeclaredMail(domain.mail, domain.dkim_selectors) if domain else DeclaredMail()


def with_domain(profile: Profile, name: str) -> Profile:
    """Return the profile with one more domain, unless it has it already.

    Raises BadValueError for what is not the name of a domain.
    """
    domain = Domain(host_name(name))
    if any(one.name == domain.name for one in profile.named_domains):
        return profile
    return replace(profile, domains=(*profile.named_domains, domain))


def _device_exposure(profile: Profile, label: str) -> int:
    known = profile.devices.labels.get(label)
    return profile.devices.exposure if known is None else known.exposure
