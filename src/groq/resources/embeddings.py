# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Optional, Union

import httpx
from typing_extensions import Final, Literal

from .._base_client import make_request_options
from .._compat import cached_property
from .._resource import (
    AsyncAPIResource,
    SyncAPIResource,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from .._types import Body, Headers, NotGiven, Omit, Query, SequenceNotStr, not_given, omit
from ..types.create_embedding_response import CreateEmbeddingResponse

__all__ = [
    "AsyncEmbeddings",
    "AsyncEmbeddingsWithRawResponse",
    "AsyncEmbeddingsWithStreamingResponse",
    "Embeddings",
    "EmbeddingsWithRawResponse",
    "EmbeddingsWithStreamingResponse",
]


class Embeddings(SyncAPIResource):
    """`client.embeddings`."""

    @cached_property
    def with_raw_response(self) -> EmbeddingsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return EmbeddingsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> EmbeddingsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return EmbeddingsWithStreamingResponse(self)

    def create(
        self,
        *,
        input: Union[str, SequenceNotStr[str]],
        model: Union[str, Literal["nomic-embed-text-v1_5"]],
        encoding_format: Literal["float", "base64"] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> CreateEmbeddingResponse:
        """Create an embedding of each text; texts with similar meaning get vectors that are close to each other.

        `POST /openai/v1/embeddings`

        Args:
            input: The text, or at most 2048 texts (at least one).
            model: Id of the model to use.
            encoding_format: The encoding of the vectors: lists of numbers (`float`, the default), or strings
                (`base64`), which are smaller.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/embeddings",
            body={
                "input": input,
                "model": model,
                "encoding_format": encoding_format,
                "user": user,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=CreateEmbeddingResponse,
        )


class AsyncEmbeddings(AsyncAPIResource):
    """`client.embeddings` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncEmbeddingsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncEmbeddingsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncEmbeddingsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncEmbeddingsWithStreamingResponse(self)

    async def create(
        self,
        *,
        input: Union[str, SequenceNotStr[str]],
        model: Union[str, Literal["nomic-embed-text-v1_5"]],
        encoding_format: Literal["float", "base64"] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> CreateEmbeddingResponse:
        """Create an embedding of each text; texts with similar meaning get vectors that are close to each other.

        `POST /openai/v1/embeddings`

        Args:
            input: The text, or at most 2048 texts (at least one).
            model: Id of the model to use.
            encoding_format: The encoding of the vectors: lists of numbers (`float`, the default), or strings
                (`base64`), which are smaller.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/embeddings",
            body={
                "input": input,
                "model": model,
                "encoding_format": encoding_format,
                "user": user,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=CreateEmbeddingResponse,
        )


class EmbeddingsWithRawResponse:
    """`client.embeddings.with_raw_response`."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self.create: Final = to_raw_response_wrapper(embeddings.create)


class AsyncEmbeddingsWithRawResponse:
    """`client.embeddings.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, embeddings: AsyncEmbeddings) -> None:
        self._embeddings = embeddings
        self.create: Final = async_to_raw_response_wrapper(embeddings.create)


class EmbeddingsWithStreamingResponse:
    """`client.embeddings.with_streaming_response`."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self.create: Final = to_streamed_response_wrapper(embeddings.create)


class AsyncEmbeddingsWithStreamingResponse:
    """`client.embeddings.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, embeddings: AsyncEmbeddings) -> None:
        self._embeddings = embeddings
        self.create: Final = async_to_streamed_response_wrapper(embeddings.create)
