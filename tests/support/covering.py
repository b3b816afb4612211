"""Selection of parameter combinations: enough to cover every value, or every pair of values."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeAlias

STRENGTHS = {"values": 1, "pairs": 2}

# An axis is one parameter, or several parameters of one `parametrize`, whose rows are its values.
_Axis: TypeAlias = tuple[str, ...]
_Value: TypeAlias = tuple[_Axis, tuple[int, ...]]


def covering(combinations: Sequence[Mapping[str, object]], strength: str) -> list[int]:
    """Return the positions of combinations that cover as much as all combinations.

    Args:
        combinations: One value for each parameter.
        strength: What to cover: all "values" of each parameter, or all "pairs" of values of two parameters.
    """
    identities = [{name: id(value) for name, value in combination.items()} for combination in combinations]
    axes = _axes(identities)
    if len(axes) <= STRENGTHS[strength]:
        return list(range(len(combinations)))
    points = [[(axis, tuple(one[name] for name in axis)) for axis in axes] for one in identities]
    # Targets that each combination covers, and that no chosen combination covers.
    left = {position: {*itertools.combinations(point, STRENGTHS[strength])} for position, point in enumerate(points)}
    times_used: Counter[_Value] = Counter()
    chosen: list[int] = []
    while left:
        # Among the best combinations, take the least used values, so that event loops alternate in a table.
        most = max(map(len, left.values()))
        equals = [position for position, targets in left.items() if len(targets) == most]
        best = min(equals, key=lambda position: sum(times_used[value] for value in points[position]))
        chosen.append(best)
        times_used.update(points[best])
        covered = left[best]
        left = {position: rest for position, targets in left.items() if (rest := targets - covered)}
    return sorted(chosen)


def _axes(identities: Sequence[Mapping[str, int]]) -> list[_Axis]:
    """Group parameters: two belong to one axis unless every value of one is combined with every value of the other."""
    axes: list[_Axis] = []
    for name in identities[0]:
        linked = [axis for axis in axes if any(not _is_product(identities, name, other) for other in axis)]
        axes = [axis for axis in axes if axis not in linked]
        axes.append((*itertools.chain.from_iterable(linked), name))
    return axes


def _is_product(identities: Sequence[Mapping[str, int]], name: str, other: str) -> bool:
    pairs = {(one[name], one[other]) for one in identities}
    return len(pairs) == len({pair[0] for pair in pairs}) * len({pair[1] for pair in pairs})
