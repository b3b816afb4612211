# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Type, Union, overload

import httpx
from typing_extensions import Final, Literal

from ..._base_client import make_request_options
from ..._compat import cached_property
from ..._resource import (
    AsyncAPIResource,
    SyncAPIResource,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from ..._types import Body, FileTypes, Headers, NotGiven, Omit, Query, not_given, omit
from ...types.audio.translation import Translation
from ...types.audio.translation_verbose import TranslationVerbose

__all__ = [
    "AsyncTranslations",
    "AsyncTranslationsWithRawResponse",
    "AsyncTranslationsWithStreamingResponse",
    "Translations",
    "TranslationsWithRawResponse",
    "TranslationsWithStreamingResponse",
]

# response_format → return type
_CREATE_RETURNS: Dict[object, Type[Union[Translation, str, TranslationVerbose]]] = {
    "json": Translation,
    "text": str,
    "verbose_json": TranslationVerbose,
}


class Translations(SyncAPIResource):
    """`client.audio.translations`."""

    @cached_property
    def with_raw_response(self) -> TranslationsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return TranslationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> TranslationsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return TranslationsWithStreamingResponse(self)

    @overload
    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["json"] | Omit = omit,
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Translation: ...

    @overload
    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["text"],
        temperature: float | Omit = omit,
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
        prompt: str | Omit = omit,
        response_format: Literal["verbose_json"],
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> TranslationVerbose: ...

    @overload
    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Translation, str, TranslationVerbose]: ...

    def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Translation, str, TranslationVerbose]:
        """Translate a recording into English.

        The recording is either attached as `file` (at most 25 MB on the free tier) or fetched from `url` (up to 100 MB
        on paid tiers). `response_format` selects the return type: a `Translation`, a `str` or a `TranslationVerbose`
        with timestamps.

        `POST /openai/v1/audio/translations`

        Args:
            model: Id of the model to use.
            file: The recording: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content,
                media type)`. The API detects the audio format from the file extension. Either this or `url`.
            prompt: English text that guides style and spelling of names, such as an example or the preceding text.
            response_format: Selects the return type: the default `json` a `Translation`, `text` a `str`, `verbose_json`
                a `TranslationVerbose` with timestamps.
            temperature: Sampling temperature, 0 to 1. With 0, the default, the model raises it automatically if
                necessary.
            url: A URL from which the API can fetch the recording, or the recording as a `data:` URL. Either this or
                `file`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/audio/translations",
            body={
                "model": model,
                "prompt": prompt,
                "response_format": response_format,
                "temperature": temperature,
                "url": url,
            },
            files={
                "file": file,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=_CREATE_RETURNS.get(response_format, Translation),
        )


class AsyncTranslations(AsyncAPIResource):
    """`client.audio.translations` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncTranslationsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncTranslationsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncTranslationsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncTranslationsWithStreamingResponse(self)

    @overload
    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["json"] | Omit = omit,
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Translation: ...

    @overload
    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Literal["text"],
        temperature: float | Omit = omit,
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
        prompt: str | Omit = omit,
        response_format: Literal["verbose_json"],
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> TranslationVerbose: ...

    @overload
    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Translation, str, TranslationVerbose]: ...

    async def create(
        self,
        *,
        model: Union[str, Literal["whisper-large-v3", "whisper-large-v3-turbo"]],
        file: FileTypes | Omit = omit,
        prompt: str | Omit = omit,
        response_format: Union[str, Literal["json", "text", "verbose_json"]] | Omit = omit,
        temperature: float | Omit = omit,
        url: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Translation, str, TranslationVerbose]:
        """Translate a recording into English.

        The recording is either attached as `file` (at most 25 MB on the free tier) or fetched from `url` (up to 100 MB
        on paid tiers). `response_format` selects the return type: a `Translation`, a `str` or a `TranslationVerbose`
        with timestamps.

        `POST /openai/v1/audio/translations`

        Args:
            model: Id of the model to use.
            file: The recording: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content,
                media type)`. The API detects the audio format from the file extension. Either this or `url`.
            prompt: English text that guides style and spelling of names, such as an example or the preceding text.
            response_format: Selects the return type: the default `json` a `Translation`, `text` a `str`, `verbose_json`
                a `TranslationVerbose` with timestamps.
            temperature: Sampling temperature, 0 to 1. With 0, the default, the model raises it automatically if
                necessary.
            url: A URL from which the API can fetch the recording, or the recording as a `data:` URL. Either this or
                `file`.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/audio/translations",
            body={
                "model": model,
                "prompt": prompt,
                "response_format": response_format,
                "temperature": temperature,
                "url": url,
            },
            files={
                "file": file,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=_CREATE_RETURNS.get(response_format, Translation),
        )


class TranslationsWithRawResponse:
    """`client.audio.translations.with_raw_response`."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations
        self.create: Final = to_raw_response_wrapper(translations.create)


class AsyncTranslationsWithRawResponse:
    """`client.audio.translations.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, translations: AsyncTranslations) -> None:
        self._translations = translations
        self.create: Final = async_to_raw_response_wrapper(translations.create)


class TranslationsWithStreamingResponse:
    """`client.audio.translations.with_streaming_response`."""

    def __init__(self, translations: Translations) -> None:
        self._translations = translations
        self.create: Final = to_streamed_response_wrapper(translations.create)


class AsyncTranslationsWithStreamingResponse:
    """`client.audio.translations.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, translations: AsyncTranslations) -> None:
        self._translations = translations
        self.create: Final = async_to_streamed_response_wrapper(translations.create)
