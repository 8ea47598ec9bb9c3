"""Whose domains and websites may be looked at more closely than any visitor does."""

from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.profile.load import profile_of_text
from digiamen_scan.profile.targets import permitting, targets_of, website_targets, with_domain

PROFILE = profile_of_text(
    "digiamen: 1\ndomains: [{name: example.org, websites: [example.org, shop.example.net]}]\n"
    "accounts: [{name: Facebook page}]\n",
    "digiamen.yaml",
)
MORE = with_domain(with_domain(PROFILE, "example.net"), "shop.example.net")
DEVICE = Target(TargetKind.DEVICE, "PC-1", system="linux")
TARGETS = (*targets_of(MORE, DEVICE), *website_targets(MORE))


def refused(owned: int) -> set[str]:
    return {one.id for one in permitting(TARGETS, MORE.named_domains[:owned]) if not one.permitted}


def test_only_what_the_profile_names_is_permitted() -> None:
    assert refused(owned=1) == {
        "domain:example.net",
        "domain:shop.example.net",
        "website:example.net",
        "website:www.example.net",
        "website:www.shop.example.net",
    }


def test_a_further_domain_is_permitted_with_its_websites() -> None:
    assert refused(owned=2) == {"domain:shop.example.net", "website:www.shop.example.net"}
    assert refused(owned=3) == set()


def test_everything_else_needs_no_permission() -> None:
    kinds = {TargetKind(one.split(":")[0]) for one in refused(owned=0)}
    assert kinds == {TargetKind.DOMAIN, TargetKind.WEBSITE}
