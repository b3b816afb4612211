"""Chat completions without a model: check the request, decide the answer. `chat_rendering` renders it. Pure.

`responses` uses it, too.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from .._strict_json import digest, dump_json, object_at
from ..schema.described import with_described
from ..schema.instances import instance
from ..schema.references import SchemaError
from .answers import Answer, Refusal
from .call import ApiCall
from .chat_rendering import Completion, Envelope, end_with_error, render
from .chat_rules import check_rules
from .chat_tools import choose_tools, function_tools, may_call
from .hosted_tools import HostedCall, run_tools
from .replies import Reply, ToolCall, deliver
from .spec import parse_body
from .text import content_text, count_tokens, cut_at_stop, prompt_tokens, quote_text, shorten

_NOTICE = "This answer comes from the local test server of the groq package, in which no model runs."
# Parameters that change how an answer is sent, but not its content.
_DELIVERY_PARAMETERS = ("stream", "stream_options", "service_tier", "user", "metadata")


def create(call: ApiCall) -> Answer:
    """Answer `POST /openai/v1/chat/completions`."""
    body = parse_body(call.request, "CreateChatCompletionRequest")
    completion, reply = complete(body, call)
    answer = render(_envelope(call, body), body, completion)
    return answer if reply is None else deliver(answer, reply, end_with_error)


def complete(body: dict[str, Any], call: ApiCall) -> tuple[Completion, Reply | None]:
    """Return the completion, and the scripted reply that it comes from, if any.

    Raises:
        Refusal: The API would reject the request.
    """
    check_rules(body)
    reply = call.take_reply()
    if reply is not None:
        return _scripted_completion(body, reply), reply
    functions = choose_tools(body, call.tools)
    hosted = () if functions else run_tools(body, call.tools)
    if not functions and not hosted and may_call(body, call.tools):
        functions = function_tools(body)[:1]
    try:
        return _call_completion(body, functions) if functions else _hosted_completion(body, hosted), None
    except SchemaError as err:
        raise Refusal(str(err), param="tools" if functions else "response_format") from err


def content_parameters(body: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a request that determines the content, which does not depend on streaming."""
    return {name: value for name, value in body.items() if name not in _DELIVERY_PARAMETERS}


def _envelope(call: ApiCall, body: dict[str, Any]) -> Envelope:
    asked, seed = content_parameters(body), body.get("seed")
    return Envelope(
        id=f"chatcmpl-{digest(asked, 32)}",
        created=call.now,
        model=body["model"],
        fingerprint=f"fp_{digest(body['model'], 10)}",
        request_id=call.request_id,
        seed=int(digest(asked, 7), 16) if seed is None else seed,
        prompt_tokens=prompt_tokens(body),
    )


def _scripted_completion(body: dict[str, Any], reply: Reply) -> Completion:
    calls = tuple(replace(made, id=made.id or _call_id(body, index)) for index, made in enumerate(reply.tool_calls))
    finish_reason = reply.finish_reason or ("tool_calls" if calls else "stop")
    text = reply.text if reply.text is not None or calls else ""
    return Completion(text, reply.reasoning, calls, None, finish_reason)


def _call_completion(body: dict[str, Any], functions: list[dict[str, Any]]) -> Completion:
    """Return calls of the functions, with arguments that match their parameters."""
    calls = tuple(
        ToolCall(function["name"], dump_json(_arguments(function)).decode(), _call_id(body, index))
        for index, function in enumerate(functions)
    )
    if body.get("tools"):
        return Completion(None, _reasoning_field(body), calls, None, "tool_calls")
    return Completion(None, _reasoning_field(body), (), calls[0], "function_call")


def _hosted_completion(body: dict[str, Any], calls: tuple[HostedCall, ...]) -> Completion:
    """Return text after the calls of hosted tools; no text while a call waits for approval."""
    if any(call.is_waiting for call in calls):
        return Completion(None, _reasoning_field(body), (), None, "stop", calls)
    return replace(_text_completion(body), hosted=calls)


def _text_completion(body: dict[str, Any]) -> Completion:
    """Return text, or a JSON document if one was requested."""
    json_text = _json_text(body)
    stop = body.get("stop") or ()
    text = _answer_text(body) if json_text is None else json_text
    text = cut_at_stop(text, [stop] if isinstance(stop, str) else stop)
    if body.get("reasoning_format") == "raw" and _is_reasoning_enabled(body):
        text = f"<think>{_reasoning_text(body)}</think>{text}"
    limit, reasoning = body.get("max_completion_tokens"), _reasoning_field(body)
    limit = body.get("max_tokens") if limit is None else limit
    if reasoning is not None:
        reasoning, _ = shorten(reasoning, limit)
        limit = None if limit is None else limit - count_tokens(reasoning)
    kept, is_truncated = shorten(text, limit)
    if is_truncated and json_text is not None:
        raise Refusal(
            "The token limit ends the text before the JSON document is complete: raise max_completion_tokens",
            param="max_completion_tokens",
            code="json_validate_failed",
            failed_generation=kept,
        )
    return Completion(kept, reasoning, (), None, "length" if is_truncated else "stop")


def _arguments(function: dict[str, Any]) -> object:
    return _instance({"type": "object", **object_at(function, "parameters")})


def _call_id(body: dict[str, Any], index: int) -> str:
    return f"call_{digest([content_parameters(body), index], 24)}"


def _json_text(body: dict[str, Any]) -> str | None:
    """Return the JSON document that `response_format` requests, as text; `None` if it requests none."""
    wanted = object_at(body, "response_format")
    if wanted.get("type") == "json_object":
        return dump_json({"message": _answer_text(body)}).decode()
    if wanted.get("type") == "json_schema":
        return dump_json(_instance(wanted["json_schema"].get("schema", {"type": "object"}))).decode()
    return None


def _instance(schema: dict[str, Any]) -> object:
    """Return a value of the schema that also meets the constraints in its descriptions, if possible."""
    try:
        return instance(with_described(schema))
    except SchemaError:
        return instance(schema)


def _answer_text(body: dict[str, Any]) -> str:
    """Return a text that names the local server, quotes tool results or the user, and differs between requests."""
    messages = body["messages"]
    results = [*itertools.takewhile(lambda message: message["role"] in ("tool", "function"), reversed(messages))]
    mark = f"(Request {digest(content_parameters(body), 8)}.)"
    if results:
        quoted = " and ".join(quote_text(content_text(result.get("content"))) for result in reversed(results))
        return f"{_NOTICE} The tool returned {quoted}. {mark}"
    asked = next((content_text(message["content"]) for message in reversed(messages) if message["role"] == "user"), "")
    return f"{_NOTICE} You said {quote_text(asked)}. {mark}"


def _is_reasoning_enabled(body: dict[str, Any]) -> bool:
    return body.get("reasoning_effort") != "none"


def _reasoning_field(body: dict[str, Any]) -> str | None:
    """Return the value of the field `reasoning`, if it was requested."""
    asked = body.get("reasoning_format") == "parsed" or body.get("include_reasoning") is True
    return _reasoning_text(body) if asked and _is_reasoning_enabled(body) else None


def _reasoning_text(body: dict[str, Any]) -> str:
    return f"No model is thinking here. Messages to answer: {len(body['messages'])}."
