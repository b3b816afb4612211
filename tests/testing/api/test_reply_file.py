"""Scripted replies from a file."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any

import pytest

from groq.testing import LocalServer

from ..conftest import Api

COMPLETION = {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": "whole"}}]}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replies.jsonl"


def queue(server: LocalServer, path: Path, *replies: Any) -> None:
    path.write_text("\n".join(map(json.dumps, replies)), encoding="utf-8")
    server.queue_file(path)


def test_each_line_answers_one_request(server: LocalServer, api: Api, path: Path) -> None:
    queue(
        server,
        path,
        {"text": "Hello!", "reasoning": "Greet.", "finish_reason": "length", "headers": {"x-a": "b"}, "times": 2},
        {"json": {"value": [1, 2]}},
        {"tool_calls": [{"name": "double", "arguments": {"number": 1}, "id": "call_1"}], "text": "Let me see"},
        {"error": 429, "message": "Slow down", "code": "mine", "retry_after": 2},
        {"body": COMPLETION},
        {"body": "plain", "status": 201, "headers": {"content-type": "text/plain"}},
    )
    for _ in range(2):
        first = api.chat()
        assert (first.message["content"], first.message["reasoning"]) == ("Hello!", "Greet.")
        assert first.headers["x-a"] == "b"
    assert json.loads(api.chat().message["content"]) == {"value": [1, 2]}
    called = api.chat().message
    assert called["content"] == "Let me see"
    assert called["tool_calls"][0]["id"] == "call_1"
    assert called["tool_calls"][0]["function"] == {"name": "double", "arguments": '{"number":1}'}
    refused = api.chat()
    assert (refused.status, refused.headers["retry-after"]) == (429, "2")
    assert (refused.error["message"], refused.error["code"]) == ("Slow down", "mine")
    assert api.chat().json == COMPLETION
    plain = api.chat()
    assert (plain.status, plain.body, plain.headers["content-type"]) == (201, b"plain", "text/plain")


def test_completion_is_sent_whole_or_in_chunks(server: LocalServer, api: Api, path: Path) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "double", "arguments": "{}"}}
    message = {"role": "assistant", "content": "one two", "reasoning": "Count.", "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": "length"}
    queue(server, path, {"completion": {"id": "mine", "choices": [choice]}, "times": 2})
    whole = api.chat().json["choices"][0]
    assert (whole["message"], whole["finish_reason"]) == (message, "length")
    deltas = api.chat(stream=True).deltas
    assert "".join(delta.get("content") or "" for delta in deltas) == "one two"


def test_streams_fail_after_the_given_chunks(server: LocalServer, api: Api, path: Path) -> None:
    queue(
        server,
        path,
        {"chunks": [{"id": "c"}, "[DONE]"], "pace": 0.0},
        {"stream_error": "overloaded", "after": 2, "shape": "data"},
        {"disconnect": True, "after": 2},
        {"disconnect": True},
    )
    assert api.chat(stream=True).events == [(None, '{"id":"c"}'), (None, "[DONE]")]
    assert "overloaded" in api.chat(stream=True).events[2][1]
    with pytest.raises(http.client.IncompleteRead):
        api.chat(stream=True)
    api.connection.close()
    with pytest.raises(http.client.RemoteDisconnected):
        api.chat()


def test_path_selects_the_endpoint_and_null_selects_all(server: LocalServer, api: Api, path: Path) -> None:
    queue(server, path, {"error": 503, "path": "/openai/v1/models", "times": None})
    assert api.chat().status == 200
    assert [api.get("/openai/v1/models").status for _ in range(3)] == [503] * 3


def test_replies_follow_earlier_queued_replies(server: LocalServer, api: Api, path: Path) -> None:
    server.reply("first")
    queue(server, path, {"text": "second"})
    server.reply("third")
    assert [api.chat().message["content"] for _ in range(3)] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "Expecting property name"),
        ("[]", "a line: expected an object such as"),
        ('{"txt": "x"}', "a line: expected one of the members tool_calls, completion, .*, text, got .*txt"),
        ('{"text": "x", "status": 500}', "beside 'text': expected only delay, .*, times, got .*status"),
        ('{"text": 5}', "text: expected a string or None, got 5"),
        ('{"error": 200}', "status: expected that of an error"),
        ('{"tool_calls": "f"}', "tool_calls: expected a list of objects"),
        ('{"completion": {"choices": []}}', "completion: expected an object with 'choices'"),
        ('{"completion": {"choices": [{"message": {"tool_calls": [{}]}}]}}', "tool_calls: expected a list of objects"),
        ('{"completion": {}, "delay": 1}', "beside 'completion': expected only times, got .*delay"),
        ('{"chunks": {}}', "chunks: expected a list of objects and strings"),
        ('{"chunks": [], "headers": 5}', "headers: expected an object of strings, got 5"),
        ('{"error": 500, "headers": [1]}', "headers: expected an object of strings, got .1."),
        ('{"completion": {"choices": [{"message": {"tool_calls": 5}}]}}', "tool_calls: expected a list of objects"),
        ('{"tool_calls": 5}', "tool_calls: expected a list of objects"),
        ('{"disconnect": 3}', "disconnect: expected true"),
        ('{"body": {}, "path": "models"}', "path: expected a path such as"),
        ('{"text": "x", "times": 0}', "times: expected a number of requests"),
    ],
)
def test_error_names_invalid_line_and_queues_nothing(server: LocalServer, path: Path, line: str, message: str) -> None:
    path.write_text(f'# A comment\n\n{{"text": "valid"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=rf"replies\.jsonl:4: {message}"):
        server.queue_file(path)
    assert server.pending == 0


def test_error_names_the_line_of_an_unfetched_reply(path: Path) -> None:
    path.write_text('\n{"text": "left over"}\n', encoding="utf-8")
    with LocalServer() as server:
        server.queue_file(path)
        with pytest.raises(AssertionError, match=r"replies\.jsonl:2: the message 'left over' for"):
            server.verify()
        server.reset()
