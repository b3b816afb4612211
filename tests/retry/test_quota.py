"""The retry quota: a short failure costs nothing, an outage at most 100 retries."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import APIConnectionError, InternalServerError, RateLimitError
from groq._retry.policy import RetryQuota

from ..support.answers import CHAT, EMPTY_COMPLETION
from ..support.clients import async_client_of, sync_client_of
from ..support.waits import Calls, answering, raising, record_waits, shorten_waits

available, unavailable = answering(200), answering(503)


class FirstAttemptFails:
    """Fails the first attempt of each call; a call is identified by its model."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()
        self._lock = threading.Lock()

    def answer(self, request: httpx.Request) -> httpx.Response:
        with self._lock:
            self._seen[request.read()] += 1
            is_first = self._seen[request.content] == 1
        return httpx.Response(503) if is_first else httpx.Response(200, json=EMPTY_COMPLETION)


def test_outage_of_a_thousand_calls_costs_a_hundred_retries() -> None:
    server = Calls(unavailable)
    for _ in range(1000):
        with pytest.raises(InternalServerError):
            server.client.chat.completions.create(**CHAT)
    assert server.requests == 1100


@pytest.mark.anyio
async def test_outage_of_a_thousand_async_calls_costs_a_hundred_retries() -> None:
    server = Calls(raising(httpx.ReadError))
    for _ in range(1000):
        with pytest.raises(APIConnectionError):
            await server.aclient.chat.completions.create(**CHAT)
    assert server.requests == 1100


@pytest.mark.anyio
async def test_thousand_async_calls_survive_a_failed_first_attempt() -> None:
    client = async_client_of(FirstAttemptFails().answer, max_retries=2)
    shorten_waits(client, 5)
    succeeded = 0

    async def call(number: int) -> None:
        nonlocal succeeded
        await client.chat.completions.create(**{**CHAT, "model": f"model-{number}"})
        succeeded += 1

    async with anyio.create_task_group() as group:
        for number in range(1000):
            group.start_soon(call, number)
    assert succeeded == 1000


def test_calls_of_threads_survive_a_failed_first_attempt() -> None:
    client: Any = sync_client_of(FirstAttemptFails().answer, max_retries=2)
    shorten_waits(client, 5)
    with ThreadPoolExecutor(200) as pool:
        calls = [pool.submit(client.chat.completions.create, **{**CHAT, "model": f"m-{n}"}) for n in range(200)]
    assert [call.exception() for call in calls] == [None] * 200


def test_consecutive_calls_survive_failure_of_every_third_attempt() -> None:
    server = Calls(
        lambda _: httpx.Response(503) if server.requests % 3 == 0 else httpx.Response(200, json=EMPTY_COMPLETION)
    )
    for _ in range(200):
        server.client.chat.completions.create(**CHAT)


def test_copies_share_the_quota() -> None:
    server = Calls(unavailable)
    for _ in range(200):
        copy = server.client.with_options(timeout=3)
        record_waits(copy)
        with pytest.raises(InternalServerError):
            copy.chat.completions.create(**CHAT)
    assert server.requests == 300


def test_five_successful_first_attempts_earn_a_retry() -> None:
    healthy = threading.Event()
    server = Calls(
        lambda _: httpx.Response(200, json=EMPTY_COMPLETION) if healthy.is_set() else httpx.Response(503),
        max_retries=100,
    )
    with pytest.raises(InternalServerError):
        server.client.chat.completions.create(**CHAT)
    assert server.requests == 101
    healthy.set()
    for _ in range(5):
        server.client.chat.completions.create(**CHAT)
    healthy.clear()
    with pytest.raises(InternalServerError):
        server.client.chat.completions.create(**CHAT)
    assert server.requests == 101 + 5 + 2


def test_waits_for_empty_quota_at_most_one_backoff() -> None:
    server = Calls(unavailable, max_retries=100)
    with pytest.raises(InternalServerError):
        server.client.chat.completions.create(**CHAT)
    server.waits.clear()
    with pytest.raises(InternalServerError):
        server.client.with_options(max_retries=2).chat.completions.create(**CHAT)
    with pytest.raises(InternalServerError):
        server.client.chat.completions.create(**CHAT)
    first, *polls = server.waits
    assert 0.375 <= first <= 0.5
    assert 0.75 <= sum(polls) <= 1.0


@pytest.mark.parametrize("status", [429, 503])
def test_requested_waits_do_not_use_the_quota(status: int) -> None:
    server = Calls(answering(status, {"retry-after": "1"}), max_retries=300)
    with pytest.raises((RateLimitError, InternalServerError)):
        server.client.chat.completions.create(**CHAT)
    assert server.waits == [1.0] * 300


@given(st.lists(st.sampled_from(["take", "answered", "answered retry"]), max_size=500))
def test_quota_stays_between_zero_and_a_hundred(steps: list[str]) -> None:
    quota, held, taken, fifths = RetryQuota(), 0, 0, 0
    for step in steps:
        if step == "take":
            if quota.take():
                held += 1
                taken += 1
        elif step == "answered":
            quota.answered(is_retry=False, holds_retry=False)
            fifths += 1
        elif held:
            quota.answered(is_retry=True, holds_retry=True)
            held -= 1
            fifths += 5
        assert taken <= 100 + fifths / 5
    assert sum(1 for _ in itertools.takewhile(lambda _: quota.take(), itertools.count())) <= 100
