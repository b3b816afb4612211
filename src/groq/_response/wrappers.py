"""The `with_raw_response` and `with_streaming_response` forms of a method."""

from __future__ import annotations

import functools
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from typing import Any, ParamSpec, TypeVar, cast

from .._constants import RAW_RESPONSE_HEADER
from .response import APIResponse, AsyncAPIResponse

_P = ParamSpec("_P")
_R = TypeVar("_R")


def to_raw_response_wrapper(func: Callable[_P, _R]) -> Callable[_P, APIResponse[_R]]:
    """The form of a method that returns the response, read, in place of the model."""
    untyped: Any = func

    @functools.wraps(func)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> APIResponse[_R]:
        response: APIResponse[_R] = untyped(*args, **_with_mode(kwargs, "raw"))
        return response

    return wrapped


def async_to_raw_response_wrapper(
    func: Callable[_P, Awaitable[_R]],
) -> Callable[_P, Awaitable[AsyncAPIResponse[_R]]]:
    """The form of an async method that returns the response, read, in place of the model."""
    untyped: Any = func

    @functools.wraps(func)
    async def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AsyncAPIResponse[_R]:
        response: AsyncAPIResponse[_R] = await untyped(*args, **_with_mode(kwargs, "raw"))
        return response

    return wrapped


def to_streamed_response_wrapper(func: Callable[_P, _R]) -> Callable[_P, AbstractContextManager[APIResponse[_R]]]:
    """The form of a method that returns the response, not read yet, in a `with` block that closes it."""
    untyped: Any = func

    @functools.wraps(func)
    @contextmanager
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> Generator[APIResponse[_R]]:
        response: APIResponse[_R] = untyped(*args, **_with_mode(kwargs, "stream"))
        try:
            yield response
        finally:
            response.close()

    return wrapped


def async_to_streamed_response_wrapper(
    func: Callable[_P, Awaitable[_R]],
) -> Callable[_P, AbstractAsyncContextManager[AsyncAPIResponse[_R]]]:
    """The form of an async method that returns the response, not read yet, in an `async with` block that closes it."""
    untyped: Any = func

    @functools.wraps(func)
    @asynccontextmanager
    async def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AsyncGenerator[AsyncAPIResponse[_R]]:
        response: AsyncAPIResponse[_R] = await untyped(*args, **_with_mode(kwargs, "stream"))
        try:
            yield response
        finally:
            await response.close()

    return wrapped


def to_custom_raw_response_wrapper(func: Callable[_P, object], _response_cls: type[_R]) -> Callable[_P, _R]:
    """`to_raw_response_wrapper` for a method whose responses are of a class of their own."""
    return cast("Callable[_P, _R]", to_raw_response_wrapper(func))  # the method's `cast_to` makes it that class


def async_to_custom_raw_response_wrapper(
    func: Callable[_P, Awaitable[object]], _response_cls: type[_R]
) -> Callable[_P, Awaitable[_R]]:
    """`async_to_raw_response_wrapper` for a method whose responses are of a class of their own."""
    return cast("Callable[_P, Awaitable[_R]]", async_to_raw_response_wrapper(func))  # as above


def to_custom_streamed_response_wrapper(
    func: Callable[_P, object], _response_cls: type[_R]
) -> Callable[_P, AbstractContextManager[_R]]:
    """`to_streamed_response_wrapper` for a method whose responses are of a class of their own."""
    return cast("Callable[_P, AbstractContextManager[_R]]", to_streamed_response_wrapper(func))  # as above


def async_to_custom_streamed_response_wrapper(
    func: Callable[_P, Awaitable[object]], _response_cls: type[_R]
) -> Callable[_P, AbstractAsyncContextManager[_R]]:
    """`async_to_streamed_response_wrapper` for a method whose responses are of a class of their own."""
    wrapped = async_to_streamed_response_wrapper(func)
    return cast("Callable[_P, AbstractAsyncContextManager[_R]]", wrapped)  # as above


def _with_mode(kwargs: dict[str, Any], mode: str) -> dict[str, Any]:
    headers: Any = kwargs.get("extra_headers") or {}
    return {**kwargs, "extra_headers": {**headers, RAW_RESPONSE_HEADER: mode}}
