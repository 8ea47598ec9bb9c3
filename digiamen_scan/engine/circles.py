"""Refuses checks that wait for one another."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter


def check_circles(after: Mapping[str, Sequence[str]]) -> None:
    """Raise ValueError, naming the circle, where checks wait for one another.

    `after` gives for each check the ids of those whose good state comes first.
    """
    graph = {check: sorted(after[check]) for check in sorted(after)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        message = f"checks wait for one another, each for the one before it: {circle}"
        raise ValueError(message) from error
