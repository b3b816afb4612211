"""Recording and replaying, with another local server as the API."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import groq
from groq.testing import LocalServer, UnrecordedRequestError

from ...support.ports import closed_port
from ..conftest import BOUNDARY, CHAT, MODEL, Api
from .conftest import KEY, OpenCassette, lines

MESSAGES: Any = [{"role": "user", "content": "Hello"}]
HOSTILE = {"set-cookie": "session=1", "groq-organization": "org_01hxyz", "x-request-id": "req_real", "server": "cf"}


def texts(api: Api, count: int) -> list[str]:
    return [api.chat().message["content"] for _ in range(count)]


class TestModes:
    def test_replays_recorded_answers(self, open_cassette: OpenCassette, upstream: LocalServer) -> None:
        upstream.reply("real", headers=HOSTILE)
        with open_cassette(mode="record") as api:
            recorded = api.chat()
        with open_cassette(mode="replay") as api:
            replayed = api.chat()
        assert replayed.json == recorded.json
        assert replayed.message["content"] == "real"
        assert replayed.headers == {**recorded.headers, "date": replayed.headers["date"]}
        assert replayed.headers["x-request-id"] == "req_real"
        assert not {"set-cookie", "groq-organization", "server"} & recorded.headers.keys()
        assert len(upstream.requests) == 1

    def test_auto_records_only_missing_requests(
        self, open_cassette: OpenCassette, upstream: LocalServer, path: Path
    ) -> None:
        upstream.reply("first")
        with open_cassette() as api:
            api.chat()
        upstream.reply("second")
        with open_cassette() as api:
            assert [*texts(api, 1), api.chat("Other").message["content"]] == ["first", "second"]
        assert len(upstream.requests) == len(lines(path)) == 2

    def test_auto_records_each_of_equal_requests(self, open_cassette: OpenCassette, upstream: LocalServer) -> None:
        for text in ("in_progress", "completed"):
            upstream.reply(text)
        with open_cassette() as api:
            assert texts(api, 2) == ["in_progress", "completed"]

    @pytest.mark.parametrize("variables", [{"CI": "true"}, {"GROQ_API_KEY": ""}])
    def test_auto_only_replays_in_ci_and_without_a_key(
        self,
        open_cassette: OpenCassette,
        upstream: LocalServer,
        monkeypatch: pytest.MonkeyPatch,
        variables: dict[str, str],
    ) -> None:
        with open_cassette() as api:
            api.chat()
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        with open_cassette(strict=False) as api:
            assert [api.chat().status, api.chat("Other").status] == [200, 501]
        assert len(upstream.requests) == 1

    def test_replay_answers_equal_requests_in_order_then_with_the_last(
        self, open_cassette: OpenCassette, upstream: LocalServer
    ) -> None:
        for text in ("one", "two"):
            upstream.reply(text)
        with open_cassette(mode="record") as api:
            texts(api, 2)
        with open_cassette(mode="replay") as api:
            assert texts(api, 4) == ["one", "two", "two", "two"]

    def test_reset_starts_over(self, open_cassette: OpenCassette, upstream: LocalServer, path: Path) -> None:
        for text in ("one", "two"):
            upstream.reply(text)
        with open_cassette(mode="record") as api:
            texts(api, 2)
        with LocalServer(cassette=path, mode="replay") as server:
            client = server.client()
            for _ in range(2):
                completion = client.chat.completions.create(
                    model=MODEL, messages=[{"role": "user", "content": "Hello there"}]
                )
                assert completion.choices[0].message.content == "one"
                server.reset()

    def test_record_overwrites_the_cassette(self, open_cassette: OpenCassette, path: Path) -> None:
        with open_cassette(mode="record") as api:
            api.chat("old")
        before = path.read_bytes()
        with open_cassette(mode="record") as api:
            assert path.read_bytes() == before
            api.chat("new")
        assert [line["request"]["json"]["messages"][0]["content"] for line in lines(path)] == ["new"]

    def test_scripted_replies_precede_the_cassette(self, path: Path, upstream: LocalServer) -> None:
        with LocalServer(cassette=path, upstream=upstream.base_url) as server:
            api = Api(server.port)
            server.reply("scripted")
            server.reply_error(503)
            assert api.chat().message["content"] == "scripted"
            assert api.chat().status == 503
            api.connection.close()
        assert not path.exists()
        assert upstream.requests == []

    def test_rejects_unknown_mode_and_upstream(self, path: Path) -> None:
        with pytest.raises(ValueError, match="mode: expected one of 'auto', 'record', 'replay', got 'rewind'"):
            LocalServer(cassette=path, mode="rewind")  # type: ignore[arg-type]  # possible in an untyped caller
        with pytest.raises(ValueError, match=r"upstream: expected a URL such as 'https://api\.groq\.com', got 'api"):
            LocalServer(cassette=path, upstream="api.groq.com")


class TestKinds:
    def test_stream_passes_through_as_it_arrives(self, open_cassette: OpenCassette, path: Path) -> None:
        """The first event reaches the client before the API sends the second."""
        gate = threading.Event()
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def serve() -> None:
                sock, _ = listening.accept()
                with sock:
                    sock.recv(65_536)
                    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                    sock.sendall(head + b'd\r\ndata: {"a": 1\r\n3\r\n}\n\n\r\n')
                    gate.wait(30)
                    sock.sendall(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")

            thread = threading.Thread(target=serve)
            thread.start()
            with open_cassette(upstream=f"http://127.0.0.1:{listening.getsockname()[1]}") as api:
                api.connection.request("POST", CHAT, b"{}", {"content-type": "application/json"})
                response = api.connection.getresponse()
                first = response.read(16)
                gate.set()
                rest = response.read()
            thread.join()
        assert (first, rest) == (b'data: {"a": 1}\n\n', b"data: [DONE]\n\n")
        first_event, last_event = lines(path)[0]["response"]["stream"]
        assert (first_event["data"], last_event["data"]) == ({"a": 1}, "[DONE]")
        assert first_event["at"] <= last_event["at"]

    @pytest.mark.parametrize("kind", ["chat", "responses"])
    def test_stream_has_the_same_events(self, open_cassette: OpenCassette, kind: str) -> None:
        def events(api: Api) -> Any:
            if kind == "chat":
                return api.chat(stream=True).events
            return api.post("/openai/v1/responses", {"model": MODEL, "input": "Hi", "stream": True}).events

        with open_cassette(mode="record") as api:
            recorded = events(api)
        with open_cassette(mode="replay") as api:
            assert events(api) == recorded
        assert len(recorded) > 3

    def test_timing_replays_the_delays_of_a_stream(self, path: Path) -> None:
        path.parent.mkdir()
        entry = {
            "request": {"method": "GET", "path": "/stream"},
            "response": {
                "status": 200,
                "seconds": 0.02,
                "headers": {"content-type": "text/event-stream"},
                "stream": [{"at": 0.05, "data": {"n": 1}}, {"at": 3600, "event": "late", "data": "x"}],
            },
        }
        path.write_text(json.dumps(entry) + "\n")
        with LocalServer(cassette=path, mode="replay", timing=True) as server:
            api = Api(server.port)
            api.connection.request("GET", "/stream")
            response = api.connection.getresponse()
            assert response.read(15) == b'data: {"n":1}\n\n'
            server.close()  # ends the delay of an hour
            with pytest.raises(http.client.IncompleteRead):
                response.read()
            api.connection.close()
        with LocalServer(cassette=path, mode="replay", pace=3600) as server:
            api = Api(server.port)
            assert api.get("/stream").body == b'data: {"n":1}\n\nevent: late\ndata: x\n\n'
            api.connection.close()

    def test_upload_matches_with_any_boundary(
        self, open_cassette: OpenCassette, path: Path, upstream: LocalServer
    ) -> None:
        fields = (("purpose", "batch"), ("file", ("a.jsonl", b"\xff" * 100)))
        with open_cassette(mode="record") as api:
            recorded = api.upload("/openai/v1/files", *fields)
            content = api.get(f"/openai/v1/files/{recorded.json['id']}/content")
        assert upstream.requests[0].body.count(b"\xff") == 100
        form = lines(path)[0]["request"]["form"]
        assert [part["name"] for part in form] == ["purpose", "file"]
        assert (form[1]["bytes"], form[1]["filename"], len(form[1]["sha256"])) == (100, "a.jsonl", 64)
        assert base64.b64decode(lines(path)[1]["response"]["base64"]) == content.body == b"\xff" * 100
        with open_cassette(mode="replay") as api:
            assert api.upload("/openai/v1/files", *fields).json == recorded.json
            body = upstream.requests[0].body.replace(BOUNDARY.encode(), b"another")
            headers = {"content-type": "multipart/form-data; boundary=another"}
            assert api.request("POST", "/openai/v1/files", body, headers).json == recorded.json
            assert api.get(f"/openai/v1/files/{recorded.json['id']}/content").body == content.body

    def test_matches_members_and_parameters_in_any_order(self, open_cassette: OpenCassette) -> None:
        with open_cassette(mode="record") as api:
            api.request("POST", CHAT, b'{"model": "m", "messages": [{"role": "user", "content": "x"}]}')
            api.get("/openai/v1/files?limit=1&after=x%20y")
        with open_cassette(mode="replay") as api:
            body = b'{"messages":[{"content":"x","role":"user"}],"model":"m"}'
            assert api.request("POST", CHAT + "/", body).status == 200
            assert api.get("/openai/v1/files?after=x+y&limit=1").status == 400

    def test_error_responses_are_recorded(self, open_cassette: OpenCassette, upstream: LocalServer) -> None:
        upstream.reply_error(429, retry_after=7)
        upstream.reply("fine")
        with open_cassette(mode="record") as api:
            assert [api.chat().status, api.chat().status, api.get("/openai/v1/models/nope").status] == [429, 200, 404]
        with open_cassette(mode="replay") as api:
            refused = api.chat()
            assert (refused.status, refused.headers["retry-after"]) == (429, "7")
            assert [api.chat().status, api.get("/openai/v1/models/nope").status] == [200, 404]

    def test_redirect_is_recorded(self, open_cassette: OpenCassette, upstream: LocalServer) -> None:
        upstream.reply_raw(status=302, headers={"location": "/elsewhere"})
        with open_cassette(mode="record") as api:
            assert api.chat().status == 302
        with open_cassette(mode="replay") as api:
            assert api.chat().headers["location"] == "/elsewhere"

    def test_records_the_whole_stream_when_the_client_disconnects(
        self, open_cassette: OpenCassette, upstream: LocalServer, path: Path
    ) -> None:
        upstream.reply("one two three four " * 2_000)
        with open_cassette(mode="record") as api:
            body = json.dumps({"model": MODEL, "messages": MESSAGES, "stream": True})
            api.connection.request(
                "POST", CHAT, body, {"authorization": "Bearer x", "content-type": "application/json"}
            )
            response = api.connection.getresponse()
            response.read(10)
            response.close()
            api.connection.close()
        assert lines(path)[0]["response"]["stream"][-1]["data"] == "[DONE]"


class TestSecrets:
    def test_file_has_no_secret(self, open_cassette: OpenCassette, upstream: LocalServer, path: Path) -> None:
        own = "a-token-of-some-proxy"
        upstream.reply(f"You sent {KEY} of org_01h2xcejqtf2nbrexx3vqjhp41.", headers=HOSTILE)
        upstream.reply(f"Again {KEY}")
        tool: Any = {
            "type": "mcp",
            "server_label": "d",
            "server_url": "https://x.example",
            "authorization": "mcp-secret",
        }
        tool["headers"] = {"Authorization": "Bearer mcp-secret", "X-API-Key": "mcp-secret"}
        with open_cassette(mode="record") as api:
            api.chat(f"My key is {KEY}", tools=[tool])
            fields = {"authorization": f"Bearer {KEY}", "cookie": f"a={own}", "content-type": "application/json"}
            body = {"model": MODEL, "messages": [{"role": "user", "content": own}], "stream": True}
            api.request("POST", CHAT, json.dumps(body), fields)
            api.get(f"/openai/v1/files?after={KEY}")
        text = path.read_text("utf-8")
        for secret in (KEY, own, "mcp-secret", "org_01h", "session=1", "Bearer"):
            assert secret not in text, secret
        assert "My key is [redacted]" in text

    def test_key_of_the_environment_replaces_placeholders(self, path: Path, upstream: LocalServer) -> None:
        with LocalServer(cassette=path, mode="record", upstream=upstream.base_url) as server:
            server.client().models.list()
            server.client(api_key="test").models.list()
            server.client(api_key="gsk_mine").models.list()
        sent = [request.headers["authorization"] for request in upstream.requests]
        assert sent == [f"Bearer {KEY}", f"Bearer {KEY}", "Bearer gsk_mine"]

    def test_error_names_the_missing_key_when_recording(
        self, path: Path, upstream: LocalServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("GROQ_API_KEY")
        with (
            LocalServer(cassette=path, mode="record", upstream=upstream.base_url) as server,
            pytest.raises(
                groq.AuthenticationError, match=r"placeholder\. To record, start this server with GROQ_API_KEY set"
            ),
        ):
            server.client().models.list()
        assert upstream.requests == []


class TestFailures:
    def test_error_of_a_missing_answer_shows_the_difference_on_separate_lines(
        self, open_cassette: OpenCassette, path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with open_cassette() as api:
            api.chat()
        with pytest.raises(groq.APIStatusError) as caught, LocalServer(cassette=path, mode="replay") as server:
            server.client().chat.completions.create(model=MODEL, messages=MESSAGES, temperature=0.5)
        shown = "\n".join([*getattr(caught.value, "__notes__", []), capsys.readouterr().err])
        assert f"\n{path} has no answer to POST {CHAT}. The nearest one differs:\n--- recorded" in shown
        assert '\n+    "temperature": 0.5\n' in shown.replace(",", "")

    def test_miss_shows_the_nearest_request_and_is_not_retried(self, open_cassette: OpenCassette, path: Path) -> None:
        with open_cassette(mode="record") as api:
            api.chat("The capital of France?", temperature=0)
            api.chat("Something else", max_completion_tokens=5)
        server = LocalServer(cassette=path, mode="replay")
        with pytest.raises(UnrecordedRequestError) as caught, server:
            assert status_of(server, "The capital of Spain?", temperature=0) == 501
        message = str(caught.value)
        assert f"{path} has no answer to POST {CHAT}. The nearest one differs:\n--- recorded (app.jsonl:1)" in message
        assert '-        "content": "The capital of France?",\n+        "content": "The capital of Spain?",' in message
        assert "GROQ_API_KEY" in message
        with LocalServer(cassette=path, mode="replay", strict=False) as lenient, lenient.client() as client:
            with pytest.raises(groq.InternalServerError, match="has no answer to GET /openai/v1/models"):
                client.models.list()
            assert len(lenient.requests) == 1

    def test_miss_lists_the_requests_of_the_cassette(self, open_cassette: OpenCassette, path: Path) -> None:
        with open_cassette(mode="record") as api:
            api.get("/openai/v1/models")
        with open_cassette(mode="replay", strict=False) as api:
            assert "It has: GET /openai/v1/models." in api.chat().error["message"]
        path.unlink()
        with open_cassette(mode="replay", strict=False) as api:
            assert "It is empty or missing." in api.chat().error["message"]

    def test_api_with_an_invalid_certificate_is_unreachable(
        self, open_cassette: OpenCassette, path: Path, upstream: LocalServer
    ) -> None:
        with open_cassette(mode="record", upstream=f"https://127.0.0.1:{upstream.port}") as api:
            response = api.chat()
        assert response.status == 502
        assert "SSL" in response.error["message"]
        assert not path.exists()

    def test_unreachable_api_returns_502_and_is_not_recorded(self, open_cassette: OpenCassette, path: Path) -> None:
        with closed_port() as port, open_cassette(mode="record", upstream=f"http://127.0.0.1:{port}") as api:
            response = api.chat()
        assert response.status == 502
        assert response.error["message"].startswith(f"Cannot reach http://127.0.0.1:{port}: ")
        assert response.headers["x-should-retry"] == "false"
        assert not path.exists()

    @pytest.mark.parametrize("stream", [True, False])
    def test_truncated_answer_is_not_recorded(
        self, open_cassette: OpenCassette, upstream: LocalServer, path: Path, stream: bool
    ) -> None:
        if stream:
            upstream.reply_disconnect(after=2)
        else:
            upstream.reply_raw(body="abc", headers={"content-length": "10", "connection": "close"})
        with open_cassette(mode="record") as api:
            if stream:
                with pytest.raises(http.client.IncompleteRead):
                    api.chat(stream=True)
            else:
                assert api.chat().status == 502
        assert not path.exists()

    def test_raises_when_the_cassette_is_not_writable(self, upstream: LocalServer, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with LocalServer(cassette=tmp_path / "file" / "x.jsonl", mode="record", upstream=upstream.base_url) as server:
            api = Api(server.port)
            assert api.get("/openai/v1/models").status == 500
            with pytest.raises(http.client.IncompleteRead):
                api.chat(stream=True)
            api.connection.close()


def status_of(server: LocalServer, text: str, **params: Any) -> int:
    api = Api(server.port)
    status = api.chat(text, **params).status
    api.connection.close()
    return status


def test_requests_of_many_threads_are_recorded_and_replayed(path: Path, upstream: LocalServer) -> None:
    def ask(server: LocalServer) -> list[str]:
        api = Api(server.port)
        try:
            return [api.chat(f"Question {number}").message["content"] for number in range(10)]
        finally:
            api.connection.close()

    def ask_at_once(**options: Any) -> list[list[str]]:
        with LocalServer(cassette=path, **options) as server, ThreadPoolExecutor(8) as threads:
            return [*threads.map(ask, [server] * 8)]

    recorded = ask_at_once(mode="record", upstream=upstream.base_url)
    assert len(lines(path)) == 80
    assert ask_at_once(mode="replay") == recorded


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio", "trio"])
async def test_both_clients_replay_the_same_cassette(path: Path, upstream: LocalServer) -> None:
    upstream.reply("one two three", times=2)
    with LocalServer(cassette=path, mode="record", upstream=upstream.base_url) as server:
        client = server.client()
        whole = client.chat.completions.create(model=MODEL, messages=MESSAGES)
        chunks = [*client.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)]
    with LocalServer(cassette=path, mode="replay") as server:
        async with server.async_client() as other:
            assert await other.chat.completions.create(model=MODEL, messages=MESSAGES) == whole
            stream = await other.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
            assert [chunk async for chunk in stream] == chunks
