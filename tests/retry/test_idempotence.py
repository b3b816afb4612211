"""Only idempotent requests are retried if the server may have processed them."""

from __future__ import annotations

import io

import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
)
from groq._request.urls import creates_object

from ..support.waits import Calls, Handler, answering, raising

# Requests that are not retried.


@pytest.mark.parametrize(
    ("failure", "requests"),
    [
        (raising(httpx.ReadError), 1),
        (raising(httpx.ReadTimeout), 1),
        (raising(httpx.RemoteProtocolError), 1),
        (answering(500), 1),
        (answering(502), 1),
        (raising(httpx.ConnectError), 3),
        (raising(httpx.ConnectTimeout), 3),
        (raising(httpx.PoolTimeout), 3),
        (answering(429), 3),
        (answering(503), 3),
        (answering(500, {"x-should-retry": "true"}), 3),
    ],
)
def test_retries_creating_request_only_if_not_received(failure: Handler, requests: int) -> None:
    calls = Calls(failure)
    with pytest.raises(APIError):
        calls.client.files.create(file=("a.jsonl", io.BytesIO(b"{}")), purpose="batch")
    assert calls.requests == requests


def test_retries_other_calls_after_any_transient_failure() -> None:
    calls = Calls(raising(httpx.ReadError))
    with pytest.raises(APIConnectionError):
        calls.client.files.list()
    assert calls.requests == 3


def test_identifies_requests_that_create_objects() -> None:
    assert creates_object("POST", "/openai/v1/files")
    assert creates_object("post", "/v1/fine_tunings/?x=1")
    assert not creates_object("GET", "/openai/v1/files")
    assert not creates_object("POST", "/openai/v1/batches/b1/cancel")
    assert not creates_object("POST", "/openai/v1/chat/completions")
