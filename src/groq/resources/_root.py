# Generated from openapi.yml by scripts/generate. Do not edit.
"""Base classes of the clients with their resources, each imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base_client import AsyncAPIClient, SyncAPIClient
from .._compat import cached_property, resource_property
from .._utils._lazy import LazyModule

if TYPE_CHECKING:
    from .. import resources
else:  # makes `import groq` fast
    resources = LazyModule("groq.resources")


class RootResources(SyncAPIClient):
    """The resources of `Groq`."""

    @resource_property
    def chat(self) -> resources.Chat:
        # imported here: makes `import groq` fast
        from .chat.chat import Chat

        return Chat(self)

    @resource_property
    def responses(self) -> resources.Responses:
        # imported here: makes `import groq` fast
        from .responses import Responses

        return Responses(self)

    @resource_property
    def embeddings(self) -> resources.Embeddings:
        # imported here: makes `import groq` fast
        from .embeddings import Embeddings

        return Embeddings(self)

    @resource_property
    def audio(self) -> resources.Audio:
        # imported here: makes `import groq` fast
        from .audio.audio import Audio

        return Audio(self)

    @resource_property
    def models(self) -> resources.Models:
        # imported here: makes `import groq` fast
        from .models import Models

        return Models(self)

    @resource_property
    def files(self) -> resources.Files:
        # imported here: makes `import groq` fast
        from .files import Files

        return Files(self)

    @resource_property
    def batches(self) -> resources.Batches:
        # imported here: makes `import groq` fast
        from .batches import Batches

        return Batches(self)

    @resource_property
    def reranking(self) -> resources.Reranking:
        # imported here: makes `import groq` fast
        from .reranking import Reranking

        return Reranking(self)

    @resource_property
    def fine_tunings(self) -> resources.FineTunings:
        # imported here: makes `import groq` fast
        from .fine_tunings import FineTunings

        return FineTunings(self)

    @resource_property
    def with_raw_response(self) -> GroqWithRawResponse:
        """The same resources, whose methods return the HTTP response. Its `.parse()` returns their usual result."""
        return GroqWithRawResponse(self)

    @resource_property
    def with_streaming_response(self) -> GroqWithStreamingResponse:
        """The same resources, whose methods are context managers over the HTTP response, whose body is not read yet."""
        return GroqWithStreamingResponse(self)


class AsyncRootResources(AsyncAPIClient):
    """The resources of `AsyncGroq`."""

    @resource_property
    def chat(self) -> resources.AsyncChat:
        # imported here: makes `import groq` fast
        from .chat.chat import AsyncChat

        return AsyncChat(self)

    @resource_property
    def responses(self) -> resources.AsyncResponses:
        # imported here: makes `import groq` fast
        from .responses import AsyncResponses

        return AsyncResponses(self)

    @resource_property
    def embeddings(self) -> resources.AsyncEmbeddings:
        # imported here: makes `import groq` fast
        from .embeddings import AsyncEmbeddings

        return AsyncEmbeddings(self)

    @resource_property
    def audio(self) -> resources.AsyncAudio:
        # imported here: makes `import groq` fast
        from .audio.audio import AsyncAudio

        return AsyncAudio(self)

    @resource_property
    def models(self) -> resources.AsyncModels:
        # imported here: makes `import groq` fast
        from .models import AsyncModels

        return AsyncModels(self)

    @resource_property
    def files(self) -> resources.AsyncFiles:
        # imported here: makes `import groq` fast
        from .files import AsyncFiles

        return AsyncFiles(self)

    @resource_property
    def batches(self) -> resources.AsyncBatches:
        # imported here: makes `import groq` fast
        from .batches import AsyncBatches

        return AsyncBatches(self)

    @resource_property
    def reranking(self) -> resources.AsyncReranking:
        # imported here: makes `import groq` fast
        from .reranking import AsyncReranking

        return AsyncReranking(self)

    @resource_property
    def fine_tunings(self) -> resources.AsyncFineTunings:
        # imported here: makes `import groq` fast
        from .fine_tunings import AsyncFineTunings

        return AsyncFineTunings(self)

    @resource_property
    def with_raw_response(self) -> AsyncGroqWithRawResponse:
        """The same resources, whose methods return the HTTP response. Its `.parse()` returns their usual result."""
        return AsyncGroqWithRawResponse(self)

    @resource_property
    def with_streaming_response(self) -> AsyncGroqWithStreamingResponse:
        """The same resources, whose methods are context managers over the HTTP response, whose body is not read yet."""
        return AsyncGroqWithStreamingResponse(self)


class GroqWithRawResponse:
    """`client.with_raw_response`."""

    def __init__(self, client: RootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> resources.ChatWithRawResponse:
        return self._client.chat.with_raw_response

    @cached_property
    def responses(self) -> resources.ResponsesWithRawResponse:
        return self._client.responses.with_raw_response

    @cached_property
    def embeddings(self) -> resources.EmbeddingsWithRawResponse:
        return self._client.embeddings.with_raw_response

    @cached_property
    def audio(self) -> resources.AudioWithRawResponse:
        return self._client.audio.with_raw_response

    @cached_property
    def models(self) -> resources.ModelsWithRawResponse:
        return self._client.models.with_raw_response

    @cached_property
    def files(self) -> resources.FilesWithRawResponse:
        return self._client.files.with_raw_response

    @cached_property
    def batches(self) -> resources.BatchesWithRawResponse:
        return self._client.batches.with_raw_response

    @cached_property
    def reranking(self) -> resources.RerankingWithRawResponse:
        return self._client.reranking.with_raw_response

    @cached_property
    def fine_tunings(self) -> resources.FineTuningsWithRawResponse:
        return self._client.fine_tunings.with_raw_response


class AsyncGroqWithRawResponse:
    """`client.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, client: AsyncRootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> resources.AsyncChatWithRawResponse:
        return self._client.chat.with_raw_response

    @cached_property
    def responses(self) -> resources.AsyncResponsesWithRawResponse:
        return self._client.responses.with_raw_response

    @cached_property
    def embeddings(self) -> resources.AsyncEmbeddingsWithRawResponse:
        return self._client.embeddings.with_raw_response

    @cached_property
    def audio(self) -> resources.AsyncAudioWithRawResponse:
        return self._client.audio.with_raw_response

    @cached_property
    def models(self) -> resources.AsyncModelsWithRawResponse:
        return self._client.models.with_raw_response

    @cached_property
    def files(self) -> resources.AsyncFilesWithRawResponse:
        return self._client.files.with_raw_response

    @cached_property
    def batches(self) -> resources.AsyncBatchesWithRawResponse:
        return self._client.batches.with_raw_response

    @cached_property
    def reranking(self) -> resources.AsyncRerankingWithRawResponse:
        return self._client.reranking.with_raw_response

    @cached_property
    def fine_tunings(self) -> resources.AsyncFineTuningsWithRawResponse:
        return self._client.fine_tunings.with_raw_response


class GroqWithStreamingResponse:
    """`client.with_streaming_response`."""

    def __init__(self, client: RootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> resources.ChatWithStreamingResponse:
        return self._client.chat.with_streaming_response

    @cached_property
    def responses(self) -> resources.ResponsesWithStreamingResponse:
        return self._client.responses.with_streaming_response

    @cached_property
    def embeddings(self) -> resources.EmbeddingsWithStreamingResponse:
        return self._client.embeddings.with_streaming_response

    @cached_property
    def audio(self) -> resources.AudioWithStreamingResponse:
        return self._client.audio.with_streaming_response

    @cached_property
    def models(self) -> resources.ModelsWithStreamingResponse:
        return self._client.models.with_streaming_response

    @cached_property
    def files(self) -> resources.FilesWithStreamingResponse:
        return self._client.files.with_streaming_response

    @cached_property
    def batches(self) -> resources.BatchesWithStreamingResponse:
        return self._client.batches.with_streaming_response

    @cached_property
    def reranking(self) -> resources.RerankingWithStreamingResponse:
        return self._client.reranking.with_streaming_response

    @cached_property
    def fine_tunings(self) -> resources.FineTuningsWithStreamingResponse:
        return self._client.fine_tunings.with_streaming_response


class AsyncGroqWithStreamingResponse:
    """`client.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, client: AsyncRootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> resources.AsyncChatWithStreamingResponse:
        return self._client.chat.with_streaming_response

    @cached_property
    def responses(self) -> resources.AsyncResponsesWithStreamingResponse:
        return self._client.responses.with_streaming_response

    @cached_property
    def embeddings(self) -> resources.AsyncEmbeddingsWithStreamingResponse:
        return self._client.embeddings.with_streaming_response

    @cached_property
    def audio(self) -> resources.AsyncAudioWithStreamingResponse:
        return self._client.audio.with_streaming_response

    @cached_property
    def models(self) -> resources.AsyncModelsWithStreamingResponse:
        return self._client.models.with_streaming_response

    @cached_property
    def files(self) -> resources.AsyncFilesWithStreamingResponse:
        return self._client.files.with_streaming_response

    @cached_property
    def batches(self) -> resources.AsyncBatchesWithStreamingResponse:
        return self._client.batches.with_streaming_response

    @cached_property
    def reranking(self) -> resources.AsyncRerankingWithStreamingResponse:
        return self._client.reranking.with_streaming_response

    @cached_property
    def fine_tunings(self) -> resources.AsyncFineTuningsWithStreamingResponse:
        return self._client.fine_tunings.with_streaming_response
