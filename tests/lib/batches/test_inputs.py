"""Requests in every form become lines of an input file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydantic
import pytest

from groq import omit
from groq.lib.batches import BatchInputError
from groq.lib.batches.inputs import Template, opened_requests, request_lines
from groq.lib.bulk.ids import default_id
from groq.testing import LocalServer
from groq.types.chat import ChatCompletionMessage

from .conftest import MODEL, jsonl

MESSAGES = [{"role": "user", "content": "Hi"}]
CHAT = "/v1/chat/completions"


class Mood(pydantic.BaseModel):
    glad: bool


def lines(*requests: Any, model: str | None = MODEL, **options: Any) -> list[Any]:
    template = Template(model, options.get("params"), options.get("response_format"), "auto")
    return [json.loads(line.text) for line in request_lines(opened_requests(requests), template)]


@pytest.mark.parametrize(
    "request_",
    ["Hi", MESSAGES, tuple(MESSAGES), {"messages": MESSAGES}, {"body": {"messages": MESSAGES}}],
    ids=["prompt", "messages", "tuple", "parameters", "line"],
)
def test_each_form_becomes_a_chat_completion(request_: Any) -> None:
    body = {"model": MODEL, "messages": MESSAGES}
    assert lines(request_) == [{"custom_id": "request-0", "method": "POST", "url": CHAT, "body": body}]


def test_keeps_ids_and_generates_missing_ones_from_the_position() -> None:
    requests = [
        "Hi",
        {"custom_id": "a", "body": {"messages": MESSAGES}},
        {"custom_id": "b", "messages": MESSAGES},
        "Hi",
    ]
    assert [line["custom_id"] for line in lines(*requests)] == ["request-0", "a", "b", "request-3"]
    assert "custom_id" not in lines(*requests)[2]["body"]


def test_request_overrides_shared_parameters() -> None:
    first, second = lines({"messages": MESSAGES, "model": "m", "seed": 1}, "Hi", params={"seed": 2, "temperature": 0})
    assert [first["body"][name] for name in ("model", "seed", "temperature")] == ["m", 1, 0]
    assert [second["body"][name] for name in ("model", "seed", "temperature")] == [MODEL, 2, 0]


def test_iterators_in_shared_parameters_are_sent_with_each_request() -> None:
    tools = [{"type": "function", "function": {"name": "look"}}]
    params = {"tools": (one for one in tools), "stop": iter(["a"]), "metadata": {"ids": map(str, (1, 2))}}
    bodies = [line["body"] for line in lines("a", "b", params=params)]
    assert bodies[0] == {**bodies[1], "messages": [{"role": "user", "content": "a"}]}
    assert [(one["tools"], one["stop"], one["metadata"]) for one in bodies] == [(tools, ["a"], {"ids": ["1", "2"]})] * 2


def test_leaves_out_omitted_parameters() -> None:
    first, second = lines({"messages": MESSAGES, "seed": omit}, "Hi", params={"user": omit, "seed": 1})
    assert first["body"] == {"model": MODEL, "messages": MESSAGES}
    assert second["body"] == {"model": MODEL, "messages": MESSAGES, "seed": 1}


def test_extra_body_is_merged_into_the_body() -> None:
    first, second = lines("Hi", {"messages": MESSAGES, "extra_body": {"b": 2}}, params={"extra_body": {"a": 1}})
    assert first["body"] == {"model": MODEL, "messages": MESSAGES, "a": 1}
    assert second["body"] == {"model": MODEL, "messages": MESSAGES, "b": 2}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("temprature", "temprature: expected a parameter of chat completions. Did you mean 'temperature'"),
        ("messages", "expected parameters for all requests, got messages"),
        ("timeout", "expected parameters of the body, got timeout"),
        ("extra_headers", "expected parameters of the body, got extra_headers"),
    ],
)
def test_rejects_unsupported_params(groq_server: LocalServer, tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        groq_server.client().batches.submit(["Hi"], model=MODEL, params={name: 1}, handle=tmp_path / "a" / "job.json")
    assert groq_server.requests == []
    assert list(tmp_path.iterdir()) == []


def test_type_becomes_a_schema_that_its_model_supports() -> None:
    first, second = lines("Hi", {"messages": MESSAGES, "model": "qwen/qwen3.8-27b"}, response_format=Mood)
    formats = [line["body"]["response_format"]["json_schema"] for line in (first, second)]
    assert [one["name"] for one in formats] == ["Mood", "Mood"]
    assert [one["strict"] for one in formats] == [True, False]
    assert lines("Hi", response_format={"type": "json_object"})[0]["body"]["response_format"] == {"type": "json_object"}
    assert lines({"messages": MESSAGES, "response_format": Mood})[0]["body"]["response_format"]["type"] == "json_schema"


def test_response_messages_become_request_messages() -> None:
    answer = ChatCompletionMessage(role="assistant", content="Yes.", annotations=[])
    [line] = lines([*MESSAGES, answer])
    assert line["body"]["messages"][1] == {"role": "assistant", "content": "Yes."}


def test_audio_request_is_sent_unchanged() -> None:
    url = "/v1/audio/transcriptions"
    audio = {"custom_id": "a", "url": url, "body": {"model": "whisper-large-v3", "url": "https://example.com/a.wav"}}
    assert lines(audio, params={"temperature": 0}) == [{**audio, "method": "POST"}]


@pytest.mark.parametrize(
    ("requests", "message"),
    [
        ([], "expected at least one request, got none"),
        ([5], r"requests\[0\]: expected a prompt, a list of messages, or a dictionary of parameters, got int"),
        (["Hi", []], r"requests\[1\]: expected a prompt, .* got an empty list"),
        ([{"model": "m"}], r"requests\[0\]: expected a dictionary of parameters with `messages`"),
        ([{"body": {"model": "m"}}], r"requests\[0\]: messages: expected a list, got null"),
        ([{"messages": []}], r"requests\[0\]: messages: expected at least one message, got an empty list"),
        ([{"messages": MESSAGES, "stream": True}], "stream: batches do not stream"),
        ([{"messages": MESSAGES, "timeout": 5}], "timeout: a line of a batch has only the body of a request"),
        ([{"messages": MESSAGES, "extra_body": 5}], "extra_body: expected an object, got a number"),
        ([{"messages": MESSAGES, "model": ""}], "model: expected a string, got an empty one"),
        ([{"messages": [float("nan")]}], r"requests\[0\]: Out of range float values"),
        ([{"messages": [object()]}], "expected a value with a JSON form, got object"),
        ([{"body": 5}], "body: expected an object"),
        ([{"custom_id": 5, "body": {"messages": MESSAGES}}], "custom_id: expected a string with characters, got"),
        ([{"method": "GET", "body": {"messages": MESSAGES}}], 'method: expected "POST"'),
        ([{"url": "/v1/embeddings", "body": {}}], r"url: expected one of /v1/audio/.*, got '/v1/embeddings'"),
        ([{"body": {"messages": MESSAGES}, "model": "m"}], "expected custom_id, method, url and body, got also model"),
        (
            ["Hi", {"custom_id": "request-0", "messages": MESSAGES}],
            r"requests\[1\]: custom_id: expected one that no other request has, got 'request-0' again",
        ),
        (
            ["Hi", {"url": "/v1/audio/translations", "body": {}}],
            "url: expected '/v1/chat/completions' as in the first request, got '/v1/audio/translations'",
        ),
    ],
)
def test_rejects_invalid_requests(requests: list[Any], message: str) -> None:
    with pytest.raises(BatchInputError, match=message):
        lines(*requests)


def test_rejects_requests_without_a_model() -> None:
    with pytest.raises(BatchInputError, match=r"model: expected a string, got null; name it in the request, or pass"):
        lines("Hi", model=None)


def test_rejects_a_single_request() -> None:
    with pytest.raises(BatchInputError, match="expected an iterable of requests, got a single one"):
        list(opened_requests({"messages": MESSAGES}))


def test_reads_requests_of_each_form_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(jsonl(["Hi", MESSAGES]) + "\n" + jsonl([{"custom_id": "a", "messages": MESSAGES}, "Ho"]))
    found = [
        json.loads(line.text) for line in request_lines(opened_requests(path), Template(MODEL, None, None, "auto"))
    ]
    ids = [default_id(1, b'"Hi"'), default_id(2, json.dumps(MESSAGES).encode()), "a", default_id(5, b'"Ho"')]
    assert [line["custom_id"] for line in found] == ids  # equal to those of groq.bulk.run


def test_errors_name_the_line_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\n" + jsonl(["Hi", 5]))
    with pytest.raises(BatchInputError, match=r"in\.jsonl, line 3: expected a prompt"):
        list(request_lines(opened_requests(path), Template(MODEL, None, None, "auto")))


@pytest.mark.parametrize("prompt", ["What is latency?", "x" * 10_000])
def test_rejects_prompt_that_is_not_in_a_list(groq_server: LocalServer, prompt: str) -> None:
    with pytest.raises(BatchInputError, match="requests: expected an iterable, or the path of a JSONL file"):
        groq_server.client().batches.submit(prompt, model=MODEL)


@pytest.mark.parametrize("text", ['{"custom_id": ', "[" * 100_000])
def test_rejects_lines_that_are_not_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(jsonl(["Hi"]) + text + "\n")
    with pytest.raises(BatchInputError, match=r"in\.jsonl, line 2: .*JSON"):
        list(opened_requests(path))


def test_nothing_is_sent_if_the_last_request_is_invalid(groq_server: LocalServer, tmp_path: Path) -> None:
    def requests() -> Iterator[Any]:
        yield from ["Hi"] * 5
        yield {"custom_id": "request-0", "messages": MESSAGES}

    handle = tmp_path / "job.json"
    with pytest.raises(BatchInputError):
        groq_server.client().batches.run(requests(), model=MODEL, max_lines=2, handle=handle)
    assert groq_server.requests == []
    assert not handle.exists()


@pytest.mark.parametrize(
    ("option", "message"),
    [({"max_lines": 0}, "max_lines: expected at least 1, got 0"), ({"max_resubmissions": -1}, "at least 0, got -1")],
)
def test_rejects_invalid_options(groq_server: LocalServer, option: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        groq_server.client().batches.submit(["Hi"], model=MODEL, **option)


@pytest.mark.parametrize("window", ["1h", "23h", "8d", "169h", "24", "24 h", "", "1w"])
def test_rejects_invalid_completion_windows(groq_server: LocalServer, tmp_path: Path, window: str) -> None:
    with pytest.raises(BatchInputError, match=f"completion_window: expected '24h' to '7d', got '{window}'"):
        groq_server.client().batches.submit(["Hi"], model=MODEL, completion_window=window, handle=tmp_path / "job.json")
    assert groq_server.requests == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("window", ["24h", "1d", "168h", "7d"])
def test_accepts_completion_windows_of_a_day_to_a_week(groq_server: LocalServer, window: str) -> None:
    handle = groq_server.client().batches.submit(["Hi"], model=MODEL, completion_window=window)
    assert [batch.completion_window for batch in handle.batches] == [window]


@pytest.mark.parametrize(
    ("metadata", "got"),
    [({"a": 1}, "int in 'a'"), ({1: "a"}, "int in 1"), ({"a": None}, "NoneType in 'a'"), (5, "int")],
)
def test_rejects_metadata_that_is_not_an_object_of_strings(
    groq_server: LocalServer, tmp_path: Path, metadata: Any, got: str
) -> None:
    with pytest.raises(BatchInputError, match=f"metadata: expected an object of strings, got {got}$"):
        groq_server.client().batches.submit(["Hi"], model=MODEL, metadata=metadata, handle=tmp_path / "job.json")
    assert groq_server.requests == []
    assert list(tmp_path.iterdir()) == []
