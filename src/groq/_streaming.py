"""`Stream` and `AsyncStream`: the bytes of a response → models, one event at a time.

Bytes go through `_sse.EventStreamParser` to events, and `_EventDecoder` makes one model of each. The two iterators do
the reading; they hold the response and not the stream, so that dropping a stream frees its connection at once.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar, cast, get_args

import anyio
import httpx
import pydantic
from typing_extensions import Self

from ._exceptions import APIError, APIResponseValidationError, error_object, request_of
from ._models import json_parser, parse_plain_json
from ._sse import EventStreamParser, ServerSentEvent
from ._transport_errors import TRANSPORT_ERRORS, connection_error
from ._utils import is_json_object

__all__ = ["AsyncStream", "SSEBytesDecoder", "SSEDecoder", "ServerSentEvent", "Stream"]

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)

# Seconds to wait, after `[DONE]`, for the end of the body: with it the connection can serve the next request.
_DRAIN_TIMEOUT = 0.1


class SSEBytesDecoder(Protocol):
    """Anything that turns bytes into server-sent events."""

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Decode events from pieces of bytes."""
        ...

    def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Decode events from pieces of bytes, async."""
        ...


class SSEDecoder(EventStreamParser):
    """Decodes server-sent events from an iterator of bytes.

    >>> events = SSEDecoder().iter_bytes(response.iter_bytes())
    """

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        """Decode events from pieces of bytes, cut anywhere; an unfinished last event is given too."""
        for piece in iterator:
            yield from self.feed(piece)
        yield from self.flush()

    async def aiter_bytes(self, iterator: AsyncIterator[bytes]) -> AsyncIterator[ServerSentEvent]:
        """Decode events from pieces of bytes, cut anywhere; an unfinished last event is given too."""
        async for piece in iterator:
            for event in self.feed(piece):
                yield event
        for event in self.flush():
            yield event


class Stream(Generic[_T]):
    """The answer as it is being written: iterate over it.

    >>> with client.chat.completions.create(..., stream=True) as stream:
    ...     for chunk in stream:
    ...         print(chunk.choices[0].delta.content or "", end="")

    The connection is released when the iteration ends or fails, by `close()`, and at the end of a `with` block. After a
    `break`, iterating again goes on where it stopped.

    Raises:
        APIError: The API reported an error inside the stream; `body` is the error object.
        APIConnectionError: The connection broke; `APITimeoutError` if nothing came for `timeout` seconds.
        APIResponseValidationError: An event is not what the API promises.
    """

    response: httpx.Response

    def __init__(self, *, cast_to: type[_T], response: httpx.Response, client: object = None) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._iterator = _Chunks(response, _EventDecoder(response, cast_to, client))

    def __next__(self) -> _T:
        return cast("_T", self._iterator.__next__())  # the decoder was made for this type

    def __iter__(self) -> Iterator[_T]:
        # Not `self`: a patched `__iter__` that wraps this one would then call itself.
        return self._iterator

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading and release the connection; iterating then ends."""
        self._iterator.close()


class AsyncStream(Generic[_T]):
    """The answer as it is being written: iterate over it with `async for`.

    >>> async with await client.chat.completions.create(..., stream=True) as stream:
    ...     async for chunk in stream:
    ...         print(chunk.choices[0].delta.content or "", end="")

    All that is said of `Stream` holds here.
    """

    response: httpx.Response

    def __init__(self, *, cast_to: type[_T], response: httpx.Response, client: object = None) -> None:
        self.response = response
        self._cast_to = cast_to
        self._client = client
        self._iterator = _AsyncChunks(response, _EventDecoder(response, cast_to, client))

    async def __anext__(self) -> _T:
        return cast("_T", await self._iterator.__anext__())  # the decoder was made for this type

    def __aiter__(self) -> AsyncIterator[_T]:
        # Not `self`: a patched `__aiter__` that wraps this one would then call itself.
        return self._iterator

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop reading and release the connection; iterating then ends."""
        await self._iterator.aclose()


def _read_until(deadline: float, read: Callable[..., bytes], max_bytes: int, **_: object) -> bytes:
    return read(max_bytes, timeout=max(deadline - time.monotonic(), 0.001))


def extract_stream_chunk_type(stream_cls: type) -> Any:
    """The `Chunk` of `Stream[Chunk]`, or of a class that derives from it.

    Raises:
        TypeError: The class does not say.
    """
    for base in (stream_cls, *getattr(stream_cls, "__orig_bases__", ())):
        arguments = get_args(base)
        if arguments and not isinstance(arguments[0], TypeVar):
            return arguments[0]
    raise TypeError(f"stream_cls: expected a class such as Stream[Chunk], got {stream_cls!r} that names no chunk type.")


class _EventDecoder:
    """One event → a model, `None` for an event to pass over, or an error."""

    def __init__(self, response: httpx.Response, cast_to: Any, client: object) -> None:
        self._response = response
        self._name = getattr(cast_to, "__name__", str(cast_to))
        self._parse = json_parser(cast_to, strict=getattr(client, "_strict_response_validation", False))
        self.done = False

    def decode(self, event: ServerSentEvent) -> Any:
        raw = event.raw
        # The quotes around a key cannot stand inside a JSON string, so this finds every error object.
        if event.event is None and raw[:1] == b"{" and b'"error"' not in raw:
            return self._model(raw)
        return self._decode_other(event)

    def _model(self, raw: bytes) -> Any:
        try:
            return self._parse(raw)
        except pydantic.ValidationError as err:
            raise APIResponseValidationError(
                self._response,
                raw.decode("utf-8", "replace"),
                message=f"The stream: expected an event with {self._name} as JSON, got {raw[:200]!r}. If this goes on, "
                f"report it with request id {self._response.headers.get('x-request-id')!r}.",
            ) from err

    def _decode_other(self, event: ServerSentEvent) -> Any:
        raw = event.raw
        if raw.strip().startswith(b"[DONE]"):
            self.done = True
            return None
        if event.event == "ping":
            return None
        data = self._plain(raw)
        error = _error_of(data, event.event)
        if error is not None:
            raise self._stream_error(error)
        if event.event in (None, "message"):
            return self._model(raw)
        # A name that the payload repeats marks a typed event; any other named event is for someone else.
        typed = is_json_object(data) and event.event in (data.get("type"), data.get("object"))
        return self._model(raw) if typed else None

    def _plain(self, raw: bytes) -> Any:
        try:
            return parse_plain_json(raw)
        except ValueError:
            return raw.decode("utf-8", "replace")

    def _stream_error(self, error: object) -> APIError:
        details = error_object(error)
        message = details.get("message") or (error if isinstance(error, str) and error else None)
        body = details if details else error
        failure = APIError(str(message or "An error occurred during streaming."), request_of(self._response), body=body)
        failure.request_id = self._response.headers.get("x-request-id")
        return failure


def _error_of(data: object, event: str | None) -> object | None:
    """The error that an event reports; `None` where it reports none."""
    if event == "error" and data is None:
        return {}
    if not is_json_object(data):
        return data if event == "error" else None
    x_groq: object = data.get("x_groq")
    error: object = data.get("error") or (x_groq.get("error") if is_json_object(x_groq) else None)
    return error or (data if event == "error" else None)


class _Chunks:
    """Reads a response and gives its chunks."""

    def __init__(self, response: httpx.Response, decoder: _EventDecoder) -> None:
        self._response = response
        self._decoder = decoder
        self._parser = EventStreamParser()
        self._pieces = response.iter_bytes()
        self._ready: Iterator[ServerSentEvent] = iter(())
        self._ended = False

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        decode = self._decoder.decode
        try:
            while True:
                for event in self._ready:
                    chunk = decode(event)
                    if chunk is not None:
                        return chunk
                    if self._decoder.done:
                        self._drain()
                        self._ended = True
                        break
                if self._ended:
                    self.close()
                    raise StopIteration
                self._ready = iter(self._read())
        except TRANSPORT_ERRORS as err:
            self.close()
            raise connection_error(err, request_of(self._response)) from err
        except APIError:
            self.close()
            raise

    def _read(self) -> list[ServerSentEvent]:
        for piece in self._pieces:
            return self._parser.feed(piece)
        self._ended = True
        return self._parser.flush()

    def _drain(self) -> None:
        stream: Any = self._response.extensions.get("network_stream")
        read = getattr(stream, "read", None)
        if read is None:
            return
        # The read timeout of the request may be a minute; this one is for the last few bytes.
        deadline = time.monotonic() + _DRAIN_TIMEOUT
        stream.read = functools.partial(_read_until, deadline, read)
        try:
            for _ in self._pieces:
                if time.monotonic() > deadline:
                    break
        except TRANSPORT_ERRORS:
            pass
        finally:
            del stream.read

    def close(self) -> None:
        self._ended = True
        self._ready = iter(())
        self._response.close()

    def __del__(self) -> None:
        if not getattr(self, "_ended", True):
            with contextlib.suppress(Exception):  # nobody could catch it here
                self.close()


class _AsyncChunks:
    """Reads a response and gives its chunks."""

    def __init__(self, response: httpx.Response, decoder: _EventDecoder) -> None:
        self._response = response
        self._decoder = decoder
        self._parser = EventStreamParser()
        self._pieces = response.aiter_bytes()
        self._ready: Iterator[ServerSentEvent] = iter(())
        self._ended = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Any:
        decode = self._decoder.decode
        try:
            while True:
                for event in self._ready:
                    chunk = decode(event)
                    if chunk is not None:
                        return chunk
                    if self._decoder.done:
                        await self._drain()
                        self._ended = True
                        break
                if self._ended:
                    await self.aclose()
                    raise StopAsyncIteration
                self._ready = iter(await self._read())
        except TRANSPORT_ERRORS as err:
            await self.aclose()
            raise connection_error(err, request_of(self._response)) from err
        except APIError:
            await self.aclose()
            raise

    async def _read(self) -> list[ServerSentEvent]:
        async for piece in self._pieces:
            return self._parser.feed(piece)
        self._ended = True
        return self._parser.flush()

    async def _drain(self) -> None:
        with anyio.move_on_after(_DRAIN_TIMEOUT):
            try:
                async for _ in self._pieces:
                    pass
            except TRANSPORT_ERRORS:
                pass

    async def aclose(self) -> None:
        self._ended = True
        self._ready = iter(())
        await self._response.aclose()
        if self._response.extensions.get("http_version") == b"HTTP/1.1":
            # httpx reads through nested async generators. With the connection closed they end at once when run on;
            # left to the garbage collector, trio would warn of each.
            with contextlib.suppress(Exception), anyio.move_on_after(_DRAIN_TIMEOUT):
                async for _ in self._pieces:
                    pass
