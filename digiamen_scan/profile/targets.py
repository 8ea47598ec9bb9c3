"""From the profile to what is examined, and to the facts that it states."""

from dataclasses import replace

from digiamen_scan.facts.accounts import DeclaredAccount
from digiamen_scan.facts.mail import DeclaredMail
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.profile.model import Domain, Profile
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
    targets += (Target(TargetKind.DOMAIN, one.name, one.exposure) for one in profile.domains)
    targets += (Target(TargetKind.ACCOUNT, one.name, one.exposure) for one in profile.accounts)
    return tuple(targets)


def website_targets(profile: Profile) -> tuple[Target, ...]:
    """Return the websites of all domains, each once, with the highest exposure it is given."""
    exposure: dict[str, int] = {}
    for domain in profile.domains:
        for site in websites_of(domain):
            exposure[site] = max(domain.exposure, exposure.get(site, 0))
    return tuple(Target(TargetKind.WEBSITE, name, level) for name, level in exposure.items())


def websites_of(domain: Domain) -> tuple[str, ...]:
    """Return a domain's websites; where the profile is silent, the domain and www."""
    if domain.websites is not None:
        return domain.websites
    return (domain.name,) if domain.name.startswith("www.") else (domain.name, f"www.{domain.name}")


def declared_facts(profile: Profile, target: Target) -> tuple[object, ...]:
    """Return the facts that the profile itself states about a target."""
    if target.kind is TargetKind.ACCOUNT:
        return (DeclaredAccount(target.name),)
    if target.kind is not TargetKind.DOMAIN:
        return ()
    domain = next((one for one in profile.domains if one.name == target.name), None)
    if domain is None:
        return (DeclaredMail(),)
    return (DeclaredMail(domain.mail, domain.dkim_selectors),)


def with_domain(profile: Profile, name: str) -> Profile:
    """Return the profile with one more domain, unless it has it already.

    Raises BadValueError for what is not the name of a domain.
    """
    domain = Domain(host_name(name))
    if any(one.name == domain.name for one in profile.domains):
        return profile
    return replace(profile, domains=(*profile.domains, domain))


def _device_exposure(profile: Profile, label: str) -> int:
    known = profile.devices.labels.get(label)
    return profile.devices.exposure if known is None else known.exposure
