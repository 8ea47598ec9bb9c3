"""The plan tells everything that will be touched; what it does not list is refused."""

import pytest

from digiamen_scan.engine.graph import FactGraph
from digiamen_scan.engine.plan import make_plan
from digiamen_scan.model.facts import Each
from digiamen_scan.model.targets import Target, TargetKind
from digiamen_scan.model.verdicts import Verdict, ok
from digiamen_scan.probes.connector import Connector, ContactRefusedError
from tests.unit.engine.toys import (
    DEVICE,
    DOMAIN,
    Banner,
    Door,
    Hosts,
    House,
    ToyProbe,
    Window,
    sources,
    toy_check,
)


def graph() -> FactGraph:
    return FactGraph(
        sources(
            ToyProbe("door", (Door,), lambda _target: None, network=True),
            ToyProbe("window", (Window,), lambda _target: None),
            ToyProbe("hosts", (Hosts,), lambda _target: None, network=True),
            ToyProbe(
                "banner", (Banner,), lambda _target: None, target=TargetKind.MAIL_HOST, network=True
            ),
        )
    )


def shut(house: House) -> Verdict:
    return ok() if house.shut else ok("open")


def greeted(banners: Each[Banner]) -> Verdict:
    return ok() if banners.members else ok("open")


def test_it_lists_contacts_and_commands_through_derived_facts() -> None:
    plan = make_plan((toy_check(shut),), (DOMAIN, DEVICE), graph(), offline=False)
    assert [rule.id for rule in plan.contacts] == ["door:example.org"]
    assert plan.commands == ("look at window",)
    assert plan.targets() == (DOMAIN,)
    assert plan.readings == 2


def test_sub_targets_are_planned_with_their_domain() -> None:
    plan = make_plan((toy_check(greeted),), (DOMAIN,), graph(), offline=False)
    assert {rule.id for rule in plan.contacts} == {"hosts:example.org", "banner:example.org"}


def test_offline_no_contact_is_planned() -> None:
    plan = make_plan((toy_check(shut),), (DOMAIN,), graph(), offline=True)
    assert plan.contacts == ()
    assert plan.commands == ("look at window",)


def test_a_contact_is_made_as_often_as_the_plan_says_and_never_more() -> None:
    connector = Connector()
    plan = make_plan((toy_check(shut),), (DOMAIN,), graph(), offline=False)
    connector.allow(plan.contacts)
    for _ in range(3):
        connector.permit("door:example.org")
    with pytest.raises(ContactRefusedError):
        connector.permit("door:example.org")


def test_a_contact_that_no_rule_lists_is_refused() -> None:
    with pytest.raises(ContactRefusedError):
        Connector().permit("door:example.org")


def test_allowing_a_plan_twice_gives_no_more_contacts() -> None:
    connector = Connector()
    plan = make_plan((toy_check(shut),), (DOMAIN,), graph(), offline=False)
    for _ in range(2):
        connector.allow(plan.contacts)
    for _ in range(3):
        connector.permit("door:example.org")
    with pytest.raises(ContactRefusedError):
        connector.permit("door:example.org")


def test_targets_that_nothing_is_asked_of_are_left_out() -> None:
    plan = make_plan(
        (toy_check(shut),), (Target(TargetKind.ACCOUNT, "mail"),), graph(), offline=False
    )
    assert plan.work == ()
