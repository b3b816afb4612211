"""Server-sent events → chunks and errors: pure. `state` calls it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, get_args, get_origin

import httpx
import pydantic

from .._exceptions import (
    REQUEST_ID_HEADER,
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    reported_error,
    request_of,
)
from .._models import json_parser, parse_plain_json
from .._utils import is_json_object, is_list
from .characters import SplitCharacters
from .completeness import CompletenessTracker
from .sse import BOM, ServerSentEvent

_MAX_NAMES = 5
_UNNAMED = (None, "message")
_FIELD_NAMES = (b":", b"data", b"event", b"id", b"retry")


class EventDecoder:
    """Decoder of the events of one response. It also decides whether the answer is complete.

    Attributes:
        has_done: `[DONE]` came.
        has_chunks: A chunk came.
        is_at_eof: EOF was reached, so the last event may be truncated.
    """

    def __init__(self, response: httpx.Response, cast_to: Any, *, strict: bool) -> None:
        self._response = response
        self._name = getattr(cast_to, "__name__", str(cast_to))
        self._characters = SplitCharacters()
        self._parse = json_parser(cast_to, strict=strict, repair=self._characters.repair)
        self._shape = _shape_of(cast_to)
        self._tracker = CompletenessTracker(response, cast_to)
        self._chunk_names: set[str | None] = set()  # of events that were chunks
        self._skipped_names: set[str] = set()  # of other events, for the error of an empty stream
        self.has_done = False
        self.has_chunks = False
        self.is_at_eof = False

    @property
    def is_complete(self) -> bool:
        """Whether the answer is complete."""
        return self._tracker.is_complete

    def decode(self, event: ServerSentEvent) -> Any:
        """Return the chunk of an event, or `None` if the event is not one.

        Raises:
            APIError: The event reports an error.
            APIResponseValidationError: The data does not match the type of the chunks.
        """
        raw, name = event.raw, event.event
        # Unescaped quotes cannot occur inside a JSON string, so this finds every error object.
        if raw[:1] == b"{" and b'"error"' not in raw and (name is None or self._shape.may_match(raw, name)):
            return self._chunk(raw)
        return self._decode_control_event(event)

    def raise_if_truncated(self, head: bytes) -> None:
        """Raise an error if the body was not an event stream, or ended before the answer was complete.

        Args:
            head: The first bytes of the body.

        Raises:
            APIConnectionError: The stream is truncated.
            APIError: The body is an error instead of a stream.
            APIResponseValidationError: The body is of another kind.
        """
        if self.has_done or self.is_complete or (self.has_chunks and not self._tracker.has_end):
            return
        default = "text/event-stream" if head else ""
        is_stream = "text/event-stream" in self._response.headers.get("content-type", default)
        if not self.has_chunks and not (is_stream and _begins_a_field(head)):
            raise self._not_a_stream_error(head)
        raise self._truncated_error()

    def interrupted_error(self) -> APIConnectionError:
        """Return the error for reading after an interrupted read, which lost bytes."""
        return self._connection_error(
            "An earlier read of this stream was interrupted (by a timeout, a cancellation or a signal), or another "
            "task is reading it, so what follows would have a gap."
        )

    def _truncated_error(self) -> APIConnectionError:
        return self._connection_error(
            "The stream ended before the answer was complete: [DONE], the finish_reason of every choice, the requested "
            "usage or response.completed is missing."
        )

    def _connection_error(self, reason: str) -> APIConnectionError:
        message = f"Connection error. {reason} Send the request again."
        return APIConnectionError(message=message, request=request_of(self._response))

    def _chunk(self, raw: bytes) -> Any:
        try:
            if self._characters.pending:
                raw = self._characters.repair(raw) or raw
            model = self._parse(raw)
        except pydantic.ValidationError as err:
            if self.is_at_eof and isinstance(_json_or_text(raw), str):  # not JSON: the last event is truncated
                if self.is_complete:
                    return None
                raise self._truncated_error() from err
            raise APIResponseValidationError(
                self._response,
                raw.decode("utf-8", "replace"),
                message=f"The stream: expected an event with {self._name} as JSON, got {raw[:200]!r}. "
                f"If it happens again, report it with request id {self._response.headers.get(REQUEST_ID_HEADER)!r}.",
            ) from err
        self.has_chunks = True
        self._tracker.note(model)
        return model

    def _decode_control_event(self, event: ServerSentEvent) -> Any:
        raw, name = event.raw, event.event
        if raw.strip().startswith(b"[DONE]"):
            if not self.has_chunks:
                raise self._empty_stream_error()
            self.has_done = True
            return None
        data = _json_or_text(raw)
        error = _error_of(data, name)
        if error is not None:
            raise reported_error(error, data, self._response)
        if name in _UNNAMED:
            return self._chunk(raw)
        # Invalid JSON in an event with the name of earlier chunks is a damaged chunk.
        if self._shape.matches(data, name) or (isinstance(data, str) and name in self._chunk_names):
            self._chunk_names.add(name)
            return self._chunk(raw)
        if len(self._skipped_names) < _MAX_NAMES:
            self._skipped_names.add(str(name)[:40])
        return None

    def _empty_stream_error(self) -> APIResponseValidationError:
        """Return the error for a stream with `[DONE]` and no chunk."""
        skipped = f"events named {sorted(self._skipped_names)}" if self._skipped_names else "no events"
        return APIResponseValidationError(
            self._response,
            None,
            message=f"The stream: expected events with {self._name} as JSON before [DONE], got {skipped}. "
            "Check base_url and any proxy or gateway.",
        )

    def _not_a_stream_error(self, head: bytes) -> APIError:
        body = _json_or_text(head)
        error = _error_of(body, None)
        if error is not None:
            return reported_error(error, body, self._response)
        content_type = self._response.headers.get("content-type", "no content type")
        return APIResponseValidationError(
            self._response,
            body,
            message=f"stream=True: expected server-sent events, got {head[:200]!r} ({content_type}). "
            "Check base_url and any proxy or gateway.",
        )


class ChunkShape:
    """Shape of the chunks of a stream. Gateways send them in named events, such as `event: chunk`."""

    def __init__(self, cast_to: Any) -> None:
        fields: Mapping[str, Any] = getattr(cast_to, "model_fields", {})
        named = {info.alias or name: info for name, info in fields.items()}
        self._names = frozenset(named)
        self._required = frozenset(name for name, info in named.items() if info.is_required())
        self._lists = [name for name in self._required if get_origin(named[name].annotation) is list]
        self._objects = get_args(named["object"].annotation) if "object" in named else ()
        self._is_union = hasattr(cast_to, "__metadata__")  # Annotated: a union of events with a `type`

    def matches(self, data: object, event: str | None) -> bool:
        """Return whether the data of a named event is a chunk."""
        if not is_json_object(data):
            return False
        if self._is_union:
            return event != "ping" and _is_typed(data, event)
        if not self._names:  # a plain dictionary
            return event != "ping"
        return (
            data.get("object") in self._objects
            or any(is_list(data.get(name)) for name in self._lists)
            or (self._required <= data.keys() and not self._names.isdisjoint(data))
        )

    def may_match(self, raw: bytes, event: str) -> bool:
        """Return whether the bytes begin like a typed event, whose type is the name of the event."""
        if not self._is_union or event == "ping":
            return False
        return raw[1:].removeprefix(b'"type":').lstrip().startswith(f'"{event}"'.encode())


_cached_shape = functools.lru_cache(maxsize=64)(ChunkShape)


def _shape_of(cast_to: Any) -> ChunkShape:
    try:
        return _cached_shape(cast_to)
    except TypeError:  # not every annotation is hashable
        return ChunkShape(cast_to)


def _is_typed(data: dict[str, Any], event: str | None) -> bool:
    """Return whether an event is typed: its data repeats its name, or a name or type starts with `response.`."""
    names = (event, data.get("type"))
    return event in (data.get("type"), data.get("object")) or any(str(name).startswith("response.") for name in names)


def _begins_a_field(head: bytes) -> bool:
    """Return whether these bytes, cut anywhere, may be the start of an event stream."""
    head = head.removeprefix(BOM).lstrip()
    return head.startswith(_FIELD_NAMES) or any(field.startswith(head) for field in (*_FIELD_NAMES, BOM))


def _json_or_text(raw: bytes) -> object:
    """Return the JSON, or the text if it is not JSON."""
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
