"""Lines of batch files: requests in the form that the API accepts, results in the form that it writes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from groq.lib._batch_lines import LineError, RequestLine, ResultLine, parse_request, parse_result
from groq.types.chat import ChatCompletionMessage

BODY: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Grüße\u2028\n"}]}


def test_request_is_one_line_in_the_form_of_the_api() -> None:
    line = RequestLine("a", BODY).encode()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert json.loads(line) == {"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": BODY}
    assert parse_request(line) == RequestLine("a", BODY)


def test_response_message_becomes_a_request_message() -> None:
    message = ChatCompletionMessage(role="assistant", content="Hi", annotations=None)
    line = RequestLine("a", {"messages": [message]}).encode()
    assert json.loads(line)["body"] == {"messages": [{"role": "assistant", "content": "Hi"}]}


def test_iterators_are_written_as_lists() -> None:
    assert json.loads(RequestLine("a", {"messages": iter([1, 2])}).encode())["body"] == {"messages": [1, 2]}


def test_lone_surrogate_is_escaped() -> None:
    assert parse_request(RequestLine("a", {"text": "\ud83d"}).encode()).body == {"text": "\ud83d"}


@pytest.mark.parametrize(("value", "error"), [(float("nan"), ValueError), (object(), TypeError), (b"x", TypeError)])
def test_rejects_value_without_json_form(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        RequestLine("a", {"value": value}).encode()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "invalid JSON: .* in column 2"),
        (b'"text"', "got a string"),
        (b"\xff", "expected UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b"{}", "custom_id: expected a string with characters, got null"),
        (b'{"custom_id": ""}', "custom_id: expected a string with characters, got ''"),
        (b'{"custom_id": "a", "method": "GET"}', "method: expected \"POST\", got 'GET'"),
        (b'{"custom_id": "a", "method": "POST", "url": "chat"}', "url: expected the path"),
        (b'{"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": []}', "body: .* got an array"),
    ],
)
def test_rejects_invalid_request_with_a_reason(line: bytes, message: str) -> None:
    with pytest.raises(LineError, match=message):
        parse_request(line)


def test_result_keeps_nan() -> None:
    assert b"NaN" in ResultLine("a", status_code=200, body={"score": float("nan")}).encode()


@pytest.mark.parametrize(
    "result",
    [
        ResultLine("a", "batch_req_1", 200, "req_1", {"choices": []}),
        ResultLine("a", None, 400, None, {"error": {"message": "No."}}),
        ResultLine("a", error={"code": "timeout", "message": "Request timed out."}),
        ResultLine("a"),
    ],
)
def test_result_round_trips(result: ResultLine) -> None:
    assert parse_result(result.encode()) == result


def test_result_has_the_fields_of_the_api() -> None:
    response = {"status_code": 200, "request_id": "req_1", "body": {"choices": []}}
    line = ResultLine("a", "batch_req_1", 200, "req_1", {"choices": []}).encode()
    assert json.loads(line) == {"id": "batch_req_1", "custom_id": "a", "response": response, "error": None}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"nothing", "invalid JSON"),
        (b"{}", "custom_id: expected a string, got null"),
        (b'{"custom_id": "a", "response": {"status_code": "200"}}', "status_code: expected a number, got '200'"),
    ],
)
def test_rejects_invalid_result_with_a_reason(line: bytes, message: str) -> None:
    with pytest.raises(LineError, match=message):
        parse_result(line)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (ResultLine("a", status_code=200), (True, False)),
        (ResultLine("a", status_code=400), (False, False)),
        (ResultLine("a", status_code=429), (False, True)),
        (ResultLine("a", status_code=498), (False, True)),
        (ResultLine("a", status_code=503), (False, True)),
        (ResultLine("a", error={"code": "connection_error"}), (False, True)),
        (ResultLine("a", error={"code": "batch_expired"}), (False, True)),
        (ResultLine("a", error={"code": "invalid_request"}), (False, False)),
        (ResultLine("a"), (False, True)),
    ],
)
def test_temporary_failures_are_transient(result: ResultLine, expected: tuple[bool, bool]) -> None:
    assert (result.is_success, result.is_transient) == expected
