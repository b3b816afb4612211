"""The queue against a server with rate limits, in simulated time."""

from __future__ import annotations

import random

import pytest
from typing_extensions import override

from groq import RateLimit, RateLimits
from groq.lib.limits.bucket import Bucket
from groq.lib.limits.call_queue import CallQueue, QueuedCall

from .simulation import Limit, Server, Simulation


def queues(number: int, share: float = 1.0) -> list[CallQueue]:
    return [CallQueue(Bucket(share), Bucket(share), max_in_flight=1000) for _ in range(number)]


def simulation(seed: int, *, requests: float = 600, tokens: float = 50_000, **options: object) -> Simulation:
    server = Server(Limit(requests), Limit(tokens), **options)  # type: ignore[arg-type]  # of mixed types
    source = random.Random(seed)
    return Simulation(server, source, lambda: source.uniform(0.2, 1.5))


def send(simulated: Simulation, at: list[CallQueue], prompts: int, *, first: int = 0) -> float:
    """Distribute prompts of mixed size over the queues, and return their total tokens."""
    total = 0.0
    for number in range(first, first + prompts):
        prompt, output = simulated.random.randint(10, 150), simulated.random.randint(5, 150)
        total += prompt + output
        simulated.prompt(number, at[number % len(at)], prompt, output)
    return total


@pytest.mark.covering("values")
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("processes", "share"), [(1, 1.0), (4, 0.25)])
def test_budget_is_used_and_few_requests_are_refused(seed: int, processes: int, share: float) -> None:
    simulated = simulation(seed)
    total = send(simulated, queues(processes, share), 2000)
    simulated.run()
    server = simulated.server
    assert server.answered == 2000
    # A full bucket at the start, plus the refill.
    budget = 50_000 + simulated.now * 50_000 / 60
    assert total / budget >= 0.9
    assert server.refused <= 20


@pytest.mark.parametrize("seed", range(3))
def test_keeps_to_the_limit_on_requests(seed: int) -> None:
    simulated = simulation(seed, tokens=10_000_000)
    send(simulated, queues(1), 2000)
    simulated.run()
    assert simulated.server.answered == 2000
    assert 2000 / (600 + simulated.now * 10) >= 0.9
    assert simulated.server.refused <= 20


def test_calls_are_sent_in_order() -> None:
    simulated = simulation(1)
    simulated.latency = lambda: 0.5
    at = queues(1)
    send(simulated, at, 1000)
    simulated.run(until=30)
    send(simulated, at, 100, first=1000)
    simulated.run()
    times = [simulated.answered_at[number] for number in range(1100)]
    assert max(times[:1000]) <= min(times[1050:])
    assert sorted(times) == pytest.approx(times, abs=8)


@pytest.mark.parametrize("seed", range(3))
def test_process_that_starts_late_gets_its_share(seed: int) -> None:
    simulated = simulation(seed)
    at = queues(4, 0.25)
    send(simulated, at[:3], 1500)
    simulated.run(until=60)
    send(simulated, at[3:], 500, first=1500)
    simulated.run(until=180)
    answered = [number for number, time in simulated.answered_at.items() if time > 60]
    late = sum(number >= 1500 for number in answered)
    each_other = (len(answered) - late) / 3
    assert late >= 0.9 * each_other
    simulated.run()
    assert simulated.server.answered == 2000
    assert simulated.server.refused <= 20


@pytest.mark.parametrize("seed", range(3))
def test_processes_with_equal_shares_are_served_equally(seed: int) -> None:
    simulated = simulation(seed)
    send(simulated, queues(4, 0.25), 2000)
    simulated.run(until=200)
    served = [sum(number % 4 == position for number in simulated.answered_at) for position in range(4)]
    assert min(served) >= 0.85 * max(served)


@pytest.mark.covering("values")
@pytest.mark.parametrize(("processes", "share"), [(1, 1.0), (4, 0.25)])
@pytest.mark.parametrize(("before", "after"), [(50_000, 20_000), (20_000, 60_000)])
def test_adapts_to_new_limits_within_a_minute(before: float, after: float, processes: int, share: float) -> None:
    simulated = simulation(3, tokens=before, requests=100_000)
    send(simulated, queues(processes, share), 6000)
    simulated.run(until=120)
    server = simulated.server
    server.tokens = Limit(after)
    server.tokens.level, server.tokens.updated = 0.0, 120
    simulated.run(until=180)
    used, refused = server.used, server.refused
    simulated.run(until=300)
    assert (server.used - used) / (after * 2) >= 0.9
    assert server.refused - refused <= 0.01 * server.answered


def test_window_adapts_to_the_capacity_of_a_server_without_headers() -> None:
    simulated = simulation(4, tokens=1e9, requests=1e9, has_headers=False, concurrent=40)
    send(simulated, queues(1), 3000)
    simulated.run()
    server = simulated.server
    assert server.answered == 3000
    perfect = 3000 * 0.85 / 40  # ideal seconds: forty calls of 0.85 s always in flight
    assert simulated.now <= perfect * 2
    assert server.refused <= 0.05 * 3000


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("processes", "share"), [(1, 1.0), (4, 0.25)])
def test_refusals_keep_to_the_limits_of_a_server_without_headers(seed: int, processes: int, share: float) -> None:
    simulated = simulation(seed, has_headers=False)
    total = send(simulated, queues(processes, share), 2000)
    simulated.run()
    assert simulated.server.answered == 2000
    assert total / (50_000 + simulated.now * 50_000 / 60) >= 0.9
    # Four processes do not coordinate: the last calls in flight of each are refused.
    assert simulated.server.refused <= (0.1 if processes == 1 else 1.0) * 2000


def test_window_never_exceeds_max_in_flight() -> None:
    simulated = simulation(5, tokens=1e9, requests=1e9)
    send(simulated, [CallQueue(Bucket(), Bucket(), max_in_flight=7)], 200)
    simulated.run()
    assert simulated.server.answered == 200
    assert simulated.in_flight_most == 7


def test_refused_calls_keep_their_order() -> None:
    queue = CallQueue(Bucket(), Bucket(), max_in_flight=100)
    calls = [QueuedCall(1, None, bool) for _ in range(6)]
    for queued in calls:
        queue.enter(queued)
        assert queue.admit(queued, 0.0) == 0.0
    late = QueuedCall(1, None, bool)
    for queued in (calls[3], calls[0], calls[5]):
        queue.refused(queued, 0.0, 1.0)
    queue.enter(late)
    for queued in (calls[3], calls[0], calls[5]):
        queue.enter(queued)
    order = []
    while queue.head is not None:
        order.append(queue.head)
        assert queue.admit(queue.head, 2.0) == 0.0
    assert order == [calls[0], calls[3], calls[5], late]


def test_limit_of_zero_is_ignored() -> None:
    bucket = Bucket()
    bucket.learn(RateLimit(0, 0, 1.0), 0.0)
    assert bucket.wait_for(1, 0.0) == 0


class ComparedCall(QueuedCall):
    """A call that counts comparisons, to detect linear searches of the queue."""

    comparisons = 0

    @override
    def __eq__(self, other: object) -> bool:
        ComparedCall.comparisons += 1
        return self is other

    __hash__ = QueuedCall.__hash__


def test_removes_a_call_without_a_search_of_the_queue() -> None:
    queue = CallQueue(Bucket(), Bucket(), max_in_flight=1)
    calls = [ComparedCall(1, None, lambda: True) for _ in range(100)]
    for queued in calls:
        queue.enter(queued)
    for queued in reversed(calls):
        queue.leave(queued)
    assert queue.head is None
    assert ComparedCall.comparisons == 0


def test_call_with_an_image_reserves_at_most_the_limit() -> None:
    queue = CallQueue(Bucket(), Bucket(), max_in_flight=10)
    queue.learn(RateLimits(RateLimit(None, None, None), RateLimit(6000, 6000, 0.0)), 0.0)
    image, text = QueuedCall(3_000_000, None, bool), QueuedCall(100, None, bool)
    queue.enter(image)
    assert queue.admit(image, 0.0) == 0.0
    queue.enter(text)
    assert 0 < queue.admit(text, 0.0) < 60


def requests_left(limit: int, remaining: int, reset: float) -> RateLimits:
    return RateLimits(RateLimit(limit, remaining, reset), RateLimit(None, None, None))


def sent_call(queue: CallQueue) -> QueuedCall:
    queued = QueuedCall(1, None, bool)
    queue.enter(queued)
    assert queue.admit(queued, 0.0) == 0.0
    return queued


def test_refused_call_is_sent_again_when_the_server_has_room() -> None:
    queue = CallQueue(Bucket(), Bucket(), max_in_flight=10)
    queued = sent_call(queue)
    queue.refused(queued, 2.0, 0.0)
    queue.learn(requests_left(30, 0, 60.0), 0.0)  # a request every two seconds
    queue.enter(queued)
    assert queue.admit(queued, 1.9) == pytest.approx(0.1)
    assert queue.admit(queued, 2.0) == 0.0


def test_request_of_a_stream_counts_once_when_it_has_begun() -> None:
    queue = CallQueue(Bucket(), Bucket(), max_in_flight=10)
    first = sent_call(queue)
    queue.begun(first)
    queue.learn(requests_left(4, 3, 2.0), 0.0)
    calls = [sent_call(queue) for _ in range(3)]
    late = QueuedCall(1, None, bool)
    queue.enter(late)
    assert queue.admit(late, 0.0) == pytest.approx(2.0)
    for queued in (first, *calls):
        queue.answered(queued, 1, 2)
    assert queue.admit(late, 0.0) == pytest.approx(2.0)
