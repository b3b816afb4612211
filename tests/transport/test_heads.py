"""Accepted response heads: body framing and connection reuse."""

from __future__ import annotations

import pytest

from ..support.engines import Engine
from ..support.server import Drip, Piece, ScriptedServer, Step, head, sized

pytestmark = pytest.mark.covering("values")

OK = head("content-length: 2") + b"ok"
NEXT = sized(b"next")


def exchange(engine: Engine, *reply: Piece, method: str = "GET") -> tuple[bytes, list[int]]:
    """Send two requests, the first with this reply; return the first body and the connection of each request."""
    with ScriptedServer(reply, NEXT) as server, engine.open_client() as client:
        body = client.send(server.url, method).content
        assert client.send(server.url).content == b"next"
        return body, server.used


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\nx-progress: 3\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\nlink: </b>\r\n\r\n",
        b"HTTP/1.1 100 \r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\ncontent-length: 5\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20,
    ],
    ids=["100", "102", "103", "no_reason", "with_length", "many"],
)
def test_interim_responses_are_skipped(engine: Engine, interim: bytes) -> None:
    assert exchange(engine, interim + OK) == (b"ok", [0, 0])


def test_interim_response_in_its_own_segment_is_skipped(engine: Engine) -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    with ScriptedServer([interim, Drip(OK[:1], 0.05), OK[1:]]) as server:
        assert engine.request(server.url, "POST", content=b"body").content == b"ok"


@pytest.mark.parametrize(
    ("first", "is_reused"),
    [
        (head("content-length: 2"), True),
        (head("content-length: 2", "connection: keep-alive"), True),
        (head("content-length: 2", "connection: close"), False),
        (head("content-length: 2", "Connection: Close"), False),
        (head("content-length: 2", "connection: foo, close"), False),
        (head("content-length: 2", "connection: foo", "connection: close"), False),
        (head("content-length: 2", "connection: not-close"), True),
        (b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n", False),
    ],
    ids=["1.1", "keep_alive", "close", "case", "list", "two_fields", "other_option", "1.0"],
)
def test_connection_is_reused_when_the_head_allows_it(engine: Engine, first: bytes, is_reused: bool) -> None:
    assert exchange(engine, first + b"ok") == (b"ok", [0, 0 if is_reused else 1])


def test_connection_is_closed_when_the_server_asks_for_it(engine: Engine) -> None:
    with ScriptedServer(sized(b"ok", "connection: close")) as server, engine.open_client() as client:
        client.send(server.url)
        assert server.wait_for_hang_up()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_body_without_a_length_ends_with_the_connection(engine: Engine, version: str) -> None:
    start = f"HTTP/{version} 200 OK\r\n\r\n".encode()
    assert exchange(engine, start, b"one", b"two", Step.HANG_UP) == (b"onetwo", [0, 1])


def test_eof_ends_the_body_for_http_1_0_with_keep_alive(engine: Engine) -> None:
    start = b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\n\r\n"
    assert exchange(engine, start, b"all", Step.HANG_UP) == (b"all", [0, 1])


@pytest.mark.parametrize(
    ("first", "method"),
    [
        (head("content-length: 5"), "HEAD"),
        (head("transfer-encoding: chunked"), "HEAD"),
        (head(), "HEAD"),
        (head(status="204 No Content"), "GET"),
        (head("content-length: 5", status="204 No Content"), "DELETE"),
        (head("content-length: 5", status="304 Not Modified"), "GET"),
        (head("transfer-encoding: chunked", status="304 Not Modified"), "GET"),
        (head("content-length: 0"), "GET"),
        (head("content-length: 0", status="404 Not Found"), "POST"),
    ],
    ids=range(9),
)
def test_connection_is_reused_after_response_without_a_body(engine: Engine, first: bytes, method: str) -> None:
    assert exchange(engine, first, method=method) == (b"", [0, 0])


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 200 OK\ncontent-length: 2\nx-a: b\n\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\nx-a: b\n\n",
        b"HTTP/1.1 200 OK\ncontent-length: 2\r\nx-a: b\r\n\n",
        b"HTTP/1.1 200 OK\ncontent-length: 2\nx-a: b\n\r\n",
    ],
)
def test_head_lines_may_end_in_bare_lf(engine: Engine, first: bytes) -> None:
    with ScriptedServer([first + b"ok"]) as server:
        answer = engine.request(server.url).answer
    assert (answer.content, answer.headers["x-a"]) == (b"ok", "b")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"HTTP/1.1 200 OK", "OK"),
        (b"HTTP/1.1 200 ", ""),
        (b"HTTP/1.1 200", ""),
        (b"HTTP/1.1 200 All is well", "All is well"),
    ],
)
def test_reason_phrase_is_that_of_the_server(engine: Engine, line: bytes, reason: str) -> None:
    with ScriptedServer([line + b"\r\ncontent-length: 2\r\n\r\nok"]) as server:
        answer = engine.request(server.url).answer
    assert (answer.status_code, answer.reason_phrase, answer.content) == (200, reason, b"ok")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("x-a: b", "b"),
        ("x-a:b", "b"),
        ("x-a: \t b \t ", "b"),
        ("x-a:", ""),
        ("x-a: b: c", "b: c"),
        ("X-A: caf\u00e9", "caf\u00e9"),
        ("x-a: \u65e5\u672c", "\u65e5\u672c"),
    ],
)
def test_field_value_is_stripped(engine: Engine, field: str, value: str) -> None:
    with ScriptedServer(sized(b"ok", field)) as server:
        assert engine.request(server.url).answer.headers["x-a"] == value


@pytest.mark.parametrize(
    ("lengths", "is_reused"),
    [
        (["content-length: 2", "content-length: 2"], True),
        (["content-length: 2, 2"], True),
        (["content-length: 002"], True),
    ],
)
def test_repeated_equal_content_length_is_accepted(engine: Engine, lengths: list[str], is_reused: bool) -> None:
    assert exchange(engine, head(*lengths) + b"ok") == (b"ok", [0, 0 if is_reused else 1])


def test_head_of_60_kib_is_read(engine: Engine) -> None:
    with ScriptedServer(sized(b"ok", "x-a: " + "a" * 60_000)) as server:
        assert len(engine.request(server.url).answer.headers["x-a"]) == 60_000


def test_head_of_250_fields_is_read(engine: Engine) -> None:
    fields = [f"x-{number}: {number}" for number in range(246)]
    with ScriptedServer(sized(b"ok", *fields, "date: today", "server: test")) as server:
        assert len(engine.request(server.url).answer.headers) == 250


def test_head_is_read_for_any_split(engine: Engine) -> None:
    whole = head("x-a: b", "content-length: 2") + b"ok"
    replies: list[list[Piece]] = [
        [whole[:at], Drip(whole[at : at + 1], 0.002), whole[at + 1 :]] for at in range(1, len(whole))
    ]
    with ScriptedServer(*replies) as server, engine.open_client() as client:
        answers = [client.send(server.url).answer for _ in replies]
        assert {(answer.headers["x-a"], answer.content) for answer in answers} == {("b", b"ok")}
        assert set(server.used) == {0}


def test_fields_keep_their_order_and_their_case(engine: Engine) -> None:
    names = ["X-Zebra", "x-apple", "X-MANGO", "x-apple", "Set-Cookie", "set-cookie"]
    with ScriptedServer(sized(b"", *(f"{name}: {number}" for number, name in enumerate(names)))) as server:
        raw = engine.request(server.url).answer.headers.raw
    assert [(name.decode(), value) for name, value in raw[2:]] == [
        (name, str(number).encode()) for number, name in enumerate(names)
    ]


def test_http_version_is_that_of_the_response(engine: Engine) -> None:
    with (
        ScriptedServer([b"HTTP/1.0 200 OK\r\n\r\n", Step.HANG_UP], sized(b"")) as server,
        engine.open_client() as client,
    ):
        versions = [client.send(server.url).answer.http_version for _ in range(2)]
    assert versions == ["HTTP/1.0", "HTTP/1.1"]
