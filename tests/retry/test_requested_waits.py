"""Delays requested by the API: the client waits exactly that long, or raises immediately."""

from __future__ import annotations

import pytest

from groq import (
    RateLimitError,
)

from ..support.answers import RATE_LIMIT_HEADERS
from ..support.clients import CHAT
from ..support.waits import Calls, answering


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "0.25"}, 0.25),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "577.5ms"}, 0.5775),
        ({**RATE_LIMIT_HEADERS, "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m"}, 60.0),
        ({**RATE_LIMIT_HEADERS, "retry-after": "2"}, 2.0),
    ],
)
def test_waits_exactly_as_requested_by_the_api(headers: dict[str, str], wait: float) -> None:
    calls = Calls(answering(429, headers), max_retries=1)
    with pytest.raises(RateLimitError) as caught:
        calls.client.chat.completions.create(**CHAT)
    assert calls.waits == [pytest.approx(wait)]
    assert caught.value.retry_after == pytest.approx(wait)


@pytest.mark.parametrize("headers", [{"retry-after": "61"}, {"retry-after": "1e9"}])
def test_raises_at_once_when_requested_wait_is_too_long(headers: dict[str, str]) -> None:
    calls = Calls(answering(429, headers))
    with pytest.raises(RateLimitError) as caught:
        calls.client.chat.completions.create(**CHAT)
    assert (calls.requests, calls.waits) == (1, [])
    assert caught.value.retry_after == float(headers["retry-after"])
