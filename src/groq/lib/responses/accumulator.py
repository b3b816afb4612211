"""The events of a streamed response → the response: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from groq import types

from .._json_values import append, fields_of, is_array, is_object, merge, plain


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
        fields = fields_of(event)  # the server may omit fields that the type declares
        type_ = fields.get("type")
        change = self._CHANGES.get(type_) if isinstance(type_, str) else None
        if change is not None:
            change(self, fields)
        else:  # response.created, response.completed and others contain the whole response
            self._replace(plain(fields.get("response")))
        return (event,)

    def finish(self) -> Iterable[types.responses.ResponseStreamEvent]:
        """Return no events: the API sends the last event of a stream."""
        return ()

    @property
    def snapshot(self) -> types.responses.Response:
        """The response so far. It shares nothing with the accumulator."""
        from groq.types.responses import Response  # imported here: importing the types is slow

        return Response.model_construct(**_listed(self._response))

    def _replace(self, response: Any) -> None:
        if not is_object(response):
            return
        if not response.get("output"):  # not yet, or omitted in the last event
            response["output"] = self._response["output"]
        self._response = response

    def _set_item(self, event: dict[str, Any]) -> None:
        _items(self._response, "output")[_index(event, "output_index")] = plain(event.get("item"))

    def _set_part(self, event: dict[str, Any]) -> None:
        parts = _items(self._item(event, "message"), "content")
        parts[_index(event, "content_index")] = plain(event.get("part"))

    def _add_annotation(self, event: dict[str, Any]) -> None:
        part = _at(self._item(event, "message"), "content", _index(event, "content_index"), {"type": "output_text"})
        merge(part, "annotations", [plain(event.get("annotation"))])

    def _add_text(self, event: dict[str, Any]) -> None:
        part = _at(self._item(event, "message"), "content", _index(event, "content_index"), {"type": "output_text"})
        _append(part, "text", event)

    def _add_reasoning(self, event: dict[str, Any]) -> None:
        part = _at(
            self._item(event, "reasoning"), "content", _index(event, "content_index"), {"type": "reasoning_text"}
        )
        _append(part, "text", event)

    def _add_summary(self, event: dict[str, Any]) -> None:
        part = _at(self._item(event, "reasoning"), "summary", _index(event, "summary_index"), {"type": "summary_text"})
        _append(part, "text", event)

    def _add_arguments(self, event: dict[str, Any]) -> None:
        _append(self._item(event, "function_call"), "arguments", event)

    def _item(self, event: dict[str, Any], type_: str) -> dict[str, Any]:
        empty = {"id": event.get("item_id"), "type": type_}
        return _at(self._response, "output", _index(event, "output_index"), empty)

    _CHANGES: ClassVar[dict[str, Callable[[ResponseAccumulator, dict[str, Any]], None]]] = {
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


def text_of(event: types.responses.ResponseStreamEvent) -> str:
    """Return the text that an event adds to a message; may be empty."""
    fields = fields_of(event)
    delta = fields.get("delta") if fields.get("type") == "response.output_text.delta" else None
    return delta if isinstance(delta, str) else ""


class _Items(dict[int, Any]):
    """The items of a list by index: the first events may be missing, and an index may be huge."""


def _index(event: dict[str, Any], name: str) -> int:
    index = event.get(name)
    return index if isinstance(index, int) and index >= 0 else 0


def _items(fields: dict[str, Any], name: str) -> _Items:
    """Return the items of a field, which replace a value of another type."""
    known: Any = fields.get(name)
    if isinstance(known, _Items):
        return known
    items = fields[name] = _Items(enumerate(known if is_array(known) else ()))
    return items


def _at(fields: dict[str, Any], name: str, index: int, empty: dict[str, Any]) -> dict[str, Any]:
    """Return the object at an index of a field; add it if its first event is missing."""
    items = _items(fields, name)
    found: Any = items.get(index)
    if is_object(found):
        return found
    items[index] = empty
    return empty


def _append(fields: dict[str, Any], name: str, event: dict[str, Any]) -> None:
    delta = event.get("delta")
    if isinstance(delta, str):
        append(fields, name, delta)


def _listed(value: Any) -> Any:
    """Return a copy in which items are lists and texts are strings."""
    if isinstance(value, _Items):
        return [_listed(value[index]) for index in sorted(value)]
    if is_object(value):
        return {name: _listed(one) for name, one in value.items()}
    return plain(value)
