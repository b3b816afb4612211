"""Timeouts and retries as options of a client, of a copy and of a request."""

from __future__ import annotations

import math
import numbers
from typing import Any

import httpx
import pytest

from groq import (
    AsyncGroq,
    Groq,
    not_given,
    omit,
)

from ..support.calls import AnyClient, create
from ..support.wire import Wire
from .timeouts import DEFAULT_TIMEOUT, everywhere


@pytest.mark.anyio
async def test_default_timeout_is_a_minute_and_five_seconds_to_connect(client: AnyClient, wire: Wire) -> None:
    await create(client)
    assert wire.last.extensions["timeout"] == DEFAULT_TIMEOUT
    assert client.timeout == httpx.Timeout(60, connect=5)
    assert wire.headers["x-stainless-read-timeout"] == "60.0"


TIMEOUTS = [
    (7, everywhere(7), "7"),
    (0.5, everywhere(0.5), "0.5"),
    (None, everywhere(None), None),
    (math.inf, everywhere(None), None),
    (httpx.Timeout(9, connect=2), {**everywhere(9), "connect": 2}, "9"),
    (httpx.Timeout(9, read=None), {**everywhere(9), "read": None}, None),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("timeout", "expected", "header"), TIMEOUTS, ids=repr)
async def test_timeout_of_request_overrides_client(
    client: AnyClient, wire: Wire, timeout: Any, expected: object, header: str | None
) -> None:
    await create(client, timeout=timeout)
    assert wire.last.extensions["timeout"] == expected
    assert wire.headers.get("x-stainless-read-timeout") == header
    await create(client)
    assert wire.last.extensions["timeout"] == DEFAULT_TIMEOUT


@pytest.mark.anyio
@pytest.mark.parametrize(("timeout", "expected", "header"), TIMEOUTS, ids=repr)
async def test_timeout_of_the_client_is_used(
    client: AnyClient, wire: Wire, timeout: Any, expected: object, header: str | None
) -> None:
    await create(client.with_options(timeout=timeout))
    assert wire.last.extensions["timeout"] == expected
    assert wire.headers.get("x-stainless-read-timeout") == header


@pytest.mark.anyio
@pytest.mark.parametrize("nothing", [omit, not_given], ids=repr)
async def test_timeout_falls_back_to_client(client: AnyClient, wire: Wire, nothing: Any) -> None:
    await create(client.with_options(timeout=3), timeout=nothing)
    assert wire.last.extensions["timeout"] == everywhere(3)


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ({}, httpx.Timeout(60, connect=5)),
        ({"timeout": 5.0}, httpx.Timeout(60, connect=5)),  # equals the default of httpx, which this package replaces
        ({"timeout": 30}, httpx.Timeout(30)),
        ({"timeout": None}, httpx.Timeout(None)),
    ],
    ids=repr,
)
def test_timeout_of_http_client_applies_unless_httpx_default(theirs: dict[str, Any], expected: httpx.Timeout) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200))
    http_client = httpx.Client(transport=transport, **theirs)
    assert Groq(http_client=http_client).timeout == expected
    assert Groq(http_client=http_client, timeout=1).timeout == 1


BAD_TIMEOUTS: list[tuple[Any, type[Exception]]] = [
    *((value, TypeError) for value in ("5", True, b"5", {"read": 5}, (5,), (1, 2, 3), ("5", 1), (True, 1))),
    *((value, ValueError) for value in (0, -1, 0.0, math.nan, -math.inf, (0, 1), (1, -1, 1, 1))),
]


@pytest.mark.parametrize(("timeout", "error"), BAD_TIMEOUTS, ids=repr)
def test_rejects_invalid_timeout(timeout: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^timeout: expected "):
        Groq(timeout=timeout)


@pytest.mark.anyio
@pytest.mark.parametrize(("timeout", "error"), BAD_TIMEOUTS, ids=repr)
async def test_rejects_invalid_timeout_of_request_before_sending(
    client: AnyClient, wire: Wire, timeout: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"^timeout: expected "):
        await create(client, timeout=timeout)
    assert wire.requests == []


class Number:
    """A number of another library, such as numpy's, which registers its types with `numbers`."""

    def __init__(self, value: float) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Number({self.value})"

    def __int__(self) -> int:
        return int(self.value)

    def __float__(self) -> float:
        return float(self.value)

    def __lt__(self, other: float) -> bool:
        return self.value < other


numbers.Integral.register(Number)


@pytest.mark.parametrize(
    ("timeout", "expected"),
    [
        ((5, 30), httpx.Timeout(connect=5, read=30, write=None, pool=None)),
        ((5, 30, 10, 2), httpx.Timeout(connect=5, read=30, write=10, pool=2)),
        ((None, 30), httpx.Timeout(connect=None, read=30, write=None, pool=None)),
        ((math.inf, 1), httpx.Timeout(connect=None, read=1, write=None, pool=None)),
        (httpx.Timeout(0), httpx.Timeout(0)),
        (Number(3), 3.0),
    ],
    ids=repr,
)
@pytest.mark.anyio
async def test_accepts_timeouts_that_httpx_accepts(client: AnyClient, wire: Wire, timeout: Any, expected: Any) -> None:
    assert client.with_options(timeout=timeout).timeout == expected
    await create(client, timeout=timeout)
    assert wire.requests[-1].extensions["timeout"] == httpx.Timeout(expected).as_dict()


@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_max_retries_accepts_integers_of_other_libraries(cls: type[AnyClient]) -> None:
    number: Any = Number(3)
    assert cls(max_retries=number).max_retries == 3


# Only the option; tests/retry covers its effect.


@pytest.mark.parametrize(
    ("value", "error"),
    [(-1, ValueError), (1.5, TypeError), ("2", TypeError), (None, TypeError), (True, TypeError), (math.nan, TypeError)],
    ids=repr,
)
@pytest.mark.parametrize("cls", [Groq, AsyncGroq])
def test_rejects_invalid_max_retries(cls: type[AnyClient], value: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^max_retries: expected .*Pass 0 for no retries"):
        cls(max_retries=value)
    with pytest.raises(error, match=r"^max_retries: expected "):
        cls().with_options(max_retries=value)


@pytest.mark.parametrize("value", [0, 1, 100, math.inf])
def test_max_retries_is_an_attribute(value: Any) -> None:
    assert Groq(max_retries=value).max_retries == value


@pytest.mark.parametrize("timeout", [1e10, 10**400, httpx.Timeout(-5), httpx.Timeout(5, read=math.nan)])
def test_rejects_timeout_out_of_range(timeout: Any) -> None:
    with pytest.raises(ValueError, match="timeout"):
        Groq(timeout=timeout)
