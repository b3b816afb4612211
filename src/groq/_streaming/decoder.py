"""Server-sent events → chunks and errors: pure. `state` asks for them."""

from __future__ import annotations

from typing import Any

import httpx
import pydantic

from .._exceptions import (
    REQUEST_ID_HEADER,
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    error_object,
    request_of,
    stream_error,
)
from .._models import json_parser, parse_plain_json
from .._utils import is_json_object
from .characters import SplitCharacters
from .completion import Completion
from .kinds import kind_of
from .sse import ServerSentEvent

_BOM = b"\xef\xbb\xbf"
_MOST_NAMES = 5
_UNNAMED = (None, "message")
_FIELDS = (b":", b"data", b"event", b"id", b"retry")


class EventDecoder:
    """Turns each event of a response into a model, and knows whether the stream is whole.

    Attributes:
        done: `[DONE]` came.
        seen: An event that is a model came.
        at_end: EOF was reached, so the last event may be truncated.
    """

    def __init__(self, response: httpx.Response, cast_to: Any, *, strict: bool) -> None:
        self._response = response
        self._name = getattr(cast_to, "__name__", str(cast_to))
        self._characters = SplitCharacters()
        self._parse = json_parser(cast_to, strict=strict, repair=self._characters.mend)
        self._kind = kind_of(cast_to)
        self._completion = Completion(response, cast_to)
        self._names: set[str | None] = set()  # of events that are chunks
        self._skipped: set[str] = set()  # names of foreign events, for the error of an empty stream
        self.done = False
        self.seen = False
        self.at_end = False

    @property
    def is_whole(self) -> bool:
        """Whether the answer is complete."""
        return self._completion.is_whole

    def decode(self, event: ServerSentEvent) -> Any:
        """Return the chunk of an event, or `None` if the event is not one.

        Raises:
            APIError: The event reports an error.
            APIResponseValidationError: It is not what the API promises.
        """
        raw = event.raw
        # The quotes around a key cannot stand inside a JSON string, so this finds every error object.
        if (
            raw[:1] == b"{"
            and b'"error"' not in raw
            and (event.event is None or self._kind.may_include(raw, event.event))
        ):
            return self._model(raw)
        return self._decode_other(event)

    def check_complete(self, head: bytes) -> None:
        """Raise an error if the body was not an event stream, or ended before the answer was complete.

        Args:
            head: The first bytes of the body.

        Raises:
            APIConnectionError: The stream is truncated.
            APIError: The body is an error instead of a stream.
            APIResponseValidationError: The body is of another kind.
        """
        if self.done or self.is_whole or (self.seen and not self._completion.is_answer):
            return
        default = "text/event-stream" if head else ""
        is_stream = "text/event-stream" in self._response.headers.get("content-type", default)
        if not self.seen and not (is_stream and _begins_a_field(head)):
            raise self._not_a_stream(head)
        raise self._truncated()

    def _truncated(self) -> APIConnectionError:
        return APIConnectionError(
            message="Connection error. The stream ended before the answer was complete: [DONE], the finish_reason of "
            "every choice, the requested usage or response.completed is missing. Send the request again.",
            request=request_of(self._response),
        )

    def interrupted(self) -> APIConnectionError:
        """Return the error for reading on after an interrupted read."""
        return APIConnectionError(
            message="Connection error. An earlier read of this stream was interrupted (by a timeout, a cancellation or "
            "a signal), or another task is reading it, so what follows would have a gap. Send the request again.",
            request=request_of(self._response),
        )

    def _model(self, raw: bytes) -> Any:
        try:
            if self._characters.pending:
                raw = self._characters.mend(raw) or raw
            model = self._parse(raw)
        except pydantic.ValidationError as err:
            if self.at_end and isinstance(_plain(raw), str):  # not JSON: the last event is truncated
                if self.is_whole:
                    return None
                raise self._truncated() from err
            raise APIResponseValidationError(
                self._response,
                raw.decode("utf-8", "replace"),
                message=f"The stream: expected an event with {self._name} as JSON, got {raw[:200]!r}. If this goes on, "
                f"report it with request id {self._response.headers.get(REQUEST_ID_HEADER)!r}.",
            ) from err
        self.seen = True
        self._completion.note(model)
        return model

    def _decode_other(self, event: ServerSentEvent) -> Any:
        raw = event.raw
        if raw.strip().startswith(b"[DONE]"):
            if not self.seen:
                raise self._empty()
            self.done = True
            return None
        data = _plain(raw)
        error = _error_of(data, event.event)
        if error is not None:
            raise self._stream_error(error, data)
        if event.event in _UNNAMED:
            return self._model(raw)
        # Invalid JSON under the name that chunks have is a chunk that was damaged.
        if self._kind.includes(data, event.event) or (isinstance(data, str) and event.event in self._names):
            self._names.add(event.event)
            return self._model(raw)
        if len(self._skipped) < _MOST_NAMES:
            self._skipped.add(str(event.event)[:40])
        return None

    def _empty(self) -> APIResponseValidationError:
        """Return the error for a stream that ends properly and has no chunk."""
        skipped = f"events named {sorted(self._skipped)}" if self._skipped else "no events"
        return APIResponseValidationError(
            self._response,
            None,
            message=f"The stream: expected events with {self._name} as JSON before [DONE], got {skipped}. "
            "Check base_url and any proxy or gateway.",
        )

    def _stream_error(self, error: object, beside: object) -> APIError:
        details = error_object(error)
        message = details.get("message") or (error if isinstance(error, str) and error else None)
        message = str(message or "An error occurred during streaming.")
        return stream_error(message, details if details else error, beside, self._response)

    def _not_a_stream(self, head: bytes) -> APIError:
        body = _plain(head)
        error = _error_of(body, None)
        if error is not None:
            return self._stream_error(error, body)
        content_type = self._response.headers.get("content-type", "no content type")
        return APIResponseValidationError(
            self._response,
            body,
            message=f"stream=True: expected server-sent events, got {head[:200]!r} ({content_type}). "
            "Check base_url and any proxy or gateway.",
        )


def _begins_a_field(head: bytes) -> bool:
    """Return whether an event stream may begin with these bytes, which may end anywhere."""
    head = head.removeprefix(_BOM).lstrip()
    return head.startswith(_FIELDS) or any(field.startswith(head) for field in (*_FIELDS, _BOM))


def _plain(raw: bytes) -> object:
    try:
        return parse_plain_json(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def _error_of(data: object, event: str | None) -> object | None:
    """Return the error that an event reports, or `None`."""
    if event == "error" and data is None:
        return {}
    if not is_json_object(data):
        return data if event == "error" else None
    if event != "error" and str(data.get("type")).startswith("response."):  # such an event may report an error itself
        return None
    x_groq: object = data.get("x_groq")
    error: object = data.get("error") or (x_groq.get("error") if is_json_object(x_groq) else None)
    return error or (data if "error" in (event, data.get("type")) else None)
