"""`LocalServer`: its lifecycle, its options, and the clients it makes."""

from __future__ import annotations

import gc
import json
import os
import sys
import warnings
import weakref
from pathlib import Path
from typing import Any

import pytest

import groq
from groq.testing import LocalServer, UnfetchedReplyError

from .conftest import MODEL, Api


class TestLifecycle:
    def test_environment_bypasses_proxies(self, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.setenv("NO_PROXY", "intranet")
        assert server.env["NO_PROXY"] == server.env["no_proxy"] == "intranet,127.0.0.1"

    def test_clients_ignore_proxies(self, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "")
        server.reply("straight")
        completion = server.client(max_retries=0).chat.completions.create(
            messages=[{"role": "user", "content": "Hi"}], model="openai/gpt-oss-20b"
        )
        assert completion.choices[0].message.content == "straight"

    @pytest.mark.parametrize("name", ["base_url", "env", "port"])
    def test_error_says_how_to_start_when_not_running(self, name: str) -> None:
        with pytest.raises(RuntimeError, match="with LocalServer"):
            getattr(LocalServer(), name)

    def test_rejects_second_start(self, server: LocalServer) -> None:
        with pytest.raises(RuntimeError, match="already running"):
            server.start()
        assert server.port

    def test_closes_twice_without_error(self) -> None:
        server = LocalServer()
        server.close()
        with server:
            server.close()

    def test_restarts_after_close(self) -> None:
        server = LocalServer()
        for _ in range(2):
            with server:
                api = Api(server.port)
                assert api.chat().status == 200
                api.connection.close()

    def test_raises_os_error_when_port_is_in_use(self, server: LocalServer) -> None:
        with pytest.raises(OSError, match="in use"):
            LocalServer(port=server.port).start()

    @pytest.mark.parametrize("options", [{"port": -1}, {"port": 65536}, {"pace": -0.1}])
    def test_rejects_invalid_options(self, options: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="got"):
            LocalServer(**options)

    @pytest.mark.parametrize("name", ["port", "pace", "max_body_bytes", "max_file_bytes"])
    @pytest.mark.parametrize(("value", "error"), [(True, TypeError), ("80", TypeError), (-1, ValueError)])
    def test_error_names_option_and_expected_value(self, name: str, value: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match=f"{name}: expected .*, got {value!r}"):
            LocalServer(**{name: value})

    @pytest.mark.parametrize("pace", [float("inf"), float("nan"), 1e30])
    def test_rejects_infinite_pace(self, pace: float) -> None:
        with pytest.raises(ValueError, match="pace: expected"):
            LocalServer(pace=pace)

    def test_repr_has_the_address(self, server: LocalServer) -> None:
        assert server.base_url in repr(server)
        assert "not running" in repr(LocalServer())


class TestStrict:
    def test_raises_after_the_block_if_replies_were_not_fetched(self) -> None:
        server = LocalServer()
        with server:
            server.strict = False
            server.reply("one " * 100)
            server.reply_error(429, times=3, path="/openai/v1/models")
            server.reply_disconnect()
            server.reply_tool_call("double", {"number": 1})
            server.reply_stream_error(after=2)
            server.reply_disconnect(after=3)
            server.reply("all", times=None)
            with server.client(max_retries=0) as client, pytest.raises(groq.RateLimitError):
                client.models.list()
        with pytest.raises(UnfetchedReplyError) as caught:
            server.verify()
        line = caught.value.replies[0].partition(":")[2].partition(":")[0]
        assert [reply.partition(": ")[2] for reply in caught.value.replies] == [
            "the message 'one one one ... one one one ' for /openai/v1/chat/completions",
            "status 429 for /openai/v1/models (2 of 3 left)",
            "a disconnect for /openai/v1/chat/completions",
            "a call of double for /openai/v1/chat/completions",
            "a stream that fails after 2 chunks for /openai/v1/chat/completions",
            "a stream that breaks off after 3 chunks for /openai/v1/chat/completions",
            "the message 'all' for /openai/v1/chat/completions",
        ]
        origins = [reply.partition(": ")[0] for reply in caught.value.replies]
        first = int(line)
        assert [origin.rpartition(":")[2] for origin in origins] == [str(first + index) for index in range(7)]
        assert Path(origins[0].rpartition(":")[0]).resolve() == Path(__file__).resolve()
        assert str(caught.value).startswith("7 scripted replies were not fetched:\n  ")

    def test_raises_nothing_when_the_block_raises(self) -> None:
        server = LocalServer()
        server.reply("unused")
        with pytest.raises(ZeroDivisionError), server:
            raise ZeroDivisionError
        with pytest.raises(UnfetchedReplyError), server:
            pass

    @pytest.mark.skipif(os.name == "nt", reason="Windows removes no working directory")
    def test_scripts_replies_in_a_deleted_working_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = tmp_path / "deleted"
        folder.mkdir()
        monkeypatch.chdir(folder)
        folder.rmdir()
        with LocalServer(strict=False) as server:
            server.reply("unused")
            with pytest.raises(UnfetchedReplyError, match=r"test_local_server\.py:[0-9]+: "):
                server.verify()

    def test_raises_the_error_of_the_block_without_a_standard_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "stderr", None)  # simulate a program without a console
        with (
            pytest.raises(groq.APIStatusError),
            LocalServer(cassette=tmp_path / "empty.jsonl", mode="replay") as server,
        ):
            server.client(max_retries=0).models.list()

    def test_raises_nothing_when_not_strict_or_reset(self) -> None:
        with LocalServer(strict=False) as server:
            server.reply("unused")
        with LocalServer() as server:
            server.reply("unused")
            server.reset()

    def test_reply_for_all_requests_counts_as_fetched_after_one_use(self) -> None:
        with LocalServer() as server:
            server.reply("all", times=None)
            server.client().chat.completions.create(model=MODEL, messages=HELLO)
            server.verify()
        assert server.pending == 1


HELLO: list[Any] = [{"role": "user", "content": "Hello"}]


WEATHER: Any = {
    "type": "function",
    "function": {
        "name": "get_current_weather",
        "parameters": {"type": "object", "properties": {"location": {"type": "string"}}, "required": ["location"]},
    },
}


def test_client_calls_the_server(server: LocalServer) -> None:
    server.reply("Hi!")
    with server.client() as client:
        completion = client.chat.completions.create(model=MODEL, messages=HELLO)
    assert completion.choices[0].message.content == "Hi!"
    assert server.requests[0].headers["authorization"] == f"Bearer {server.api_key}"


def test_client_options_override_defaults(server: LocalServer) -> None:
    client = server.client(api_key="mine", max_retries=0)
    assert client.api_key == "mine"
    assert client.max_retries == 0


def test_client_is_closed_with_the_server() -> None:
    with LocalServer() as server:
        client = server.client()
    assert client.is_closed()


def test_copy_of_a_client_is_closed_with_the_server() -> None:
    with LocalServer() as server:
        copy = server.client().with_options(max_retries=0)
        gc.collect()
        copy.models.list()
    assert copy.is_closed()


def test_releases_clients_without_references(server: LocalServer) -> None:
    client = server.client()
    client.models.list()
    gone = weakref.ref(client)
    del client
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the socket may be garbage-collected before its owner
        gc.collect()
    assert gone() is None
    assert not server._http_clients


def test_client_without_options_finds_the_fixture(groq_server: LocalServer) -> None:
    with groq.Groq() as client:
        client.chat.completions.create(model=MODEL, messages=HELLO)
    assert len(groq_server.requests) == 1


def test_client_streams_chunks(server: LocalServer) -> None:
    server.reply("one two three", reasoning="thinking hard")
    stream = server.client().chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    chunks = list(stream)
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert "".join(delta.content or "" for delta in deltas) == "one two three"
    assert "".join(delta.reasoning or "" for delta in deltas) == "thinking hard"
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert chunks[-1].x_groq is not None
    assert chunks[-1].x_groq.usage is not None


def test_tool_loop_completes(server: LocalServer) -> None:
    client = server.client()
    messages: list[Any] = [{"role": "user", "content": "What's the weather in Paris?"}]
    first = client.chat.completions.create(model=MODEL, messages=messages, tools=[WEATHER], tool_choice="auto")
    message = first.choices[0].message
    assert message.tool_calls
    call = message.tool_calls[0]
    assert call.function.name == "get_current_weather"
    assert "location" in json.loads(call.function.arguments)
    messages += [
        message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": "21 degrees"},
    ]
    last = client.chat.completions.create(model=MODEL, messages=messages, tools=[WEATHER], tool_choice="auto")
    assert "21 degrees" in (last.choices[0].message.content or "")


def test_refusal_raises_the_exception_of_its_status(server: LocalServer) -> None:
    with pytest.raises(groq.BadRequestError, match="messages: expected at least 1 item"):
        server.client().chat.completions.create(model=MODEL, messages=[])


def test_retries_scripted_error(server: LocalServer) -> None:
    server.reply_error(503, headers={"retry-after": "0.001"})
    server.reply("fine")
    completion = server.client(max_retries=1).chat.completions.create(model=MODEL, messages=HELLO)
    assert completion.choices[0].message.content == "fine"
    assert [request.headers.get("x-stainless-retry-count") for request in server.requests] == ["0", "1"]


def test_error_in_stream_raises(server: LocalServer) -> None:
    server.reply_stream_error("Too hot", after=2)
    stream = server.client().chat.completions.create(model=MODEL, messages=HELLO, stream=True)
    with pytest.raises(groq.APIError, match="Too hot"):
        list(stream)


def test_delayed_reply_times_out_without_waiting_for_it(server: LocalServer) -> None:
    server.reply("late", delay=3600)
    with pytest.raises(groq.APITimeoutError):
        server.client(timeout=0.05, max_retries=0).chat.completions.create(model=MODEL, messages=HELLO)


def test_dropped_connection_raises(server: LocalServer) -> None:
    server.reply_disconnect()
    with pytest.raises(groq.APIConnectionError):
        server.client(max_retries=0).chat.completions.create(model=MODEL, messages=HELLO)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_async_client_calls_the_server(server: LocalServer) -> None:
    server.reply("Hi!", times=2)
    async with server.async_client() as client:
        completion = await client.chat.completions.create(model=MODEL, messages=HELLO)
        stream = await client.chat.completions.create(model=MODEL, messages=HELLO, stream=True)
        pieces = [chunk.choices[0].delta.content or "" async for chunk in stream]
    assert completion.choices[0].message.content == "".join(pieces) == "Hi!"
