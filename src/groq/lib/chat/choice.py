"""One choice of a streamed chat completion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from .._json_values import field_of, fields_of, is_array, is_object, merge, parse_json, plain
from .._text import Text
from .events import (
    ChatCompletionEvent,
    ContentDeltaEvent,
    ContentDoneEvent,
    ExecutedToolEvent,
    LogprobsDeltaEvent,
    ReasoningDeltaEvent,
    ReasoningDoneEvent,
    ToolCallArgumentsDeltaEvent,
    ToolCallArgumentsDoneEvent,
)
from .partial_json import PartialJson
from .tool_calls import StreamedToolCall, StreamedToolCalls

if TYPE_CHECKING:
    from ..parse.answer_parser import AnswerParser

_CONTENT = {"content"}
_NO_MESSAGE = {"role": "assistant", "content": None}


class Choice:
    """One answer so far."""

    def __init__(self, index: int, parser: AnswerParser[Any] | None = None) -> None:
        self._index = index
        self._parser = parser
        self._content = Text()
        output = parser.output if parser else None
        self._json = PartialJson(self._content, output.parse_partial) if output else None
        self._reasoning = Text()
        self._is_reasoning = False
        self._tool_calls = StreamedToolCalls()
        self._open_call: StreamedToolCall | None = None
        self._function_call: StreamedToolCall | None = None
        self._message: dict[str, Any] = {}
        self._executed_tools: list[dict[str, Any]] = []
        self._tools_by_index: dict[int, dict[str, Any]] = {}
        self._fields: dict[str, Any] = {}
        self._finish_reason: Any = None
        self._is_finished = False

    def add(self, choice: Any, events: list[ChatCompletionEvent[Any]]) -> None:
        """Add this choice of a chunk, and append the events."""
        delta = choice.delta
        fields: Any = getattr(delta, "model_fields_set", ())
        content = delta.content if "content" in fields else None
        if content and isinstance(content, str):
            if self._is_reasoning:
                self._end_reasoning(events)
            count = self._content.append(content)
            events.append(ContentDeltaEvent(content, self._index, self._content, count, self._json))
        if fields != _CONTENT or not content:
            values = fields_of(delta)
            for name in sorted(values):  # the same order of events, whatever order the API sends
                self._ADD.get(name, Choice._add_unknown)(self, values[name], events, name)
        reason = choice.finish_reason
        if reason:
            self._finish_reason = reason
            self.finish(events)
        if len(choice.model_fields_set) > 3 or choice.logprobs is not None:  # index, delta, finish_reason
            self._add_fields(choice, events)

    def _add_content(self, value: Any, _: list[ChatCompletionEvent[Any]], __: str) -> None:
        if isinstance(value, str):
            if not value and not self._content:
                self._message.setdefault("content", "")
        elif value is not None:
            self._message["content"] = value

    def _add_reasoning(self, value: Any, events: list[ChatCompletionEvent[Any]], name: str) -> None:
        if not isinstance(value, str):
            self._add_unknown(value, events, name)
        elif value:
            self._is_reasoning = True
            count = self._reasoning.append(value)
            events.append(ReasoningDeltaEvent(value, self._index, self._reasoning, count))
        else:
            self._message.setdefault("reasoning", "")

    def _add_role(self, value: Any, _: list[ChatCompletionEvent[Any]], __: str) -> None:
        if value:
            self._message["role"] = value

    def _add_tool_calls(self, value: Any, events: list[ChatCompletionEvent[Any]], _: str) -> None:
        for delta in value if is_array(value) else ():
            if delta is None:
                continue
            call, piece = self._tool_calls.add(delta)
            before, self._open_call = self._open_call, call
            if before is not None and before is not call and before.has_arguments():  # else, more may follow
                self._end_tool_call(before, events)
            if piece:
                text, count = call.arguments, len(call.arguments.pieces)
                more = ToolCallArgumentsDeltaEvent(
                    call.index, call.name, piece, self._index, text, count, _json=call.json
                )
                events.append(more)

    def _add_function_call(self, value: Any, _: list[ChatCompletionEvent[Any]], __: str) -> None:
        fields: Any = plain(value)
        if not is_object(fields):
            return
        self._function_call = call = self._function_call or StreamedToolCall(0)
        call.add_name(str(fields.get("name") or ""))
        if isinstance(fields.get("arguments"), str):
            call.arguments.append(fields["arguments"])

    def _add_executed_tools(self, value: Any, events: list[ChatCompletionEvent[Any]], _: str) -> None:
        for one in value if is_array(value) else ():
            fields: Any = plain(one)
            if not is_object(fields):
                continue
            index: Any = fields.get("index")
            known = self._tools_by_index.get(index) if isinstance(index, int) else None
            if known is None:
                known = dict[str, Any]()
                self._executed_tools.append(known)
                if isinstance(index, int):
                    self._tools_by_index[index] = known
            known.update({name: item for name, item in fields.items() if item is not None or name not in known})
            events.append(ExecutedToolEvent(dict(known), self._index))

    def _add_unknown(self, value: Any, _: list[ChatCompletionEvent[Any]], name: str) -> None:
        merge(self._message, name, plain(value))

    _ADD: ClassVar[dict[str, Callable[[Choice, Any, list[ChatCompletionEvent[Any]], str], None]]] = {
        "content": _add_content,
        "executed_tools": _add_executed_tools,
        "function_call": _add_function_call,
        "reasoning": _add_reasoning,
        "role": _add_role,
        "tool_calls": _add_tool_calls,
    }

    def _add_fields(self, choice: Any, events: list[ChatCompletionEvent[Any]]) -> None:
        for name in choice.model_fields_set:
            if name in ("index", "delta", "finish_reason"):
                continue
            value: Any = plain(field_of(choice, name))
            if name == "logprobs" and is_object(value):
                known: Any = self._fields.get("logprobs")
                known = self._fields["logprobs"] = known if is_object(known) else {}
                for key, items in value.items():
                    merge(known, key, items)
                if is_array(value.get("content")) and value["content"]:
                    events.append(LogprobsDeltaEvent([*value["content"]], self._index))
            else:
                merge(self._fields, name, value)

    def finish(self, events: list[ChatCompletionEvent[Any]]) -> None:
        """Append the events for the parts that are complete now."""
        if self._is_finished:
            return
        self._is_finished = True
        if self._is_reasoning:
            self._end_reasoning(events)
        for call in self._tool_calls.calls:
            self._end_tool_call(call, events)
        if self._content:
            text = str(self._content)
            value = self._parser.value(text) if self._parser else None
            # An answer that does not match its type raises an error at the end of the stream.
            if not isinstance(value, ValueError):
                events.append(ContentDoneEvent(text, self._index, value))

    def _end_reasoning(self, events: list[ChatCompletionEvent[Any]]) -> None:
        self._is_reasoning = False
        events.append(ReasoningDoneEvent(str(self._reasoning), self._index))

    def _end_tool_call(self, call: StreamedToolCall, events: list[ChatCompletionEvent[Any]]) -> None:
        if not call.is_done:
            call.is_done = True
            arguments = str(call.arguments)
            parse = self._parser.arguments.get(call.name, parse_json) if self._parser else parse_json
            events.append(
                ToolCallArgumentsDoneEvent(call.index, call.id, call.name, arguments, self._index, _parse=parse)
            )

    def to_dict(self) -> dict[str, Any]:
        """Return the choice in the form of a completion."""
        message: dict[str, Any] = {"role": "assistant", **plain(self._message)}
        if self._content:
            message["content"] = str(self._content)
        else:
            message.setdefault("content", None)
        if self._reasoning:
            message["reasoning"] = str(self._reasoning)
        if self._tool_calls.calls:
            message["tool_calls"] = [call.to_dict() for call in self._tool_calls.calls]
        if self._function_call is not None:
            message["function_call"] = self._function_call.to_dict()["function"]
        if self._executed_tools:
            message["executed_tools"] = self._executed_tools
        fields = {name: one for name, one in self._fields.items() if name != "message" or is_object(one)}
        if message != _NO_MESSAGE:  # else a server that sends whole messages instead of deltas
            fields.pop("message", None)
        return {"index": self._index, "message": message, "finish_reason": self._finish_reason, **fields}
