# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Union

import httpx
from typing_extensions import Final, Literal

from ..._base_client import make_request_options
from ..._compat import cached_property
from ..._resource import (
    AsyncAPIResource,
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
    SyncAPIResource,
    async_to_custom_raw_response_wrapper,
    async_to_custom_streamed_response_wrapper,
    to_custom_raw_response_wrapper,
    to_custom_streamed_response_wrapper,
)
from ..._types import Body, Headers, NotGiven, Omit, Query, not_given, omit

__all__ = [
    "AsyncSpeech",
    "AsyncSpeechWithRawResponse",
    "AsyncSpeechWithStreamingResponse",
    "Speech",
    "SpeechWithRawResponse",
    "SpeechWithStreamingResponse",
]


class Speech(SyncAPIResource):
    """`client.audio.speech`."""

    @cached_property
    def with_raw_response(self) -> SpeechWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return SpeechWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> SpeechWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return SpeechWithStreamingResponse(self)

    def create(
        self,
        *,
        input: str,
        model: Union[
            str,
            Literal[
                "canopylabs/orpheus-v1-english", "canopylabs/orpheus-arabic-saudi", "playai-tts", "playai-tts-arabic"
            ],
        ],
        voice: str,
        response_format: Literal["flac", "mp3", "mulaw", "ogg", "wav"] | Omit = omit,
        sample_rate: Literal[8000, 16000, 22050, 24000, 32000, 44100, 48000] | Omit = omit,
        speed: float | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> BinaryAPIResponse:
        """Turn a text into spoken audio.

        The body is read completely: `content` and `read()` return its bytes, `write_to_file()` saves them. To save long
        audio as it arrives, use `with_streaming_response.create` and `stream_to_file()`.

        `POST /openai/v1/audio/speech`

        Args:
            input: The text to speak. The orpheus models take up to 200 characters, and directions such as `[cheerful]`.
            model: Id of the model to use. `playai-tts` and `playai-tts-arabic` are the older family.
            voice: The voice. `canopylabs/orpheus-v1-english` has `autumn`, `diana`, `hannah`, `austin`, `daniel` and
                `troy`; voices depend on the model.
            response_format: The format of the audio. Default `mp3`. The orpheus models support only `wav`.
            sample_rate: Sample rate in Hz. Default 48000.
            speed: Speed of the speech, from 0.5 (half as fast) to 5, default 1.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/audio/speech",
            body={
                "input": input,
                "model": model,
                "voice": voice,
                "response_format": response_format,
                "sample_rate": sample_rate,
                "speed": speed,
            },
            options=make_request_options(
                extra_headers={"Accept": "audio/wav", **(extra_headers or {})},
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            ),
            cast_to=BinaryAPIResponse,
        )


class AsyncSpeech(AsyncAPIResource):
    """`client.audio.speech` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncSpeechWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncSpeechWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncSpeechWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncSpeechWithStreamingResponse(self)

    async def create(
        self,
        *,
        input: str,
        model: Union[
            str,
            Literal[
                "canopylabs/orpheus-v1-english", "canopylabs/orpheus-arabic-saudi", "playai-tts", "playai-tts-arabic"
            ],
        ],
        voice: str,
        response_format: Literal["flac", "mp3", "mulaw", "ogg", "wav"] | Omit = omit,
        sample_rate: Literal[8000, 16000, 22050, 24000, 32000, 44100, 48000] | Omit = omit,
        speed: float | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> AsyncBinaryAPIResponse:
        """Turn a text into spoken audio.

        The body is read completely: `content` and `read()` return its bytes, `write_to_file()` saves them. To save long
        audio as it arrives, use `with_streaming_response.create` and `stream_to_file()`.

        `POST /openai/v1/audio/speech`

        Args:
            input: The text to speak. The orpheus models take up to 200 characters, and directions such as `[cheerful]`.
            model: Id of the model to use. `playai-tts` and `playai-tts-arabic` are the older family.
            voice: The voice. `canopylabs/orpheus-v1-english` has `autumn`, `diana`, `hannah`, `austin`, `daniel` and
                `troy`; voices depend on the model.
            response_format: The format of the audio. Default `mp3`. The orpheus models support only `wav`.
            sample_rate: Sample rate in Hz. Default 48000.
            speed: Speed of the speech, from 0.5 (half as fast) to 5, default 1.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/audio/speech",
            body={
                "input": input,
                "model": model,
                "voice": voice,
                "response_format": response_format,
                "sample_rate": sample_rate,
                "speed": speed,
            },
            options=make_request_options(
                extra_headers={"Accept": "audio/wav", **(extra_headers or {})},
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            ),
            cast_to=AsyncBinaryAPIResponse,
        )


class SpeechWithRawResponse:
    """`client.audio.speech.with_raw_response`."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self.create: Final = to_custom_raw_response_wrapper(speech.create, BinaryAPIResponse)


class AsyncSpeechWithRawResponse:
    """`client.audio.speech.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, speech: AsyncSpeech) -> None:
        self._speech = speech
        self.create: Final = async_to_custom_raw_response_wrapper(speech.create, AsyncBinaryAPIResponse)


class SpeechWithStreamingResponse:
    """`client.audio.speech.with_streaming_response`."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech
        self.create: Final = to_custom_streamed_response_wrapper(speech.create, StreamedBinaryAPIResponse)


class AsyncSpeechWithStreamingResponse:
    """`client.audio.speech.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, speech: AsyncSpeech) -> None:
        self._speech = speech
        self.create: Final = async_to_custom_streamed_response_wrapper(speech.create, AsyncStreamedBinaryAPIResponse)
