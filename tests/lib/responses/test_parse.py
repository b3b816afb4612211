"""`responses.parse(text_format=T)` against the local server."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

import groq
from groq.lib.parse import (
    ContentFilterFinishReasonError,
    LengthFinishReasonError,
    OutputType,
    OutputValidationError,
)
from groq.lib.responses.parse import ParsedResponse, ResponsesApi
from groq.testing import LocalServer
from groq.types.responses import Response

from ..schema.cases import CASES, IDS, Case, Point

MODEL = "openai/gpt-oss-20b"
PATH = "/openai/v1/responses"
REJECTED: Any = {"code": "json_validate_failed", "path": PATH}


def parse(server: LocalServer, text_format: Any = Point, **params: Any) -> ParsedResponse[Any]:
    with server.client(max_retries=0) as client:
        return client.responses.parse(**{"input": "Where?", "model": MODEL, **params}, text_format=text_format)


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("model", [MODEL, "qwen/qwen3.8-27b"])
def test_text_is_parsed(groq_server: LocalServer, case: Case, model: str) -> None:
    groq_server.reply(case.text)
    response = parse(groq_server, case.type, model=model, temperature=0.5)
    assert isinstance(response, ParsedResponse)
    assert (response.output_parsed, response.output_text) == (case.value, case.text)
    assert response.request_id
    [request] = groq_server.requests
    assert request.json["text"]["format"]["strict"] is (case.is_strict and model == MODEL)
    assert (request.json["temperature"], request.json["input"]) == (0.5, [{"role": "user", "content": "Where?"}])


def test_parsed_response_is_pickled_with_its_value(groq_server: LocalServer) -> None:
    groq_server.reply_json({"x": 1})
    response = parse(groq_server)
    assert pickle.loads(pickle.dumps(response)).output_parsed == Point(1)
    assert "output_parsed" not in response.to_json()


@pytest.mark.anyio
async def test_async_sends_invalid_answer_back(groq_server: LocalServer) -> None:
    groq_server.reply_json({"x": "one"})
    groq_server.reply_error(400, **REJECTED, failed_generation="{")
    groq_server.reply_json({"x": 1})
    async with groq_server.async_client(max_retries=0) as client:
        response = await client.responses.parse(
            input=[{"role": "user", "content": "Where?"}], model=MODEL, text_format=Point, max_attempts=3
        )
    assert response.output_parsed == Point(1)
    first, second, third = (request.json["input"] for request in groq_server.requests)
    assert [item["role"] for item in second] == ["user", "assistant", "user"]
    assert "valid integer" in second[2]["content"]
    assert third[:2] == [*first, {"role": "assistant", "content": "{"}]


def test_usage_is_the_sum_of_all_attempts(groq_server: LocalServer) -> None:
    groq_server.reply_json({"x": "one"})
    groq_server.reply_json({"x": 1})
    usage = parse(groq_server, max_attempts=2).usage
    groq_server.reply_json({"x": 1})
    one = parse(groq_server).usage
    assert usage
    assert one
    assert usage.output_tokens > one.output_tokens
    assert usage.total_tokens > 2 * one.total_tokens
    assert type(usage) is type(one)


def test_parses_failed_generation_that_matches(groq_server: LocalServer) -> None:
    groq_server.reply_error(400, **REJECTED, failed_generation='{"x": 1}')
    response = parse(groq_server)
    assert (response.output_parsed, response.output_text) == (Point(1), '{"x": 1}')


def test_last_attempt_raises_with_every_response(groq_server: LocalServer) -> None:
    groq_server.reply("[]", times=2)
    with pytest.raises(OutputValidationError) as caught:
        parse(groq_server, max_attempts=2)
    assert len(caught.value.attempts) == 2
    assert isinstance(caught.value.response, Response)
    assert (caught.value.completion, caught.value.text) == (None, "[]")
    assert pickle.loads(pickle.dumps(caught.value)).response == caught.value.response


def test_error_has_no_response_when_the_api_rejects_the_answer(groq_server: LocalServer) -> None:
    groq_server.reply_error(400, **REJECTED, failed_generation="{")
    with pytest.raises(OutputValidationError) as caught:
        parse(groq_server)
    assert caught.value.response is None
    assert isinstance(caught.value.__cause__, groq.JSONValidationError)


def test_truncated_answer_is_not_retried(groq_server: LocalServer) -> None:
    groq_server.reply('{"x":', finish_reason="length")
    with pytest.raises(LengthFinishReasonError, match="raise max_output_tokens") as caught:
        parse(groq_server, max_attempts=3)
    assert caught.value.response
    assert caught.value.response.status == "incomplete"


def test_content_filter_is_a_failure() -> None:
    from groq.lib.parse.answer_parser import AnswerParser, Failure

    answer = Response.model_construct(
        id="r", output=[], status="incomplete", incomplete_details={"reason": "content_filter"}
    )
    found = ResponsesApi().read(AnswerParser(OutputType(Point)), answer)
    assert isinstance(found, Failure)
    assert isinstance(found.error("Point", (answer,)), ContentFilterFinishReasonError)


@pytest.mark.parametrize(("output", "kind"), [(None, "null"), ("x", "a string")])
def test_error_names_the_type_of_an_invalid_output(groq_server: LocalServer, output: Any, kind: str) -> None:
    groq_server.reply_raw(body=json.dumps({"id": "r", "object": "response", "output": output}), path=PATH)
    with pytest.raises(OutputValidationError, match=f"does not match Point: the output is {kind}, not an array"):
        parse(groq_server)


def test_failed_response_raises_its_error(groq_server: LocalServer) -> None:
    groq_server.reply_json({"x": 1})
    with groq_server.client() as client:
        body = client.responses.create(input="Where?", model=MODEL).to_dict()
    body |= {"status": "failed", "error": {"code": "rate_limit_exceeded", "message": "boom"}}
    groq_server.reply_raw(body=json.dumps(body), path=PATH)
    with pytest.raises(groq.RateLimitError) as caught:
        parse(groq_server, max_attempts=3)
    assert (caught.value.message, caught.value.code) == ("boom", "rate_limit_exceeded")
    assert caught.value.snapshot.status == "failed"
    assert caught.value.request_id == caught.value.snapshot.request_id
    assert groq_server.pending == 0


def test_response_with_only_tool_calls_has_no_value(groq_server: LocalServer) -> None:
    groq_server.reply_tool_call("double", {"number": 1})
    response = parse(groq_server, tools=[{"type": "function", "name": "double"}])
    assert response.output_parsed is None
    assert response.output[0].type == "function_call"


@pytest.mark.parametrize(
    ("params", "error"), [({"max_attempts": 0}, ValueError), ({"text_format": Point(1)}, TypeError)]
)
def test_invalid_arguments_raise_before_sending(
    groq_server: LocalServer, params: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error, match=next(iter(params))):
        parse(groq_server, **params)
    assert groq_server.requests == []
