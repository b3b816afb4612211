"""Answers whose fields have undocumented JSON types: helpers return a result or raise a `GroqError`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

import groq
from groq import Groq
from groq.testing import LocalServer

from ..support.answers import CHAT, COMPLETION


class Number(BaseModel):
    number: int


def add(number: int = 1) -> int:
    return number + 1


CALL: dict[str, Any] = {"id": "c", "type": "function", "function": {"name": "add", "arguments": "{}"}}
MESSAGES: dict[str, Any] = {
    "message_null": None,
    "message_string": "Hi",
    "calls_number": {"content": None, "tool_calls": 5},
    "calls_object": {"content": None, "tool_calls": CALL},
    "calls_null": {"content": None, "tool_calls": [None]},
    "id_list": {"content": None, "tool_calls": [{**CALL, "id": [1]}]},
    "id_object": {"content": None, "tool_calls": [{**CALL, "id": {"a": 1}}]},
    "name_list": {"content": None, "tool_calls": [{**CALL, "function": {"name": ["add"], "arguments": "{}"}}]},
    "function_null": {"content": None, "tool_calls": [{**CALL, "function": None}]},
    "function_call": {"content": None, "function_call": {"name": 5, "arguments": "{}"}},
}
CHOICES: dict[str, Any] = {
    "finish_reason_object": {"finish_reason": {"a": 1}, "logprobs": None, "message": {"content": "{"}},
    "logprobs_string": {"finish_reason": None, "logprobs": "x", "message": {"content": "{"}},
    **{name: {"finish_reason": "stop", "message": message} for name, message in MESSAGES.items()},
}
ANSWERS: dict[str, Any] = {
    "usage_string": {**COMPLETION, "usage": "x"},
    "usage_list": {**COMPLETION, "usage": [1]},
    **{name: {**COMPLETION, "choices": [{"index": 0, **choice}]} for name, choice in CHOICES.items()},
}
TYPED: dict[str, Any] = {**CHAT, "response_format": Number, "tools": [add]}
HELPERS: dict[str, Callable[[Any], object]] = {
    "markdown": lambda chat: chat.create(**CHAT)._repr_markdown_(),
    "parse": lambda chat: chat.parse(**TYPED, max_attempts=2),
    "run_tools": lambda chat: chat.run_tools(**CHAT, tools=[add], max_turns=2).get_final_completion(),
    "typed_run": lambda chat: chat.run_tools(**TYPED, max_turns=2).get_final_completion(),
}
STREAM_HELPERS: dict[str, Callable[[Any], object]] = {
    "accumulate": lambda chat: groq.accumulate(chat.create(**CHAT, stream=True))._repr_markdown_(),
    "stream": lambda chat: chat.stream(**TYPED).get_final_completion(),
    "run_tools": lambda chat: chat.run_tools(**CHAT, tools=[add], max_turns=2, stream=True).until_done(),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("helper", HELPERS)
def test_helpers_raise_only_groq_errors(groq_server: LocalServer, answer: str, helper: str) -> None:
    body = json.dumps(ANSWERS[answer]).encode()
    groq_server.reply_raw(body=body, headers={"content-type": "application/json"}, times=None)
    with contextlib.suppress(groq.GroqError):
        HELPERS[helper](Groq(max_retries=0).chat.completions)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("helper", STREAM_HELPERS)
def test_stream_helpers_raise_only_groq_errors(groq_server: LocalServer, answer: str, helper: str) -> None:
    [choice] = ANSWERS[answer]["choices"]
    first = {**ANSWERS[answer], "choices": [{"delta": choice["message"], **choice, "message": None}]}
    last = {**COMPLETION, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop", "logprobs": {"content": []}}]}
    body = f"data: {json.dumps(first)}\n\ndata: {json.dumps(last)}\n\ndata: [DONE]\n\n".encode()
    groq_server.reply_raw(body=body, headers={"content-type": "text/event-stream"}, times=None)
    with contextlib.suppress(groq.GroqError):
        STREAM_HELPERS[helper](Groq(max_retries=0).chat.completions)
