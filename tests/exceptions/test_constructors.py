"""Exceptions that callers construct, copy and pickle."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from groq import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APITimeoutError,
    GroqError,
    RateLimitError,
)

from ..support.calls import AnyClient
from ..support.wire import Wire
from .calls import PARENTS, REQUEST, STATUS_CLASSES, failure


def test_callers_can_construct_status_errors() -> None:
    response = httpx.Response(429, request=REQUEST, headers={"x-request-id": "r"})
    for cls in STATUS_CLASSES:
        error = cls("slow down", response=response, body={"error": {"code": "c"}})
        assert (error.message, str(error)) == ("slow down", "slow down")
        assert error.response is response
        assert error.request is REQUEST
        assert (error.status_code, error.code, error.request_id) == (429, "c", "r")
        assert cls("x", response=response, body=None).body is None


def test_callers_can_construct_connection_errors() -> None:
    error = APIConnectionError(message="no route", request=REQUEST)
    assert (error.message, str(error), error.request, error.body) == ("no route", "no route", REQUEST, None)
    assert APIConnectionError(request=REQUEST).message == "Connection error."


def test_callers_can_construct_timeout_errors() -> None:
    for error in (APITimeoutError(request=REQUEST), APITimeoutError(REQUEST)):
        assert error.message == str(error) == "Request timed out."
        assert error.request is REQUEST


def test_callers_can_construct_other_errors() -> None:
    assert str(GroqError("set up")) == "set up"
    error = APIError("inside", REQUEST, body={"code": "c", "type": "t", "param": "p"})
    assert (error.message, error.request, error.code, error.type, error.param) == ("inside", REQUEST, "c", "t", "p")
    response = httpx.Response(200, request=REQUEST)
    response.headers["x-request-id"] = "req_03"
    invalid = APIResponseValidationError(response=response, body="x")
    assert invalid.request_id == "req_03"
    assert (invalid.response, invalid.status_code, invalid.body) == (response, 200, "x")
    assert APIResponseValidationError(response, None, message="own").message == "own"


# Copies.


class MyError(RateLimitError):
    """A subclass with its own constructor."""

    def __init__(self, *, seconds: float) -> None:
        super().__init__(f"wait {seconds}", response=httpx.Response(429, request=REQUEST), body={"a": 1})
        self.seconds = seconds


def examples() -> list[GroqError]:
    response = httpx.Response(429, request=REQUEST, headers={"x-request-id": "r"}, content=b'{"error": {}}')
    body = {"error": {"code": "c", "type": "t", "param": "p", "failed_generation": "f"}}
    return [
        GroqError("set up"),
        APIError("inside", REQUEST, body=body),
        APIConnectionError(message="no route", request=REQUEST),
        APITimeoutError(REQUEST),
        APIResponseValidationError(response, body),
        *(cls("slow down", response=response, body=body) for cls in STATUS_CLASSES),
        MyError(seconds=3),
    ]


def test_every_class_has_an_example() -> None:
    assert {type(error) for error in examples()} == {*PARENTS, MyError}


def by_pickle(protocol: int) -> Callable[[Any], Any]:
    return lambda error: pickle.loads(pickle.dumps(error, protocol))


TRIPS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {protocol}": by_pickle(protocol) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)},
}


@pytest.mark.parametrize("trip", TRIPS.values(), ids=TRIPS)
@pytest.mark.parametrize("error", examples(), ids=lambda error: type(error).__name__)
def test_errors_can_be_copied_and_pickled(error: GroqError, trip: Callable[[Any], Any]) -> None:
    other = trip(error)
    assert other is not error
    assert type(other) is type(error)
    assert (str(other), repr(other), other.args) == (str(error), repr(error), error.args)
    assert set(vars(other)) == set(vars(error))
    for name, value in vars(error).items():
        found = getattr(other, name)
        if isinstance(value, httpx.Request):
            assert (found.method, found.url, found.content) == (value.method, value.url, value.content)
        elif isinstance(value, httpx.Response):
            assert (found.status_code, found.content, found.headers) == (
                value.status_code,
                value.content,
                value.headers,
            )
        else:
            assert found == value, name


@pytest.mark.anyio
async def test_error_of_real_call_can_be_pickled(client: AnyClient, wire: Wire) -> None:
    wire.answer(429, json={"error": {"code": "rate_limit_exceeded"}}, headers={"retry-after": "3"})
    error = pickle.loads(pickle.dumps(await failure(client)))
    assert (type(error), error.code, error.response.headers["retry-after"]) == (
        RateLimitError,
        "rate_limit_exceeded",
        "3",
    )
    wire.fail(httpx.ReadTimeout("slow"))
    error = pickle.loads(pickle.dumps(await failure(client)))
    assert type(error) is APITimeoutError
    assert "Request timed out" in str(error)
