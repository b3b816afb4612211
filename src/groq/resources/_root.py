# Generated from openapi.yml by scripts/generate. Do not edit.
"""Base classes of the clients with their resources, each imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._base_client import AsyncAPIClient, SyncAPIClient
from .._compat import cached_property, resource_property

if TYPE_CHECKING:
    from .audio.audio import (
        AsyncAudio,
        AsyncAudioWithRawResponse,
        AsyncAudioWithStreamingResponse,
        Audio,
        AudioWithRawResponse,
        AudioWithStreamingResponse,
    )
    from .batches import (
        AsyncBatches,
        AsyncBatchesWithRawResponse,
        AsyncBatchesWithStreamingResponse,
        Batches,
        BatchesWithRawResponse,
        BatchesWithStreamingResponse,
    )
    from .chat.chat import (
        AsyncChat,
        AsyncChatWithRawResponse,
        AsyncChatWithStreamingResponse,
        Chat,
        ChatWithRawResponse,
        ChatWithStreamingResponse,
    )
    from .embeddings import (
        AsyncEmbeddings,
        AsyncEmbeddingsWithRawResponse,
        AsyncEmbeddingsWithStreamingResponse,
        Embeddings,
        EmbeddingsWithRawResponse,
        EmbeddingsWithStreamingResponse,
    )
    from .files import (
        AsyncFiles,
        AsyncFilesWithRawResponse,
        AsyncFilesWithStreamingResponse,
        Files,
        FilesWithRawResponse,
        FilesWithStreamingResponse,
    )
    from .fine_tunings import (
        AsyncFineTunings,
        AsyncFineTuningsWithRawResponse,
        AsyncFineTuningsWithStreamingResponse,
        FineTunings,
        FineTuningsWithRawResponse,
        FineTuningsWithStreamingResponse,
    )
    from .models import (
        AsyncModels,
        AsyncModelsWithRawResponse,
        AsyncModelsWithStreamingResponse,
        Models,
        ModelsWithRawResponse,
        ModelsWithStreamingResponse,
    )
    from .reranking import (
        AsyncReranking,
        AsyncRerankingWithRawResponse,
        AsyncRerankingWithStreamingResponse,
        Reranking,
        RerankingWithRawResponse,
        RerankingWithStreamingResponse,
    )
    from .responses import (
        AsyncResponses,
        AsyncResponsesWithRawResponse,
        AsyncResponsesWithStreamingResponse,
        Responses,
        ResponsesWithRawResponse,
        ResponsesWithStreamingResponse,
    )


class RootResources(SyncAPIClient):
    """The resources of `Groq`."""

    @resource_property
    def chat(self) -> Chat:
        # imported here: makes `import groq` fast
        from .chat.chat import Chat

        return Chat(self)

    @resource_property
    def responses(self) -> Responses:
        # imported here: makes `import groq` fast
        from .responses import Responses

        return Responses(self)

    @resource_property
    def embeddings(self) -> Embeddings:
        # imported here: makes `import groq` fast
        from .embeddings import Embeddings

        return Embeddings(self)

    @resource_property
    def audio(self) -> Audio:
        # imported here: makes `import groq` fast
        from .audio.audio import Audio

        return Audio(self)

    @resource_property
    def models(self) -> Models:
        # imported here: makes `import groq` fast
        from .models import Models

        return Models(self)

    @resource_property
    def files(self) -> Files:
        # imported here: makes `import groq` fast
        from .files import Files

        return Files(self)

    @resource_property
    def batches(self) -> Batches:
        # imported here: makes `import groq` fast
        from .batches import Batches

        return Batches(self)

    @resource_property
    def reranking(self) -> Reranking:
        # imported here: makes `import groq` fast
        from .reranking import Reranking

        return Reranking(self)

    @resource_property
    def fine_tunings(self) -> FineTunings:
        # imported here: makes `import groq` fast
        from .fine_tunings import FineTunings

        return FineTunings(self)

    @resource_property
    def with_raw_response(self) -> GroqWithRawResponse:
        """The same resources, whose methods return the HTTP response; `.parse()` returns what they return here."""
        return GroqWithRawResponse(self)

    @resource_property
    def with_streaming_response(self) -> GroqWithStreamingResponse:
        """The same resources, whose methods are context managers over the HTTP response, whose body is not read yet."""
        return GroqWithStreamingResponse(self)


class AsyncRootResources(AsyncAPIClient):
    """The resources of `AsyncGroq`."""

    @resource_property
    def chat(self) -> AsyncChat:
        # imported here: makes `import groq` fast
        from .chat.chat import AsyncChat

        return AsyncChat(self)

    @resource_property
    def responses(self) -> AsyncResponses:
        # imported here: makes `import groq` fast
        from .responses import AsyncResponses

        return AsyncResponses(self)

    @resource_property
    def embeddings(self) -> AsyncEmbeddings:
        # imported here: makes `import groq` fast
        from .embeddings import AsyncEmbeddings

        return AsyncEmbeddings(self)

    @resource_property
    def audio(self) -> AsyncAudio:
        # imported here: makes `import groq` fast
        from .audio.audio import AsyncAudio

        return AsyncAudio(self)

    @resource_property
    def models(self) -> AsyncModels:
        # imported here: makes `import groq` fast
        from .models import AsyncModels

        return AsyncModels(self)

    @resource_property
    def files(self) -> AsyncFiles:
        # imported here: makes `import groq` fast
        from .files import AsyncFiles

        return AsyncFiles(self)

    @resource_property
    def batches(self) -> AsyncBatches:
        # imported here: makes `import groq` fast
        from .batches import AsyncBatches

        return AsyncBatches(self)

    @resource_property
    def reranking(self) -> AsyncReranking:
        # imported here: makes `import groq` fast
        from .reranking import AsyncReranking

        return AsyncReranking(self)

    @resource_property
    def fine_tunings(self) -> AsyncFineTunings:
        # imported here: makes `import groq` fast
        from .fine_tunings import AsyncFineTunings

        return AsyncFineTunings(self)

    @resource_property
    def with_raw_response(self) -> AsyncGroqWithRawResponse:
        """The same resources, whose methods return the HTTP response; `.parse()` returns what they return here."""
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
    def chat(self) -> ChatWithRawResponse:
        return self._client.chat.with_raw_response

    @cached_property
    def responses(self) -> ResponsesWithRawResponse:
        return self._client.responses.with_raw_response

    @cached_property
    def embeddings(self) -> EmbeddingsWithRawResponse:
        return self._client.embeddings.with_raw_response

    @cached_property
    def audio(self) -> AudioWithRawResponse:
        return self._client.audio.with_raw_response

    @cached_property
    def models(self) -> ModelsWithRawResponse:
        return self._client.models.with_raw_response

    @cached_property
    def files(self) -> FilesWithRawResponse:
        return self._client.files.with_raw_response

    @cached_property
    def batches(self) -> BatchesWithRawResponse:
        return self._client.batches.with_raw_response

    @cached_property
    def reranking(self) -> RerankingWithRawResponse:
        return self._client.reranking.with_raw_response

    @cached_property
    def fine_tunings(self) -> FineTuningsWithRawResponse:
        return self._client.fine_tunings.with_raw_response


class AsyncGroqWithRawResponse:
    """`client.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, client: AsyncRootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> AsyncChatWithRawResponse:
        return self._client.chat.with_raw_response

    @cached_property
    def responses(self) -> AsyncResponsesWithRawResponse:
        return self._client.responses.with_raw_response

    @cached_property
    def embeddings(self) -> AsyncEmbeddingsWithRawResponse:
        return self._client.embeddings.with_raw_response

    @cached_property
    def audio(self) -> AsyncAudioWithRawResponse:
        return self._client.audio.with_raw_response

    @cached_property
    def models(self) -> AsyncModelsWithRawResponse:
        return self._client.models.with_raw_response

    @cached_property
    def files(self) -> AsyncFilesWithRawResponse:
        return self._client.files.with_raw_response

    @cached_property
    def batches(self) -> AsyncBatchesWithRawResponse:
        return self._client.batches.with_raw_response

    @cached_property
    def reranking(self) -> AsyncRerankingWithRawResponse:
        return self._client.reranking.with_raw_response

    @cached_property
    def fine_tunings(self) -> AsyncFineTuningsWithRawResponse:
        return self._client.fine_tunings.with_raw_response


class GroqWithStreamingResponse:
    """`client.with_streaming_response`."""

    def __init__(self, client: RootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> ChatWithStreamingResponse:
        return self._client.chat.with_streaming_response

    @cached_property
    def responses(self) -> ResponsesWithStreamingResponse:
        return self._client.responses.with_streaming_response

    @cached_property
    def embeddings(self) -> EmbeddingsWithStreamingResponse:
        return self._client.embeddings.with_streaming_response

    @cached_property
    def audio(self) -> AudioWithStreamingResponse:
        return self._client.audio.with_streaming_response

    @cached_property
    def models(self) -> ModelsWithStreamingResponse:
        return self._client.models.with_streaming_response

    @cached_property
    def files(self) -> FilesWithStreamingResponse:
        return self._client.files.with_streaming_response

    @cached_property
    def batches(self) -> BatchesWithStreamingResponse:
        return self._client.batches.with_streaming_response

    @cached_property
    def reranking(self) -> RerankingWithStreamingResponse:
        return self._client.reranking.with_streaming_response

    @cached_property
    def fine_tunings(self) -> FineTuningsWithStreamingResponse:
        return self._client.fine_tunings.with_streaming_response


class AsyncGroqWithStreamingResponse:
    """`client.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, client: AsyncRootResources) -> None:
        self._client = client

    @cached_property
    def chat(self) -> AsyncChatWithStreamingResponse:
        return self._client.chat.with_streaming_response

    @cached_property
    def responses(self) -> AsyncResponsesWithStreamingResponse:
        return self._client.responses.with_streaming_response

    @cached_property
    def embeddings(self) -> AsyncEmbeddingsWithStreamingResponse:
        return self._client.embeddings.with_streaming_response

    @cached_property
    def audio(self) -> AsyncAudioWithStreamingResponse:
        return self._client.audio.with_streaming_response

    @cached_property
    def models(self) -> AsyncModelsWithStreamingResponse:
        return self._client.models.with_streaming_response

    @cached_property
    def files(self) -> AsyncFilesWithStreamingResponse:
        return self._client.files.with_streaming_response

    @cached_property
    def batches(self) -> AsyncBatchesWithStreamingResponse:
        return self._client.batches.with_streaming_response

    @cached_property
    def reranking(self) -> AsyncRerankingWithStreamingResponse:
        return self._client.reranking.with_streaming_response

    @cached_property
    def fine_tunings(self) -> AsyncFineTuningsWithStreamingResponse:
        return self._client.fine_tunings.with_streaming_response
