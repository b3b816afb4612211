"""Send a conversation to a model, with or without tools, and show the answer as it arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from ..lib._json_values import is_object, parse_json
from .base import State
from .display import Display
from .errors import tool_errors_in_one_line

if TYPE_CHECKING:
    from .. import Groq
    from ..lib.chat.stream import ChatCompletionStream
    from ..lib.tools import ToolContext
    from ..types.chat import ChatCompletion

_THINKING = "..."
_MAX_ARGUMENT = 40


@dataclass
class Conversation:
    """The parameters and messages of a conversation. The API validates the messages."""

    model: str
    messages: list[Any] = field(default_factory=list[Any])
    params: dict[str, Any] = field(default_factory=dict[str, Any])
    tools: list[Any] = field(default_factory=list[Any])
    approve: Callable[[ToolContext], bool | str] | None = None

    @property
    def system(self) -> str | None:
        """The system prompt."""
        first: dict[str, Any] = self.messages[0] if self.messages else {}
        return first.get("content") if first.get("role") == "system" else None

    @system.setter
    def system(self, text: str | None) -> None:
        rest = self.messages[1:] if self.system is not None else self.messages
        self.messages[:] = [*([{"role": "system", "content": text}] if text else []), *rest]


def take_answer(client: Groq, conversation: Conversation, display: Display) -> ChatCompletion | None:
    """Show the answer to the last message, and add it to the conversation.

    The part that arrived before an exception is kept. If nothing arrived, the question is removed.
    """
    before = len(conversation.messages) - 1
    try:
        completion = (_take_with_tools if conversation.tools else _take)(client, conversation, display)
    except BaseException:
        if not any(message["role"] == "assistant" for message in conversation.messages[before:]):
            del conversation.messages[before:]
        raise
    finally:
        display.end()
    return completion


def _take(client: Groq, conversation: Conversation, display: Display) -> ChatCompletion:
    stream = client.chat.completions.stream(
        model=conversation.model,
        messages=conversation.messages,
        extra_body=conversation.params,
    )
    display.status(_THINKING)
    try:
        with stream:
            _show(stream, display)
    finally:
        conversation.messages += _arrived(stream)
    return stream.snapshot


def _take_with_tools(client: Groq, conversation: Conversation, display: Display) -> ChatCompletion | None:
    run = client.chat.completions.run_tools(
        model=conversation.model,
        messages=conversation.messages,
        tools=conversation.tools,
        approve=conversation.approve,
        extra_body=conversation.params,
        stream=True,
    )
    current: ChatCompletionStream[Any] | None = None
    display.status(_THINKING)
    try:
        with tool_errors_in_one_line(click.get_current_context().ensure_object(State)):
            for stream in run:
                current = stream
                with stream:
                    _show(stream, display)
    except BaseException:
        messages: list[Any] = run.messages
        conversation.messages[:] = _without_open_calls(messages)
        if current is not None and messages[-1].get("role") != "assistant":
            conversation.messages += _arrived(current)
        raise
    conversation.messages[:] = run.messages
    return current.snapshot if current is not None else None


def _show(stream: ChatCompletionStream[Any], display: Display) -> None:
    for event in stream:
        if event.type == "content.delta" and event.choice == 0:
            display.add(event.delta)
        elif event.type == "tool_calls.function.arguments.done":
            display.note(f"[{event.name}({_shortened(event.arguments)})]")


def _shortened(arguments: str) -> str:
    """Return the arguments of a call for display: `city="Paris", days=3`."""
    try:
        values: Any = parse_json(arguments)
    except ValueError:
        return arguments
    if not is_object(values):
        return arguments
    shown = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    return ", ".join(
        f"{name}={text if len(text) <= _MAX_ARGUMENT else f'{text[:_MAX_ARGUMENT]}...'}" for name, text in shown.items()
    )


def _arrived(stream: ChatCompletionStream[Any]) -> list[dict[str, Any]]:
    """Return the assistant message as far as it arrived, without its calls: their results are missing."""
    choices = stream.snapshot.choices
    text = choices[0].message.content if choices else None
    return [{"role": "assistant", "content": text}] if text else []


def _without_open_calls(messages: list[Any]) -> list[dict[str, Any]]:
    """Return the messages, without the last calls if some of their results are missing."""
    last = next((at for at in reversed(range(len(messages))) if messages[at]["role"] == "assistant"), None)
    called: list[Any] = (messages[last].get("tool_calls") or []) if last is not None else []
    calls = {call["id"] for call in called}
    results = {message.get("tool_call_id") for message in messages[last or 0 :]}
    return messages if calls <= results else messages[:last]
