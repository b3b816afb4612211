# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, List, Type, Union, overload

import httpx
from typing_extensions import Final, Literal

from ... import types
from ..._base_client import make_request_options
from ..._compat import cached_property
from ..._resource import (
    AsyncAPIResource,
    SyncAPIResource,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    checked_iterable,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from ..._types import Body, FileTypes, Headers, NotGiven, Omit, Query, not_given, omit
from ...types.audio.transcription import Transcription
from ...types.audio.transcription_verbose import TranscriptionVerbose

__all__ = [
    "AsyncTranscriptions",
    "AsyncTranscriptionsWithRawResponse",
    "AsyncTranscriptionsWithStreamingResponse",
    "Transcriptions",
    "TranscriptionsWithRawResponse",
    "TranscriptionsWithStreamingResponse",
]

# response_format → return type
_CREATE_RETURNS: Dict[object, Type[Union[Transcription, str, TranscriptionVerbose]]] = {
    "json": Transcription,
    "text": str,
    "verbose_json": TranscriptionVerbose,
}


class Transcriptions(SyncAPIResource):
    """`client.audio.transcriptions`."""

    @cached_property
    def with_raw_response(self) -> TranscriptionsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return TranscriptionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> TranscriptionsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return TranscriptionsWithStreamingResponse(self)

    @overload
    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["json"] | Omit = omit,
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Transcription: ...

    @overload
    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["text"],
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> str: ...

    @overload
    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["verbose_json"],
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> TranscriptionVerbose: ...

    @overload
    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Transcription, str, TranscriptionVerbose]: ...

    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Transcription, str, TranscriptionVerbose]:
        """Transcribe a recording in its own language.

        The recording is either attached as `file` (at most 25 MB on the free tier) or fetched from `url` (up to 100 MB
        on paid tiers). `response_format` selects the return type: a `Transcription`, a `str` or a
        `TranscriptionVerbose` with timestamps.

        `POST /openai/v1/audio/transcriptions`

        Args:
            model: Id of the model to use.
            file: The recording: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content,
                media type)`. The API detects the audio format from the file extension. Either this or `url`.
            language: The spoken language, as an ISO 639-1 code. It improves accuracy and speed.
            prompt: Text in the language of the recording, which guides style and spelling of names: an example, or the
                preceding text.
            response_format: Selects the return type: the default `json` a `Transcription`, `text` a `str`,
                `verbose_json` a `TranscriptionVerbose` with the language and timestamps.
            temperature: Sampling temperature, 0 to 1. With 0, the default, the model raises it automatically if
                necessary.
            timestamp_granularities: Granularity of the timestamps: `segment`, `word` or both. Default `['segment']`.
                Requires `response_format="verbose_json"`.
            url: A URL from which the API can fetch the recording, or the recording as a `data:` URL. Either this or
                `file`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/audio/transcriptions",
            body={
                "model": model,
                "language": language,
                "prompt": prompt,
                "response_format": response_format,
                "temperature": temperature,
                "timestamp_granularities": checked_iterable("timestamp_granularities", timestamp_granularities),
                "url": url,
            },
            files={
                "file": file,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=_CREATE_RETURNS.get(response_format, Transcription),
        )


class AsyncTranscriptions(AsyncAPIResource):
    """`client.audio.transcriptions` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncTranscriptionsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncTranscriptionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncTranscriptionsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncTranscriptionsWithStreamingResponse(self)

    @overload
    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["json"] | Omit = omit,
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Transcription: ...

    @overload
    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["text"],
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> str: ...

    @overload
    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["verbose_json"],
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> TranscriptionVerbose: ...

    @overload
    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Transcription, str, TranscriptionVerbose]: ...

    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        language: Union[str, types.audio.AudioLanguage] | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        timestamp_granularities: List[Literal["word", "segment"]] | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Transcription, str, TranscriptionVerbose]:
        """Transcribe a recording in its own language.

        The recording is either attached as `file` (at most 25 MB on the free tier) or fetched from `url` (up to 100 MB
        on paid tiers). `response_format` selects the return type: a `Transcription`, a `str` or a
        `TranscriptionVerbose` with timestamps.

        `POST /openai/v1/audio/transcriptions`

        Args:
            model: Id of the model to use.
            file: The recording: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content,
                media type)`. The API detects the audio format from the file extension. Either this or `url`.
            language: The spoken language, as an ISO 639-1 code. It improves accuracy and speed.
            prompt: Text in the language of the recording, which guides style and spelling of names: an example, or the
                preceding text.
            response_format: Selects the return type: the default `json` a `Transcription`, `text` a `str`,
                `verbose_json` a `TranscriptionVerbose` with the language and timestamps.
            temperature: Sampling temperature, 0 to 1. With 0, the default, the model raises it automatically if
                necessary.
            timestamp_granularities: Granularity of the timestamps: `segment`, `word` or both. Default `['segment']`.
                Requires `response_format="verbose_json"`.
            url: A URL from which the API can fetch the recording, or the recording as a `data:` URL. Either this or
                `file`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/audio/transcriptions",
            body={
                "model": model,
                "language": language,
                "prompt": prompt,
                "response_format": response_format,
                "temperature": temperature,
                "timestamp_granularities": checked_iterable("timestamp_granularities", timestamp_granularities),
                "url": url,
            },
            files={
                "file": file,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=_CREATE_RETURNS.get(response_format, Transcription),
        )


class TranscriptionsWithRawResponse:
    """`client.audio.transcriptions.with_raw_response`."""

    def __init__(self, transcriptions: Transcriptions) -> None:
        self._transcriptions = transcriptions
        self.create: Final = to_raw_response_wrapper(transcriptions.create)


class AsyncTranscriptionsWithRawResponse:
    """`client.audio.transcriptions.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, transcriptions: AsyncTranscriptions) -> None:
        self._transcriptions = transcriptions
        self.create: Final = async_to_raw_response_wrapper(transcriptions.create)


class TranscriptionsWithStreamingResponse:
    """`client.audio.transcriptions.with_streaming_response`."""

    def __init__(self, transcriptions: Transcriptions) -> None:
        self._transcriptions = transcriptions
        self.create: Final = to_streamed_response_wrapper(transcriptions.create)


class AsyncTranscriptionsWithStreamingResponse:
    """`client.audio.transcriptions.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, transcriptions: AsyncTranscriptions) -> None:
        self._transcriptions = transcriptions
        self.create: Final = async_to_streamed_response_wrapper(transcriptions.create)
