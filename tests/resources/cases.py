"""Each operation of the API with its keywords and responses, and checks of a call."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from groq import AsyncStream, Groq, Stream
from groq._response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
)

from ..generated_operations import OPERATIONS
from ..operation import Operation
from ..support.calls import AnyClient, class_of, finished
from ..support.events import DONE, event
from ..support.forms import form
from ..support.spec import check_against_spec
from ..support.wire import PieceWire

JSON = "application/json"


FORM = "multipart/form-data"


@dataclass(frozen=True)
class Case:
    """An operation with certain keywords, and its response."""

    operation: Operation
    which: str
    given: dict[str, Any]
    answer_type: str
    answer: Any

    @property
    def content(self) -> bytes:
        """Return the response body as the API sends it."""
        if isinstance(self.answer, bytes):
            return self.answer
        return self.answer.encode() if isinstance(self.answer, str) else json.dumps(self.answer).encode()

    @property
    def headers(self) -> dict[str, str]:
        media = "text/plain; charset=utf-8" if isinstance(self.answer, str) else self.operation.response_media
        return {"content-type": media, "x-request-id": "req_1"}

    @property
    def is_binary(self) -> bool:
        return isinstance(self.answer, bytes)

    def __str__(self) -> str:
        return f"{self.operation}-{self.which}"


def cases(operation: Operation) -> Iterator[Case]:
    plain = operation.response_type, operation.response
    yield Case(operation, "minimal", operation.minimal, *plain)
    if operation.full != operation.minimal:
        yield Case(operation, "full", operation.full, *plain)
    for keywords, type_, answer in operation.choices:
        name = "-".join(map(str, keywords.values()))
        yield Case(operation, name, {**operation.minimal, **keywords}, type_, answer)


CASES = [case for operation in OPERATIONS for case in cases(operation)]


MINIMAL = [case for case in CASES if case.which == "minimal"]


STREAMING = [case for case in CASES if case.operation.streams]


every_case = pytest.mark.parametrize("case", CASES, ids=str)


every_operation = pytest.mark.parametrize("case", MINIMAL, ids=str)


every_stream = pytest.mark.parametrize("case", STREAMING, ids=str)


class OperationWire(PieceWire):
    """Replies with the response of a case."""

    def answers(self, case: Case, *, stream: bool = False) -> None:
        chunks = b"".join(event(chunk) for chunk in case.operation.chunks) + DONE
        self.pieces = [chunks if stream else case.content]
        self.response_headers = {**case.headers, **({"content-type": "text/event-stream"} if stream else {})}

    @property
    def request(self) -> httpx.Request:
        (request,) = self.requests
        return request


def method(client: AnyClient, operation: Operation, *, form: str | None = None) -> Any:
    """Return a method such as `client.chat.completions.create`, or one of its response forms."""
    *resources, name = operation.method.split(".")
    resource = reduce(getattr, resources, client)
    return getattr(resource if form is None else getattr(resource, form), name)


def named(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def arguments(case: Case, **more: Any) -> dict[str, Any]:
    return {**case.operation.path_arguments, **case.given, **more}


def path_of(operation: Operation, path_arguments: dict[str, Any] | None = None) -> str:
    values = operation.path_arguments if path_arguments is None else path_arguments
    return operation.path.format(**{name: quote(value, safe="") for name, value in values.items()})


def as_form(given: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the expected form parts of keywords: text of a field, name and bytes of a file."""
    found: list[tuple[str, Any]] = []
    for name, value in given.items():
        items = [(f"{name}[]", item) for item in value] if isinstance(value, list) else [(name, value)]
        found += [(key, item if isinstance(item, tuple) else str(item)) for key, item in items]
    return found


def check_request(request: httpx.Request, operation: Operation, expected: dict[str, Any]) -> None:
    assert request.method == operation.http_method
    assert request.url.raw_path == path_of(operation).encode()
    if operation.request_media == FORM:
        assert sorted(form(request)) == sorted(as_form(expected))
        assert [name for name, _ in form(request)][-1] == "file"  # last, for parsers that stream
    elif operation.request_media == JSON:
        assert json.loads(request.content) == expected
    else:
        assert expected == {}
    assert request.headers["authorization"] == "Bearer test"
    check_against_spec(request, operation.operation_id)


async def chunks_of(stream: Any) -> list[Any]:
    if isinstance(stream, Stream):
        return list(stream)
    assert isinstance(stream, AsyncStream)
    return [chunk async for chunk in stream]


async def check_answer(found: Any, case: Case, client: AnyClient) -> None:
    """Assert that the result has all values sent; for a valid response, lenient and strict parsing agree."""
    if case.is_binary:
        assert class_of(found) is (BinaryAPIResponse if isinstance(client, Groq) else AsyncBinaryAPIResponse)
        assert found.content == await finished(found.read()) == case.answer
        return
    check_value(found, named(case.answer_type), case.answer)


def check_value(found: Any, type_: Any, plain: Any) -> None:
    if type_ is str:
        assert found == plain
        return
    check_model(found, plain)
    assert class_of(found) is type_
    assert found == type_.model_validate(plain)


def check_model(found: Any, plain: Any) -> None:
    assert found.to_dict() == plain
    assert json.loads(found.to_json()) == plain


def response_type(case: Case, client: AnyClient, *, streamed: bool) -> type:
    binary = (
        (StreamedBinaryAPIResponse, AsyncStreamedBinaryAPIResponse)
        if streamed
        else (BinaryAPIResponse, AsyncBinaryAPIResponse)
    )
    sync_type, async_type = binary if case.is_binary else (APIResponse, AsyncAPIResponse)
    return sync_type if isinstance(client, Groq) else async_type


def check_chunks(chunks: list[Any], case: Case) -> None:
    assert len(chunks) == len(case.operation.chunks)
    for chunk, plain in zip(chunks, case.operation.chunks, strict=True):
        check_model(chunk, plain)
    # A union is not a class: each event is an instance of one of its members.
    type_ = named(str(case.operation.chunk_type))
    assert isinstance(type_, type) is all(type(chunk) is type_ for chunk in chunks)
