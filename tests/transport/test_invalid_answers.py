"""Responses that are invalid HTTP raise a protocol error, and their connection is closed."""

from __future__ import annotations

import httpx
import pytest

from ..support.engines import Engine
from ..support.server import ScriptedServer, Step, head, sized

pytestmark = pytest.mark.covering("values")

CHUNKED = head("transfer-encoding: chunked")
OK = b"HTTP/1.1 200 OK\r\n"
SIZED = b"content-length: 2\r\n"

HEADS: dict[str, bytes] = {
    "length_and_coding": head("content-length: 2", "transfer-encoding: chunked") + b"2\r\nok\r\n0\r\n\r\n",
    "coding_and_length": head("transfer-encoding: chunked", "content-length: 16") + b"2\r\nok\r\n0\r\n\r\n",
    "differing_lengths": head("content-length: 2", "content-length: 3") + b"ok!",
    "differing_lengths_in_one_field": head("content-length: 2, 3") + b"ok!",
    "negative_length": head("content-length: -2") + b"ok",
    "signed_length": head("content-length: +2") + b"ok",
    "length_in_hex": head("content-length: 0x2") + b"ok",
    "length_with_underscore": head("content-length: 1_0") + b"0123456789",
    "length_of_other_digits": head("content-length: \u0662") + b"ok",
    "empty_length": head("content-length:") + b"ok",
    "huge_length": head("content-length: " + "9" * 400) + b"ok",
    "other_coding": head("transfer-encoding: gzip") + b"ok",
    "coding_before_chunked": head("transfer-encoding: gzip, chunked") + b"2\r\nok\r\n0\r\n\r\n",
    "coding_after_chunked": head("transfer-encoding: chunked, identity") + b"2\r\nok\r\n0\r\n\r\n",
    "chunked_twice": head("transfer-encoding: chunked", "transfer-encoding: chunked") + b"2\r\nok\r\n0\r\n\r\n",
    "spoiled_chunked": head("transfer-encoding: \x0bchunked") + b"2\r\nok\r\n0\r\n\r\n",
    "obs_fold": OK + b"x-a: b\r\n c\r\n" + SIZED + b"\r\nok",
    "obs_fold_with_tab": OK + b"x-a: b\r\n\tc\r\n" + SIZED + b"\r\nok",
    "obs_fold_of_a_length": OK + b"content-length:\r\n 2\r\n\r\nok",
    "space_before_the_first_field": OK + b" x-a: b\r\n" + SIZED + b"\r\nok",
    "space_before_colon": OK + b"content-length : 2\r\n\r\nok",
    "bare_cr_in_value": OK + b"x-a: b\rc\r\n" + SIZED + b"\r\nok",
    "bare_cr_ends_line": OK + b"x-a: b\rcontent-length: 2\r\n" + SIZED + b"\r\nok",
    "bare_cr_in_reason": b"HTTP/1.1 200 O\rK\r\n" + SIZED + b"\r\nok",
    "nul_in_value": OK + b"x-a: b\0c\r\n" + SIZED + b"\r\nok",
    "nul_in_name": OK + b"x-\0a: b\r\n" + SIZED + b"\r\nok",
    "nul_in_reason": b"HTTP/1.1 200 O\0K\r\n" + SIZED + b"\r\nok",
    "field_without_colon": OK + b"nothing\r\n" + SIZED + b"\r\nok",
    "field_without_name": OK + b": b\r\n" + SIZED + b"\r\nok",
    "space_in_name": OK + b"x a: b\r\n" + SIZED + b"\r\nok",
    "non_ascii_name": OK + b"x-\xe9: b\r\n" + SIZED + b"\r\nok",
    "status_of_two_digits": b"HTTP/1.1 20 OK\r\n" + SIZED + b"\r\nok",
    "status_of_four_digits": b"HTTP/1.1 2000 OK\r\n" + SIZED + b"\r\nok",
    "status_of_letters": b"HTTP/1.1 abc OK\r\n" + SIZED + b"\r\nok",
    "status_zero": b"HTTP/1.1 000 OK\r\n" + SIZED + b"\r\nok",
    "no_status": b"HTTP/1.1\r\n" + SIZED + b"\r\nok",
    "other_protocol": b"ICY 200 OK\r\n" + SIZED + b"\r\nok",
    "lower_case_protocol": b"http/1.1 200 OK\r\n" + SIZED + b"\r\nok",
    "no_http": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    "web_page": b"<html><body>hello</body></html>\r\n\r\n",
    "empty_line_before_binary": b"\r\n\x16\x03\x01\r\n\r\n",
    "head_over_64_kib": head("x-a: " + "a" * 70_000, "content-length: 2") + b"ok",
    "head_over_64_kib_in_many_fields": head(*["x-a: " + "a" * 1000] * 70, "content-length: 2") + b"ok",
    "over_256_fields": head(*["x-a: b"] * 300, "content-length: 2") + b"ok",
    "endless_line": b"HTTP/1.1 200 " + b"a" * 200_000,
    "endless_field": OK + b"x-a: " + b"a" * 200_000,
}

BODIES: dict[str, bytes] = {
    "empty_size": b"\r\nok\r\n0\r\n\r\n",
    "letters": b"xy\r\nok\r\n0\r\n\r\n",
    "negative_size": b"-2\r\nok\r\n0\r\n\r\n",
    "signed_size": b"+2\r\nok\r\n0\r\n\r\n",
    "hex_prefix": b"0x2\r\nok\r\n0\r\n\r\n",
    "underscore": b"1_0\r\n0123456789abcdef\r\n0\r\n\r\n",
    "space_before_size": b" 2\r\nok\r\n0\r\n\r\n",
    "two_sizes": b"2 2\r\nok\r\n0\r\n\r\n",
    "huge_size": b"f" * 17 + b"\r\nok\r\n0\r\n\r\n",
    "huge_size_of_zeros": b"0" * 30_000 + b"2\r\nok\r\n0\r\n\r\n",
    "nul_in_extension": b"2;a\0b\r\nok\r\n0\r\n\r\n",
    "bare_cr_in_extension": b"2;a\rb\r\nok\r\n0\r\n\r\n",
    "bare_lf_after_size": b"2\nok\r\n0\r\n\r\n",
    "long_extension": b"2;a=" + b"b" * 200_000 + b"\r\nok\r\n0\r\n\r\n",
    "longer_than_its_size": b"2\r\nokay\r\n0\r\n\r\n",
    "lf_after_chunk": b"2\r\nok\n0\r\n\r\n",
    "cr_without_lf_after_chunk": b"2\r\nok\rx0\r\n\r\n",
    "bad_trailer": b"2\r\nok\r\n0\r\nno colon\r\n\r\n",
    "nul_in_trailer": b"2\r\nok\r\n0\r\nx-a: b\0\r\n\r\n",
    "long_trailer": b"2\r\nok\r\n0\r\n" + b"x-a: " + b"a" * 200_000 + b"\r\n\r\n",
    "many_trailers": b"2\r\nok\r\n0\r\n" + b"x-a: b\r\n" * 300 + b"\r\n",
}


def assert_refused(engine: Engine, reply: bytes) -> None:
    with ScriptedServer([reply], sized(b"next")) as server, engine.open_client() as client:
        error = client.send(server.url).failure(httpx.RemoteProtocolError)
        assert str(error)
        assert server.wait_for_hang_up()
        assert client.send(server.url).content == b"next"
        assert server.used == [0, 1]


@pytest.mark.parametrize("name", HEADS)
def test_invalid_head_is_a_protocol_error_and_closes_the_connection(engine: Engine, name: str) -> None:
    assert_refused(engine, HEADS[name])


@pytest.mark.parametrize("name", BODIES)
def test_invalid_chunks_are_a_protocol_error_and_close_the_connection(engine: Engine, name: str) -> None:
    assert_refused(engine, CHUNKED + BODIES[name])


def test_pieces_before_an_invalid_chunk_are_returned(engine: Engine) -> None:
    with ScriptedServer([CHUNKED + b"2\r\nok\r\nxy\r\n"]) as server, engine.open_client() as client:
        with client.stream(server.url) as opened:
            assert opened.read() == b"ok"
            with pytest.raises(httpx.RemoteProtocolError):
                opened.read()
        assert server.wait_for_hang_up()


def test_eof_without_a_response_on_a_new_connection_is_a_protocol_error(engine: Engine) -> None:
    with ScriptedServer([Step.HANG_UP], sized(b"next")) as server, engine.open_client() as client:
        client.send(server.url).failure(httpx.RemoteProtocolError)
        assert client.send(server.url).content == b"next"
        assert server.used == [0, 1]


@pytest.mark.parametrize("sent", [b"H", b"HTTP/1.1 200 O", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nx-a: b\r\n"])
def test_truncated_head_is_a_protocol_error(engine: Engine, sent: bytes) -> None:
    with ScriptedServer([sent, Step.HANG_UP], sized(b"next")) as server, engine.open_client() as client:
        client.send(server.url).failure(httpx.RemoteProtocolError)
        assert client.send(server.url).content == b"next"
        assert server.used == [0, 1]
