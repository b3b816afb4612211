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
from .._types import Body, Headers, NotGiven, Query, not_given
from ..types.model import Model
from ..types.model_deleted import ModelDeleted
from ..types.model_list_response import ModelListResponse

__all__ = [
    "AsyncModels",
    "AsyncModelsWithRawResponse",
    "AsyncModelsWithStreamingResponse",
    "Models",
    "ModelsWithRawResponse",
    "ModelsWithStreamingResponse",
]


class Models(SyncAPIResource):
    """`client.models`."""

    @cached_property
    def with_raw_response(self) -> ModelsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return ModelsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ModelsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return ModelsWithStreamingResponse(self)

    def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> ModelListResponse:
        """List every model that your key may use.

        `GET /openai/v1/models`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            "/openai/v1/models",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=ModelListResponse,
        )

    def retrieve(
        self,
        model: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Model:
        """Get a model, with its owner and its token limits.

        `GET /openai/v1/models/{model}`

        Args:
            model: Id of the model, which may contain a slash, as in `openai/gpt-oss-20b`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._get(
            path_template("/openai/v1/models/{model}", model=model),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Model,
        )

    def delete(
        self,
        model: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> ModelDeleted:
        """Delete a model of your own, such as a fine-tuned one.

        `DELETE /openai/v1/models/{model}`

        Args:
            model: Id of the model, which may contain a slash, as in `openai/gpt-oss-20b`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._delete(
            path_template("/openai/v1/models/{model}", model=model),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=ModelDeleted,
        )


class AsyncModels(AsyncAPIResource):
    """`client.models` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncModelsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncModelsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncModelsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncModelsWithStreamingResponse(self)

    async def list(
        self,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> ModelListResponse:
        """List every model that your key may use.

        `GET /openai/v1/models`

        Args:
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            "/openai/v1/models",
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=ModelListResponse,
        )

    async def retrieve(
        self,
        model: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Model:
        """Get a model, with its owner and its token limits.

        `GET /openai/v1/models/{model}`

        Args:
            model: Id of the model, which may contain a slash, as in `openai/gpt-oss-20b`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._get(
            path_template("/openai/v1/models/{model}", model=model),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Model,
        )

    async def delete(
        self,
        model: str,
        *,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> ModelDeleted:
        """Delete a model of your own, such as a fine-tuned one.

        `DELETE /openai/v1/models/{model}`

        Args:
            model: Id of the model, which may contain a slash, as in `openai/gpt-oss-20b`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._delete(
            path_template("/openai/v1/models/{model}", model=model),
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=ModelDeleted,
        )


class ModelsWithRawResponse:
    """`client.models.with_raw_response`."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self.list: Final = to_raw_response_wrapper(models.list)
        self.retrieve: Final = to_raw_response_wrapper(models.retrieve)
        self.delete: Final = to_raw_response_wrapper(models.delete)


class AsyncModelsWithRawResponse:
    """`client.models.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, models: AsyncModels) -> None:
        self._models = models
        self.list: Final = async_to_raw_response_wrapper(models.list)
        self.retrieve: Final = async_to_raw_response_wrapper(models.retrieve)
        self.delete: Final = async_to_raw_response_wrapper(models.delete)


class ModelsWithStreamingResponse:
    """`client.models.with_streaming_response`."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self.list: Final = to_streamed_response_wrapper(models.list)
        self.retrieve: Final = to_streamed_response_wrapper(models.retrieve)
        self.delete: Final = to_streamed_response_wrapper(models.delete)


class AsyncModelsWithStreamingResponse:
    """`client.models.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, models: AsyncModels) -> None:
        self._models = models
        self.list: Final = async_to_streamed_response_wrapper(models.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(models.retrieve)
        self.delete: Final = async_to_streamed_response_wrapper(models.delete)
