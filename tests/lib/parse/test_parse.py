"""`parse` and `parse_async` against the local server."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pydantic
import pytest

import groq
from groq.lib.parse import (
    STRICT_MODELS,
    LengthFinishReasonError,
    OutputType,
    OutputValidationError,
    ParsedChatCompletion,
    ParsedChoice,
    ParsedMessage,
    parse,
    parse_async,
)
from groq.lib.schema import StrictSchemaError, json_schema_of
from groq.testing import LocalServer

from ...structure import tree
from ..schema.cases import CASES, IDS, Case, Point, Recipe, Scores

MODEL = "openai/gpt-oss-20b"
BEST_EFFORT_MODEL = "qwen/qwen3.8-27b"
MESSAGES: list[Any] = [{"role": "user", "content": "Where?"}]


class Asker:
    """Calls `parse` with a client of the server."""

    def __init__(self, server: LocalServer) -> None:
        self.server = server
        self.create = server.client(max_retries=0).chat.completions.create

    def __call__(self, response_format: Any = Point, **params: Any) -> ParsedChatCompletion[Any]:
        return parse(
            self.create, **{"messages": MESSAGES, "model": MODEL, "response_format": response_format, **params}
        )

    @property
    def bodies(self) -> list[Any]:
        return [request.json for request in self.server.requests]


@pytest.fixture
def ask(groq_server: LocalServer) -> Asker:
    return Asker(groq_server)


@pytest.mark.parametrize("case", CASES, ids=IDS)
@pytest.mark.parametrize("model", [MODEL, BEST_EFFORT_MODEL])
def test_answer_is_parsed(groq_server: LocalServer, ask: Asker, case: Case, model: str) -> None:
    groq_server.reply(case.text)
    completion = ask(case.type, model=model)
    assert completion.parsed == case.value
    [body] = ask.bodies
    assert body["response_format"]["json_schema"]["strict"] is (case.is_strict and model == MODEL)


@pytest.mark.anyio
@pytest.mark.parametrize("case", CASES[:3], ids=IDS[:3])
async def test_async_answer_is_parsed(groq_server: LocalServer, case: Case) -> None:
    groq_server.reply("[]")
    groq_server.reply_error(400, code="json_validate_failed", failed_generation="[")
    groq_server.reply(case.text)
    async with groq_server.async_client(max_retries=0) as client:
        completion = await parse_async(
            client.chat.completions.create,
            messages=MESSAGES,
            model=MODEL,
            response_format=case.type,
            max_attempts=3,
            temperature=0.5,
        )
    assert completion.parsed == case.value
    assert [request.json["temperature"] for request in groq_server.requests] == [0.5, 0.5, 0.5]


@pytest.mark.anyio
async def test_async_failure_has_every_attempt(groq_server: LocalServer) -> None:
    groq_server.reply("[]", times=2)
    async with groq_server.async_client(max_retries=0) as client:
        with pytest.raises(OutputValidationError) as caught:
            await parse_async(
                client.chat.completions.create,
                messages=MESSAGES,
                model=MODEL,
                response_format=Point,
                max_attempts=2,
            )
    assert len(caught.value.attempts) == 2


def test_other_parameters_are_sent(groq_server: LocalServer, ask: Asker) -> None:
    groq_server.reply_json({"x": 1})
    ask(temperature=0.5, seed=7, user=groq.omit)
    [body] = ask.bodies
    assert (body["temperature"], body["seed"], "user" in body) == (0.5, 7, False)
    assert body["response_format"]["json_schema"]["schema"] == json_schema_of(Point, strict=True)


def test_strict_true_overrides_the_table_of_models(ask: Asker) -> None:
    with pytest.raises(groq.BadRequestError, match="strict JSON schemas are served by"):
        ask(strict=True, model=BEST_EFFORT_MODEL)


def test_strict_false_sends_the_loose_schema(groq_server: LocalServer, ask: Asker) -> None:
    groq_server.reply_json({"x": 1})
    ask(strict=False)
    [body] = ask.bodies
    assert body["response_format"]["json_schema"]["schema"] == json_schema_of(Point, strict=False)


def test_raises_before_sending_when_strict_cannot_express_the_type(ask: Asker) -> None:
    with pytest.raises(StrictSchemaError, match="scores"):
        ask(Scores, strict=True)
    assert ask.bodies == []


def test_output_type_has_its_own_strict(groq_server: LocalServer, ask: Asker) -> None:
    groq_server.reply_json({"x": 1})
    ask(OutputType(Point, strict=False))
    [body] = ask.bodies
    assert body["response_format"]["json_schema"]["strict"] is False


def test_strict_models_equal_those_of_the_spec() -> None:
    spec = tree.read(tree.ROOT / "openapi.yml")
    [sentence] = re.findall(r"answer is guaranteed to follow the schema;(.*?)\bonly\.", spec, re.DOTALL)[:1]
    assert set(re.findall(r"`([\w./-]+)`", sentence)) == STRICT_MODELS


class TestResult:
    @pytest.fixture
    def completion(self, groq_server: LocalServer, ask: Asker) -> ParsedChatCompletion[Any]:
        groq_server.reply('{"x": 1, "y": 2}', headers={"x-request-id": "req_1"})
        return ask()

    def test_every_level_is_parsed(self, completion: ParsedChatCompletion[Any]) -> None:
        [choice] = completion.choices
        assert (type(completion), type(choice)) == (ParsedChatCompletion, ParsedChoice)
        assert type(choice.message) is ParsedMessage
        assert completion.parsed is choice.message.parsed
        assert choice.message.parsed == Point(1, 2)

    def test_keeps_request_id_of_the_headers(self, completion: ParsedChatCompletion[Any]) -> None:
        assert completion.request_id == "req_1"

    def test_dumps_equal_the_response_of_the_api(self, completion: ParsedChatCompletion[Any]) -> None:
        message = {"role": "assistant", "content": '{"x": 1, "y": 2}'}
        assert completion.to_dict()["choices"] == [
            {"finish_reason": "stop", "index": 0, "logprobs": None, "message": message}
        ]
        assert "parsed" not in completion.to_json()
        assert "parsed" not in completion.choices[0].message.model_dump()

    def test_repr_shows_the_value(self, completion: ParsedChatCompletion[Any]) -> None:
        assert "parsed=Point(x=1, y=2)" in repr(completion)

    def test_parsed_completion_can_be_pickled(self, completion: ParsedChatCompletion[Any]) -> None:
        copy = pickle.loads(pickle.dumps(completion))
        assert copy == completion
        assert copy.parsed == Point(1, 2)
        assert type(copy.choices[0].message) is ParsedMessage

    def test_message_can_be_sent_back(
        self, groq_server: LocalServer, ask: Asker, completion: ParsedChatCompletion[Any]
    ) -> None:
        groq_server.reply_json({"x": 3})
        ask(messages=[*MESSAGES, completion.choices[0].message, *MESSAGES])
        assert ask.bodies[-1]["messages"][1] == {"role": "assistant", "content": '{"x": 1, "y": 2}'}


class TestAttempts:
    def test_sends_invalid_answer_back_with_the_reason(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply('{"title": 1, "minutes": 0}')
        groq_server.reply_json({"title": "Soup"})
        assert ask(Recipe, max_attempts=2, messages=iter(MESSAGES)).parsed == Recipe(title="Soup")
        first, second = (body["messages"] for body in ask.bodies)
        assert first == MESSAGES
        assert second[:-1] == [*MESSAGES, {"role": "assistant", "content": '{"title": 1, "minutes": 0}'}]
        assert second[-1]["role"] == "user"
        assert "title: Input should be a valid string" in second[-1]["content"]
        assert "minutes: Input should be greater than or equal to 1" in second[-1]["content"]

    def test_sends_only_the_last_invalid_answer_back(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply("[1]")
        groq_server.reply("[2]")
        groq_server.reply_json({"x": 1})
        ask(max_attempts=5)
        assert [message["content"] for message in ask.bodies[-1]["messages"]][:2] == ["Where?", "[2]"]
        assert len(ask.bodies[-1]["messages"]) == 3

    def test_usage_is_the_sum_of_all_attempts(self, groq_server: LocalServer, ask: Asker) -> None:
        usages: list[Any] = []

        def create(**params: Any) -> Any:
            completion = ask.create(**params)
            usages.append(completion.usage)
            return completion

        groq_server.reply("[1, 2, 3]")
        groq_server.reply_error(400, code="json_validate_failed", failed_generation="{")
        groq_server.reply_json({"x": 1})
        completion = parse(create, messages=MESSAGES, model=MODEL, response_format=Point, max_attempts=3)
        assert completion.usage is not None
        assert len(usages) == 2
        for name in ("prompt_tokens", "completion_tokens", "total_tokens", "total_time"):
            assert getattr(completion.usage, name) == sum(getattr(usage, name) for usage in usages) > 0

    def test_does_not_retry_when_max_attempts_is_one(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply("[1]")
        with pytest.raises(OutputValidationError):
            ask()
        assert len(ask.bodies) == 1

    def test_rejects_max_attempts_below_one(self, ask: Asker) -> None:
        with pytest.raises(ValueError, match="max_attempts: expected at least 1, got 0"):
            ask(max_attempts=0)

    def test_rejects_stream(self, ask: Asker) -> None:
        with pytest.raises(TypeError, match="stream: a parsed answer is read as a whole"):
            ask(stream=True)

    def test_raises_other_errors_immediately(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply_error(429)
        with pytest.raises(groq.RateLimitError):
            ask(max_attempts=3)
        assert len(ask.bodies) == 1

    def test_raises_stop_iteration_of_create(self) -> None:
        def create(**_: Any) -> Any:
            raise StopIteration

        with pytest.raises(StopIteration):
            parse(create, messages=MESSAGES, model=MODEL, response_format=Point)


class TestJsonValidateFailed:
    def test_parses_failed_generation_before_retrying(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply_error(400, code="json_validate_failed", failed_generation='```json\n{"x": 1}\n```')
        completion = ask(max_attempts=3)
        assert completion.parsed == Point(1)
        assert len(ask.bodies) == 1
        assert completion.choices[0].message.content == '```json\n{"x": 1}\n```'
        assert (completion.model, completion.usage) == (MODEL, None)
        assert completion.id.startswith("req_")

    def test_sends_failed_generation_back_with_the_reason(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply_error(400, code="json_validate_failed", failed_generation='{"y": 1}')
        groq_server.reply_json({"x": 1})
        assert ask(max_attempts=2).parsed == Point(1)
        assistant, user = ask.bodies[-1]["messages"][1:]
        assert assistant["content"] == '{"y": 1}'
        assert "x: Field required" in user["content"]

    def test_repeats_the_request_without_failed_generation(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply_error(400, code="json_validate_failed")
        groq_server.reply_json({"x": 1})
        assert ask(max_attempts=2).parsed == Point(1)
        assert ask.bodies[0] == ask.bodies[1]

    def test_raises_output_validation_error_from_the_error_of_the_api(
        self, groq_server: LocalServer, ask: Asker
    ) -> None:
        groq_server.reply_error(400, "Failed to generate JSON", code="json_validate_failed", failed_generation="{")
        with pytest.raises(OutputValidationError) as caught:
            ask()
        error = caught.value
        assert isinstance(error.__cause__, groq.JSONValidationError)
        assert (error.text, error.completion, error.attempts) == ("{", None, (error.__cause__,))

    def test_error_has_the_message_of_the_api_without_failed_generation(
        self, groq_server: LocalServer, ask: Asker
    ) -> None:
        groq_server.reply_error(400, "Failed to generate JSON", code="json_validate_failed")
        with pytest.raises(OutputValidationError, match="Failed to generate JSON"):
            ask()


class TestFailures:
    def test_error_has_text_completion_and_attempts(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply("[1]")
        groq_server.reply_error(400, code="json_validate_failed", failed_generation="{")
        groq_server.reply('{"y": "secret"}')
        with pytest.raises(OutputValidationError) as caught:
            ask(max_attempts=3)
        error = caught.value
        first, second, third = error.attempts
        assert isinstance(first, groq.types.chat.ChatCompletion)
        assert isinstance(second, groq.JSONValidationError)
        assert error.completion is third
        assert error.text == '{"y": "secret"}'
        assert isinstance(error.__cause__, pydantic.ValidationError)
        assert isinstance(error, groq.GroqError)

    def test_message_names_the_mismatch_without_the_answer(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply('{"y": "secret"}')
        with pytest.raises(OutputValidationError) as caught:
            ask()
        assert str(caught.value).startswith("The answer does not match Point: x: Field required; y: Input should be")
        assert str(caught.value).endswith(". The answer is in the `text` of this error.")
        assert "secret" not in str(caught.value)

    def test_truncated_answer_is_not_retried(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply('{"x": 1, "y":', finish_reason="length")
        with pytest.raises(LengthFinishReasonError, match="raise max_completion_tokens") as caught:
            ask(max_attempts=3)
        assert caught.value.text == '{"x": 1, "y":'
        assert caught.value.completion is not None
        assert caught.value.completion.choices[0].finish_reason == "length"
        assert len(ask.bodies) == 1

    def test_complete_answer_at_the_limit_is_parsed(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply('{"x": 1}', finish_reason="length")
        assert ask().parsed == Point(1)

    def test_tool_calls_are_not_parsed(self, groq_server: LocalServer, ask: Asker) -> None:
        groq_server.reply_tool_call("look", {"at": "map"})
        completion = ask()
        assert completion.parsed is None
        assert completion.choices[0].message.tool_calls

    @pytest.mark.parametrize("finish_reason", ["stop", "length"])
    def test_errors_can_be_pickled(self, groq_server: LocalServer, ask: Asker, finish_reason: Any) -> None:
        groq_server.reply_error(400, code="json_validate_failed", failed_generation="{")
        groq_server.reply("[1]", finish_reason=finish_reason)
        with pytest.raises(OutputValidationError) as caught:
            ask(max_attempts=2)
        copy = pickle.loads(pickle.dumps(caught.value))
        assert type(copy) is type(caught.value)
        assert (str(copy), copy.text, copy.completion) == (str(caught.value), "[1]", caught.value.completion)
        assert isinstance(copy.attempts[0], groq.JSONValidationError)
        assert copy.attempts[0].failed_generation == "{"


@pytest.mark.parametrize("value", [Recipe(title="Soup"), Point(1)])
def test_instance_instead_of_a_type_raises_before_sending(ask: Asker, value: Any) -> None:
    name = type(value).__name__
    with pytest.raises(TypeError, match=f"got an instance of {name}; pass the class: response_format={name}"):
        ask(value)
    assert ask.bodies == []
