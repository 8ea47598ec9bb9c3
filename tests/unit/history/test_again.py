"""What an earlier result says is to be looked at again."""

import pytest

from digiamen_scan.history.again import again
from digiamen_scan.model.targets import Target, TargetKind
from tests.unit.history.findings import earlier_result, unnamed, verdict

ORG = Target(TargetKind.DOMAIN, "example.org")
NET = Target(TargetKind.DOMAIN, "example.net")


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        ("open low", {"toy.house"}),
        ("unknown", {"toy.house"}),
        ("pass", set[str]()),
        ("not_applicable", set[str]()),
    ],
)
def test_what_failed_or_was_unknown_is_asked_again(status: str, asked: set[str]) -> None:
    found = again(earlier_result(verdict(status), verdict("pass", check="toy.yard")))
    assert found.asks("toy.house", ORG) is bool(asked)
    assert not found.asks("toy.house", NET)
    assert not found.asks("toy.yard", ORG)
    assert found.checks == asked


def test_what_had_no_target_then_is_asked_of_all_there_are_now() -> None:
    found = again(earlier_result(unnamed("toy.house")))
    assert found.asks("toy.house", ORG)
    assert found.asks("toy.house", NET)
    assert found.domains() == ()


def test_domains_and_websites_are_named_and_what_is_out_of_reach() -> None:
    found = again(
        earlier_result(
            verdict("open high"),
            verdict("unknown", kind=TargetKind.WEBSITE, name="www.example.net"),
            verdict("unknown", kind=TargetKind.DEVICE, name="PC-1"),
        )
    )
    assert found.domains() == ("example.org", "www.example.net")
    assert found.missing((ORG,)) == ("PC-1", "www.example.net")
