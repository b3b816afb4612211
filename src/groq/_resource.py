"""Base classes of the generated resources, and the names that generated methods import."""

from __future__ import annotations

# fmt: off
# isort: off
from ._base_client import AsyncAPIClient, SyncAPIClient
from ._advice import advised
from ._request.arguments import checked_iterable
from ._request.urls import path_template
from ._response import (
    AsyncBinaryAPIResponse, AsyncStreamedBinaryAPIResponse, BinaryAPIResponse, StreamedBinaryAPIResponse,
    async_to_custom_raw_response_wrapper, async_to_custom_streamed_response_wrapper, async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper, to_custom_raw_response_wrapper, to_custom_streamed_response_wrapper,
    to_raw_response_wrapper, to_streamed_response_wrapper,
)
from ._streaming import AsyncStream, Stream

__all__ = [
    "AsyncAPIResource", "AsyncBinaryAPIResponse", "AsyncStream", "AsyncStreamedBinaryAPIResponse", "BinaryAPIResponse",
    "Stream", "StreamedBinaryAPIResponse", "SyncAPIResource", "advised", "async_to_custom_raw_response_wrapper",
    "async_to_custom_streamed_response_wrapper", "async_to_raw_response_wrapper", "async_to_streamed_response_wrapper",
    "checked_iterable", "path_template", "to_custom_raw_response_wrapper", "to_custom_streamed_response_wrapper",
    "to_raw_response_wrapper", "to_streamed_response_wrapper",
]
# isort: on
# fmt: on


class SyncAPIResource:
    """Group of endpoints of a blocking client."""

    _client: SyncAPIClient

    def __init__(self, client: SyncAPIClient) -> None:
        self._client = client
        self._get = client.get
        self._post = client.post
        self._put = client.put
        self._patch = client.patch
        self._delete = client.delete


class AsyncAPIResource:
    """Group of endpoints of an async client."""

    _client: AsyncAPIClient

    def __init__(self, client: AsyncAPIClient) -> None:
        self._client = client
        self._get = client.get
        self._post = client.post
        self._put = client.put
        self._patch = client.patch
        self._delete = client.delete
