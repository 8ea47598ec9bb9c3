"""Sets of port numbers as sorted ranges that neither touch nor overlap."""

from collections.abc import Iterable

Ports = tuple[tuple[int, int], ...]
LAST = 65535
ALL: Ports = ((0, LAST),)
NONE: Ports = ()


def port_set(ranges: Iterable[tuple[int, int]]) -> Ports:
    """Return the set of all ports in these ranges, both ends included."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if low > high:
            continue
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def union(one: Ports, other: Ports) -> Ports:
    """Return what is in either."""
    if not one or not other or one == other:
        return one or other
    return port_set((*one, *other))


def common(one: Ports, other: Ports) -> Ports:
    """Return what is in both."""
    if ALL in (one, other):
        return other if one == ALL else one
    found: list[tuple[int, int]] = []
    left = right = 0
    while left < len(one) and right < len(other):
        low, high = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if low <= high:
            found.append((low, high))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return tuple(found)


def without(one: Ports, other: Ports) -> Ports:
    """Return what is in the first and not in the second."""
    return common(one, _complement(other))


def _complement(ports: Ports) -> Ports:
    starts = [0, *(high + 1 for _, high in ports)]
    ends = [*(low - 1 for low, _ in ports), LAST]
    return tuple((low, high) for low, high in zip(starts, ends, strict=True) if low <= high)


def count(ports: Ports) -> int:
    """Return how many ports there are."""
    return sum(high - low + 1 for low, high in ports)


def parse_range(text: str) -> tuple[int, int]:
    """Read `22` or `80-90`; raises ValueError."""
    low, dash, high = text.partition("-")
    return int(low), int(high if dash else low)


def as_text(ports: Ports) -> tuple[str, ...]:
    """Return `22` or `80-90` for each range."""
    return tuple(str(low) if low == high else f"{low}-{high}" for low, high in ports)
