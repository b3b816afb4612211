"""The lines of a batch: check them, and answer each like a request. `batches` decides when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._strict_json import digest, dump_json, is_object, parse_json
from ..server.messages import Headers, RecordedRequest
from ..server.multipart import encode_multipart
from .answers import Answer, error_answer

MAX_LINES = 50_000
CHAT_URL = "/v1/chat/completions"
# Audio needs a `url` in its body: lines cannot have files.
URLS = (CHAT_URL, "/v1/audio/transcriptions", "/v1/audio/translations")

_MAX_ERRORS = 100

Ask = Callable[[RecordedRequest, str], Answer]


def parse_lines(content: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return (lines, errors in the form of the API) of an input file. Run the batch only if there are no errors."""
    lines: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for number, text in enumerate(content.split(b"\n"), start=1):
        if not text.strip():
            continue
        if len(lines) == MAX_LINES:
            return lines, [_error(number, "too_many_requests", f"Expected at most {MAX_LINES} lines")]
        line = _object(text)
        error = _line_error(line, seen)
        if error is not None:
            errors.append(_error(number, *error))
        elif line is not None:
            lines.append(line)
            seen[line["custom_id"]] = number
        if len(errors) == _MAX_ERRORS:
            break
    if not lines and not errors:
        errors.append(_error(None, "empty_file", "Expected at least one line in the input file"))
    return lines, errors


def run_line(ask: Ask, batch_id: str, index: int, line: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the output file: the answer of the server to this single request."""
    result = _result(batch_id, index, line)
    request_id = result["id"].removeprefix("batch_")
    answer = _answer(ask, line, request_id)
    if answer.disconnect:
        error = {"code": "connection_error", "message": "The connection was dropped before an answer came"}
        return {**result, "response": None, "error": error}
    response = {"status_code": answer.status, "request_id": request_id, "body": _body(answer)}
    return {**result, "response": response, "error": None}


def expired_line(batch_id: str, index: int, line: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the error file: the batch expired before this request."""
    error = {"code": "batch_expired", "message": "The batch expired before this request was run."}
    return {**_result(batch_id, index, line), "response": None, "error": error}


def _result(batch_id: str, index: int, line: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"batch_req_{digest([batch_id, index], 26)}", "custom_id": line["custom_id"]}


def _object(data: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a line or a body, or `None` if it is anything else."""
    try:
        value = parse_json(data)
    except ValueError:
        return None
    return value if is_object(value) else None


def _line_error(line: dict[str, Any] | None, seen: dict[str, int]) -> tuple[str, str, str | None] | None:
    """Return (code, message, param) of the first error, or `None` if the line is valid."""
    if line is None:
        return "invalid_json_line", "Expected a JSON object on this line", None
    custom_id = line.get("custom_id")
    if not isinstance(custom_id, str) or not custom_id:
        return "invalid_custom_id", "custom_id: expected a string", "custom_id"
    if custom_id in seen:
        message = f"custom_id: expected a unique one; {custom_id!r} is that of line {seen[custom_id]}"
        return "duplicate_custom_id", message, "custom_id"
    if line.get("method") != "POST":
        return "invalid_method", 'method: expected "POST"', "method"
    if line.get("url") not in URLS:
        return "invalid_url", f"url: expected one of {', '.join(URLS)}", "url"
    if not is_object(line.get("body")):
        return "invalid_body", "body: expected an object, the body of the request", "body"
    return None


def _error(line: int | None, code: str, message: str, param: str | None = None) -> dict[str, Any]:
    return {"code": code, "message": message, "param": param, "line": line}


def _answer(ask: Ask, line: dict[str, Any], request_id: str) -> Answer:
    url: str = line["url"]
    body: dict[str, Any] = line["body"]
    if url == CHAT_URL:
        if body.get("stream"):
            return error_answer(400, "stream: expected false, as batches do not stream", param="stream")
        content_type, data = "application/json", dump_json(body)
    else:
        content_type, data = encode_multipart(body)
    headers = Headers([("authorization", "Bearer batch"), ("content-type", content_type)])
    return ask(RecordedRequest("POST", f"/openai{url}", {}, headers, data), request_id)


def _body(answer: Answer) -> dict[str, Any]:
    """Return the body as an object, which output files require: plain text becomes its `text`."""
    data = answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)
    value = _object(data)
    return {"text": data.decode("utf-8", "replace")} if value is None else value
