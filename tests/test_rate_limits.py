"""Rate limits and durations, read from response headers."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq import (
    APIError,
    RateLimit,
    RateLimitError,
)
from groq._rate_limits import duration_seconds, rate_limits

from .support.answers import EVENT, RATE_LIMIT_HEADERS, RATE_LIMITS
from .support.clients import CHAT
from .support.waits import Calls, answering

# Rate limits and ids.


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7.66s", 7.66),
        ("2m59.56s", 179.56),
        ("577.5ms", 0.5775),
        ("1h2m3s", 3723.0),
        ("100µs", 1e-4),
        ("100us", 1e-4),
        ("5ns", 5e-9),
        ("0s", 0.0),
        *(
            (text, None)
            for text in ("", "s", "1", "1x", "-1s", "1s2", "nan", "nans", "infs", "1_0s", "1.2.3s", "9" * 80)
        ),
    ],
)
def test_parses_go_durations(text: str, seconds: float | None) -> None:
    assert duration_seconds(text) == (None if seconds is None else pytest.approx(seconds))


@given(st.text(), st.text(), st.text())
def test_any_header_text_gives_limits_or_none(limit: str, remaining: str, reset: str) -> None:
    found = rate_limits(
        {
            "x-ratelimit-limit-tokens": limit,
            "x-ratelimit-remaining-tokens": remaining,
            "x-ratelimit-reset-tokens": reset,
        }
    )
    assert found is None or found.tokens != RateLimit(None, None, None)


def test_completions_raw_responses_and_errors_have_rate_limits() -> None:
    client = Calls(answering(200, RATE_LIMIT_HEADERS)).client
    completion = client.chat.completions.create(**CHAT)
    raw = client.chat.completions.with_raw_response.create(**CHAT)
    assert completion.rate_limits == raw.rate_limits == raw.parse().rate_limits == RATE_LIMITS
    assert completion.request_id == raw.request_id == "req_1"
    with pytest.raises(APIError) as caught:
        Calls(answering(400, RATE_LIMIT_HEADERS)).client.chat.completions.create(**CHAT)
    assert caught.value.rate_limits == RATE_LIMITS
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.rate_limits, copy.request_id) == (RATE_LIMITS, "req_1")


def test_streams_and_their_errors_have_rate_limits() -> None:
    body = EVENT + b'event: error\ndata: {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}\n\n'
    headers = {**RATE_LIMIT_HEADERS, "content-type": "text/event-stream"}
    stream = Calls(answering(200, headers, content=body)).client.chat.completions.create(**CHAT, stream=True)
    assert (stream.rate_limits, stream.request_id) == (RATE_LIMITS, "req_1")
    with pytest.raises(RateLimitError, match="slow down") as caught:
        list(stream)
    assert (caught.value.rate_limits, caught.value.request_id, caught.value.status_code) == (RATE_LIMITS, "req_1", 429)
    response = caught.value.response
    assert (response.status_code, response.json()["error"]) == (429, caught.value.body)
    assert response.request is stream.response.request


def test_rate_limits_do_not_change_model() -> None:
    told = Calls(answering(200, RATE_LIMIT_HEADERS)).client.chat.completions.create(**CHAT)
    untold = Calls(answering(200)).client.chat.completions.create(**CHAT)
    assert told == untold
    assert told.model_dump() == untold.model_dump()
    assert untold.rate_limits is None
    assert pickle.loads(pickle.dumps(told)) == told
