"""From the profile to targets, facts and a digest."""

import json
from dataclasses import replace

import pytest

from digiamen_scan.facts.accounts import DeclaredPasswordRule
from digiamen_scan.facts.folders import DeclaredFolders
from digiamen_scan.facts.mail import DeclaredMail
from digiamen_scan.facts.passwords import DeclaredDevicePasswordPolicy
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.profile.digest import digest, normalised
from digiamen_scan.profile.load import profile_of_text, profile_of_values
from digiamen_scan.profile.model import NO_PROFILE, Domain, PasswordPolicy
from digiamen_scan.profile.names import BadValueError
from digiamen_scan.profile.targets import (
    declared_facts,
    targets_of,
    website_targets,
    websites_of,
    with_domain,
)

TEXT = """\
digiamen: 1
organisation: {name: Example}
domains:
  - {name: example.org, mail: used, exposure: 3, dkim_selectors: [google, K1]}
  - name: www.example.net
    websites: [shop.example.net, WWW.example.org]
    mail_hosts: [imap.example.net:993]
  - {name: parked.example, websites: []}
devices: {exposure: 1, labels: {PC-1: {exposure: 3}, PC-2: {}}}
accounts: [{name: Facebook page, exposure: 3}]
"""
PROFILE = profile_of_text(TEXT, "digiamen.yaml")
DEVICE = Target(TargetKind.DEVICE, "PC-1", system="linux")


def test_targets_are_the_organisation_the_device_domains_and_accounts() -> None:
    assert [(one.id, one.exposure) for one in targets_of(PROFILE, DEVICE)] == [
        ("organisation:organisation", 2),
        ("device:PC-1", 3),
        ("domain:example.org", 3),
        ("domain:www.example.net", 2),
        ("domain:parked.example", 2),
        ("account:Facebook page", 3),
    ]
    assert targets_of(PROFILE, DEVICE)[1].system == "linux"


def test_a_device_without_a_label_of_its_own_has_the_exposure_of_all() -> None:
    (_, device, *_) = targets_of(PROFILE, Target(TargetKind.DEVICE, "PC-9"))
    assert device.exposure == 1


def test_without_a_profile_only_this_computer_and_the_organisation_are_examined() -> None:
    kinds = [one.kind for one in targets_of(NO_PROFILE, DEVICE)]
    assert kinds == [TargetKind.ORGANISATION, TargetKind.DEVICE]
    assert [one.kind for one in targets_of(NO_PROFILE, None)] == [TargetKind.ORGANISATION]


def test_websites_are_the_domain_and_www_unless_the_profile_names_them() -> None:
    assert websites_of(Domain("example.org")) == ("example.org", "www.example.org")
    assert websites_of(Domain("www.example.org")) == ("www.example.org",)
    assert websites_of(Domain("example.org", websites=())) == ()


def test_each_website_is_a_target_once_with_its_highest_exposure() -> None:
    assert [(one.id, one.exposure) for one in website_targets(PROFILE)] == [
        ("website:example.org", 3),
        ("website:www.example.org", 3),
        ("website:shop.example.net", 2),
    ]


def test_a_domain_has_what_the_profile_says_about_its_mail() -> None:
    domain = Target(TargetKind.DOMAIN, "example.org")
    assert declared_facts(PROFILE, domain) == (DeclaredMail("used", ("google", "k1")),)
    other = Target(TargetKind.DOMAIN, "example.com")
    assert declared_facts(PROFILE, other) == (DeclaredMail("auto", ()),)


def test_a_device_is_held_to_the_length_that_the_profile_asks() -> None:
    assert DeclaredDevicePasswordPolicy(14) in declared_facts(PROFILE, DEVICE)
    longer = replace(PROFILE, password_policy=PasswordPolicy(min_length=20))
    assert DeclaredDevicePasswordPolicy(20) in declared_facts(longer, DEVICE)


def test_a_device_has_the_folders_that_the_profile_names() -> None:
    text = "digiamen: 1\ndevices: {sensitive_folders: [~/B, ~/A, ~/B]}\n"
    named = profile_of_text(text, "digiamen.yaml")
    assert DeclaredFolders(("~/B", "~/A"), asked=True) in declared_facts(named, DEVICE)
    assert DeclaredFolders((), asked=True) in declared_facts(PROFILE, DEVICE)


def test_without_a_profile_no_folders_are_asked_for() -> None:
    for profile in (NO_PROFILE, with_domain(NO_PROFILE, "example.org")):
        assert DeclaredFolders((), asked=False) in declared_facts(profile, DEVICE)


def test_the_organisation_has_the_rule_for_passwords_that_the_profile_states() -> None:
    organisation = targets_of(PROFILE, None)[0]
    assert declared_facts(PROFILE, organisation) == (DeclaredPasswordRule(14),)
    stricter = profile_of_text("digiamen: 1\npassword_policy: {min_length: 16}\n", "digiamen.yaml")
    assert declared_facts(stricter, organisation) == (DeclaredPasswordRule(16),)


def test_one_more_domain() -> None:
    more = with_domain(PROFILE, "Example.COM.")
    assert [one.name for one in more.named_domains][-1] == "example.com"
    assert len(more.named_domains) == len(PROFILE.named_domains) + 1
    assert with_domain(more, "EXAMPLE.com") is more
    with pytest.raises(BadValueError, match="'-oProxy' is not the name of a domain"):
        with_domain(PROFILE, "-oProxy")


def test_the_digest_is_of_what_is_said_not_of_how() -> None:
    same = f"# a comment\n{json.dumps(normalised(PROFILE))}"
    assert digest(profile_of_text(same, "other.yaml")) == digest(PROFILE)
    assert digest(with_domain(PROFILE, "example.com")) != digest(PROFILE)
    usual = "digiamen: 1\nscan_every_days: 31\ndevices: {exposure: 2}\n"
    assert digest(profile_of_text(usual, "digiamen.yaml")) == digest(NO_PROFILE)


def test_the_digest_stays_the_same_from_one_version_to_the_next() -> None:
    expected = "817ff9f88d78bc9d74dfddfe3b9e417fbf626bbcc356914cfd4a26834b5336c8"
    assert digest(NO_PROFILE) == expected


def test_normalised_values_are_read_back_whole() -> None:
    assert profile_of_values(normalised(PROFILE), "scan.jsonl") == PROFILE
    assert normalised(NO_PROFILE) == {"digiamen": 1}
