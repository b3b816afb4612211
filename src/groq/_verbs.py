"""`client.get`, `post`, `put`, `patch` and `delete`: typed forms of `request`, which `_base_client` implements."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, TypeVar, cast, overload

import httpx
from typing_extensions import TypedDict, Unpack

from ._options import FinalRequestOptions
from ._request.arguments import checked_mapping
from ._streaming import AsyncStream, Stream
from ._types import AsyncContent, Body, Content, Headers, NotGiven, Query, RequestFiles, RequestOptions, not_given
from ._utils import is_given

_T = TypeVar("_T")
_S = TypeVar("_S", bound=Stream[Any])  # the class of a stream
_AsyncS = TypeVar("_AsyncS", bound=AsyncStream[Any])


class GetParams(TypedDict, total=False):
    """The arguments of a request without a body, except its path."""

    options: RequestOptions


class Params(GetParams, total=False):
    """The arguments of a request, except its path: `body` is sent as JSON, `content` unchanged, `files` as a form."""

    body: Body | None
    content: Content | None
    files: RequestFiles | None


class AsyncParams(GetParams, total=False):
    """The arguments for an async client, whose content may also be an async iterable."""

    body: Body | None
    content: AsyncContent | None
    files: RequestFiles | None


def final_options(
    method: str,
    path: str,
    *,
    body: Body | None = None,
    content: AsyncContent | None = None,
    files: RequestFiles | None = None,
    options: RequestOptions | None = None,
) -> FinalRequestOptions:
    """Return the options of one call from the arguments of a verb."""
    return FinalRequestOptions(method=method, url=path, json_data=body, content=content, files=files, **(options or {}))


def make_request_options(
    *,
    query: Query | None = None,
    extra_headers: Headers | None = None,
    extra_query: Query | None = None,
    extra_body: Body | None = None,
    idempotency_key: str | None = None,
    timeout: float | httpx.Timeout | NotGiven | None = not_given,
) -> RequestOptions:
    """Return the `options` of a verb from the `extra_*` arguments of a method."""
    options: RequestOptions = {}
    if extra_headers is not None and is_given(extra_headers):
        options["headers"] = cast("Headers", checked_mapping("extra_headers", extra_headers))  # each header is checked
    if extra_body is not None and is_given(extra_body):
        options["extra_json"] = cast("Mapping[str, object]", extra_body)  # checked when it is encoded
    if query is not None or extra_query is not None:
        options["params"] = {**(query or {}), **checked_mapping("extra_query", extra_query or {})}
    if is_given(timeout):
        options["timeout"] = timeout
    if idempotency_key is not None:
        options["idempotency_key"] = idempotency_key
    return options


class SyncVerbs:
    """The verbs of a blocking client: send one request and parse the response into `cast_to`."""

    request: Callable[..., Any]

    @overload
    def get(self, path: str, *, cast_to: type[_T], **given: Unpack[GetParams]) -> _T: ...
    @overload
    def get(
        self, path: str, *, cast_to: Any, stream: Literal[True], stream_cls: type[_S], **given: Unpack[GetParams]
    ) -> _S: ...
    @overload
    def get(
        self, path: str, *, cast_to: type[_T], stream: bool, stream_cls: Any = None, **given: Unpack[GetParams]
    ) -> _T | Stream[Any]: ...
    def get(self, path: str, *, cast_to: Any, stream: bool = False, stream_cls: Any = None, **given: Any) -> Any:
        """GET `path`."""
        options = final_options("GET", path, **given)
        return self.request(cast_to, options, stream=stream, stream_cls=stream_cls)

    @overload
    def post(self, path: str, *, cast_to: type[_T], **given: Unpack[Params]) -> _T: ...
    @overload
    def post(
        self, path: str, *, cast_to: Any, stream: Literal[True], stream_cls: type[_S], **given: Unpack[Params]
    ) -> _S: ...
    @overload
    def post(
        self, path: str, *, cast_to: type[_T], stream: bool, stream_cls: Any = None, **given: Unpack[Params]
    ) -> _T | Stream[Any]: ...
    def post(self, path: str, *, cast_to: Any, stream: bool = False, stream_cls: Any = None, **given: Any) -> Any:
        """POST to `path`."""
        options = final_options("POST", path, **given)
        return self.request(cast_to, options, stream=stream, stream_cls=stream_cls)

    def put(self, path: str, *, cast_to: type[_T], **given: Unpack[Params]) -> _T:
        """PUT to `path`."""
        return cast("_T", self.request(cast_to, final_options("PUT", path, **given)))  # as parsed

    def patch(self, path: str, *, cast_to: type[_T], **given: Unpack[Params]) -> _T:
        """PATCH `path`."""
        return cast("_T", self.request(cast_to, final_options("PATCH", path, **given)))  # as parsed

    def delete(self, path: str, *, cast_to: type[_T], **given: Unpack[Params]) -> _T:
        """DELETE `path`."""
        return cast("_T", self.request(cast_to, final_options("DELETE", path, **given)))  # as parsed


class AsyncVerbs:
    """The verbs of an async client: send one request and parse the response into `cast_to`."""

    request: Callable[..., Awaitable[Any]]

    @overload
    async def get(self, path: str, *, cast_to: type[_T], **given: Unpack[GetParams]) -> _T: ...
    @overload
    async def get(
        self, path: str, *, cast_to: Any, stream: Literal[True], stream_cls: type[_AsyncS], **given: Unpack[GetParams]
    ) -> _AsyncS: ...
    @overload
    async def get(
        self, path: str, *, cast_to: type[_T], stream: bool, stream_cls: Any = None, **given: Unpack[GetParams]
    ) -> _T | AsyncStream[Any]: ...
    async def get(self, path: str, *, cast_to: Any, stream: bool = False, stream_cls: Any = None, **given: Any) -> Any:
        """GET `path`."""
        options = final_options("GET", path, **given)
        return await self.request(cast_to, options, stream=stream, stream_cls=stream_cls)

    @overload
    async def post(self, path: str, *, cast_to: type[_T], **given: Unpack[AsyncParams]) -> _T: ...
    @overload
    async def post(
        self, path: str, *, cast_to: Any, stream: Literal[True], stream_cls: type[_AsyncS], **given: Unpack[AsyncParams]
    ) -> _AsyncS: ...
    @overload
    async def post(
        self, path: str, *, cast_to: type[_T], stream: bool, stream_cls: Any = None, **given: Unpack[AsyncParams]
    ) -> _T | AsyncStream[Any]: ...
    async def post(self, path: str, *, cast_to: Any, stream: bool = False, stream_cls: Any = None, **given: Any) -> Any:
        """POST to `path`."""
        options = final_options("POST", path, **given)
        return await self.request(cast_to, options, stream=stream, stream_cls=stream_cls)

    async def put(self, path: str, *, cast_to: type[_T], **given: Unpack[AsyncParams]) -> _T:
        """PUT to `path`."""
        return cast("_T", await self.request(cast_to, final_options("PUT", path, **given)))  # as parsed

    async def patch(self, path: str, *, cast_to: type[_T], **given: Unpack[AsyncParams]) -> _T:
        """PATCH `path`."""
        return cast("_T", await self.request(cast_to, final_options("PATCH", path, **given)))  # as parsed

    async def delete(self, path: str, *, cast_to: type[_T], **given: Unpack[AsyncParams]) -> _T:
        """DELETE `path`."""
        return cast("_T", await self.request(cast_to, final_options("DELETE", path, **given)))  # as parsed
