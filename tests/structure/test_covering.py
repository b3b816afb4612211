"""Selected combinations of parameters cover all values, or all pairs of values."""

from __future__ import annotations

import itertools

import pytest

from ..support.covering import covering

LOOPS, CODINGS, ENDS = ["asyncio", "trio", "uvloop"], ["gzip", "deflate"], ["reset", "close", "stall", "garbage"]
PRODUCT = [
    {"loop": loop, "coding": coding, "end": end} for loop, coding, end in itertools.product(LOOPS, CODINGS, ENDS)
]


@pytest.mark.parametrize(("strength", "size", "number"), [("values", 1, 4), ("pairs", 2, 12)])
def test_covers_the_values_and_pairs_of_all_combinations(strength: str, size: int, number: int) -> None:
    chosen = [PRODUCT[position] for position in covering(PRODUCT, strength)]
    assert len(chosen) == number

    def parts(combinations: list[dict[str, str]]) -> set[tuple[tuple[str, str], ...]]:
        return {part for one in combinations for part in itertools.combinations(one.items(), size)}

    assert parts(chosen) == parts(PRODUCT)


def test_alternates_the_values_of_a_short_parameter() -> None:
    rows = [str(number) for number in range(30)]
    table = [{"loop": loop, "row": row} for loop in LOOPS for row in rows]
    chosen = [table[position]["loop"] for position in covering(table, "values")]
    assert {loop: chosen.count(loop) for loop in LOOPS} == dict.fromkeys(LOOPS, 10)


def test_keeps_rows_of_several_parameters_together() -> None:
    rows = [("a", "x"), ("a", "y"), ("b", "y"), ("c", "y")]
    table = [{"loop": loop, "sent": sent, "came": came} for loop in LOOPS for sent, came in rows]
    chosen = covering(table, "values")
    assert sorted((table[position]["sent"], table[position]["came"]) for position in chosen) == rows
