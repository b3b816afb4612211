# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Optional

import httpx
from typing_extensions import Final

from .._base_client import make_request_options
from .._compat import cached_property
from .._resource import (
    AsyncAPIResource,
    SyncAPIResource,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    checked_iterable,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from .._types import Body, Headers, NotGiven, Omit, Query, SequenceNotStr, not_given, omit
from ..types.reranking_create_response import RerankingCreateResponse

__all__ = [
    "AsyncReranking",
    "AsyncRerankingWithRawResponse",
    "AsyncRerankingWithStreamingResponse",
    "Reranking",
    "RerankingWithRawResponse",
    "RerankingWithStreamingResponse",
]


class Reranking(SyncAPIResource):
    """`client.reranking`."""

    @cached_property
    def with_raw_response(self) -> RerankingWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return RerankingWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> RerankingWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return RerankingWithStreamingResponse(self)

    def create(
        self,
        *,
        docs: SequenceNotStr[str],
        model: str,
        query: str,
        instruction: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> RerankingCreateResponse:
        """Rank texts by their relevance to a query.

        `POST /openai/v1/reranking`

        Args:
            docs: The texts to rank, from 1 to 100, none of them empty.
            model: Id of the model to use.
            query: The query.
            instruction: Instructions for the comparison.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/reranking",
            body={
                "docs": checked_iterable("docs", docs),
                "model": model,
                "query": query,
                "instruction": instruction,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=RerankingCreateResponse,
        )


class AsyncReranking(AsyncAPIResource):
    """`client.reranking` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncRerankingWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncRerankingWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncRerankingWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncRerankingWithStreamingResponse(self)

    async def create(
        self,
        *,
        docs: SequenceNotStr[str],
        model: str,
        query: str,
        instruction: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> RerankingCreateResponse:
        """Rank texts by their relevance to a query.

        `POST /openai/v1/reranking`

        Args:
            docs: The texts to rank, from 1 to 100, none of them empty.
            model: Id of the model to use.
            query: The query.
            instruction: Instructions for the comparison.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/reranking",
            body={
                "docs": checked_iterable("docs", docs),
                "model": model,
                "query": query,
                "instruction": instruction,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=RerankingCreateResponse,
        )


class RerankingWithRawResponse:
    """`client.reranking.with_raw_response`."""

    def __init__(self, reranking: Reranking) -> None:
        self._reranking = reranking
        self.create: Final = to_raw_response_wrapper(reranking.create)


class AsyncRerankingWithRawResponse:
    """`client.reranking.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, reranking: AsyncReranking) -> None:
        self._reranking = reranking
        self.create: Final = async_to_raw_response_wrapper(reranking.create)


class RerankingWithStreamingResponse:
    """`client.reranking.with_streaming_response`."""

    def __init__(self, reranking: Reranking) -> None:
        self._reranking = reranking
        self.create: Final = to_streamed_response_wrapper(reranking.create)


class AsyncRerankingWithStreamingResponse:
    """`client.reranking.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, reranking: AsyncReranking) -> None:
        self._reranking = reranking
        self.create: Final = async_to_streamed_response_wrapper(reranking.create)
