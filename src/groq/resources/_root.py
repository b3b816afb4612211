# Generated from openapi.yml by scripts/generate. Do not edit.
"""What the client classes have from the spec: its resources, each imported when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base_client import AsyncAPIClient, SyncAPIClient
from .._compat import cached_property

if TYPE_CHECKING:
    from .chat.chat import (
        AsyncChat,
        AsyncChatWithRawResponse,
        AsyncChatWithStreamingResponse,
        Chat,
        ChatWithRawResponse,
        ChatWithStreamingResponse,
    )


class RootResources(SyncAPIClient):
    """The resources of `Groq`."""

    @cached_property
    def chat(self) -> Chat:
        # Imported here to keep `import groq` fast.
        from .chat.chat import Chat

        return Chat(self)

    @cached_property
    def with_raw_response(self) -> GroqWithRawResponse:
        """The same resources, whose methods return the HTTP response; `.parse()` it for what they return here."""
        return GroqWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> GroqWithStreamingResponse:
        """The same resources, whose methods are context managers over an HTTP response that is not read yet."""
        return GroqWithStreamingResponse(self)


class AsyncRootResources(AsyncAPIClient):
    """The resources of `AsyncGroq`."""

    @cached_property
    def chat(self) -> AsyncChat:
        # Imported here to keep `import groq` fast.
        from .chat.chat import AsyncChat

        return AsyncChat(self)

    @cached_property
    def with_raw_response(self) -> AsyncGroqWithRawResponse:
        """The same resources, whose methods return the HTTP response; `.parse()` it for what they return here."""
        return AsyncGroqWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncGroqWithStreamingResponse:
        """The same resources, whose methods are context managers over an HTTP response that is not read yet."""
        return AsyncGroqWithStreamingResponse(self)


class GroqWithRawResponse:
    """`client.with_raw_response`."""

    def __init__(self, client: RootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> ChatWithRawResponse:
        return self._client.chat.with_raw_response


class AsyncGroqWithRawResponse:
    """`client.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, client: AsyncRootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> AsyncChatWithRawResponse:
        return self._client.chat.with_raw_response


class GroqWithStreamingResponse:
    """`client.with_streaming_response`."""

    def __init__(self, client: RootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> ChatWithStreamingResponse:
        return self._client.chat.with_streaming_response


class AsyncGroqWithStreamingResponse:
    """`client.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, client: AsyncRootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> AsyncChatWithStreamingResponse:
        return self._client.chat.with_streaming_response
