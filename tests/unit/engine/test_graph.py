"""Facts that do not fit together are a fault of ours and told at load."""

import pytest

from digiamen_scan.engine.graph import FactGraph, GraphError
from digiamen_scan.model.facts import Need, Now, Unavailable, needs_of
from digiamen_scan.model.probes import Sources
from tests.unit.engine.toys import DOMAIN, Banner, Door, House, ToyProbe, Window, house, sources


def door_of_window(window: Window) -> Door:
    return Door(open=window.open)


def window_of_door(door: Door) -> Window:
    return Window(open=door.open)


def test_facts_in_a_circle_are_refused() -> None:
    with pytest.raises(GraphError, match="in a circle"):
        FactGraph(Sources((), (door_of_window, window_of_door)))


def test_a_fact_that_is_both_observed_and_derived_is_refused() -> None:
    probe = ToyProbe("door", (Door,), lambda _target: None)
    with pytest.raises(GraphError, match="both observed and derived"):
        FactGraph(Sources((probe,), (door_of_window,)))


def test_members_that_no_fact_lists_are_refused() -> None:
    graph = FactGraph(sources())
    with pytest.raises(GraphError, match="no fact lists"):
        graph.members(DOMAIN.kind, DOMAIN.kind)


def test_a_class_that_is_no_fact_is_refused() -> None:
    with pytest.raises(GraphError, match="str is not a fact"):
        FactGraph(Sources((ToyProbe("text", (str,), lambda _target: ""),), ()))


def test_what_a_fact_rests_on_is_found_through_derivations() -> None:
    probes = (
        ToyProbe("door", (Door,), lambda _target: None),
        ToyProbe("window", (Window,), lambda _target: None),
    )
    graph = FactGraph(sources(*probes))
    assert list(graph.observed_beneath(House, DOMAIN)) == [Door, Window]
    assert list(graph.observed_beneath(Banner, DOMAIN)) == []


def test_parameters_are_read_as_needs() -> None:
    def judge(door: Door, window: Window | Unavailable, now: Now) -> None: ...

    assert needs_of(judge) == (
        Need("door", Door),
        Need("window", Window, optional=True),
        Need("now", Now),
    )
    assert needs_of(house)[1].optional


def test_a_parameter_that_is_no_single_fact_is_refused() -> None:
    def judge(door: Door | Window) -> None: ...

    with pytest.raises(TypeError, match="'door'"):
        needs_of(judge)
