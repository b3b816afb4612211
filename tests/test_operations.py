"""Every operation of the API, in every mode, with few and with all parameters."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import yaml

from groq import AsyncGroq, AsyncStream, Groq, NotFoundError, Stream, not_given, omit
from groq._response import (
    APIResponse,
    AsyncAPIResponse,
    AsyncBinaryAPIResponse,
    AsyncStreamedBinaryAPIResponse,
    BinaryAPIResponse,
    StreamedBinaryAPIResponse,
)
from groq.testing import LocalServer

from .generated_operations import OPERATIONS
from .operation import Operation
from .support.clients import async_client, async_client_of, sync_client, sync_client_of
from .support.events import DONE, Body, event
from .support.forms import form
from .support.spec import check_against_spec, spec

AnyClient = Groq | AsyncGroq

JSON = "application/json"
FORM = "multipart/form-data"


@dataclass(frozen=True)
class Case:
    """An operation with certain keywords, and the answer to them."""

    operation: Operation
    which: str
    given: dict[str, Any]
    answer_type: str
    answer: Any

    @property
    def content(self) -> bytes:
        """The answer as the API sends it."""
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


class Api:
    """Stands for the network: keeps the requests, and answers as the case says."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.content = b""
        self.headers: dict[str, str] = {}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, headers=self.headers, stream=Body([self.content]))

    def answers(self, case: Case, *, stream: bool = False) -> None:
        chunks = b"".join(event(chunk) for chunk in case.operation.chunks) + DONE
        self.content = chunks if stream else case.content
        self.headers = {**case.headers, **({"content-type": "text/event-stream"} if stream else {})}

    @property
    def request(self) -> httpx.Request:
        (request,) = self.requests
        return request


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS", "GROQ_LOG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest, api: Api) -> AsyncIterator[AnyClient]:
    made: AnyClient = sync_client_of(api) if request.param == "sync" else async_client_of(api)
    yield made
    await finished(made.close())


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


@pytest.fixture(params=["sync", "async"])
async def local_client(request: pytest.FixtureRequest, server: LocalServer) -> AsyncIterator[AnyClient]:
    make = sync_client if request.param == "sync" else async_client
    made: AnyClient = make(server.base_url)
    yield made
    await finished(made.close())


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


def class_of(value: Any) -> Any:
    """Its class, without telling the type checker."""
    return type(value)


def method(client: AnyClient, operation: Operation, *, form: str | None = None) -> Any:
    """`client.chat.completions.create`, or the form of it that gives the response."""
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
    """The parts that keywords become: text of a field, name and bytes of a file."""
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
        assert [name for name, _ in form(request)][-1] == "file"  # fields come first, as readers of streams like it
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
    """All that was sent is in it; for a good answer, lenient and strict parsing agree."""
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


# The table.


def test_the_table_has_every_operation_of_the_spec() -> None:
    paths = spec()["paths"]
    found = {
        (path, name.upper(), operation["operationId"])
        for path, methods in paths.items()
        for name, operation in methods.items()
        if name != "parameters"
    }
    assert {(one.path, one.http_method, one.operation_id) for one in OPERATIONS} == found
    assert len(OPERATIONS) == len(found) == 23


def test_the_stats_count_every_operation() -> None:
    stats = yaml.safe_load((Path(__file__).parents[1] / ".stats.yml").read_text("utf-8"))
    assert stats["configured_endpoints"] == len(OPERATIONS) == 23


def test_every_method_of_the_resources_is_in_the_table() -> None:
    client = Groq(api_key="k")
    found = set(methods_of(client, ""))
    assert found == {operation.method for operation in OPERATIONS}


def methods_of(resource: object, prefix: str) -> Iterator[str]:
    for name in [name for name in dir(type(resource)) if not name.startswith(("_", "with_"))]:
        value = getattr(resource, name)
        if type(value).__module__.startswith("groq.resources"):
            yield from methods_of(value, f"{prefix}{name}.")
        elif prefix and inspect.ismethod(value):
            yield f"{prefix}{name}"


def test_the_streaming_operations_are_these() -> None:
    assert [str(operation) for operation in OPERATIONS if operation.streams] == [
        "chat.completions.create",
        "responses.create",
    ]


# Over a transport that keeps the requests.


@pytest.mark.anyio
@every_case
async def test_plain_call_sends_what_was_given_and_gives_the_answer(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case)
    answer = await finished(method(client, case.operation)(**arguments(case)))
    check_request(api.request, case.operation, case.given)
    await check_answer(answer, case, client)


@pytest.mark.anyio
@every_case
async def test_raw_response_has_the_headers_and_parses_to_the_answer(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case)
    response = await finished(method(client, case.operation, form="with_raw_response")(**arguments(case)))
    assert class_of(response) is response_type(case, client, streamed=False)
    assert (response.status_code, response.request_id, response.is_closed) == (200, "req_1", True)
    check_request(api.request, case.operation, case.given)
    if case.is_binary:
        await check_answer(response, case, client)
    else:
        await check_answer(await finished(response.parse()), case, client)


@pytest.mark.anyio
@every_case
async def test_streaming_response_is_read_on_demand_and_closed_at_the_end(
    client: AnyClient, api: Api, case: Case
) -> None:
    api.answers(case)
    opened = method(client, case.operation, form="with_streaming_response")(**arguments(case))
    assert api.requests == []
    if isinstance(client, Groq):
        with opened as response:
            assert class_of(response) is response_type(case, client, streamed=True)
            assert not response.is_closed
            answer = response.read() if case.is_binary else response.parse()
    else:
        async with opened as response:
            assert class_of(response) is response_type(case, client, streamed=True)
            assert not response.is_closed
            answer = await response.read() if case.is_binary else await response.parse()
    assert response.is_closed
    check_request(api.request, case.operation, case.given)
    if case.is_binary:
        assert answer == case.answer
    else:
        await check_answer(answer, case, client)


@pytest.mark.anyio
@every_operation
async def test_streaming_response_is_closed_unread_and_after_an_error(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case)
    opened = method(client, case.operation, form="with_streaming_response")(**arguments(case))
    response: Any = None
    if isinstance(client, Groq):
        with pytest.raises(ZeroDivisionError), opened as response:
            raise ZeroDivisionError
    else:
        with pytest.raises(ZeroDivisionError):
            async with opened as response:
                raise ZeroDivisionError
    assert response.is_closed


def check_chunks(chunks: list[Any], case: Case) -> None:
    assert len(chunks) == len(case.operation.chunks)
    for chunk, plain in zip(chunks, case.operation.chunks, strict=True):
        check_model(chunk, plain)
    # A union of events has no class of its own; each is one of its members.
    type_ = named(str(case.operation.chunk_type))
    assert isinstance(type_, type) is all(type(chunk) is type_ for chunk in chunks)


@pytest.mark.anyio
@every_stream
async def test_stream_true_gives_the_chunks(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case, stream=True)
    stream = await finished(method(client, case.operation)(**arguments(case, stream=True)))
    assert class_of(stream) is (Stream if isinstance(client, Groq) else AsyncStream)
    check_chunks(await chunks_of(stream), case)
    check_request(api.request, case.operation, {**case.given, "stream": True})
    assert stream.response.is_closed


@pytest.mark.anyio
@every_stream
@pytest.mark.parametrize("form", ["with_raw_response", "with_streaming_response"])
async def test_stream_true_of_a_response_form_parses_to_the_stream(
    client: AnyClient, api: Api, case: Case, form: str
) -> None:
    api.answers(case, stream=True)
    call = method(client, case.operation, form=form)(**arguments(case, stream=True))
    if form == "with_raw_response":
        response = await finished(call)
        chunks = await chunks_of(await finished(response.parse()))
    elif isinstance(client, Groq):
        with call as response:
            chunks = list(response.parse())
    else:
        async with call as response:
            chunks = await chunks_of(await response.parse())
    check_chunks(chunks, case)
    check_request(api.request, case.operation, {**case.given, "stream": True})


@pytest.mark.anyio
@every_stream
@pytest.mark.parametrize(("stream", "sent"), [(False, {"stream": False}), (None, {"stream": None}), (omit, {})])
async def test_stream_that_is_not_true_gives_the_model(
    client: AnyClient, api: Api, case: Case, stream: Any, sent: dict[str, Any]
) -> None:
    api.answers(case)
    answer = await finished(method(client, case.operation)(**arguments(case, stream=stream)))
    assert class_of(answer) is named(case.answer_type)
    rest = {name: value for name, value in case.given.items() if name != "stream"}
    check_request(api.request, case.operation, {**rest, **sent})


@pytest.mark.anyio
@every_operation
async def test_extra_arguments_reach_the_request(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case)
    extra: dict[str, Any] = {"extra_headers": {"X-A": "1", "ACCEPT": "a/b"}, "extra_query": {"q": "2"}, "timeout": 3}
    await finished(method(client, case.operation)(**arguments(case, **extra)))
    assert api.request.headers["x-a"] == "1"
    assert api.request.headers.get_list("accept") == ["a/b"]
    assert dict(api.request.url.params) == {"q": "2"}
    assert api.request.extensions["timeout"]["read"] == 3
    check_against_spec(api.request, case.operation.operation_id)


@pytest.mark.anyio
@pytest.mark.parametrize("case", [case for case in MINIMAL if case.operation.request_media], ids=str)
async def test_extra_body_is_laid_over_the_body(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case)
    extra = {"new_parameter": "x", "user": "other"}
    await finished(method(client, case.operation)(**arguments(case, extra_body=extra)))
    if case.operation.request_media == FORM:
        assert sorted(form(api.request)) == sorted(as_form({**case.given, **extra}))
    else:
        assert json.loads(api.request.content) == {**case.given, **extra}


@pytest.mark.anyio
@every_operation
async def test_parameters_that_are_omitted_or_null_are_told_apart(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case)
    optional = sorted(set(case.operation.full) - set(case.operation.minimal))
    for nothing in (omit, not_given):
        await finished(method(client, case.operation)(**arguments(case, **dict.fromkeys(optional, nothing))))
        check_request(api.requests.pop(), case.operation, case.given)
    if case.operation.request_media == JSON:
        await finished(method(client, case.operation)(**arguments(case, **dict.fromkeys(optional))))
        assert json.loads(api.request.content) == {**dict.fromkeys(optional), **case.given}


@pytest.mark.parametrize("root", [Groq, AsyncGroq])
@every_operation
def test_every_parameter_of_the_spec_is_a_keyword(root: type[AnyClient], case: Case) -> None:
    operation = case.operation
    signature = inspect.signature(method(root(api_key="k"), operation))
    assert set(operation.full) | set(operation.path_arguments) <= set(signature.parameters)
    signature.bind(**operation.path_arguments, **operation.full)
    signature.bind(**operation.path_arguments, **operation.minimal)
    signature.bind(*operation.path_arguments.values(), **operation.minimal)
    kinds = {name: one.kind for name, one in signature.parameters.items()}
    for name in operation.full:
        assert kinds[name] is inspect.Parameter.KEYWORD_ONLY


# Paths.

WITH_PATH = [case for case in MINIMAL if case.operation.path_arguments]
every_path = pytest.mark.parametrize("case", WITH_PATH, ids=str)

ODD_IDS = {
    "a/b": b"a%2Fb",
    "../models": b"..%2Fmodels",
    "...": b"...",
    ".hidden": b".hidden",
    "a?b=c#d": b"a%3Fb%3Dc%23d",
    "100%": b"100%25",
    "%2F": b"%252F",
    "a b": b"a%20b",
    "ft:llama:mine": b"ft%3Allama%3Amine",
    "ü✓": b"%C3%BC%E2%9C%93",
    "a\r\nX-Injected: 1": b"a%0D%0AX-Injected%3A%201",
    "{model}": b"%7Bmodel%7D",
}


@pytest.mark.anyio
@every_path
async def test_an_id_is_one_segment_of_the_path_whatever_is_in_it(client: AnyClient, api: Api, case: Case) -> None:
    api.answers(case)
    (name,) = case.operation.path_arguments
    for value, encoded in ODD_IDS.items():
        await finished(method(client, case.operation)(value))
        request = api.requests.pop()
        assert request.url.raw_path == case.operation.path.encode().replace(b"{%b}" % name.encode(), encoded)
        check_against_spec(request, case.operation.operation_id)


@pytest.mark.anyio
@every_path
async def test_an_id_that_is_none_is_refused_before_anything_is_sent(client: AnyClient, api: Api, case: Case) -> None:
    (name,) = case.operation.path_arguments
    for value in ("", ".", "..", None, 7, b"a", omit, ["a"]):
        error = ValueError if isinstance(value, str) else TypeError
        for form_ in (None, "with_raw_response"):
            with pytest.raises(error, match=f"^{name}: expected a (non-empty id|string), got "):
                await finished(method(client, case.operation, form=form_)(value))
    assert api.requests == []


@pytest.mark.anyio
@every_operation
async def test_base_urls_with_and_without_openai_v1_reach_the_same_endpoint(
    client: AnyClient, api: Api, case: Case
) -> None:
    api.answers(case)
    for prefix in ("", "/proxy"):
        for suffix in ("", "/", "/openai/v1", "/openai/v1/"):
            other = client.with_options(base_url=f"https://api.test{prefix}{suffix}")
            await finished(method(other, case.operation)(**arguments(case)))
            request = api.requests.pop()
            assert request.url.raw_path == (prefix + path_of(case.operation)).encode()
            check_against_spec(request, case.operation.operation_id, prefix=prefix.encode())


def test_fine_tunings_alone_have_no_openai_in_their_path() -> None:
    outside = {
        operation.method.partition(".")[0] for operation in OPERATIONS if not operation.path.startswith("/openai/v1/")
    }
    assert outside == {"fine_tunings"}


# Against a server, over a socket.


async def prepared(client: AnyClient, case: Case) -> dict[str, Any]:
    """Arguments that name things which are there: the ids of the examples are not known to a fresh server."""
    given = arguments(case)
    given.pop("include_reasoning", None)  # and `reasoning_format` exclude each other
    if "file_id" in given or "batch_id" in given or "input_file_id" in given:
        upload = ("requests.jsonl", b'{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {}}')
        file = await finished(client.files.create(file=upload, purpose="batch"))
        given.update((name, file.id) for name in ("file_id", "input_file_id") if name in given)
    if "batch_id" in given:
        starting = client.batches.create(
            input_file_id=file.id, endpoint="/v1/chat/completions", completion_window="24h"
        )
        given["batch_id"] = (await finished(starting)).id
    if "id" in given:
        given["id"] = (await finished(client.fine_tunings.create(base_model="m"))).id
    return given


@pytest.mark.anyio
@every_case
async def test_the_local_server_takes_what_was_given_and_answers(
    local_client: AnyClient, server: LocalServer, case: Case
) -> None:
    operation, given = case.operation, await prepared(local_client, case)
    answer = await finished(method(local_client, operation)(**given))
    if case.is_binary:
        assert class_of(answer) is response_type(case, local_client, streamed=False)
        assert answer.content
    else:
        assert class_of(answer) is named(case.answer_type)
    request = server.requests[-1]
    path_arguments = {name: given.pop(name) for name in operation.path_arguments}
    assert (request.method, request.path) == (operation.http_method, path_of(operation, path_arguments))
    sent = httpx.Request("POST", server.base_url + request.path, headers=dict(request.headers), content=request.body)
    if operation.request_media == FORM:
        assert sorted(form(sent)) == sorted(as_form(given))
    else:
        assert json.loads(request.body or b"{}") == given
    assert request.headers["authorization"] == "Bearer test"


@pytest.mark.anyio
@every_stream
async def test_the_local_server_streams(local_client: AnyClient, case: Case) -> None:
    given = {**await prepared(local_client, case), "stream": True}
    stream = await finished(method(local_client, case.operation)(**given))
    chunks = await chunks_of(stream)
    assert len(chunks) > 1
    assert {type(chunk).__module__ for chunk in chunks} == {str(case.operation.chunk_type).rpartition(".")[0]}
    assert stream.response.is_closed


@pytest.mark.anyio
@every_case
async def test_the_local_server_is_read_through_both_response_forms(
    local_client: AnyClient, server: LocalServer, case: Case
) -> None:
    given = await prepared(local_client, case)
    before = len(server.requests)
    raw = await finished(method(local_client, case.operation, form="with_raw_response")(**given))
    assert raw.status_code == 200
    assert raw.request_id
    if case.operation.http_method == "DELETE":
        server.reset()
        given, before = await prepared(local_client, case), len(server.requests) - 1
    opened = method(local_client, case.operation, form="with_streaming_response")(**given)
    if isinstance(local_client, Groq):
        with opened as response:
            answer = response.read() if case.is_binary else response.parse()
    else:
        async with opened as response:
            answer = await response.read() if case.is_binary else await response.parse()
    if case.is_binary:
        assert answer == await finished(raw.read()) != b""
    else:
        assert class_of(answer) is type(await finished(raw.parse())) is named(case.answer_type)
    assert len(server.requests) == before + 2


@pytest.mark.anyio
@pytest.mark.parametrize("case", [case for case in MINIMAL if case.operation.path_arguments], ids=str)
async def test_the_local_server_does_not_know_an_id_that_it_never_gave(local_client: AnyClient, case: Case) -> None:
    unknown = dict.fromkeys(case.operation.path_arguments, "no such/thing ✓")
    for form_ in (None, "with_raw_response"):
        with pytest.raises(NotFoundError) as caught:
            await finished(method(local_client, case.operation, form=form_)(**unknown))
        assert caught.value.request.url.raw_path == path_of(case.operation, unknown).encode()
