"""The events of a streamed response → the response: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from groq import types

from .._json_values import is_array, is_object, merge, plain


class ResponseAccumulator:
    """Accumulator of the events of a stream.

    >>> accumulator = ResponseAccumulator()
    >>> for event in stream:
    ...     accumulator.add(event)
    >>> accumulator.snapshot.output_text
    """

    def __init__(self) -> None:
        self._response: dict[str, Any] = {"object": "response", "output": []}

    def add(self, event: types.responses.ResponseStreamEvent) -> Iterable[types.responses.ResponseStreamEvent]:
        """Add an event, and return it."""
        untyped: Any = event  # the server may omit fields that the type declares
        change = self._CHANGES.get(untyped.type)
        if change is not None:
            change(self, untyped)
        elif hasattr(untyped, "response"):  # response.created, response.completed and others contain the whole response
            self._replace(plain(untyped.response))
        return (event,)

    def finish(self) -> Iterable[types.responses.ResponseStreamEvent]:
        """Return no events: the API sends the last event of a stream."""
        return ()

    @property
    def snapshot(self) -> types.responses.Response:
        """The response so far. It shares nothing with the accumulator."""
        from groq.types.responses import Response  # imported here: importing the types is slow

        return Response.model_construct(**_joined(self._response))

    def _replace(self, response: Any) -> None:
        if not is_object(response):
            return
        if not response.get("output"):  # not yet, or omitted in the last event
            response["output"] = self._response["output"]
        self._response = response

    def _set_item(self, event: Any) -> None:
        _put(self._response["output"], event.output_index, plain(event.item))

    def _set_part(self, event: Any) -> None:
        _put(self._list(event, "message", "content"), event.content_index, plain(event.part))

    def _add_annotation(self, event: Any) -> None:
        part = _at(self._list(event, "message", "content"), event.content_index, {"type": "output_text"})
        merge(part, "annotations", [plain(event.annotation)])

    def _add_text(self, event: Any) -> None:
        part = _at(self._list(event, "message", "content"), event.content_index, {"type": "output_text"})
        _append(part, "text", event.delta)

    def _add_reasoning(self, event: Any) -> None:
        part = _at(self._list(event, "reasoning", "content"), event.content_index, {"type": "reasoning_text"})
        _append(part, "text", event.delta)

    def _add_summary(self, event: Any) -> None:
        part = _at(self._list(event, "reasoning", "summary"), event.summary_index, {"type": "summary_text"})
        _append(part, "text", event.delta)

    def _add_arguments(self, event: Any) -> None:
        _append(self._item(event, "function_call"), "arguments", event.delta)

    def _item(self, event: Any, type_: str) -> dict[str, Any]:
        return _at(self._response["output"], event.output_index, {"id": event.item_id, "type": type_})

    def _list(self, event: Any, type_: str, name: str) -> list[Any]:
        item = self._item(event, type_)
        if not is_array(item.get(name)):
            item[name] = []
        found: list[Any] = item[name]
        return found

    _CHANGES: ClassVar[dict[str, Callable[[ResponseAccumulator, Any], None]]] = {
        "response.output_item.added": _set_item,
        "response.output_item.done": _set_item,
        "response.content_part.added": _set_part,
        "response.content_part.done": _set_part,
        "response.output_text.delta": _add_text,
        "response.output_text.annotation.added": _add_annotation,
        "response.reasoning_text.delta": _add_reasoning,
        "response.reasoning_summary_text.delta": _add_summary,
        "response.function_call_arguments.delta": _add_arguments,
    }


def _at(items: list[Any], index: Any, empty: dict[str, Any]) -> dict[str, Any]:
    """Return the object at an index; add it if its first event is missing."""
    index = index if isinstance(index, int) and index >= 0 else 0
    while len(items) <= index:
        items.append(dict(empty))
    if not is_object(items[index]):
        items[index] = dict(empty)
    found: dict[str, Any] = items[index]
    return found


def _put(items: list[Any], index: Any, value: Any) -> None:
    _at(items, index, {})
    items[index if isinstance(index, int) and index >= 0 else 0] = value


def _append(fields: dict[str, Any], name: str, piece: Any) -> None:
    """Append to a text. Only snapshots join its pieces, so that the time is linear."""
    if not isinstance(piece, str):
        return
    known: Any = fields.get(name)
    if isinstance(known, _GrowingText):
        known.append(piece)
    else:
        fields[name] = _GrowingText([known, piece] if isinstance(known, str) else [piece])


class _GrowingText(list[str]):
    """The pieces of a text, appended as they arrive."""


def _joined(value: Any) -> Any:
    """Return a copy in which growing texts are strings."""
    if isinstance(value, _GrowingText):
        return "".join(value)
    if is_object(value):
        return {name: _joined(one) for name, one in value.items()}
    if is_array(value):
        return [_joined(one) for one in value]
    return value
