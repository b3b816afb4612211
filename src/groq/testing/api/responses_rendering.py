"""A completion as the responses API sends it: one JSON body, or named events. Pure. `chat` decides the content.

Events have the order of the API: the response is created, each item is added, filled and done, and the whole response
follows. `sequence_number` counts from 0. No `[DONE]` is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .._strict_json import digest, dump_json, object_at, parse_json
from .answers import Answer, json_answer
from .chat_rendering import EVENT_STREAM, Completion, completion_tokens, inference_times
from .hosted_tools import mcp_listings
from .replies import StreamError
from .text import tokenize

_LENGTH = "length"
_DEFAULT_ERROR_CODE = "server_error"


@dataclass(frozen=True)
class Envelope:
    """The parts of an answer that are not its content."""

    mark: str
    """All ids of this response are derived from it."""
    created: int
    input_tokens: int
    wants_metrics: bool
    """Whether the metadata includes the inference times."""


def render(envelope: Envelope, body: dict[str, Any], completion: Completion) -> Answer:
    """Return the answer to a request with this body: events if it requests a stream."""
    whole = _response_body(envelope, body, completion)
    tokens: int = whole["usage"]["total_tokens"]
    if not body.get("stream"):
        return json_answer(whole, tokens=tokens)
    events = enumerate(_events(whole))
    return Answer(200, EVENT_STREAM, tuple(_event(number, *event) for number, event in events), tokens=tokens)


def end_with_error(stream: Answer, error: StreamError) -> Answer:
    """Return the stream up to its failure, then the failure in its shape."""
    assert isinstance(stream.body, tuple)
    kept = stream.body[:-1][: error.after]
    details = error.body["error"]
    code = str(details.get("code", _DEFAULT_ERROR_CODE))
    if error.shape == "data":
        last = b"data: %s\n\n" % dump_json(error.body)
    elif error.shape == "event":
        error_event = {"code": code, "message": details["message"], "param": details.get("param")}
        last = _event(len(kept), "error", error_event)
    else:
        response = parse_json(stream.body[0].partition(b"\ndata: ")[2])["response"]
        failure = {"code": code, "message": details["message"]}
        last = _event(len(kept), "response.failed", {"response": {**response, "status": "failed", "error": failure}})
    return replace(stream, body=(*kept, last))


def _event(number: int, kind: str, data: dict[str, Any]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), dump_json({"type": kind, "sequence_number": number, **data}))


def _response_body(envelope: Envelope, body: dict[str, Any], completion: Completion) -> dict[str, Any]:
    is_truncated = completion.finish_reason == _LENGTH
    given = {name: value for name, value in body.items() if value is not None}
    effort = object_at(body, "reasoning").get("effort")
    return {
        "id": f"resp_{envelope.mark}",
        "object": "response",
        "created_at": envelope.created,
        "status": "incomplete" if is_truncated else "completed",
        "background": False,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if is_truncated else None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "max_tool_calls": None,
        "metadata": {**given.get("metadata", {}), **(_metrics(envelope, completion) if envelope.wants_metrics else {})},
        "model": body["model"],
        "output": [*_hosted_items(body, completion), *_items(envelope.mark, completion)],
        "parallel_tool_calls": given.get("parallel_tool_calls", True),
        "previous_response_id": None,
        "reasoning": {"effort": effort, "summary": None},
        "service_tier": given.get("service_tier", "default"),
        "store": False,
        "temperature": given.get("temperature", 1),
        "text": {"format": {"type": "text"}, **given.get("text", {})},
        "tool_choice": given.get("tool_choice", "auto"),
        "tools": given.get("tools", []),
        "top_logprobs": 0,
        "top_p": given.get("top_p", 1),
        "truncation": "disabled",
        "usage": _usage(envelope, completion),
        "user": body.get("user"),
    }


def _metrics(envelope: Envelope, completion: Completion) -> dict[str, str]:
    times = inference_times(envelope.input_tokens, completion_tokens(completion)[0])
    return {name: str(seconds) for name, seconds in times.items()}


def _hosted_items(body: dict[str, Any], completion: Completion) -> list[dict[str, Any]]:
    """Return the listed tools of MCP servers, then their calls. Calls of other hosted tools are omitted."""
    items = mcp_listings(body)
    for call in completion.hosted:
        made = {"server_label": call.server_label, "name": call.name, "arguments": call.arguments}
        if call.is_waiting:
            items.append({"type": "mcp_approval_request", "id": call.id, **made})
        elif call.type == "mcp":
            items.append({"type": "mcp_call", "id": call.id.replace("mcpr_", "mcp_"), **made, "output": call.output})
    return items


def _items(mark: str, completion: Completion) -> list[dict[str, Any]]:
    """Return reasoning, then the message, then the calls. A token limit truncates the last one."""
    items: list[dict[str, Any]] = []
    if completion.reasoning is not None:
        content = [{"type": "reasoning_text", "text": completion.reasoning}]
        items.append({"type": "reasoning", "id": f"rs_{mark}", "summary": [], "content": content})
    if completion.text is not None:
        part: dict[str, Any] = {"type": "output_text", "text": completion.text, "annotations": [], "logprobs": None}
        items.append({"type": "message", "id": f"msg_{mark}", "role": "assistant", "content": [part]})
    for index, call in enumerate(completion.tool_calls):
        made = {"call_id": call.id, "name": call.name, "arguments": call.arguments}
        items.append({"type": "function_call", "id": f"fc_{digest([mark, index], 32)}", **made})
    statuses = ["completed"] * len(items)
    if completion.finish_reason == _LENGTH:
        statuses[-1:] = ["incomplete"]
    return [{**item, "status": status} for item, status in zip(items, statuses, strict=True)]


def _usage(envelope: Envelope, completion: Completion) -> dict[str, Any]:
    generated, reasoning = completion_tokens(completion)
    return {
        "input_tokens": envelope.input_tokens,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": generated,
        "output_tokens_details": {"cached_tokens": 0, "reasoning_tokens": reasoning},
        "total_tokens": envelope.input_tokens + generated,
    }


def _events(whole: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    begun: dict[str, Any] = {**whole, "status": "in_progress", "incomplete_details": None, "output": []}
    del begun["usage"]
    yield "response.created", {"response": begun}
    yield "response.in_progress", {"response": begun}
    for index, item in enumerate(whole["output"]):
        yield from _item_events(index, item)
    yield f"response.{whole['status']}", {"response": whole}


def _item_events(index: int, item: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if item["type"].startswith("mcp_"):
        yield "response.output_item.added", {"output_index": index, "item": item}
        yield "response.output_item.done", {"output_index": index, "item": item}
        return
    is_call = item["type"] == "function_call"
    empty: dict[str, Any] = {"arguments": ""} if is_call else {"content": []}
    yield "response.output_item.added", {"output_index": index, "item": {**item, **empty, "status": "in_progress"}}
    place = {"item_id": item["id"], "output_index": index}
    if is_call:
        yield from _text_events("function_call_arguments", place, "arguments", item["arguments"])
    else:
        part = item["content"][0]
        place["content_index"] = 0
        yield "response.content_part.added", {**place, "part": {**part, "text": ""}}
        yield from _text_events(part["type"], place, "text", part["text"])
        yield "response.content_part.done", {**place, "part": part}
    yield "response.output_item.done", {"output_index": index, "item": item}


def _text_events(kind: str, place: dict[str, Any], name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for token in tokenize(text):
        yield f"response.{kind}.delta", {**place, "delta": token}
    yield f"response.{kind}.done", {**place, name: text}
