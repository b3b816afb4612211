"""Server-sent events → models and errors: pure. `_streaming` reads them."""

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
from .._utils import is_json_object, is_list
from .sse import ServerSentEvent

_BOM = b"\xef\xbb\xbf"
_FIELDS = (b":", b"data", b"event", b"id", b"retry")
_LAST_EVENTS = frozenset({"response.completed", "response.incomplete", "response.failed"})


class EventDecoder:
    """Turns each event of a response into a model, and knows whether the stream is whole.

    Attributes:
        done: `[DONE]` came.
        seen: An event that is a model came.
        is_whole: The event that an answer ends with came.
        at_end: The body has ended, so that an event may be cut.
    """

    def __init__(self, response: httpx.Response, cast_to: Any, *, strict: bool) -> None:
        self._response = response
        self._name = getattr(cast_to, "__name__", str(cast_to))
        self._parse = json_parser(cast_to, strict=strict)
        self._is_answer = False  # of a model: one that has an end
        self._open: set[int | None] = set()  # the choices without a finish_reason
        self.is_whole = False
        self.done = False
        self.seen = False
        self.at_end = False

    def decode(self, event: ServerSentEvent) -> Any:
        """The model, or `None` for an event to pass over.

        Raises:
            APIError: The event reports an error.
            APIResponseValidationError: It is not what the API promises.
        """
        raw = event.raw
        # The quotes around a key cannot stand inside a JSON string, so this finds every error object.
        if raw[:1] == b"{" and b'"error"' not in raw and (event.event is None or _names_itself(raw, event.event)):
            return self._model(raw)
        return self._decode_other(event)

    def check_complete(self, head: bytes) -> None:
        """The body has ended: was it an event stream, and is it whole?

        Args:
            head: The first bytes of the body.

        Raises:
            APIConnectionError: The stream is cut.
            APIError: The body is an error, and no stream.
            APIResponseValidationError: The body is something else.
        """
        if self.done or self.is_whole or (self.seen and not self._is_answer):
            return
        default = "text/event-stream" if head else ""
        is_stream = "text/event-stream" in self._response.headers.get("content-type", default)
        if not self.seen and not (is_stream and _begins_a_field(head)):
            raise self._not_a_stream(head)
        raise self._cut()

    def _cut(self) -> APIConnectionError:
        return APIConnectionError(
            message="Connection error. The stream ended before the answer was complete: none of [DONE], finish_reason "
            "and response.completed came. What came so far is yours; send the request again for the rest.",
            request=request_of(self._response),
        )

    def interrupted(self) -> APIConnectionError:
        """The error for reading on after a read that was cut off."""
        return APIConnectionError(
            message="Connection error. An earlier read of this stream was interrupted (by a timeout, a cancellation or "
            "a signal), or another task is reading it, so what follows would have a gap. Send the request again.",
            request=request_of(self._response),
        )

    def _model(self, raw: bytes) -> Any:
        try:
            model = self._parse(raw)
        except pydantic.ValidationError as err:
            if self.at_end and isinstance(_plain(raw), str):  # no JSON: what came of an event that is cut
                if self.is_whole:
                    return None
                raise self._cut() from err
            raise APIResponseValidationError(
                self._response,
                raw.decode("utf-8", "replace"),
                message=f"The stream: expected an event with {self._name} as JSON, got {raw[:200]!r}. If this goes on, "
                f"report it with request id {self._response.headers.get(REQUEST_ID_HEADER)!r}.",
            ) from err
        self.seen = True
        self._note_end(model)
        return model

    def _note_end(self, model: Any) -> None:
        choices: object = getattr(model, "choices", None)
        if choices and is_list(choices):  # which the server may not keep to
            self._is_answer = True
            for choice in choices:
                index = getattr(choice, "index", None)
                is_open = getattr(choice, "finish_reason", None) is None
                (self._open.add if is_open else self._open.discard)(index if isinstance(index, int) else None)
            self.is_whole = not self._open
            return
        kind = getattr(model, "type", None)
        if isinstance(kind, str) and kind.startswith("response."):
            self._is_answer = True
            self.is_whole = kind in _LAST_EVENTS

    def _decode_other(self, event: ServerSentEvent) -> Any:
        raw = event.raw
        if raw.strip().startswith(b"[DONE]"):
            self.done = True
            return None
        if event.event == "ping":
            return None
        data = _plain(raw)
        error = _error_of(data, event.event)
        if error is not None:
            raise self._stream_error(error, data)
        if event.event in (None, "message"):
            return self._model(raw)
        return self._model(raw) if is_json_object(data) and _is_typed(data, event.event) else None

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
            "Check the base URL and what stands between it and you.",
        )


def _begins_a_field(head: bytes) -> bool:
    """Whether an event stream may begin so; the head may be cut anywhere."""
    head = head.removeprefix(_BOM).lstrip()
    return head.startswith(_FIELDS) or any(field.startswith(head) for field in (*_FIELDS, _BOM))


def _names_itself(raw: bytes, event: str) -> bool:
    """Whether JSON begins with the name of its event as its type, as those of typed events do."""
    return event != "ping" and raw[1:].removeprefix(b'"type":').lstrip().startswith(f'"{event}"'.encode())


def _is_typed(data: dict[str, Any], event: str | None) -> bool:
    """Whether a named event is one of the API's: its payload repeats the name, or either is that of a response."""
    names = (event, data.get("type"))
    return event in (data.get("type"), data.get("object")) or any(str(name).startswith("response.") for name in names)


def _plain(raw: bytes) -> object:
    try:
        return parse_plain_json(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")


def _error_of(data: object, event: str | None) -> object | None:
    """The error that an event reports; `None` where it reports none."""
    if event == "error" and data is None:
        return {}
    if not is_json_object(data):
        return data if event == "error" else None
    if event != "error" and str(data.get("type")).startswith("response."):  # an event of its own, which may tell of one
        return None
    x_groq: object = data.get("x_groq")
    error: object = data.get("error") or (x_groq.get("error") if is_json_object(x_groq) else None)
    return error or (data if "error" in (event, data.get("type")) else None)
