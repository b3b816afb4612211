"""Response bodies: framing, end, and truncation."""

from __future__ import annotations

import gzip
import ssl
import threading

import httpx
import pytest

from ..support.engines import Engine
from ..support.server import Drip, Piece, ScriptedServer, Step, head, sized

pytestmark = pytest.mark.covering("values")

NEXT = sized(b"next")
CHUNKED = head("transfer-encoding: chunked")


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (b"0\r\n\r\n", b""),
        (b"2\r\nok\r\n0\r\n\r\n", b"ok"),
        (b"1\r\no\r\n1\r\nk\r\n0\r\n\r\n", b"ok"),
        (b"0A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
        (b"a\r\n0123456789\r\n000\r\n\r\n", b"0123456789"),
        (b"0000000000002\r\nok\r\n0\r\n\r\n", b"ok"),
        (b"2;name\r\nok\r\n0;last\r\n\r\n", b"ok"),
        (b'2;name=value;other="a b"\r\nok\r\n0\r\n\r\n', b"ok"),
        (b"4\r\n\r\n\r\n\r\n0\r\n\r\n", b"\r\n\r\n"),
        (b"2\r\nok\r\n0\r\nx-trailer: a\r\n\r\n", b"ok"),
        (b"2\r\nok\r\n0\r\nx-trailer: a\r\nX-Other: b\r\ncontent-length: 7\r\n\r\n", b"ok"),
    ],
    ids=range(11),
)
def test_chunks_are_joined_and_the_connection_is_reused(engine: Engine, data: bytes, body: bytes) -> None:
    with ScriptedServer([CHUNKED + data], NEXT) as server, engine.open_client() as client:
        assert [client.send(server.url).content for _ in range(2)] == [body, b"next"]
        assert server.used == [0, 0]


@pytest.mark.parametrize("coding", ["chunked", "Chunked", " chunked "])
def test_chunked_is_recognized_in_any_case(engine: Engine, coding: str) -> None:
    with ScriptedServer([head(f"Transfer-Encoding: {coding}") + b"2\r\nok\r\n0\r\n\r\n"]) as server:
        assert engine.request(server.url).content == b"ok"


def test_chunked_body_is_read_for_any_split(engine: Engine) -> None:
    data = b"5;a=b\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nx-t: 1\r\n\r\n"
    replies: list[list[Piece]] = [
        [CHUNKED + data[:at], Drip(data[at : at + 1], 0.002), data[at + 1 :]] for at in range(len(data))
    ]
    with ScriptedServer(*replies) as server, engine.open_client() as client:
        assert {client.send(server.url).content for _ in replies} == {b"hello world"}
        assert set(server.used) == {0}


def test_response_is_read_byte_by_byte(engine: Engine) -> None:
    with ScriptedServer([Drip(CHUNKED + b"2\r\nok\r\n0\r\n\r\n", 0.001)]) as server:
        assert engine.request(server.url).content == b"ok"


def test_large_body_arrives_whole(engine: Engine) -> None:
    body = bytes(range(256)) * 40_000
    pieces = [body[at : at + 100_000] for at in range(0, len(body), 100_000)]
    chunks: list[Piece] = [b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces]
    sized_reply, chunked_reply = sized(body), [CHUNKED, *chunks, b"0\r\n\r\n"]
    with ScriptedServer(sized_reply, chunked_reply) as server, engine.open_client() as client:
        assert [client.send(server.url).content == body for _ in range(2)] == [True, True]
        assert server.used == [0, 0]


def test_pieces_are_returned_as_they_arrive(engine: Engine) -> None:
    gates = [threading.Event(), threading.Event()]
    reply: list[Piece] = [CHUNKED, b"3\r\none\r\n", gates[0], b"3\r\ntwo\r\n", gates[1], b"0\r\n\r\n"]
    with ScriptedServer(reply) as server, engine.open_client() as client, client.stream(server.url) as opened:
        for expected, gate in zip((b"one", b"two"), gates, strict=True):
            assert opened.read() == expected
            gate.set()
        assert opened.read() == b""


# Bytes after a response.


@pytest.mark.parametrize(
    "first",
    [head("content-length: 2") + b"ok", CHUNKED + b"2\r\nok\r\n0\r\n\r\n", head(status="204")],
    ids=["sized", "chunked", "204"],
)
@pytest.mark.parametrize(
    "extra", [b"x", b"\r\n", b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil"], ids=["byte", "line", "response"]
)
def test_connection_is_closed_after_extra_bytes(engine: Engine, first: bytes, extra: bytes) -> None:
    with ScriptedServer([first + extra], NEXT) as server, engine.open_client() as client:
        assert client.send(server.url).content in (b"ok", b"")
        assert server.wait_for_hang_up()
        assert client.send(server.url).content == b"next"
        assert server.used == [0, 1]


def test_late_extra_bytes_are_not_the_next_response(engine: Engine) -> None:
    evil = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil"
    reply: list[Piece] = [head("content-length: 2") + b"ok", Drip(evil[:1], 0.05), evil[1:]]
    with ScriptedServer(reply, NEXT) as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        assert client.send_after(lambda: server.wait_for_replies(1), server.url).content == b"next"
        assert server.used == [0, 1]


# Truncated bodies.


def assert_truncated(engine: Engine, reply: list[Piece], kind: type[Exception] = httpx.RemoteProtocolError) -> None:
    """Assert that a truncated body, read whole or in pieces, raises, and that the next request opens a connection."""
    with ScriptedServer(reply, reply, NEXT) as server, engine.open_client() as client:
        client.send(server.url).failure(kind)
        with client.stream(server.url) as opened, pytest.raises(kind):
            opened.read_all()
        assert client.send(server.url).content == b"next"
        assert server.used == [0, 1, 2]


@pytest.mark.parametrize("sent", [b"", b"some"])
def test_body_shorter_than_content_length_is_an_error(engine: Engine, sent: bytes) -> None:
    assert_truncated(engine, [head("content-length: 9"), sent, Step.HANG_UP])


@pytest.mark.parametrize(
    "sent", [b"", b"5", b"5\r\n", b"5\r\nhel", b"5\r\nhello", b"5\r\nhello\r\n", b"5\r\nhello\r\n0"]
)
def test_body_without_last_chunk_is_an_error(engine: Engine, sent: bytes) -> None:
    assert_truncated(engine, [CHUNKED, sent, Step.HANG_UP])


@pytest.mark.parametrize("sent", [b"0\r\n", b"0\r\nx-trailer: a\r\n"])
def test_body_with_truncated_trailer_is_an_error(engine: Engine, sent: bytes) -> None:
    assert_truncated(engine, [CHUNKED, b"2\r\nok\r\n" + sent, Step.HANG_UP])


@pytest.mark.parametrize("start", [head("content-length: 9"), CHUNKED, head()], ids=["sized", "chunked", "unsized"])
def test_connection_reset_in_a_body_is_an_error(engine: Engine, start: bytes) -> None:
    assert_truncated(engine, [start, Drip(b"5", 0.05), Step.RESET], kind=httpx.TransportError)


def test_pieces_before_the_truncation_are_returned(engine: Engine) -> None:
    reply: list[Piece] = [CHUNKED, b"5\r\nhello\r\n", Drip(b"5", 0.05), Step.HANG_UP]
    with ScriptedServer(reply) as server, engine.open_client() as client, client.stream(server.url) as opened:
        assert opened.read() == b"hello"
        with pytest.raises(httpx.RemoteProtocolError):
            opened.read()


@pytest.mark.parametrize(
    "start",
    [head(), b"HTTP/1.0 200 OK\r\n\r\n", head("connection: close")],
    ids=["1.1", "1.0", "close"],
)
def test_tls_body_without_length_or_close_notify_is_an_error(
    engine: Engine, start: bytes, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([start, b"some", Step.HANG_UP], tls=server_tls) as server:
        outcome = engine.request(server.url, verify=client_tls)
    assert isinstance(outcome.error, httpx.ReadError | httpx.RemoteProtocolError)


def test_truncated_tls_body_is_an_error_for_any_context(
    engine: Engine, server_tls: ssl.SSLContext, certificates: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer([head(), b"some", Step.HANG_UP], [head(), b"some", Step.HANG_UP], tls=server_tls) as server:
        without = engine.request(server.url, verify=False)
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificates}/root.pem")
        by_environment = engine.request(server.url, trust_env=True)
    for outcome in (without, by_environment):
        assert isinstance(outcome.error, httpx.ReadError | httpx.RemoteProtocolError)


def test_tls_body_without_length_is_complete_with_close_notify(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([head(), b"some", b"thing", Step.END_TLS], tls=server_tls) as server:
        assert engine.request(server.url, verify=client_tls).content == b"something"


@pytest.mark.parametrize("end", [Step.HANG_UP, Step.END_TLS])
@pytest.mark.parametrize("start", [head("content-length: 9"), CHUNKED + b"9\r\n"], ids=["sized", "chunked"])
def test_truncated_tls_body_is_an_error_with_and_without_close_notify(
    engine: Engine, start: bytes, end: Step, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([start, b"some", end], tls=server_tls) as server:
        outcome = engine.request(server.url, verify=client_tls)
    assert isinstance(outcome.error, httpx.ReadError | httpx.RemoteProtocolError)


def test_tls_body_with_length_needs_no_close_notify(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([*sized(b"ok"), Step.HANG_UP], tls=server_tls) as server:
        assert engine.request(server.url, verify=client_tls).content == b"ok"


def test_invalid_tls_records_are_an_error(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([head("content-length: 9"), b"some", Step.GARBAGE], tls=server_tls) as server:
        outcome = engine.request(server.url, verify=client_tls)
    assert isinstance(outcome.error, httpx.ReadError | httpx.RemoteProtocolError)


# Content codings.


def test_raw_stream_is_not_decompressed(engine: Engine) -> None:
    coded = gzip.compress(b"hello" * 100)
    with ScriptedServer(*[sized(coded, "content-encoding: gzip")] * 2) as server, engine.open_client() as client:
        with client.stream(server.url) as opened:
            assert opened.read_all() == coded
        assert client.send(server.url).content == b"hello" * 100
