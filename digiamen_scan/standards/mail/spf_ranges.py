"""Sets of IP addresses as sorted, disjoint ranges of numbers."""

from collections.abc import Iterable, Iterator

Range = tuple[int, int]
"""The first address, and the one behind the last."""

Ranges = tuple[Range, ...]


def union(sets: Iterable[Ranges]) -> Ranges:
    """Return what is in any of several sets."""
    joined: list[Range] = []
    for start, end in sorted(piece for ranges in sets for piece in ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def intersection(one: Ranges, other: Ranges) -> Ranges:
    """Return what is in both sets."""
    return tuple(_common(one, other))


def difference(one: Ranges, other: Ranges) -> Ranges:
    """Return what is in the one set and not in the other."""
    gaps: list[Range] = []
    at = 0
    for start, end in other:
        gaps.append((at, start))
        at = end
    last = one[-1][1] if one else 0
    gaps.append((at, max(at, last)))
    return intersection(one, tuple(gap for gap in gaps if gap[0] < gap[1]))


def size(ranges: Ranges) -> int:
    """Count the addresses."""
    return sum(end - start for start, end in ranges)


def _common(one: Ranges, other: Ranges) -> Iterator[Range]:
    left, right = 0, 0
    while left < len(one) and right < len(other):
        start = max(one[left][0], other[right][0])
        end = min(one[left][1], other[right][1])
        if start < end:
            yield start, end
        if one[left][1] <= other[right][1]:
            left += 1
        else:
            right += 1
