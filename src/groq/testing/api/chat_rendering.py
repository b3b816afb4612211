"""A completion as the chat API sends it: one JSON body, or server-sent events. Pure. `chat` decides the content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .._strict_json import dump_json, object_at, parse_json
from .answers import Answer, json_answer
from .hosted_tools import HostedCall, executed, mcp_listings
from .replies import StreamError, ToolCall
from .text import count_tokens, tokenize

EVENT_STREAM = {"content-type": "text/event-stream", "cache-control": "no-cache"}
_DONE = b"data: [DONE]\n\n"
# Made up, plausible and constant.
_QUEUE_SECONDS = 0.001
_SECONDS_PER_PROMPT_TOKEN = 0.0001
_SECONDS_PER_TOKEN = 0.002


@dataclass(frozen=True)
class Completion:
    """The content of an answer."""

    text: str | None
    reasoning: str | None
    tool_calls: tuple[ToolCall, ...]
    function_call: ToolCall | None
    finish_reason: str
    hosted: tuple[HostedCall, ...] = ()


@dataclass(frozen=True)
class Envelope:
    """The other parts of an answer."""

    id: str
    created: int
    model: str
    fingerprint: str
    request_id: str
    seed: int
    prompt_tokens: int


def render(envelope: Envelope, body: dict[str, Any], completion: Completion) -> Answer:
    """Return the answer to a request with this body: events if it requests a stream."""
    usage = _usage(envelope, completion)
    tokens: int = usage["total_tokens"]
    if not body.get("stream"):
        return json_answer(_response_body(envelope, body, completion, usage), tokens=tokens)
    include_usage = bool(object_at(body, "stream_options").get("include_usage"))
    chunks = _chunks(envelope, completion, usage, include_usage=include_usage)
    events = (*map(_event, chunks), _DONE)
    return Answer(200, EVENT_STREAM, events, tokens=tokens)


def completion_tokens(completion: Completion) -> tuple[int, int]:
    """Return (all generated tokens, those of the reasoning)."""
    reasoning = count_tokens(completion.reasoning)
    calls = (*completion.tool_calls, *((completion.function_call,) if completion.function_call else ()))
    made = reasoning + count_tokens(completion.text) + sum(count_tokens(call.name + call.arguments) for call in calls)
    return made, reasoning


def inference_times(prompt_tokens: int, generated: int) -> dict[str, float]:
    """Return the seconds that a model might have taken."""
    prompt_time = round(prompt_tokens * _SECONDS_PER_PROMPT_TOKEN, 6)
    completion_time = round(generated * _SECONDS_PER_TOKEN, 6)
    total_time = round(prompt_time + completion_time, 6)
    return {
        "queue_time": _QUEUE_SECONDS,
        "prompt_time": prompt_time,
        "completion_time": completion_time,
        "total_time": total_time,
    }


def end_with_error(stream: Answer, error: StreamError) -> Answer:
    """Return the stream up to its failure, then the failure in its shape."""
    assert isinstance(stream.body, tuple)
    events = stream.body
    chunk = parse_json(events[0].removeprefix(b"data: "))
    chunk.update(choices=[], x_groq={**chunk["x_groq"], "error": error.body["error"]["message"]})
    frames = {"event": b"event: error\n" + _event(error.body), "data": _event(error.body), "chunk": _event(chunk)}
    return replace(stream, body=(*events[:-1][: error.after], frames[error.shape]))


def _event(data: Mapping[str, Any]) -> bytes:
    return b"data: %s\n\n" % dump_json(data)


def _response_body(
    envelope: Envelope, body: dict[str, Any], completion: Completion, usage: dict[str, Any]
) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": completion.text}
    if completion.reasoning is not None:
        message["reasoning"] = completion.reasoning
    if completion.hosted:
        message["executed_tools"] = executed(completion.hosted)
    if completion.tool_calls:
        message["tool_calls"] = [
            {"id": call.id, "type": "function", "function": _function(call)} for call in completion.tool_calls
        ]
    if completion.function_call is not None:
        message["function_call"] = _function(completion.function_call)
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": completion.finish_reason}
    listings = mcp_listings(body)
    return {
        "id": envelope.id,
        "object": "chat.completion",
        "created": envelope.created,
        "model": envelope.model,
        "choices": [choice],
        "usage": usage,
        "usage_breakdown": _breakdown(envelope, usage),
        "system_fingerprint": envelope.fingerprint,
        "service_tier": body.get("service_tier"),
        "x_groq": {"id": envelope.request_id, "seed": envelope.seed},
        **({"mcp_list_tools": listings} if listings else {}),
    }


def _function(call: ToolCall) -> dict[str, str]:
    return {"name": call.name, "arguments": call.arguments}


def _chunks(
    envelope: Envelope, completion: Completion, usage: dict[str, Any], *, include_usage: bool
) -> Iterator[dict[str, Any]]:
    """Yield chunks: the first has the role, the last the finish reason, and both have `x_groq`."""
    first = {"role": "assistant", "content": None if completion.text is None else ""}
    yield {**_chunk(envelope, first), "x_groq": {"id": envelope.request_id}}
    for delta in _deltas(completion):
        yield _chunk(envelope, delta)
    details = {"id": envelope.request_id, "seed": envelope.seed, "usage": usage}
    last = _chunk(envelope, {}, completion.finish_reason)
    yield {**last, "x_groq": {**details, "usage_breakdown": _breakdown(envelope, usage)}}
    if include_usage:
        yield {**_chunk(envelope, {}), "choices": [], "usage": usage}


def _chunk(envelope: Envelope, delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return {
        "id": envelope.id,
        "object": "chat.completion.chunk",
        "created": envelope.created,
        "model": envelope.model,
        "system_fingerprint": envelope.fingerprint,
        "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}],
    }


def _deltas(completion: Completion) -> Iterator[dict[str, Any]]:
    """Yield executed tools; reasoning and text, token by token; then for each call its name, and its arguments
    in pieces.
    """
    if completion.hosted:
        yield {"executed_tools": executed(completion.hosted)}
    for token in tokenize(completion.reasoning or ""):
        yield {"reasoning": token}
    for token in tokenize(completion.text or ""):
        yield {"content": token}
    for index, call in enumerate(completion.tool_calls):
        head = {"index": index, "id": call.id, "type": "function"}
        yield {"tool_calls": [{**head, "function": {"name": call.name, "arguments": ""}}]}
        for token in tokenize(call.arguments):
            yield {"tool_calls": [{"index": index, "function": {"arguments": token}}]}
    if completion.function_call is not None:
        yield {"function_call": {"name": completion.function_call.name, "arguments": ""}}
        for token in tokenize(completion.function_call.arguments):
            yield {"function_call": {"arguments": token}}


def _usage(envelope: Envelope, completion: Completion) -> dict[str, Any]:
    made, reasoning = completion_tokens(completion)
    usage = {
        "prompt_tokens": envelope.prompt_tokens,
        "completion_tokens": made,
        "total_tokens": envelope.prompt_tokens + made,
        **inference_times(envelope.prompt_tokens, made),
    }
    return {**usage, "completion_tokens_details": {"reasoning_tokens": reasoning}} if reasoning else usage


def _breakdown(envelope: Envelope, usage: dict[str, Any]) -> dict[str, Any]:
    return {"models": [{"model": envelope.model, "usage": usage}]}
