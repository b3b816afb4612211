"""The HTTP shell of the local server, met with raw bytes and many connections."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing._app import App
from groq.testing._wire import Answer, Headers, RecordedRequest

from .conftest import CHAT, MODEL, Api

BODY = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Hello"}]}).encode()


@pytest.fixture
def wire(server: LocalServer) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sock:
        yield sock


def read_response(sock: socket.socket, method: str = "POST") -> tuple[int, bytes]:
    response = http.client.HTTPResponse(sock, method=method)
    response.begin()
    with closing(response):
        return response.status, response.read()


def head(*lines: str, version: str = "HTTP/1.1") -> bytes:
    return "\r\n".join([f"POST {CHAT} {version}", "Host: x", "Authorization: Bearer k", *lines, "", ""]).encode()


def server_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("groq-testing")]


class TestLife:
    def test_listens_on_the_loopback_interface_only(self, server: LocalServer) -> None:
        assert server.base_url == f"http://127.0.0.1:{server.port}"
        assert server.env.items() >= {"GROQ_BASE_URL": server.base_url, "GROQ_API_KEY": server.api_key}.items()

    def test_environment_leads_past_a_proxy(self, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.setenv("NO_PROXY", "intranet")
        assert server.env["NO_PROXY"] == server.env["no_proxy"] == "intranet,127.0.0.1"

    def test_its_clients_take_no_proxy(self, server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "")
        server.reply("straight")
        completion = server.client(max_retries=0).chat.completions.create(
            messages=[{"role": "user", "content": "Hi"}], model="openai/gpt-oss-20b"
        )
        assert completion.choices[0].message.content == "straight"

    @pytest.mark.parametrize("name", ["base_url", "env", "port"])
    def test_not_running_says_what_to_do(self, name: str) -> None:
        with pytest.raises(RuntimeError, match="with LocalServer"):
            getattr(LocalServer(), name)

    def test_starting_twice_is_an_error(self, server: LocalServer) -> None:
        with pytest.raises(RuntimeError, match="already running"):
            server.start()
        assert server.port

    def test_closing_twice_is_fine(self) -> None:
        server = LocalServer()
        server.close()
        with server:
            server.close()

    def test_starts_again_after_it_was_closed(self) -> None:
        server = LocalServer()
        for _ in range(2):
            with server:
                api = Api(server.port)
                assert api.chat().status == 200
                api.connection.close()

    def test_taken_port_is_an_os_error(self, server: LocalServer) -> None:
        with pytest.raises(OSError, match="in use"):
            LocalServer(port=server.port).start()

    @pytest.mark.parametrize("options", [{"port": -1}, {"port": 65536}, {"pace": -0.1}])
    def test_nonsense_is_refused(self, options: dict[str, int]) -> None:
        with pytest.raises(ValueError, match="got"):
            LocalServer(**options)

    @pytest.mark.parametrize("name", ["port", "pace", "max_body_bytes", "max_file_bytes"])
    @pytest.mark.parametrize(("value", "error"), [(True, TypeError), ("80", TypeError), (-1, ValueError)])
    def test_option_is_named_with_what_was_expected(self, name: str, value: Any, error: type[Exception]) -> None:
        with pytest.raises(error, match=f"{name} must be .*, got {value!r}"):
            LocalServer(**{name: value})

    @pytest.mark.parametrize("pace", [float("inf"), float("nan"), 1e30])
    def test_pace_without_end_is_refused(self, pace: float) -> None:
        with pytest.raises(ValueError, match="pace must be"):
            LocalServer(pace=pace)

    @pytest.mark.parametrize("sent", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"])
    def test_clients_that_stop_half_way_hold_up_nobody(self, sent: bytes) -> None:
        before = set(server_threads())
        with contextlib.ExitStack() as stack:
            server = LocalServer().start()
            for _ in range(150):
                sock = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                sock.sendall(sent)
            with closing(Api(server.port).connection) as connection:
                connection.timeout = 5
                connection.request("GET", "/openai/v1/models", headers={"authorization": "Bearer k"})
                assert connection.getresponse().status == 200
            server.close()
            assert set(server_threads()) <= before

    def test_close_waits_for_all_busy_threads_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("groq.testing._http._JOIN_TIMEOUT", 0.2)
        busy, done = threading.Semaphore(0), threading.Event()

        def answer(_app: App, _request: RecordedRequest) -> Answer:
            busy.release()
            done.wait(30)
            return Answer()

        monkeypatch.setattr(App, "answer", answer)
        server = LocalServer().start()
        with contextlib.ExitStack() as stack:
            stack.callback(done.set)
            for _ in range(20):
                connection = stack.enter_context(closing(Api(server.port).connection))
                connection.request("GET", "/")
                busy.acquire(timeout=30)
            started = time.monotonic()
            server.close()
            assert time.monotonic() - started < 2

    def test_close_ends_idle_connections_and_open_streams_and_delays(self) -> None:
        before = set(server_threads())
        server = LocalServer(pace=3600).start()
        idle, streaming, waiting = (Api(server.port) for _ in range(3))
        idle.chat()
        streaming.connection.request("POST", CHAT, BODY[:-1] + b', "stream": true}', {"authorization": "Bearer k"})
        response = streaming.connection.getresponse()
        assert response.readline().startswith(b"data: {")
        server.reply("late", delay=3600)
        waiting.connection.request("POST", CHAT, BODY, {"authorization": "Bearer k"})
        server.close()
        with pytest.raises(http.client.HTTPException):
            response.read()
        with pytest.raises((http.client.HTTPException, OSError)):
            waiting.connection.getresponse()
        for api in (idle, streaming, waiting):
            api.connection.close()
        response.close()
        assert set(server_threads()) <= before

    def test_threads_never_hold_up_the_end_of_the_process(self, api: Api) -> None:
        api.chat()
        assert server_threads()
        assert all(thread.daemon for thread in server_threads())

    def test_repr_says_where_it_is(self, server: LocalServer) -> None:
        assert server.base_url in repr(server)
        assert "not running" in repr(LocalServer())


class TestRequests:
    def test_connection_is_kept_alive(self, wire: socket.socket) -> None:
        for _ in range(3):
            wire.sendall(head(f"Content-Length: {len(BODY)}") + BODY)
            assert read_response(wire)[0] == 200

    def test_pipelined_requests_are_answered_in_order(self, wire: socket.socket, server: LocalServer) -> None:
        server.reply("one")
        server.reply("two")
        request = head(f"Content-Length: {len(BODY)}") + BODY
        wire.sendall(request + request)
        received = b""
        while b"two" not in received:
            received += wire.recv(65536)
        assert received.index(b"one") < received.index(b"two")

    @pytest.mark.parametrize("size", [1, 7, 1000])
    def test_chunked_body_is_read(self, wire: socket.socket, server: LocalServer, size: int) -> None:
        pieces = [BODY[start : start + size] for start in range(0, len(BODY), size)]
        chunked = b"".join(b"%X;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        wire.sendall(head("Transfer-Encoding: chunked") + chunked + b"0\r\nTrailer: x\r\n\r\n")
        assert read_response(wire)[0] == 200
        assert server.requests[0].body == BODY

    def test_body_in_single_bytes_is_read(self, wire: socket.socket) -> None:
        request = head(f"Content-Length: {len(BODY)}") + BODY
        for index in range(len(request)):
            wire.sendall(request[index : index + 1])
        assert read_response(wire)[0] == 200

    def test_expectation_is_met_before_the_body(self, wire: socket.socket) -> None:
        wire.sendall(head("Expect: 100-continue", f"Content-Length: {len(BODY)}"))
        assert wire.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        wire.sendall(BODY)
        assert read_response(wire)[0] == 200

    def test_head_has_no_body(self, wire: socket.socket) -> None:
        for _ in range(2):
            wire.sendall(f"HEAD {CHAT} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert read_response(wire, "HEAD") == (405, b"")

    def test_http_1_0_gets_a_stream_without_chunks(self, wire: socket.socket) -> None:
        body = BODY[:-1] + b', "stream": true}'
        wire.sendall(head(f"Content-Length: {len(body)}", version="HTTP/1.0") + body)
        status, received = read_response(wire)
        assert status == 200
        assert received.endswith(b"data: [DONE]\n\n")

    def test_close_is_respected(self, wire: socket.socket) -> None:
        wire.sendall(head("Connection: close", f"Content-Length: {len(BODY)}") + BODY)
        with closing(http.client.HTTPResponse(wire)) as response:
            response.begin()
            assert response.headers["connection"] == "close"
            response.read()
        assert wire.recv(1) == b""

    def test_absolute_target_is_understood(self, wire: socket.socket, server: LocalServer) -> None:
        wire.sendall(b"GET http://elsewhere/some/path?x=1 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_response(wire)[0] == 404
        assert server.requests[0].path == "/some/path"

    @pytest.mark.parametrize(
        ("request_bytes", "status"),
        [
            (b"nonsense\r\n\r\n", 400),
            (b"GET / HTTP/1.1 extra\r\n\r\n", 400),
            (b"PRI * HTTP/2.0\r\n\r\n", 505),
            (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
            (b"GET / HTTP/1.1\r\n" + b"".join(b"h%d: x\r\n" % n for n in range(200)) + b"\r\n", 431),
            (b"GET / HTTP/1.1\r\nlong: " + b"x" * 70_000 + b"\r\n\r\n", 431),
            (b"GET http://[ HTTP/1.1\r\n\r\n", 400),
            (head("Content-Length: many"), 400),
            (head("Content-Length: -5"), 400),
            (head("Content-Length: 99999999999"), 413),
            (head("Transfer-Encoding: gzip"), 501),
            (head("Transfer-Encoding: chunked") + b"zz\r\n", 400),
            (head("Transfer-Encoding: chunked") + b"2\r\nabcd\r\n", 400),
            (head("Transfer-Encoding: chunked") + b"fffffffff\r\n", 413),
        ],
    )
    def test_malformed_request_gets_an_api_error_and_harms_nobody(
        self, wire: socket.socket, api: Api, request_bytes: bytes, status: int
    ) -> None:
        wire.sendall(request_bytes)
        received_status, body = read_response(wire)
        assert received_status == status
        assert json.loads(body)["error"]["message"]
        assert wire.recv(1) == b""
        assert api.chat().status == 200

    def test_body_too_large_is_a_413_after_all_of_it_was_sent(self) -> None:
        with LocalServer(max_body_bytes=1000) as server, closing(Api(server.port).connection) as connection:
            connection.request("POST", CHAT, b"x" * 10_000_000, {"authorization": "Bearer k"})
            response = connection.getresponse()
            assert response.status == 413
            assert json.loads(response.read())["error"]["code"] == "request_too_large"

    def test_client_that_leaves_in_the_middle_is_no_trouble(self, server: LocalServer, api: Api) -> None:
        for sent in (b"", b"POST", head("Content-Length: 100") + b"{", head("Transfer-Encoding: chunked") + b"5\r\na"):
            with socket.create_connection(("127.0.0.1", server.port)) as sock:
                sock.sendall(sent)
        assert api.chat().status == 200

    def test_client_that_leaves_in_a_stream_is_no_trouble(
        self, server: LocalServer, api: Api, capfd: pytest.CaptureFixture[str]
    ) -> None:
        server.reply_raw(body=[b"x" * 1_000_000] * 50)
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            sock.sendall(head(f"Content-Length: {len(BODY)}") + BODY)
            sock.recv(1)
        assert api.chat().status == 200
        server.close()
        assert capfd.readouterr() == ("", "")

    def test_bug_in_the_server_is_a_500(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_app: App, _request: RecordedRequest) -> Answer:
            raise KeyError("oops")

        monkeypatch.setattr(App, "answer", fail)
        response = api.chat()
        assert response.status == 500
        assert response.error["type"] == "internal_server_error"
        assert "KeyError: 'oops'" in response.error["message"]
        monkeypatch.undo()
        assert api.chat().status == 200

    def test_many_connections_at_once(self, server: LocalServer) -> None:
        together = threading.Barrier(60)

        def ask(number: int) -> bool:
            api = Api(server.port)
            with closing(api.connection):
                api.connection.connect()
                together.wait(30)
                return f'"question {number}"' in "".join(
                    delta.get("content", "") for delta in api.chat(f"question {number}", stream=True).deltas
                )

        with ThreadPoolExecutor(60) as pool:
            assert all(pool.map(ask, range(60)))
        assert len(server.requests) == 60


class TestStream:
    def test_each_event_arrives_by_itself(self, wire: socket.socket, server: LocalServer) -> None:
        # A whole chunk is there although the next one never comes.
        server.reply_raw(body=[b"first", b"second"], pace=3600)
        wire.sendall(head(f"Content-Length: {len(BODY)}") + BODY)
        received = b""
        while not received.endswith(b"\r\n\r\n5\r\nfirst\r\n"):
            received += wire.recv(1000)

    def test_nagle_is_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: list[int] = []

        def answer(_app: App, _request: RecordedRequest) -> Answer:
            assert server._listener is not None
            sockets = list(server._listener._connections.values())
            seen.append(sockets[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            return Answer()

        monkeypatch.setattr(App, "answer", answer)
        with LocalServer() as server, closing(Api(server.port).connection) as connection:
            connection.request("GET", "/")
            connection.getresponse().read()
        assert seen[0] != 0


class TestRecordedRequests:
    def test_request_is_kept_as_it_came(self, api: Api, server: LocalServer) -> None:
        api.request("POST", CHAT, BODY, {"Authorization": "Bearer secret", "X-Thing": "1"})
        (request,) = server.requests
        assert (request.method, request.path, request.body) == ("POST", CHAT, BODY)
        assert request.json == json.loads(BODY)
        assert request.headers["x-thing"] == request.headers["X-THING"] == "1"
        assert request.headers.get("missing") is None

    def test_repr_shows_neither_key_nor_prompt(self, api: Api, server: LocalServer) -> None:
        api.request("POST", CHAT, BODY, {"Authorization": "Bearer secret"})
        (request,) = server.requests
        for shown in (repr(request), repr(request.headers)):
            assert "secret" not in shown
            assert "Hello" not in shown

    def test_body_that_is_not_json_is_a_value_error(self) -> None:
        with pytest.raises(ValueError, match="Expecting"):
            RecordedRequest("POST", "/", body=b"x").json  # noqa: B018  reading it is the test

    def test_repeated_headers_are_joined(self) -> None:
        headers = Headers([("A", "1"), ("a", "2"), ("B", "3")])
        assert dict(headers) == {"a": "1, 2", "B": "3"}
        assert len(headers) == 2
        assert "b" in headers

    def test_last_thousand_are_kept(self) -> None:
        with LocalServer() as server:
            for number in range(1005):
                server._app.answer(RecordedRequest("GET", f"/{number}"))
            assert len(server.requests) == 1000
            assert server.requests[-1].path == "/1004"

    def test_reset_forgets_everything(self, api: Api, server: LocalServer) -> None:
        first = api.chat().headers["x-request-id"]
        server.reply("never sent")
        server.reset()
        assert server.requests == []
        assert server.pending == 0
        again = api.chat()
        assert again.headers["x-request-id"] == first
        assert "never sent" not in again.message["content"]
