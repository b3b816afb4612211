"""HTTP/1.1 over one connection, tested with raw bytes."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from groq.testing import LocalServer
from groq.testing.api.answers import Answer
from groq.testing.api.app import App
from groq.testing.server.messages import RecordedRequest

from ..conftest import BODY, CHAT, Api


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


class TestRequests:
    def test_keeps_connection_alive(self, wire: socket.socket) -> None:
        for _ in range(3):
            wire.sendall(head(f"Content-Length: {len(BODY)}") + BODY)
            assert read_response(wire)[0] == 200

    def test_answers_pipelined_requests_in_order(self, wire: socket.socket, server: LocalServer) -> None:
        server.reply("one")
        server.reply("two")
        request = head(f"Content-Length: {len(BODY)}") + BODY
        wire.sendall(request + request)
        received = b""
        while b"two" not in received:
            received += wire.recv(65536)
        assert received.index(b"one") < received.index(b"two")

    @pytest.mark.parametrize("size", [1, 7, 1000])
    def test_reads_chunked_body(self, wire: socket.socket, server: LocalServer, size: int) -> None:
        pieces = [BODY[start : start + size] for start in range(0, len(BODY), size)]
        chunked = b"".join(b"%X;note=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        wire.sendall(head("Transfer-Encoding: chunked") + chunked + b"0\r\nTrailer: x\r\n\r\n")
        assert read_response(wire)[0] == 200
        assert server.requests[0].body == BODY

    def test_reads_body_in_single_bytes(self, wire: socket.socket) -> None:
        request = head(f"Content-Length: {len(BODY)}") + BODY
        for index in range(len(request)):
            wire.sendall(request[index : index + 1])
        assert read_response(wire)[0] == 200

    def test_sends_100_continue_before_the_body(self, wire: socket.socket) -> None:
        wire.sendall(head("Expect: 100-continue", f"Content-Length: {len(BODY)}"))
        assert wire.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        wire.sendall(BODY)
        assert read_response(wire)[0] == 200

    def test_answers_head_without_body(self, wire: socket.socket) -> None:
        for _ in range(2):
            wire.sendall(f"HEAD {CHAT} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert read_response(wire, "HEAD") == (405, b"")

    def test_streams_to_http_1_0_without_chunked_framing(self, wire: socket.socket) -> None:
        body = BODY[:-1] + b', "stream": true}'
        wire.sendall(head(f"Content-Length: {len(body)}", version="HTTP/1.0") + body)
        status, received = read_response(wire)
        assert status == 200
        assert received.endswith(b"data: [DONE]\n\n")

    def test_closes_connection_on_request(self, wire: socket.socket) -> None:
        wire.sendall(head("Connection: close", f"Content-Length: {len(BODY)}") + BODY)
        with closing(http.client.HTTPResponse(wire)) as response:
            response.begin()
            assert response.headers["connection"] == "close"
            response.read()
        assert wire.recv(1) == b""

    def test_accepts_absolute_target(self, wire: socket.socket, server: LocalServer) -> None:
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
    def test_rejects_malformed_request_and_serves_others(
        self, wire: socket.socket, api: Api, request_bytes: bytes, status: int
    ) -> None:
        wire.sendall(request_bytes)
        received_status, body = read_response(wire)
        assert received_status == status
        assert json.loads(body)["error"]["message"]
        assert wire.recv(1) == b""
        assert api.chat().status == 200

    def test_rejects_body_that_is_too_large_after_draining_it(self) -> None:
        with LocalServer(max_body_bytes=1000) as server, closing(Api(server.port).connection) as connection:
            connection.request("POST", CHAT, b"x" * 10_000_000, {"authorization": "Bearer k"})
            response = connection.getresponse()
            assert response.status == 413
            assert json.loads(response.read())["error"]["code"] == "request_too_large"

    def test_continues_when_a_client_disconnects_within_a_request(self, server: LocalServer, api: Api) -> None:
        for sent in (b"", b"POST", head("Content-Length: 100") + b"{", head("Transfer-Encoding: chunked") + b"5\r\na"):
            with socket.create_connection(("127.0.0.1", server.port)) as sock:
                sock.sendall(sent)
        assert api.chat().status == 200

    def test_continues_when_a_client_disconnects_within_a_stream(
        self, server: LocalServer, api: Api, capfd: pytest.CaptureFixture[str]
    ) -> None:
        server.reply_raw(body=[b"x" * 1_000_000] * 50)
        with socket.create_connection(("127.0.0.1", server.port)) as sock:
            sock.sendall(head(f"Content-Length: {len(BODY)}") + BODY)
            sock.recv(1)
        assert api.chat().status == 200
        server.close()
        assert capfd.readouterr() == ("", "")

    def test_answers_500_for_a_bug_in_the_server(self, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_app: App, _request: RecordedRequest) -> Answer:
            raise KeyError("oops")

        monkeypatch.setattr(App, "answer", fail)
        response = api.chat()
        assert response.status == 500
        assert response.error["type"] == "internal_server_error"
        assert "KeyError: 'oops'" in response.error["message"]
        monkeypatch.undo()
        assert api.chat().status == 200


class TestStream:
    def test_sends_each_piece_immediately(self, wire: socket.socket, server: LocalServer) -> None:
        # The first chunk arrives, even if the next one is never sent.
        server.reply_raw(body=[b"first", b"second"], pace=3600)
        wire.sendall(head(f"Content-Length: {len(BODY)}") + BODY)
        received = b""
        while not received.endswith(b"\r\n\r\n5\r\nfirst\r\n"):
            received += wire.recv(1000)

    def test_disables_nagle(self, monkeypatch: pytest.MonkeyPatch) -> None:
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
