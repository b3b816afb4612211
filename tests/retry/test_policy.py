"""The retry policy: retryable statuses and delays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groq._constants import INITIAL_RETRY_DELAY, MAX_RETRY_AFTER, MAX_RETRY_DELAY
from groq._retry.policy import retry_delay, should_retry

from .times import NOW, http_date


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((status, True) for status in (408, 409, 429, 498, 500, 501, 502, 503, 504, 520, 529, 599)),
        *((status, False) for status in (300, 302, 304, 400, 401, 402, 403, 404, 405, 410, 412, 413, 415, 422, 424)),
        *((status, False) for status in (425, 426, 428, 431, 451, 497, 499)),
    ],
)
def test_status_decides_whether_to_retry(status: int, expected: bool) -> None:
    assert should_retry(status, {}) is expected


@pytest.mark.parametrize("status", [400, 404, 408, 429, 498, 500])
def test_x_should_retry_header_overrides_status(status: int) -> None:
    assert should_retry(status, {"x-should-retry": "true"}) is True
    assert should_retry(status, {"x-should-retry": "false"}) is False


@pytest.mark.parametrize("advice", ["", "1", "maybe"])
def test_ignores_other_values_of_x_should_retry(advice: str) -> None:
    assert should_retry(500, {"x-should-retry": advice}) is True
    assert should_retry(400, {"x-should-retry": advice}) is False


def test_retry_after_does_not_make_a_status_retryable() -> None:
    assert should_retry(400, {"retry-after": "1"}) is False


# Delays.


@pytest.mark.parametrize(
    ("retries_taken", "full"), [(0, 0.5), (1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (100, 8), (10**6, 8)]
)
def test_delay_doubles_up_to_the_cap(retries_taken: int, full: float) -> None:
    assert retry_delay(retries_taken, None, jitter=lambda: 0.0) == full
    assert retry_delay(retries_taken, {}, jitter=lambda: 0.0) == full


@pytest.mark.parametrize("retries_taken", [0, 3, 50])
def test_jitter_reduces_delay_by_up_to_a_quarter(retries_taken: int) -> None:
    longest = retry_delay(retries_taken, None, jitter=lambda: 0.0)
    assert longest is not None
    assert retry_delay(retries_taken, None, jitter=lambda: 0.5) == longest * 0.875
    assert retry_delay(retries_taken, None, jitter=lambda: 1.0) == longest * 0.75


def test_jitter_spreads_retries_of_clients() -> None:
    assert len({retry_delay(0, None) for _ in range(20)}) > 1


@pytest.mark.parametrize("asked", ["0.001", "1", "30", "60"])
def test_requested_wait_overrides_backoff_without_jitter(asked: str) -> None:
    assert retry_delay(7, {"retry-after": asked}, jitter=lambda: 1.0) == float(asked)


@pytest.mark.parametrize("asked", ["0", "-1", "nan", "inf", "soon", http_date(-5)])
def test_falls_back_to_backoff_for_invalid_wait(asked: str) -> None:
    assert retry_delay(1, {"retry-after": asked}, jitter=lambda: 0.0, now=lambda: NOW) == 1.0


@pytest.mark.parametrize("asked", ["60.001", "3600", "1e9", http_date(3600)])
def test_does_not_retry_when_requested_wait_is_too_long(asked: str) -> None:
    assert retry_delay(1, {"retry-after": asked}, now=lambda: NOW) is None


def test_waits_until_near_date() -> None:
    assert retry_delay(0, {"retry-after": http_date(20)}, now=lambda: NOW) == 20.0


@given(st.integers(0, 10_000), st.none() | st.text(), st.floats(0, 1, exclude_max=True))
def test_delay_is_always_positive_and_bounded(retries_taken: int, header: str | None, jitter: float) -> None:
    headers = None if header is None else {"retry-after": header}
    delay = retry_delay(retries_taken, headers, jitter=lambda: jitter)
    if delay is None:
        assert header is not None
        return
    assert 0 < delay <= max(MAX_RETRY_AFTER, MAX_RETRY_DELAY)
    if header is None:
        assert delay >= INITIAL_RETRY_DELAY * 0.75
