"""Chat completions without a model, all pure: check the request, decide what is said. `_chat_wire` writes it down.

`_responses` has its own requests decided here as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import _chat_wire as wire
from ._call import Call
from ._chat_rules import Problem, find_problem
from ._instances import instance
from ._replies import Reply, ToolCall, deliver
from ._schema import SchemaError
from ._spec import parse_body
from ._text import content_text, count_tokens, cut_at_stop, digest, prompt_tokens, quote, shorten
from ._tools import choose_tools
from ._wire import Answer, dump_json, object_at

_NOTICE = "This answer comes from the local test server of the groq package, in which no model runs."
# What changes how an answer travels, but not what it says.
_TRANSPORT = ("stream", "stream_options", "service_tier", "user", "metadata")


def create(call: Call) -> Answer:
    """Answer `POST /openai/v1/chat/completions`."""
    body = parse_body(call.request, "CreateChatCompletionRequest")
    if isinstance(body, Answer):
        return body
    decided = complete(body, call.take_reply)
    if isinstance(decided, Problem):
        return decided.answer()
    completion, reply = decided
    answer = wire.answer(_envelope(call, body), body, completion)
    return answer if reply is None else deliver(answer, reply, wire.break_off)


def complete(
    body: dict[str, Any], take_reply: Callable[[], Reply | None]
) -> tuple[wire.Completion, Reply | None] | Problem:
    """What is said, with the scripted reply that says it if there is one; or why the request is refused."""
    problem = find_problem(body)
    if problem is not None:
        return problem
    reply = take_reply()
    if reply is not None:
        return _scripted(body, reply), reply
    try:
        completion = decide(body)
    except SchemaError as err:
        return Problem(_schema_param(body), str(err))
    return completion if isinstance(completion, Problem) else (completion, None)


def decide(body: dict[str, Any]) -> wire.Completion | Problem:
    """What is said to a valid request: the same to the same request. Raises `SchemaError` for an unusable schema."""
    functions = choose_tools(body)
    reasoning = _reasoning(body)
    if functions:
        return _calls(body, functions, reasoning)
    json_text = _json_text(body)
    text = cut_at_stop(_words(body) if json_text is None else json_text, _stops(body))
    if body.get("reasoning_format") == "raw" and _thinks(body):
        text = f"<think>{_thought(body)}</think>{text}"
    limit = _token_limit(body)
    if reasoning is not None:
        reasoning, _ = shorten(reasoning, limit)
        limit = None if limit is None else limit - count_tokens(reasoning)
    kept, is_short = shorten(text, limit)
    if is_short and json_text is not None:
        message = "The token limit ends the text before the JSON document is complete: raise max_completion_tokens"
        return Problem("max_completion_tokens", message, "json_validate_failed", failed_generation=kept)
    return wire.Completion(kept, reasoning, (), None, "length" if is_short else "stop")


def _scripted(body: dict[str, Any], reply: Reply) -> wire.Completion:
    """What a test asked for."""
    calls = tuple(replace(made, id=made.id or _call_id(body, index)) for index, made in enumerate(reply.tool_calls))
    finish_reason = reply.finish_reason or ("tool_calls" if calls else "stop")
    text = reply.text if reply.text is not None or calls else ""
    return wire.Completion(text, reply.reasoning, calls, None, finish_reason)


def _envelope(call: Call, body: dict[str, Any]) -> wire.Envelope:
    said, seed = said_by(body), body.get("seed")
    return wire.Envelope(
        id=f"chatcmpl-{digest(said, 32)}",
        created=call.now,
        model=body["model"],
        fingerprint=f"fp_{digest(body['model'], 10)}",
        request_id=call.request_id,
        seed=int(digest(said, 7), 16) if seed is None else seed,
        prompt_tokens=prompt_tokens(body),
    )


def _calls(body: dict[str, Any], functions: list[dict[str, Any]], reasoning: str | None) -> wire.Completion:
    calls = tuple(
        ToolCall(function["name"], dump_json(_arguments(function)).decode(), _call_id(body, index))
        for index, function in enumerate(functions)
    )
    if body.get("tools"):
        return wire.Completion(None, reasoning, calls, None, "tool_calls")
    return wire.Completion(None, reasoning, (), calls[0], "function_call")


def _arguments(function: dict[str, Any]) -> object:
    return instance({"type": "object", **object_at(function, "parameters")})


def _call_id(body: dict[str, Any], index: int) -> str:
    return f"call_{digest([said_by(body), index], 24)}"


def said_by(body: dict[str, Any]) -> dict[str, Any]:
    """The part of a request that decides what is said: with or without a stream, the answer is the same."""
    return {name: value for name, value in body.items() if name not in _TRANSPORT}


def _json_text(body: dict[str, Any]) -> str | None:
    """The JSON document that `response_format` asks for, as text; `None` when it asks for none."""
    wanted = object_at(body, "response_format")
    if wanted.get("type") == "json_object":
        return dump_json({"message": _words(body)}).decode()
    if wanted.get("type") == "json_schema":
        return dump_json(instance(wanted["json_schema"].get("schema", {"type": "object"}))).decode()
    return None


def _words(body: dict[str, Any]) -> str:
    """A text that says where it comes from, quotes the tools' results or the user, and differs per request."""
    messages = body["messages"]
    results: list[dict[str, Any]] = []
    for message in reversed(messages):
        if message["role"] not in ("tool", "function"):
            break
        results.insert(0, message)
    mark = f"(Request {digest(said_by(body), 8)}.)"
    if results:
        quoted = " and ".join(quote(content_text(result.get("content"))) for result in results)
        return f"{_NOTICE} The tool returned {quoted}. {mark}"
    asked = next((content_text(message["content"]) for message in reversed(messages) if message["role"] == "user"), "")
    return f"{_NOTICE} You said {quote(asked)}. {mark}"


def _thinks(body: dict[str, Any]) -> bool:
    return body.get("reasoning_effort") != "none"


def _reasoning(body: dict[str, Any]) -> str | None:
    """Reasoning as a field of its own, when the request asks for it."""
    asked = body.get("reasoning_format") == "parsed" or body.get("include_reasoning") is True
    return _thought(body) if asked and _thinks(body) else None


def _thought(body: dict[str, Any]) -> str:
    return f"No model is thinking here. Messages to answer: {len(body['messages'])}."


def _stops(body: dict[str, Any]) -> list[str]:
    stop = body.get("stop")
    return [stop] if isinstance(stop, str) else list(stop or ())


def _token_limit(body: dict[str, Any]) -> int | None:
    limit = body.get("max_completion_tokens")
    return body.get("max_tokens") if limit is None else limit


def _schema_param(body: dict[str, Any]) -> str:
    return "tools" if choose_tools(body) else "response_format"
