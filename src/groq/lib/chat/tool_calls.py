"""Tool calls that arrive in pieces, also from servers that deviate from the API."""

from __future__ import annotations

import json
from typing import Any

from .._json_values import fields_of
from .._text import Text
from .partial_json import JsonEnd, PartialJson, partial_arguments


class StreamedToolCall:
    """One tool call of a message."""

    __slots__ = ("_end", "_name", "_name_length", "arguments", "extra", "id", "index", "is_done", "json", "type")

    def __init__(self, index: int) -> None:
        self.index: int = index
        self.type: str = "function"
        self.id: str | None = None
        self._name = Text()
        self._name_length = 0
        self.arguments: Text = Text()
        self._end = JsonEnd(self.arguments)
        self.json: PartialJson = PartialJson(self.arguments, partial_arguments)
        self.extra: dict[str, Any] = {}
        self.is_done: bool = False

    @property
    def name(self) -> str:
        """The name of the function so far."""
        return str(self._name)

    def has_arguments(self) -> bool:
        """Return whether the arguments are complete JSON."""
        return self._end.is_reached()

    def add_name(self, name: str) -> None:
        """Add a name. Some servers send it in pieces, others twice."""
        if len(name) != self._name_length or name != self.name:  # the length first: `name` joins the pieces
            self._name.append(name)
            self._name_length += len(name)

    def to_dict(self) -> dict[str, Any]:
        """Return the call in the form of a message."""
        function = {"name": self.name, "arguments": str(self.arguments)}
        return {"id": self.id, "type": self.type, "function": function, **self.extra}


class StreamedToolCalls:
    """The tool calls of a message.

    A delta belongs to the call with its `index`. If the index is missing, the id decides; without an id, the
    delta continues the last call, unless it names a function after arguments. A new id under a known index, or a name
    after complete arguments, starts another call.
    """

    def __init__(self) -> None:
        self.calls: list[StreamedToolCall] = []
        self._by_index: dict[int, StreamedToolCall] = {}
        self._by_id: dict[str, StreamedToolCall] = {}

    def add(self, delta: Any) -> tuple[StreamedToolCall, str]:
        """Add a delta; return its call, and the text that it adds to the arguments."""
        fields = fields_of(delta)
        function = fields_of(fields.pop("function", None))
        index, id_ = fields.pop("index", None), fields.pop("id", None)
        index = index if isinstance(index, int) else None
        id_ = str(id_) if isinstance(id_, str | int) and id_ else None
        name = function.get("name")
        call = self._call(index, id_, bool(name))
        if id_:
            call.id = id_
            self._by_id[id_] = call
        kind = fields.pop("type", None)
        if kind:
            call.type = kind
        if name:
            call.add_name(str(name))
        call.extra.update({key: value for key, value in fields.items() if value is not None})
        arguments = function.get("arguments")
        if arguments is None:
            return call, ""
        piece = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        if piece:
            call.arguments.append(piece)
        return call, piece

    def _call(self, index: int | None, id_: str | None, has_name: bool) -> StreamedToolCall:
        known = self._by_index.get(index) if index is not None else None
        if id_ is not None and id_ in self._by_id:
            return self._by_id[id_]
        if known is None and index is None and self.calls:
            known = self.calls[-1]
            if has_name and id_ is None and known.arguments:
                known = None
        if known is not None and id_ is not None and known.id is not None:
            known = None  # ids differ
        if known is not None and id_ is None and has_name and known.arguments and known.has_arguments():
            known = None
        if known is None:
            known = StreamedToolCall(len(self.calls))
            self.calls.append(known)
            if index is not None:
                self._by_index[index] = known
        return known
