"""Scripted replies."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pydantic
import pytest

from groq.testing import LocalServer, Reply, ToolCall

from ..conftest import CHAT, Api


class Answer(pydantic.BaseModel):
    x: int = 1


class TestModelReplies:
    def test_requests_take_replies_in_order_until_none_are_left(self, server: LocalServer, api: Api) -> None:
        server.reply("one")
        server.reply("two")
        assert server.pending == 2
        assert [api.chat().message["content"] for _ in range(2)] == ["one", "two"]
        assert server.pending == 0
        assert "local test server" in api.chat().message["content"]

    def test_sends_text_unchanged(self, server: LocalServer, api: Api) -> None:
        server.reply("one stop two", finish_reason="length")
        response = api.chat(stop="stop", max_tokens=1)
        assert response.message["content"] == "one stop two"
        assert response.json["choices"][0]["finish_reason"] == "length"

    @pytest.mark.parametrize("text", ["", " ", "a\n\nb  c", "ünïcödé 🦦 text", "x" * 1000])
    def test_chunks_join_to_the_text(self, server: LocalServer, api: Api, text: str) -> None:
        server.reply(text, times=2)
        assert api.chat().message["content"] == text
        assert "".join(delta.get("content", "") for delta in api.chat(stream=True).deltas) == text

    def test_sends_reasoning(self, server: LocalServer, api: Api) -> None:
        server.reply("Yes", reasoning="Let me see", times=2)
        assert api.chat().message["reasoning"] == "Let me see"
        assert "".join(delta.get("reasoning", "") for delta in api.chat(stream=True).deltas) == "Let me see"

    def test_sends_json(self, server: LocalServer, api: Api) -> None:
        server.reply_json({"a": [1, None]})
        assert json.loads(api.chat().message["content"]) == {"a": [1, None]}

    def test_sends_tool_call(self, server: LocalServer, api: Api) -> None:
        server.reply_tool_call("look", {"where": "here"}, id="call_1")
        response = api.chat()
        assert response.message["content"] is None
        assert response.message["tool_calls"] == [
            {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": '{"where":"here"}'}}
        ]
        assert response.json["choices"][0]["finish_reason"] == "tool_calls"

    def test_sends_invalid_arguments_unchanged(self, server: LocalServer, api: Api) -> None:
        server.reply_tool_call("look", '{"where": ')
        assert api.chat().message["tool_calls"][0]["function"]["arguments"] == '{"where": '

    def test_sends_several_tool_calls(self, server: LocalServer, api: Api) -> None:
        server.reply_tool_calls(("a", {"x": 1}), ToolCall("b"), text="Looking…")
        message = api.chat().message
        assert message["content"] == "Looking…"
        assert [call["function"]["arguments"] for call in message["tool_calls"]] == ['{"x":1}', "{}"]
        assert len({call["id"] for call in message["tool_calls"]}) == 2

    def test_sends_queued_reply(self, server: LocalServer, api: Api) -> None:
        server.queue(Reply("hi", headers={"X-Thing": "1"}))
        response = api.chat()
        assert response.headers["x-thing"] == "1"
        assert response.message["content"] == "hi"

    def test_rejected_request_takes_no_reply(self, server: LocalServer, api: Api) -> None:
        server.reply("kept")
        assert api.chat(temperature=9).status == 400
        assert api.request("POST", CHAT, b"{}", {}).status == 401
        assert api.chat().message["content"] == "kept"

    def test_repeats_reply(self, server: LocalServer, api: Api) -> None:
        server.reply("twice", times=2)
        server.reply("always", times=None)
        assert [api.chat().message["content"] for _ in range(5)] == ["twice"] * 2 + ["always"] * 3
        assert server.pending == 1

    def test_each_reply_goes_to_one_of_many_threads(self, server: LocalServer) -> None:
        texts = [f"reply {number}" for number in range(40)]
        for text in texts:
            server.reply(text)

        def ask(_: int) -> Any:
            api = Api(server.port)
            with closing(api.connection):
                return api.chat().message["content"]

        with ThreadPoolExecutor(16) as pool:
            assert sorted(pool.map(ask, range(40))) == sorted(texts)


class TestServiceReplies:
    @pytest.mark.parametrize(
        ("status", "type_", "code"),
        [
            (400, "invalid_request_error", None),
            (401, "invalid_request_error", "invalid_api_key"),
            (413, "invalid_request_error", "request_too_large"),
            (429, "requests", "rate_limit_exceeded"),
            (498, "capacity_exceeded", "capacity_exceeded"),
            (500, "internal_server_error", None),
            (503, "internal_server_error", None),
        ],
    )
    def test_type_and_code_default_to_those_of_the_status(
        self, server: LocalServer, api: Api, status: int, type_: str, code: str | None
    ) -> None:
        server.reply_error(status, "Sorry")
        response = api.chat()
        assert response.status == status
        assert response.error["message"] == "Sorry"
        assert response.error["type"] == type_
        assert response.error.get("code") == code

    def test_sends_details_of_an_error(self, server: LocalServer, api: Api) -> None:
        server.reply_error(400, "No", type="t", code=7, param="p", failed_generation="<f>", headers={"x-thing": "1"})
        response = api.chat()
        assert response.error == {"message": "No", "type": "t", "code": 7, "param": "p", "failed_generation": "<f>"}
        assert response.headers["x-thing"] == "1"

    @pytest.mark.parametrize(("given", "sent"), [(None, "1"), (0, "0"), (5, "5"), (0.25, "0.25")])
    def test_429_has_retry_after(self, server: LocalServer, api: Api, given: float | None, sent: str) -> None:
        server.reply_error(429, retry_after=given)
        assert api.chat().headers["retry-after"] == sent

    @pytest.mark.parametrize("status", [400, 500, 503])
    def test_other_errors_have_no_retry_after(self, server: LocalServer, api: Api, status: int) -> None:
        server.reply_error(status)
        assert "retry-after" not in api.chat().headers

    @pytest.mark.parametrize("should_retry", [True, False])
    def test_sends_should_retry(self, server: LocalServer, api: Api, should_retry: bool) -> None:
        server.reply_error(500, should_retry=should_retry)
        assert api.chat().headers["x-should-retry"] == str(should_retry).lower()

    def test_sends_errors_before_a_success(self, server: LocalServer, api: Api) -> None:
        server.reply_error(503, times=2)
        server.reply("fine")
        assert [api.chat().status for _ in range(3)] == [503, 503, 200]

    def test_error_answers_an_invalid_request_too(self, server: LocalServer, api: Api) -> None:
        server.reply_error(503)
        assert api.request("POST", CHAT, b"not json", {}).status == 503

    def test_path_selects_requests(self, server: LocalServer, api: Api) -> None:
        server.reply_raw(body='{"object": "list"}', headers={"content-type": "x"}, path="/openai/v1/models")
        server.reply("chat")
        assert api.chat().message["content"] == "chat"
        response = api.request("GET", "/openai/v1/models")
        assert response.json == {"object": "list"}
        assert response.headers["content-type"] == "x"

    @pytest.mark.parametrize(
        ("body", "received"), [(b"\xff\x00", b"\xff\x00"), ("ä", "ä".encode()), ([b"a", "b"], b"ab")]
    )
    def test_sends_raw_body(self, server: LocalServer, api: Api, body: Any, received: bytes) -> None:
        server.reply_raw(status=202, body=body)
        response = api.chat()
        assert (response.status, response.body) == (202, received)
        assert "content-type" not in response.headers

    def test_disconnects_before_an_answer(self, server: LocalServer, api: Api) -> None:
        server.reply_disconnect()
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            api.chat()
        api.connection.close()
        assert api.chat().status == 200

    def test_sends_wrong_content_length(self, server: LocalServer, api: Api) -> None:
        server.reply_raw(body="abc", headers={"Content-Length": "10", "Connection": "close"})
        api.connection.request("POST", CHAT, b"")
        response = api.connection.getresponse()
        with pytest.raises(http.client.IncompleteRead):
            response.read()


class TestBrokenStreams:
    def test_sends_error_event_after_some_chunks(self, server: LocalServer, api: Api) -> None:
        server.reply_stream_error("Too hot", after=3, code="overheated", text="one two three four")
        response = api.chat(stream=True)
        assert response.status == 200
        *chunks, (event, data) = response.events
        assert [json.loads(chunk)["choices"][0]["delta"].get("content") for _, chunk in chunks] == ["", "one", " two"]
        assert event == "error"
        assert json.loads(data)["error"] == {
            "message": "Too hot",
            "type": "internal_server_error",
            "code": "overheated",
        }

    def test_sends_error_in_a_data_line(self, server: LocalServer, api: Api) -> None:
        server.reply_stream_error("Too hot", after=0, shape="data")
        ((event, data),) = api.chat(stream=True).events
        assert event is None
        assert json.loads(data)["error"]["message"] == "Too hot"

    def test_sends_error_in_a_chunk(self, server: LocalServer, api: Api) -> None:
        server.reply_stream_error("Too hot", shape="chunk")
        chunk = json.loads(api.chat(stream=True).events[-1][1])
        assert chunk["object"] == "chat.completion.chunk"
        assert chunk["choices"] == []
        assert chunk["x_groq"]["error"] == "Too hot"

    def test_sends_plain_error_without_a_stream(self, server: LocalServer, api: Api) -> None:
        server.reply_stream_error("Too hot", status=503)
        response = api.chat()
        assert response.status == 503
        assert response.error["message"] == "Too hot"

    def test_disconnects_after_some_chunks(self, server: LocalServer, api: Api) -> None:
        server.reply_disconnect(after=3, text="First second third")
        api.connection.request("POST", CHAT, CHAT_STREAM, {"authorization": "Bearer k"})
        response = api.connection.getresponse()
        with pytest.raises(http.client.IncompleteRead) as caught:
            response.read()
        assert caught.value.partial.count(b"data: ") == 3
        assert b"second" in caught.value.partial
        assert b"third" not in caught.value.partial

    @pytest.mark.parametrize("after", [0, 2])
    def test_disconnects_without_a_stream(self, server: LocalServer, api: Api, after: int) -> None:
        server.reply_disconnect(after=after)
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            api.chat()


class TestInvalidArguments:
    @pytest.mark.parametrize(
        "script",
        [
            lambda server: server.reply("x", times=0),
            lambda server: server.reply("x", delay=-1),
            lambda server: server.reply("x", pace=-1),
            lambda server: server.reply("x", headers={"a": "b\r\nc: d"}),
            lambda server: server.reply("x", headers={"ä": "b"}),
            lambda server: server.reply_error(99),
            lambda server: server.reply_raw(status=600),
            lambda server: server.reply_stream_error(after=-1),
            lambda server: server.reply_disconnect(after=-1),
        ],
    )
    def test_rejects_invalid_value_when_queued(self, script: Any) -> None:
        server = LocalServer()
        with pytest.raises(ValueError, match=r"expected .*, got"):
            script(server)
        assert server.pending == 0

    @pytest.mark.parametrize(
        ("script", "error", "words"),
        [
            (lambda server: server.reply(5), TypeError, "text: expected a string or None, got 5"),
            (lambda server: server.reply("x", reasoning=5), TypeError, "reasoning: expected"),
            (lambda server: server.queue("x"), TypeError, "reply: expected a Reply, got 'x'"),
            (
                lambda server: server.queue(Reply(tool_calls=("x",))),  # type: ignore[arg-type]  # the error is under test
                TypeError,
                "tool_calls: expected each to be a ToolCall, got 'x'",
            ),
            (lambda server: server.queue(Reply(tool_calls=(ToolCall("x", {}),))), TypeError, "ToolCall.of"),  # type: ignore[arg-type]  # the error is under test
            (lambda server: server.reply("x", times=1.5), TypeError, "times: expected .*, got 1.5"),
            (lambda server: server.reply("x", times="1"), TypeError, "times: expected .*, got '1'"),
            (lambda server: server.reply("x", times=True), TypeError, "times: expected"),
            *(
                (lambda server, name=name, value=value: server.reply("x", **{name: value}), error, f"{name}: expected")
                for name in ("delay", "pace")
                for value, error in (
                    (float("inf"), ValueError),
                    (float("nan"), ValueError),
                    (1e30, ValueError),
                    ("1", TypeError),
                    (True, TypeError),
                )
            ),
            (
                lambda server: server.reply("x", headers={"a b": "c"}),
                ValueError,
                "headers: expected names .*, got 'a b'",
            ),
            (lambda server: server.reply_tool_call(5), TypeError, "name of a ToolCall: expected"),
            (lambda server: server.reply_tool_call("add", 5), TypeError, "arguments: expected an object, .*, got 5"),
            (lambda server: server.reply_tool_calls("abc"), TypeError, "calls: expected each to be .*, got 'abc'"),
            (lambda server: server.reply_tool_calls([("add", {})]), TypeError, "calls: expected separate arguments"),
            (lambda server: server.reply_tool_calls(()), ValueError, "calls: expected each to be"),
            (lambda server: server.reply_error(200), ValueError, "status: expected .* from 400 to 599, got 200"),
            (lambda server: server.reply_error("500"), TypeError, "status: expected .*, got '500'"),
            (lambda server: server.reply_error(500, 5), TypeError, "message: expected"),
            (lambda server: server.reply_error(429, retry_after="1"), TypeError, "retry_after: expected"),
            (lambda server: server.reply_error(500, path="openai/v1/models"), ValueError, "path: expected"),
            (
                lambda server: server.reply_error(500, path="/v1/models"),
                ValueError,
                "path: expected '/openai/v1/models'",
            ),
            (lambda server: server.reply_disconnect(path="/openai/v1/models/"), ValueError, "path: expected"),
            (lambda server: server.reply_error(500, path=5), TypeError, "path: expected"),
            (
                lambda server: server.reply_stream_error(shape="zzz"),
                ValueError,
                "shape: expected one of 'event', .*'zzz'",
            ),
            (lambda server: server.reply_stream_error(status=200), ValueError, "status: expected"),
            (lambda server: server.reply_stream_error(after=1.5), TypeError, "after: expected"),
            (lambda server: server.reply_raw(status="200"), TypeError, "status: expected"),
            (lambda server: server.reply_raw(body={"object": "list"}), TypeError, "body: expected"),
            (lambda server: server.reply_raw(body=5), TypeError, "body: expected"),
            (lambda server: server.reply_raw(body=[5]), TypeError, "body: expected each piece to be"),
        ],
    )
    def test_error_names_argument_and_expected_value(self, script: Any, error: type[Exception], words: str) -> None:
        server = LocalServer()
        with pytest.raises(error, match=words):
            script(server)
        assert server.pending == 0

    def test_rejects_value_without_a_json_form(self) -> None:
        with pytest.raises(TypeError):
            LocalServer().reply_json({1, 2})

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (Answer, "got the class Answer. Pass what"),
            (Answer(), r"got an object of Answer. Pass its model_dump\(mode='json'\)"),
        ],
    )
    def test_rejects_models(self, value: object, words: str) -> None:
        with pytest.raises(TypeError, match=f"expected a JSON value, {words}"):
            LocalServer().reply_json(value)


CHAT_STREAM = b'{"model": "m", "stream": true, "messages": [{"role": "user", "content": "x"}]}'
