# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Optional

import httpx
from typing_extensions import Final, Literal

from .._base_client import make_request_options
from .._compat import cached_property
from .._resource import (
    AsyncAPIResource,
    SyncAPIResource,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    path_template,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from .._types import Body, Headers, NotGiven, Omit, Query, not_given, omit
from ..types.batch import Batch
from ..types.batch_list_response import BatchListResponse

__all__ = [
    "AsyncBatches",
    "AsyncBatchesWithRawResponse",
    "AsyncBatchesWithStreamingResponse",
    "Batches",
    "BatchesWithRawResponse",
    "BatchesWithStreamingResponse",
]


class Batches(SyncAPIResource):
    """`client.batches`."""

    @cached_property
    def with_raw_response(self) -> BatchesWithRawResponse:
        """The same methods, returning the HTTP response, whose `.parse()` returns what they return here."""
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
        """Run the requests of an uploaded file, at a lower price and within the time you allow.

        Upload the file with `files.create`, and poll `batches.retrieve`: at the end, the batch has an
        `output_file_id`, and an `error_file_id` if requests failed.

        `POST /openai/v1/batches`

        Args:
            completion_window: How long the batch may take, from `24h` to `7d`. Requests that are not done by then
                expire.
            endpoint: The endpoint that the requests go to. Lines of the file may also ask for
                `/v1/audio/transcriptions` and `/v1/audio/translations`, with the audio by `url`.
            input_file_id: Id of the uploaded file with the requests.
            metadata: Strings of your own that go with the batch.
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
        """Cancel a batch. It is `cancelling` until the running requests are done, then `cancelled`.

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


class AsyncBatches(AsyncAPIResource):
    """`client.batches` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncBatchesWithRawResponse:
        """The same methods, returning the HTTP response, whose `.parse()` returns what they return here."""
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
        """Run the requests of an uploaded file, at a lower price and within the time you allow.

        Upload the file with `files.create`, and poll `batches.retrieve`: at the end, the batch has an
        `output_file_id`, and an `error_file_id` if requests failed.

        `POST /openai/v1/batches`

        Args:
            completion_window: How long the batch may take, from `24h` to `7d`. Requests that are not done by then
                expire.
            endpoint: The endpoint that the requests go to. Lines of the file may also ask for
                `/v1/audio/transcriptions` and `/v1/audio/translations`, with the audio by `url`.
            input_file_id: Id of the uploaded file with the requests.
            metadata: Strings of your own that go with the batch.
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
        """Cancel a batch. It is `cancelling` until the running requests are done, then `cancelled`.

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
