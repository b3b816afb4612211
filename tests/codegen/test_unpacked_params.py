"""The parameters of a method can be unpacked from its TypedDict. The type checkers read this file, and it also runs."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from typing_extensions import assert_type

from groq import AsyncGroq, AsyncStream, Groq, Stream
from groq.types.audio import SpeechCreateParams, TranscriptionCreateParams, TranslationCreateParams
from groq.types.batch_create_params import BatchCreateParams
from groq.types.chat import ChatCompletion, ChatCompletionChunk, CompletionCreateParams
from groq.types.embedding_create_params import EmbeddingCreateParams
from groq.types.file_create_params import FileCreateParams
from groq.types.responses import ResponseCreateParams

from ..support.clients import sync_client_of

CHAT: CompletionCreateParams = {"messages": [{"role": "user", "content": "Hi"}], "model": "m"}
BATCH: BatchCreateParams = {"completion_window": "24h", "endpoint": "/v1/chat/completions", "input_file_id": "f"}
EMBEDDING: EmbeddingCreateParams = {"input": ["a"], "model": "m"}
FILE: FileCreateParams = {"file": b"{}", "purpose": "batch"}
RESPONSE: ResponseCreateParams = {"input": "Hi", "model": "m"}
SPEECH: SpeechCreateParams = {"input": "Hi", "model": "m", "voice": "v"}
TRANSCRIPTION: TranscriptionCreateParams = {"model": "m", "file": b"RIFF"}
TRANSLATION: TranslationCreateParams = {"model": "m", "file": b"RIFF"}


@pytest.fixture
def bodies() -> list[bytes]:
    return []


@pytest.fixture
def client(bodies: list[bytes]) -> Iterator[Groq]:
    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return httpx.Response(200, json={"id": "x", "text": "Hi", "data": []})

    with sync_client_of(answer) as client:
        yield client


def test_parameters_of_a_completion_are_unpacked(client: Groq, bodies: list[bytes]) -> None:
    answer = client.chat.completions.create(**CHAT)
    assert isinstance(answer, ChatCompletion)
    assert json.loads(bodies[0]) == {**CHAT}


def test_parameters_of_every_method_are_unpacked(client: Groq, bodies: list[bytes]) -> None:
    client.audio.speech.create(**SPEECH)
    client.audio.transcriptions.create(**TRANSCRIPTION)
    client.audio.translations.create(**TRANSLATION)
    client.batches.create(**BATCH)
    client.embeddings.create(**EMBEDDING)
    client.files.create(**FILE)
    client.responses.create(**RESPONSE)
    assert len(bodies) == 7


def typed_calls(client: Groq, stream: bool, maybe: bool | None) -> None:
    """Assert the types of a call with each kind of `stream`; not called."""
    create = client.chat.completions.create
    either = create(messages=[], model="m", stream=stream)
    assert_type(create(**CHAT), ChatCompletion | Stream[ChatCompletionChunk])
    assert_type(create(messages=[], model="m"), ChatCompletion)
    assert_type(create(messages=[], model="m", stream=None), ChatCompletion)
    assert_type(create(messages=[], model="m", stream=False), ChatCompletion)
    assert_type(create(messages=[], model="m", stream=True), Stream[ChatCompletionChunk])
    assert_type(either, ChatCompletion | Stream[ChatCompletionChunk])
    assert_type(create(messages=[], model="m", stream=maybe), ChatCompletion | Stream[ChatCompletionChunk])


async def typed_async_calls(client: AsyncGroq, maybe: bool | None) -> None:
    """Assert the types of the async methods; not called."""
    create = client.chat.completions.create
    assert_type(await create(**CHAT), ChatCompletion | AsyncStream[ChatCompletionChunk])
    assert_type(await create(messages=[], model="m", stream=maybe), ChatCompletion | AsyncStream[ChatCompletionChunk])
    await client.responses.create(**RESPONSE)
    await client.audio.transcriptions.create(**TRANSCRIPTION)
