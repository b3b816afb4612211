# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

import httpx
from typing_extensions import Final

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
from ..types.fine_tuning_create_response import FineTuningCreateResponse
from ..types.fine_tuning_delete_response import FineTuningDeleteResponse
from ..types.fine_tuning_list_response import FineTuningListResponse
from ..types.fine_tuning_retrieve_response import FineTuningRetrieveResponse

__all__ = [
    "AsyncFineTunings",
    "AsyncFineTuningsWithRawResponse",
    "AsyncFineTuningsWithStreamingResponse",
    "FineTunings",
    "FineTuningsWithRawResponse",
    "FineTuningsWithStreamingResponse",
]


class FineTunings(SyncAPIResource):
    """`client.fine_tunings`."""

    @cached_property
    def with_raw_response(self) -> FineTuningsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return FineTuningsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FineTuningsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return FineTuningsWithStreamingResponse(self)

    def create(
        self,
        *,
        base_model: str | Omit = omit,
        input_file_id: str | Omit = omit,
        name: str | Omit = omit,
        type: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningCreateResponse:
        """Fine-tune a base model on an uploaded file. This endpoint is in closed beta.

        `POST /v1/fine_tunings`

        Args:
            base_model: Id of the base model.
            input_file_id: Id of the uploaded training file.
            name: A name of your choice.
            type: The kind of fine-tuning, such as `lora`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/v1/fine_tunings",
            body={
                "base_model": base_model,
                "input_file_id": input_file_id,
                "name": name,
                "type": type,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningCreateResponse,
        )

    def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningListResponse:
        """List your fine-tunings. This endpoint is in closed beta.

        `GET /v1/fine_tunings`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            "/v1/fine_tunings",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningListResponse,
        )

    def retrieve(
        self,
        id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningRetrieveResponse:
        """Get a fine-tuning, with the id of the fine-tuned model. This endpoint is in closed beta.

        `GET /v1/fine_tunings/{id}`

        Args:
            id: Id of the fine-tuning.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            path_template("/v1/fine_tunings/{id}", id=id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningRetrieveResponse,
        )

    def delete(
        self,
        id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningDeleteResponse:
        """Delete a fine-tuning permanently. This endpoint is in closed beta.

        `DELETE /v1/fine_tunings/{id}`

        Args:
            id: Id of the fine-tuning.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._delete(
            path_template("/v1/fine_tunings/{id}", id=id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningDeleteResponse,
        )


class AsyncFineTunings(AsyncAPIResource):
    """`client.fine_tunings` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncFineTuningsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncFineTuningsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFineTuningsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncFineTuningsWithStreamingResponse(self)

    async def create(
        self,
        *,
        base_model: str | Omit = omit,
        input_file_id: str | Omit = omit,
        name: str | Omit = omit,
        type: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningCreateResponse:
        """Fine-tune a base model on an uploaded file. This endpoint is in closed beta.

        `POST /v1/fine_tunings`

        Args:
            base_model: Id of the base model.
            input_file_id: Id of the uploaded training file.
            name: A name of your choice.
            type: The kind of fine-tuning, such as `lora`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/v1/fine_tunings",
            body={
                "base_model": base_model,
                "input_file_id": input_file_id,
                "name": name,
                "type": type,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningCreateResponse,
        )

    async def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningListResponse:
        """List your fine-tunings. This endpoint is in closed beta.

        `GET /v1/fine_tunings`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            "/v1/fine_tunings",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningListResponse,
        )

    async def retrieve(
        self,
        id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningRetrieveResponse:
        """Get a fine-tuning, with the id of the fine-tuned model. This endpoint is in closed beta.

        `GET /v1/fine_tunings/{id}`

        Args:
            id: Id of the fine-tuning.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            path_template("/v1/fine_tunings/{id}", id=id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningRetrieveResponse,
        )

    async def delete(
        self,
        id: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> FineTuningDeleteResponse:
        """Delete a fine-tuning permanently. This endpoint is in closed beta.

        `DELETE /v1/fine_tunings/{id}`

        Args:
            id: Id of the fine-tuning.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._delete(
            path_template("/v1/fine_tunings/{id}", id=id),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=FineTuningDeleteResponse,
        )


class FineTuningsWithRawResponse:
    """`client.fine_tunings.with_raw_response`."""

    def __init__(self, fine_tunings: FineTunings) -> None:
        self._fine_tunings = fine_tunings
        self.create: Final = to_raw_response_wrapper(fine_tunings.create)
        self.list: Final = to_raw_response_wrapper(fine_tunings.list)
        self.retrieve: Final = to_raw_response_wrapper(fine_tunings.retrieve)
        self.delete: Final = to_raw_response_wrapper(fine_tunings.delete)


class AsyncFineTuningsWithRawResponse:
    """`client.fine_tunings.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, fine_tunings: AsyncFineTunings) -> None:
        self._fine_tunings = fine_tunings
        self.create: Final = async_to_raw_response_wrapper(fine_tunings.create)
        self.list: Final = async_to_raw_response_wrapper(fine_tunings.list)
        self.retrieve: Final = async_to_raw_response_wrapper(fine_tunings.retrieve)
        self.delete: Final = async_to_raw_response_wrapper(fine_tunings.delete)


class FineTuningsWithStreamingResponse:
    """`client.fine_tunings.with_streaming_response`."""

    def __init__(self, fine_tunings: FineTunings) -> None:
        self._fine_tunings = fine_tunings
        self.create: Final = to_streamed_response_wrapper(fine_tunings.create)
        self.list: Final = to_streamed_response_wrapper(fine_tunings.list)
        self.retrieve: Final = to_streamed_response_wrapper(fine_tunings.retrieve)
        self.delete: Final = to_streamed_response_wrapper(fine_tunings.delete)


class AsyncFineTuningsWithStreamingResponse:
    """`client.fine_tunings.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, fine_tunings: AsyncFineTunings) -> None:
        self._fine_tunings = fine_tunings
        self.create: Final = async_to_streamed_response_wrapper(fine_tunings.create)
        self.list: Final = async_to_streamed_response_wrapper(fine_tunings.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(fine_tunings.retrieve)
        self.delete: Final = async_to_streamed_response_wrapper(fine_tunings.delete)
