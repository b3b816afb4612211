"""The `with_raw_response` and `with_streaming_response` forms of a method."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Any, Generic, ParamSpec, TypeVar, cast

from .._advice import Advising
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


def async_to_raw_response_wrapper(func: Callable[_P, Awaitable[_R]]) -> Callable[_P, Awaitable[AsyncAPIResponse[_R]]]:
    """Return a form of the async method that returns the response, already read, instead of the model."""

    @functools.wraps(func)
    async def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AsyncAPIResponse[_R]:
        response: AsyncAPIResponse[_R] = await _call(func, "raw", args, kwargs)
        return response

    return wrapped


def to_streamed_response_wrapper(func: Callable[_P, _R]) -> Callable[_P, AbstractContextManager[APIResponse[_R]]]:
    """Return a form of the method that is a context manager over the response, whose body is not read yet."""

    @functools.wraps(func)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AbstractContextManager[APIResponse[_R]]:
        return StreamedResponse(functools.partial(_call, func, "stream", args, kwargs))

    return wrapped


def async_to_streamed_response_wrapper(
    func: Callable[_P, Awaitable[_R]],
) -> Callable[_P, AbstractAsyncContextManager[AsyncAPIResponse[_R]]]:
    """Return a form of the async method that is a context manager over the response, whose body is not read yet."""

    @functools.wraps(func)
    def wrapped(*args: _P.args, **kwargs: _P.kwargs) -> AbstractAsyncContextManager[AsyncAPIResponse[_R]]:
        return AsyncStreamedResponse(functools.partial(_call, func, "stream", args, kwargs))

    return wrapped


class StreamedResponse(Advising, Generic[_R]):
    """A response that a `with` block opens and closes."""

    def __init__(self, call: Callable[[], APIResponse[_R]]) -> None:
        self._call = call

    def __enter__(self) -> APIResponse[_R]:
        self._response = self._call()
        return self._response

    def __exit__(self, *_: object) -> None:
        self._response.close()


class AsyncStreamedResponse(Advising, Generic[_R]):
    """A response that an `async with` block opens and closes."""

    def __init__(self, call: Callable[[], Awaitable[AsyncAPIResponse[_R]]]) -> None:
        self._call = call

    async def __aenter__(self) -> AsyncAPIResponse[_R]:
        self._response = await self._call()
        return self._response

    async def __aexit__(self, *_: object) -> None:
        await self._response.close()


# The `cast_to` of a method selects the response class: these functions only declare it.


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
