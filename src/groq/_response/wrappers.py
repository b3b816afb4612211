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
    """Return a form of the method that returns the response, already read, instead of the model."""

    @functools.wraps(func)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> APIResponse[_R]:
        response: APIResponse[_R] = _call(func, "raw", args, kwargs)
        return response

    return wrapped


def async_to_raw_response_wrapper(
    func: Callable[_P, Awaitable[_R]],
) -> Callable[_P, Awaitable[AsyncAPIResponse[_R]]]:
    """Return a form of the async method that returns the response, already read, instead of the model."""

    @functools.wraps(func)
    async def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AsyncAPIResponse[_R]:
        response: AsyncAPIResponse[_R] = await _call(func, "raw", args, kwargs)
        return response

    return wrapped


def to_streamed_response_wrapper(func: Callable[_P, _R]) -> Callable[_P, AbstractContextManager[APIResponse[_R]]]:
    """Return a form of the method that is a context manager over the response, whose body is not read yet."""

    @functools.wraps(func)
    @contextmanager
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> Generator[APIResponse[_R]]:
        response: APIResponse[_R] = _call(func, "stream", args, kwargs)
        try:
            yield response
        finally:
            response.close()

    return wrapped


def async_to_streamed_response_wrapper(
    func: Callable[_P, Awaitable[_R]],
) -> Callable[_P, AbstractAsyncContextManager[AsyncAPIResponse[_R]]]:
    """Return a form of the async method that is a context manager over the response, whose body is not read yet."""

    @functools.wraps(func)
    @asynccontextmanager
    async def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AsyncGenerator[AsyncAPIResponse[_R]]:
        response: AsyncAPIResponse[_R] = await _call(func, "stream", args, kwargs)
        try:
            yield response
        finally:
            await response.close()

    return wrapped


# The `cast_to` of the method selects the response class, so these only declare it.


def to_custom_raw_response_wrapper(func: Callable[_P, object], _response_cls: type[_R]) -> Callable[_P, _R]:
    """Return the form of `to_raw_response_wrapper` for a method with its own response class."""
    return cast("Callable[_P, _R]", to_raw_response_wrapper(func))  # see above


def async_to_custom_raw_response_wrapper(
    func: Callable[_P, Awaitable[object]], _response_cls: type[_R]
) -> Callable[_P, Awaitable[_R]]:
    """Return the form of `async_to_raw_response_wrapper` for a method with its own response class."""
    return cast("Callable[_P, Awaitable[_R]]", async_to_raw_response_wrapper(func))  # see above


def to_custom_streamed_response_wrapper(
    func: Callable[_P, object], _response_cls: type[_R]
) -> Callable[_P, AbstractContextManager[_R]]:
    """Return the form of `to_streamed_response_wrapper` for a method with its own response class."""
    return cast("Callable[_P, AbstractContextManager[_R]]", to_streamed_response_wrapper(func))  # see above


def async_to_custom_streamed_response_wrapper(
    func: Callable[_P, Awaitable[object]], _response_cls: type[_R]
) -> Callable[_P, AbstractAsyncContextManager[_R]]:
    """Return the form of `async_to_streamed_response_wrapper` for a method with its own response class."""
    wrapped = async_to_streamed_response_wrapper(func)
    return cast("Callable[_P, AbstractAsyncContextManager[_R]]", wrapped)  # see above


def _call(method: Callable[..., Any], mode: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    headers: Any = kwargs.get("extra_headers") or {}
    return method(*args, **{**kwargs, "extra_headers": {**headers, RAW_RESPONSE_HEADER: mode}})
