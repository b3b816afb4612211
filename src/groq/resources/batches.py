# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any, Dict, Optional, Type, TypeVar, overload

import httpx
from typing_extensions import Final, Literal

from .. import types
from .._base_client import make_request_options
from .._compat import cached_property
from .._resource import (
    AsyncAPIResource,
    SyncAPIResource,
    advised,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    path_template,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from .._types import Body, Headers, NotGiven, Omit, Query, not_given, omit
from .._utils._lazy import LazyModule
from ..types.batch import Batch
from ..types.batch_list_response import BatchListResponse

if TYPE_CHECKING:
    from .. import lib
else:  # signatures need it, calls do not
    lib = LazyModule("groq.lib")

__all__ = [
    "AsyncBatches",
    "AsyncBatchesWithRawResponse",
    "AsyncBatchesWithStreamingResponse",
    "Batches",
    "BatchesWithRawResponse",
    "BatchesWithStreamingResponse",
]

_T = TypeVar("_T")


class Batches(SyncAPIResource):
    """`client.batches`."""

    @cached_property
    def with_raw_response(self) -> BatchesWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return BatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> BatchesWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return BatchesWithStreamingResponse(self)

    def create(
        self,
        *,
        completion_window: str,
        endpoint: Literal["/v1/chat/completions"],
        input_file_id: str,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Batch:
        """Run the requests of an uploaded file, at a lower price and within `completion_window`.

        Upload the file with `files.create`, and poll `batches.retrieve`. A completed batch has an `output_file_id`, and
        an `error_file_id` if requests failed.

        `POST /openai/v1/batches`

        Args:
            completion_window: The maximum duration of the batch, from `24h` to `7d`. Requests that have not been run by
                then expire.
            endpoint: The endpoint of the requests. Lines of the file may also name `/v1/audio/transcriptions` and
                `/v1/audio/translations`, with the audio by `url`.
            input_file_id: Id of the uploaded file with the requests.
            metadata: Your own key-value strings for the batch.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/batches",
            body={
                "completion_window": completion_window,
                "endpoint": endpoint,
                "input_file_id": input_file_id,
                "metadata": metadata,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Batch,
        )

    def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> BatchListResponse:
        """List your batches, of any status.

        `GET /openai/v1/batches`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            "/openai/v1/batches",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=BatchListResponse,
        )

    def retrieve(
        self,
        batch_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Batch:
        """Get a batch, with its status and the ids of its output files.

        `GET /openai/v1/batches/{batch_id}`

        Args:
            batch_id: Id of the batch.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            path_template("/openai/v1/batches/{batch_id}", batch_id=batch_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Batch,
        )

    def cancel(
        self,
        batch_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Batch:
        """Cancel a batch. It is `cancelling` until the running requests have ended, then `cancelled`.

        `POST /openai/v1/batches/{batch_id}/cancel`

        Args:
            batch_id: Id of the batch.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            path_template("/openai/v1/batches/{batch_id}/cancel", batch_id=batch_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Batch,
        )

    @advised(
        {
            "*": "Its requests are the first argument. Parameters of "
            "`chat.completions.create` go into `params={...}`, for all requests, or "
            "into each request.",
            "input_file_id": "It uploads the requests itself. To start a batch for an uploaded file, use `create()`.",
        }
    )
    def submit(
        self,
        requests: lib.batches.Requests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Any | Omit = omit,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
    ) -> lib.batches.BatchHandle:
        """Upload requests and start batches for them, one for every 50,000 requests or 200 MB.

        All requests are checked and written to disk before anything is sent. Raises `BatchInputError` for an invalid
        one. Wait for the results with `handle.wait()` and `handle.results()`.

        Args:
            requests: Prompts, lists of messages, parameters of `chat.completions.create`, or lines of a batch with
                `custom_id`, `url` and `body`; or the path of a JSONL file of these. They are read once, one at a time.
                With `AsyncGroq`, they may be an async iterable.
            completion_window: The maximum duration of a batch, from `24h` to `7d`. Requests that have not been run by
                then expire.
            model: The model for requests that do not name one.
            params: Parameters of `chat.completions.create` for requests that do not have them, such as `{"temperature":
                0}`.
            response_format: The format of the answers, or any type that pydantic has a JSON schema for. The results of
                a type have its value as `parsed`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            metadata: Your own key-value strings for each batch.
            handle: The path of a file for the state of the job. If it exists, the job continues from there: nothing is
                uploaded twice, even after the process was killed.
            max_resubmissions: How often requests that expired or failed temporarily are resubmitted, in a new batch.
            max_lines: Maximum number of requests in a batch; more are split into several batches.
            max_bytes: Maximum size of an input file in bytes; more requests are split into several batches.
        """
        from ..lib.batches import submit  # here: `create` does not need it

        call: Any = submit  # a type checker would try every overload
        made: lib.batches.BatchHandle = call(
            self._client,
            requests=requests,
            completion_window=completion_window,
            model=model,
            params=params,
            response_format=response_format,
            strict=strict,
            metadata=metadata,
            handle=handle,
            max_resubmissions=max_resubmissions,
            max_lines=max_lines,
            max_bytes=max_bytes,
        )
        return made

    @overload
    def run(
        self,
        requests: lib.batches.Requests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.OnProgress | None = None,
    ) -> lib.batches.BatchResults[_T]: ...

    @overload
    def run(
        self,
        requests: lib.batches.Requests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.OnProgress | None = None,
    ) -> lib.batches.BatchResults: ...

    @overload
    def run(
        self,
        requests: lib.batches.Requests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Any,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.OnProgress | None = None,
    ) -> lib.batches.BatchResults[Any]: ...

    @advised(
        {
            "*": "Its requests are the first argument. Parameters of "
            "`chat.completions.create` go into `params={...}`, for all requests, or "
            "into each request.",
            "input_file_id": "It uploads the requests itself. To start a batch for an uploaded file, use `create()`.",
        }
    )
    def run(
        self,
        requests: lib.batches.Requests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Any | Omit = omit,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.OnProgress | None = None,
    ) -> lib.batches.BatchResults[Any]:
        """Run requests as batches, at a lower price; wait, and return their results.

        This is `submit()`, then `wait()` and `results()` of the handle. It may take as long as `completion_window`, so
        give a path as `handle`: the same call then continues where an earlier one was interrupted.

        Args:
            requests: Prompts, lists of messages, parameters of `chat.completions.create`, or lines of a batch with
                `custom_id`, `url` and `body`; or the path of a JSONL file of these. They are read once, one at a time.
                With `AsyncGroq`, they may be an async iterable.
            completion_window: The maximum duration of a batch, from `24h` to `7d`. Requests that have not been run by
                then expire.
            model: The model for requests that do not name one.
            params: Parameters of `chat.completions.create` for requests that do not have them, such as `{"temperature":
                0}`.
            response_format: The format of the answers, or any type that pydantic has a JSON schema for. The results of
                a type have its value as `parsed`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            metadata: Your own key-value strings for each batch.
            handle: The path of a file for the state of the job. If it exists, the job continues from there: nothing is
                uploaded twice, even after the process was killed.
            max_resubmissions: How often requests that expired or failed temporarily are resubmitted, in a new batch.
            max_lines: Maximum number of requests in a batch; more are split into several batches.
            max_bytes: Maximum size of an input file in bytes; more requests are split into several batches.
            on_progress: Called with a `BatchProgress` after each poll. With `AsyncGroq`, it may be async.
        """
        from ..lib.batches import run  # here: `create` does not need it

        call: Any = run  # a type checker would try every overload
        made: lib.batches.BatchResults[Any] = call(
            self._client,
            requests=requests,
            completion_window=completion_window,
            model=model,
            params=params,
            response_format=response_format,
            strict=strict,
            metadata=metadata,
            handle=handle,
            max_resubmissions=max_resubmissions,
            max_lines=max_lines,
            max_bytes=max_bytes,
            on_progress=on_progress,
        )
        return made

    @advised()
    def wait(
        self,
        handle: lib.batches.BatchHandle | str | PathLike[str],
        *,
        on_progress: lib.batches.OnProgress | None = None,
    ) -> lib.batches.BatchHandle:
        """Wait until all batches of a job have ended, and resubmit requests that expired or failed temporarily.

        Args:
            handle: The handle of `submit()`, or the path of its file.
            on_progress: Called with a `BatchProgress` after each poll. With `AsyncGroq`, it may be async.
        """
        from ..lib.batches import wait  # here: `create` does not need it

        call: Any = wait  # a type checker would try every overload
        made: lib.batches.BatchHandle = call(
            self._client,
            handle=handle,
            on_progress=on_progress,
        )
        return made

    @overload
    def results(
        self,
        handle: lib.batches.BatchHandle | str | PathLike[str],
        *,
        response_format: Type[_T] | lib.parse.OutputType[_T],
    ) -> lib.batches.BatchResults[_T]: ...

    @overload
    def results(
        self,
        handle: lib.batches.BatchHandle | str | PathLike[str],
        *,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
    ) -> lib.batches.BatchResults: ...

    @overload
    def results(
        self,
        handle: lib.batches.BatchHandle | str | PathLike[str],
        *,
        response_format: Any,
    ) -> lib.batches.BatchResults[Any]: ...

    @advised()
    def results(
        self,
        handle: lib.batches.BatchHandle | str | PathLike[str],
        *,
        response_format: Any | Omit = omit,
    ) -> lib.batches.BatchResults[Any]:
        """Download the results of a job whose batches have ended, one for each request.

        Nothing is deleted from the API. Raises `BatchNotEndedError` if a batch still runs; call `wait()` first. An
        input file is downloaded, too, if some of its requests have no result, or the ids of the results do not match.

        Args:
            handle: The handle of `submit()`, or the path of its file.
            response_format: The type that the requests were submitted with, if any: each result has its value as
                `parsed`.
        """
        from ..lib.batches import results  # here: `create` does not need it

        call: Any = results  # a type checker would try every overload
        made: lib.batches.BatchResults[Any] = call(
            self._client,
            handle=handle,
            response_format=response_format,
        )
        return made


class AsyncBatches(AsyncAPIResource):
    """`client.batches` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncBatchesWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncBatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncBatchesWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncBatchesWithStreamingResponse(self)

    async def create(
        self,
        *,
        completion_window: str,
        endpoint: Literal["/v1/chat/completions"],
        input_file_id: str,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Batch:
        """Run the requests of an uploaded file, at a lower price and within `completion_window`.

        Upload the file with `files.create`, and poll `batches.retrieve`. A completed batch has an `output_file_id`, and
        an `error_file_id` if requests failed.

        `POST /openai/v1/batches`

        Args:
            completion_window: The maximum duration of the batch, from `24h` to `7d`. Requests that have not been run by
                then expire.
            endpoint: The endpoint of the requests. Lines of the file may also name `/v1/audio/transcriptions` and
                `/v1/audio/translations`, with the audio by `url`.
            input_file_id: Id of the uploaded file with the requests.
            metadata: Your own key-value strings for the batch.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/batches",
            body={
                "completion_window": completion_window,
                "endpoint": endpoint,
                "input_file_id": input_file_id,
                "metadata": metadata,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Batch,
        )

    async def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> BatchListResponse:
        """List your batches, of any status.

        `GET /openai/v1/batches`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            "/openai/v1/batches",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=BatchListResponse,
        )

    async def retrieve(
        self,
        batch_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Batch:
        """Get a batch, with its status and the ids of its output files.

        `GET /openai/v1/batches/{batch_id}`

        Args:
            batch_id: Id of the batch.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            path_template("/openai/v1/batches/{batch_id}", batch_id=batch_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Batch,
        )

    async def cancel(
        self,
        batch_id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Batch:
        """Cancel a batch. It is `cancelling` until the running requests have ended, then `cancelled`.

        `POST /openai/v1/batches/{batch_id}/cancel`

        Args:
            batch_id: Id of the batch.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            path_template("/openai/v1/batches/{batch_id}/cancel", batch_id=batch_id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Batch,
        )

    @advised(
        {
            "*": "Its requests are the first argument. Parameters of "
            "`chat.completions.create` go into `params={...}`, for all requests, or "
            "into each request.",
            "input_file_id": "It uploads the requests itself. To start a batch for an uploaded file, use `create()`.",
        }
    )
    async def submit(
        self,
        requests: lib.batches.AsyncRequests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Any | Omit = omit,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
    ) -> lib.batches.AsyncBatchHandle:
        """Upload requests and start batches for them, one for every 50,000 requests or 200 MB.

        All requests are checked and written to disk before anything is sent. Raises `BatchInputError` for an invalid
        one. Wait for the results with `handle.wait()` and `handle.results()`.

        Args:
            requests: Prompts, lists of messages, parameters of `chat.completions.create`, or lines of a batch with
                `custom_id`, `url` and `body`; or the path of a JSONL file of these. They are read once, one at a time.
                With `AsyncGroq`, they may be an async iterable.
            completion_window: The maximum duration of a batch, from `24h` to `7d`. Requests that have not been run by
                then expire.
            model: The model for requests that do not name one.
            params: Parameters of `chat.completions.create` for requests that do not have them, such as `{"temperature":
                0}`.
            response_format: The format of the answers, or any type that pydantic has a JSON schema for. The results of
                a type have its value as `parsed`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            metadata: Your own key-value strings for each batch.
            handle: The path of a file for the state of the job. If it exists, the job continues from there: nothing is
                uploaded twice, even after the process was killed.
            max_resubmissions: How often requests that expired or failed temporarily are resubmitted, in a new batch.
            max_lines: Maximum number of requests in a batch; more are split into several batches.
            max_bytes: Maximum size of an input file in bytes; more requests are split into several batches.
        """
        from ..lib.batches import submit_async  # here: `create` does not need it

        call: Any = submit_async  # a type checker would try every overload
        made: lib.batches.AsyncBatchHandle = await call(
            self._client,
            requests=requests,
            completion_window=completion_window,
            model=model,
            params=params,
            response_format=response_format,
            strict=strict,
            metadata=metadata,
            handle=handle,
            max_resubmissions=max_resubmissions,
            max_lines=max_lines,
            max_bytes=max_bytes,
        )
        return made

    @overload
    async def run(
        self,
        requests: lib.batches.AsyncRequests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.AsyncOnProgress | None = None,
    ) -> lib.batches.BatchResults[_T]: ...

    @overload
    async def run(
        self,
        requests: lib.batches.AsyncRequests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.AsyncOnProgress | None = None,
    ) -> lib.batches.BatchResults: ...

    @overload
    async def run(
        self,
        requests: lib.batches.AsyncRequests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Any,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.AsyncOnProgress | None = None,
    ) -> lib.batches.BatchResults[Any]: ...

    @advised(
        {
            "*": "Its requests are the first argument. Parameters of "
            "`chat.completions.create` go into `params={...}`, for all requests, or "
            "into each request.",
            "input_file_id": "It uploads the requests itself. To start a batch for an uploaded file, use `create()`.",
        }
    )
    async def run(
        self,
        requests: lib.batches.AsyncRequests,
        *,
        completion_window: str = "24h",
        model: Optional[str] = None,
        params: Optional[Mapping[str, Any]] = None,
        response_format: Any | Omit = omit,
        strict: lib.schema.Strict = "auto",
        metadata: Optional[Dict[str, str]] = None,
        handle: str | PathLike[str] | None = None,
        max_resubmissions: int = 1,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        on_progress: lib.batches.AsyncOnProgress | None = None,
    ) -> lib.batches.BatchResults[Any]:
        """Run requests as batches, at a lower price; wait, and return their results.

        This is `submit()`, then `wait()` and `results()` of the handle. It may take as long as `completion_window`, so
        give a path as `handle`: the same call then continues where an earlier one was interrupted.

        Args:
            requests: Prompts, lists of messages, parameters of `chat.completions.create`, or lines of a batch with
                `custom_id`, `url` and `body`; or the path of a JSONL file of these. They are read once, one at a time.
                With `AsyncGroq`, they may be an async iterable.
            completion_window: The maximum duration of a batch, from `24h` to `7d`. Requests that have not been run by
                then expire.
            model: The model for requests that do not name one.
            params: Parameters of `chat.completions.create` for requests that do not have them, such as `{"temperature":
                0}`.
            response_format: The format of the answers, or any type that pydantic has a JSON schema for. The results of
                a type have its value as `parsed`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            metadata: Your own key-value strings for each batch.
            handle: The path of a file for the state of the job. If it exists, the job continues from there: nothing is
                uploaded twice, even after the process was killed.
            max_resubmissions: How often requests that expired or failed temporarily are resubmitted, in a new batch.
            max_lines: Maximum number of requests in a batch; more are split into several batches.
            max_bytes: Maximum size of an input file in bytes; more requests are split into several batches.
            on_progress: Called with a `BatchProgress` after each poll. With `AsyncGroq`, it may be async.
        """
        from ..lib.batches import run_async  # here: `create` does not need it

        call: Any = run_async  # a type checker would try every overload
        made: lib.batches.BatchResults[Any] = await call(
            self._client,
            requests=requests,
            completion_window=completion_window,
            model=model,
            params=params,
            response_format=response_format,
            strict=strict,
            metadata=metadata,
            handle=handle,
            max_resubmissions=max_resubmissions,
            max_lines=max_lines,
            max_bytes=max_bytes,
            on_progress=on_progress,
        )
        return made

    @advised()
    async def wait(
        self,
        handle: lib.batches.AsyncBatchHandle | str | PathLike[str],
        *,
        on_progress: lib.batches.AsyncOnProgress | None = None,
    ) -> lib.batches.AsyncBatchHandle:
        """Wait until all batches of a job have ended, and resubmit requests that expired or failed temporarily.

        Args:
            handle: The handle of `submit()`, or the path of its file.
            on_progress: Called with a `BatchProgress` after each poll. With `AsyncGroq`, it may be async.
        """
        from ..lib.batches import wait_async  # here: `create` does not need it

        call: Any = wait_async  # a type checker would try every overload
        made: lib.batches.AsyncBatchHandle = await call(
            self._client,
            handle=handle,
            on_progress=on_progress,
        )
        return made

    @overload
    async def results(
        self,
        handle: lib.batches.AsyncBatchHandle | str | PathLike[str],
        *,
        response_format: Type[_T] | lib.parse.OutputType[_T],
    ) -> lib.batches.BatchResults[_T]: ...

    @overload
    async def results(
        self,
        handle: lib.batches.AsyncBatchHandle | str | PathLike[str],
        *,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
    ) -> lib.batches.BatchResults: ...

    @overload
    async def results(
        self,
        handle: lib.batches.AsyncBatchHandle | str | PathLike[str],
        *,
        response_format: Any,
    ) -> lib.batches.BatchResults[Any]: ...

    @advised()
    async def results(
        self,
        handle: lib.batches.AsyncBatchHandle | str | PathLike[str],
        *,
        response_format: Any | Omit = omit,
    ) -> lib.batches.BatchResults[Any]:
        """Download the results of a job whose batches have ended, one for each request.

        Nothing is deleted from the API. Raises `BatchNotEndedError` if a batch still runs; call `wait()` first. An
        input file is downloaded, too, if some of its requests have no result, or the ids of the results do not match.

        Args:
            handle: The handle of `submit()`, or the path of its file.
            response_format: The type that the requests were submitted with, if any: each result has its value as
                `parsed`.
        """
        from ..lib.batches import results_async  # here: `create` does not need it

        call: Any = results_async  # a type checker would try every overload
        made: lib.batches.BatchResults[Any] = await call(
            self._client,
            handle=handle,
            response_format=response_format,
        )
        return made


class BatchesWithRawResponse:
    """`client.batches.with_raw_response`."""

    def __init__(self, batches: Batches) -> None:
        self._batches = batches
        self.create: Final = to_raw_response_wrapper(batches.create)
        self.list: Final = to_raw_response_wrapper(batches.list)
        self.retrieve: Final = to_raw_response_wrapper(batches.retrieve)
        self.cancel: Final = to_raw_response_wrapper(batches.cancel)


class AsyncBatchesWithRawResponse:
    """`client.batches.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, batches: AsyncBatches) -> None:
        self._batches = batches
        self.create: Final = async_to_raw_response_wrapper(batches.create)
        self.list: Final = async_to_raw_response_wrapper(batches.list)
        self.retrieve: Final = async_to_raw_response_wrapper(batches.retrieve)
        self.cancel: Final = async_to_raw_response_wrapper(batches.cancel)


class BatchesWithStreamingResponse:
    """`client.batches.with_streaming_response`."""

    def __init__(self, batches: Batches) -> None:
        self._batches = batches
        self.create: Final = to_streamed_response_wrapper(batches.create)
        self.list: Final = to_streamed_response_wrapper(batches.list)
        self.retrieve: Final = to_streamed_response_wrapper(batches.retrieve)
        self.cancel: Final = to_streamed_response_wrapper(batches.cancel)


class AsyncBatchesWithStreamingResponse:
    """`client.batches.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, batches: AsyncBatches) -> None:
        self._batches = batches
        self.create: Final = async_to_streamed_response_wrapper(batches.create)
        self.list: Final = async_to_streamed_response_wrapper(batches.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(batches.retrieve)
        self.cancel: Final = async_to_streamed_response_wrapper(batches.cancel)
