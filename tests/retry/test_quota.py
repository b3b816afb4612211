"""The retry quota: an outage does not multiply requests."""

from __future__ import annotations

import threading

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import (
    APIConnectionError,
    InternalServerError,
    RateLimitError,
)
from groq._retry.quota import RetryQuota

from ..support.answers import EMPTY_COMPLETION
from ..support.clients import CHAT
from ..support.waits import Calls, answering, raising, record_waits


def test_quota_limits_retries_during_outage() -> None:
    calls = Calls(answering(503))
    for _ in range(100):
        with pytest.raises(InternalServerError):
            calls.client.chat.completions.create(**CHAT)
    assert calls.requests <= 120


@pytest.mark.anyio
async def test_quota_limits_retries_of_async_client_during_outage() -> None:
    calls = Calls(raising(httpx.ReadError))
    for _ in range(100):
        with pytest.raises(APIConnectionError):
            await calls.aclient.chat.completions.create(**CHAT)
    assert calls.requests <= 120


def test_copies_share_the_quota() -> None:
    calls = Calls(answering(500))
    for _ in range(50):
        copy = calls.client.with_options(timeout=3)
        record_waits(copy)
        with pytest.raises(InternalServerError):
            copy.chat.completions.create(**CHAT)
    assert calls.requests == 60


def test_successes_earn_retries_back() -> None:
    healthy = threading.Event()
    calls = Calls(lambda _: httpx.Response(200, json=EMPTY_COMPLETION) if healthy.is_set() else httpx.Response(500))
    for expected in (3, 3, 3, 3, 3, 1):
        before = calls.requests
        with pytest.raises(InternalServerError):
            calls.client.chat.completions.create(**CHAT)
        assert calls.requests - before == expected
    healthy.set()
    for _ in range(5):
        calls.client.chat.completions.create(**CHAT)
    healthy.clear()
    before = calls.requests
    with pytest.raises(InternalServerError):
        calls.client.chat.completions.create(**CHAT)
    assert calls.requests - before == 2


def test_requested_waits_do_not_consume_quota() -> None:
    calls = Calls(answering(429, {"retry-after": "1"}), max_retries=30)
    with pytest.raises(RateLimitError):
        calls.client.chat.completions.create(**CHAT)
    assert calls.waits == [1.0] * 30


@given(st.lists(st.booleans(), max_size=500))
def test_retries_never_exceed_ten_and_a_fifth_of_the_answers(steps: list[bool]) -> None:
    quota, taken, answers = RetryQuota(), 0, 0
    for answered in steps:
        if answered:
            quota.answered()
            answers += 1
        else:
            taken += quota.take()
        assert taken <= 10 + answers / 5
