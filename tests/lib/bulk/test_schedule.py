"""`Schedule`: the order of results, and the bound on items in memory."""

from __future__ import annotations

import random

import pytest

from groq.lib.bulk.schedule import Schedule


def run(schedule: Schedule[int], count: int, chance: random.Random) -> tuple[list[int], int]:
    """Read and finish inputs in a random order; return the results, and the peak number of items in memory."""
    results: list[int] = []
    open_inputs: list[int] = []
    read = most = 0
    while not schedule.is_over:
        while schedule.wants_input and chance.random() < 0.9:
            if read == count:
                schedule.end()
            else:
                open_inputs.append(schedule.read())
                read += 1
        most = max(most, read - len(results))
        assert schedule.unfinished == len(open_inputs)
        if open_inputs and chance.random() < 0.7:
            one = open_inputs.pop(chance.randrange(len(open_inputs)))
            schedule.finish(one, one)
        while schedule.is_ready and chance.random() < 0.7:
            results.append(schedule.pop())
    return results, most


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("ordered", [True, False])
def test_returns_each_result_once_and_keeps_a_bounded_number(seed: int, ordered: bool) -> None:
    results, most = run(Schedule(4, ordered=ordered), 300, random.Random(seed))
    assert sorted(results) == list(range(300))
    assert (results == sorted(results)) == ordered
    assert most <= 8 * 4


def test_stops_reading_when_results_wait_for_the_first_one() -> None:
    schedule = Schedule[str](1)
    first = schedule.read()
    for _ in range(7):
        schedule.finish(schedule.read(), "later")
    assert not schedule.wants_input
    assert not schedule.is_ready
    schedule.finish(first, "first")
    assert [schedule.pop() for _ in range(8)] == ["first", *["later"] * 7]
    assert schedule.wants_input


def test_stops_reading_when_nobody_takes_the_results() -> None:
    schedule = Schedule[int](2, ordered=False)
    while schedule.wants_input:
        schedule.finish(schedule.read(), 0)
    assert len([schedule.pop() for _ in iter(lambda: schedule.is_ready, False)]) == 16


def test_ends_when_the_last_result_was_returned() -> None:
    schedule = Schedule[int](2)
    schedule.finish(schedule.read(), 7)
    schedule.end()
    assert (schedule.wants_input, schedule.is_over) == (False, False)
    assert schedule.pop() == 7
    assert schedule.is_over
