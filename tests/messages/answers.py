"""Responses with every field, and the forms in which callers keep them."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

from groq.types.chat import ChatCompletion
from groq.types.responses import Response

CALL: dict[str, Any] = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
MESSAGE: dict[str, Any] = {
    "role": "assistant",
    "content": "Let me look.",
    "reasoning": "They want the weather.",
    "tool_calls": [CALL],
    "executed_tools": [{"index": 0, "type": "search", "arguments": "{}", "search_results": None}],
    "annotations": [{"type": "document_citation", "document_citation": None}],
    "function_call": None,
    "field_of_tomorrow": 1,
}
COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "openai/gpt-oss-20b",
    "choices": [{"index": 0, "finish_reason": "tool_calls", "logprobs": None, "message": MESSAGE}],
}
MESSAGE_PARAM: dict[str, Any] = {
    "role": "assistant",
    "content": "Let me look.",
    "reasoning": "They want the weather.",
    "tool_calls": [CALL],
}
OUTPUT: list[dict[str, Any]] = [
    {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [],
        "content": [{"type": "reasoning_text", "text": "Hm."}],
        "status": None,
    },
    {
        "type": "message",
        "id": "msg_1",
        "role": "assistant",
        "status": "completed",
        "content": [
            {"type": "output_text", "text": "Let me ", "annotations": [], "logprobs": None},
            {"type": "output_text", "text": "look.", "annotations": [{"type": "file_citation", "file_id": "f"}]},
        ],
    },
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "weather", "arguments": "{}", "status": None},
    {"type": "mcp_list_tools", "id": None, "server_label": "docs", "tools": [{"name": "find", "description": None}]},
    {"type": "mcp_call", "id": "mcp_1", "server_label": "docs", "name": "find", "arguments": "{}", "output": None},
    {"type": "mcp_approval_request", "id": "mcpr_1", "server_label": "docs", "name": "find", "arguments": "{}"},
]
INPUT: list[dict[str, Any]] = [
    {"type": "message", "role": "assistant", "content": "Let me look."},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "weather", "arguments": "{}"},
    {"type": "mcp_list_tools", "server_label": "docs", "tools": [{"name": "find"}]},
    {"type": "mcp_call", "id": "mcp_1", "server_label": "docs", "name": "find", "arguments": "{}"},
    {"type": "mcp_approval_request", "id": "mcpr_1", "server_label": "docs", "name": "find", "arguments": "{}"},
]
RESPONSE: dict[str, Any] = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1,
    "model": "openai/gpt-oss-20b",
    "status": "completed",
    "output": OUTPUT,
}

FORMS: dict[str, Callable[[Any], Any]] = {
    "object": lambda answer: answer,
    "to_param": lambda answer: answer.to_param(),
    "to_dict": lambda answer: answer.to_dict(),
    "model_dump": lambda answer: answer.model_dump(),
    "model_dump without nulls": lambda answer: answer.model_dump(exclude_none=True),
    "to_json": lambda answer: json.loads(answer.to_json()),
    "model_dump_json": lambda answer: json.loads(answer.model_dump_json()),
    "JSON of to_param": lambda answer: json.loads(json.dumps(answer.to_param())),
    "deepcopy": copy.deepcopy,
    "pickle": lambda answer: pickle.loads(pickle.dumps(answer)),
    "model_validate": lambda answer: type(answer).model_validate(answer.model_dump()),
    "model_validate_json": lambda answer: type(answer).model_validate_json(answer.model_dump_json()),
}


def completion() -> ChatCompletion:
    return ChatCompletion.model_validate(COMPLETION)


def response() -> Response:
    return Response.model_construct(**RESPONSE)
