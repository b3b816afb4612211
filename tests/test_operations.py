"""Every operation of the API, in every mode, with few and with all parameters."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import AsyncIterator
from functools import reduce
from typing import Any

import httpx
import pytest
import respx

from groq import AsyncGroq, AsyncStream, DefaultAsyncHttpxClient, DefaultHttpxClient, Groq, Stream, omit
from groq._response import APIResponse, AsyncAPIResponse
from groq.testing import LocalServer

from .generated_operations import OPERATIONS
from .operation import Operation

BASE = "https://api.groq.com"
STREAMING = [operation for operation in OPERATIONS if operation.streams]

AnyClient = Groq | AsyncGroq


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GROQ_API_KEY", "GROQ_BASE_URL", "GROQ_CUSTOM_HEADERS", "GROQ_LOG"):
        monkeypatch.delenv(name, raising=False)


def new_client(mode: str, **options: Any) -> AnyClient:
    # Certificates are not needed here, and loading them is slow; proxies that the environment names are not meant.
    if mode == "sync":
        return Groq(http_client=DefaultHttpxClient(verify=False, trust_env=False), max_retries=0, **options)
    return AsyncGroq(http_client=DefaultAsyncHttpxClient(verify=False, trust_env=False), max_retries=0, **options)


@pytest.fixture(params=["sync", "async"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[AnyClient]:
    made = new_client(request.param, api_key="k")
    yield made
    await finished(made.close())


@pytest.fixture(params=["sync", "async"])
async def local_client(request: pytest.FixtureRequest, server: LocalServer) -> AsyncIterator[AnyClient]:
    made = new_client(request.param, api_key="k", base_url=server.base_url)
    yield made
    await finished(made.close())


@pytest.fixture
def server() -> Any:
    with LocalServer() as running:
        yield running


async def finished(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


def method(client: AnyClient, operation: Operation, *, form: str | None = None) -> Any:
    """`client.chat.completions.create`, or the form of it that gives the response."""
    *resources, name = operation.method.split(".")
    resource = reduce(getattr, resources, client)
    return getattr(resource if form is None else getattr(resource, form), name)


def named(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def url(operation: Operation) -> str:
    return BASE + operation.path.format(**operation.path_arguments)


def arguments(operation: Operation, which: str, **more: Any) -> dict[str, Any]:
    keywords: dict[str, Any] = getattr(operation, which)
    return {**operation.path_arguments, **keywords, **more}


def check_request(request: httpx.Request, operation: Operation, expected: dict[str, Any]) -> None:
    assert request.method == operation.http_method
    assert str(request.url) == url(operation)
    assert json.loads(request.content or b"{}") == expected
    assert request.headers["authorization"] == "Bearer k"


def event_stream(operation: Operation) -> bytes:
    return b"".join(b"data: %b\n\n" % json.dumps(chunk).encode() for chunk in operation.chunks) + b"data: [DONE]\n\n"


async def chunks_of(stream: Any) -> list[Any]:
    if isinstance(stream, Stream):
        return list(stream)
    assert isinstance(stream, AsyncStream)
    return [chunk async for chunk in stream]


def check_model(found: Any, type_: Any, plain: Any) -> None:
    """It is the model with all that was sent in it; for a good answer, lenient and strict parsing agree."""
    assert type(found) is type_
    assert found.to_dict() == plain
    assert json.loads(found.to_json()) == plain
    assert found == type_.model_validate(plain)


both = pytest.mark.parametrize("which", ["minimal", "full"])
every_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)
every_stream = pytest.mark.parametrize("operation", STREAMING, ids=str)


def test_there_are_operations() -> None:
    assert "chat.completions.create" in [operation.method for operation in OPERATIONS]
    assert STREAMING


@pytest.mark.anyio
@both
@every_operation
async def test_plain_call_sends_what_was_given_and_gives_the_model(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation, which: str
) -> None:
    route = respx_mock.request(operation.http_method, url(operation)).respond(json=operation.response)
    answer = await finished(method(client, operation)(**arguments(operation, which)))
    check_request(route.calls.last.request, operation, getattr(operation, which))
    check_model(answer, named(operation.response_type), operation.response)


@pytest.mark.anyio
@both
@every_operation
async def test_raw_response_has_the_headers_and_parses_to_the_model(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation, which: str
) -> None:
    route = respx_mock.request(operation.http_method, url(operation))
    route.respond(json=operation.response, headers={"x-request-id": "req_1"})
    response = await finished(method(client, operation, form="with_raw_response")(**arguments(operation, which)))
    assert type(response) is (APIResponse if isinstance(client, Groq) else AsyncAPIResponse)
    assert (response.status_code, response.request_id, response.is_closed) == (200, "req_1", True)
    check_request(route.calls.last.request, operation, getattr(operation, which))
    check_model(await finished(response.parse()), named(operation.response_type), operation.response)


@pytest.mark.anyio
@both
@every_operation
async def test_streaming_response_is_read_on_demand_and_closed_at_the_end(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation, which: str
) -> None:
    content = json.dumps(operation.response).encode()
    route = respx_mock.request(operation.http_method, url(operation))
    route.respond(stream=httpx.ByteStream(content))
    opened = method(client, operation, form="with_streaming_response")(**arguments(operation, which))
    assert not route.called
    if isinstance(client, Groq):
        with opened as response:
            assert type(response) is APIResponse
            assert not response.is_closed
            answer = response.parse()
    else:
        async with opened as response:
            assert type(response) is AsyncAPIResponse
            assert not response.is_closed
            answer = await response.parse()
    assert response.is_closed
    check_request(route.calls.last.request, operation, getattr(operation, which))
    check_model(answer, named(operation.response_type), operation.response)


@pytest.mark.anyio
@every_operation
async def test_streaming_response_is_closed_unread_and_after_an_error(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation
) -> None:
    route = respx_mock.request(operation.http_method, url(operation))
    route.respond(stream=httpx.ByteStream(b"not read"))
    opened = method(client, operation, form="with_streaming_response")(**arguments(operation, "minimal"))
    response: Any = None
    if isinstance(client, Groq):
        with pytest.raises(ZeroDivisionError), opened as response:
            raise ZeroDivisionError
    else:
        with pytest.raises(ZeroDivisionError):
            async with opened as response:
                raise ZeroDivisionError
    assert response.is_closed


@pytest.mark.anyio
@both
@every_stream
async def test_stream_true_gives_the_chunks(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation, which: str
) -> None:
    route = respx_mock.request(operation.http_method, url(operation))
    route.respond(content=event_stream(operation), content_type="text/event-stream")
    stream = await finished(method(client, operation)(**arguments(operation, which, stream=True)))
    assert type(stream) is (Stream if isinstance(client, Groq) else AsyncStream)
    chunks = await chunks_of(stream)
    check_request(route.calls.last.request, operation, {**getattr(operation, which), "stream": True})
    assert len(chunks) == len(operation.chunks)
    for chunk, plain in zip(chunks, operation.chunks, strict=True):
        check_model(chunk, named(str(operation.chunk_type)), plain)
    assert stream.response.is_closed


@pytest.mark.anyio
@every_stream
@pytest.mark.parametrize("form", ["with_raw_response", "with_streaming_response"])
async def test_stream_true_of_a_response_form_parses_to_the_stream(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation, form: str
) -> None:
    route = respx_mock.request(operation.http_method, url(operation))
    route.respond(content=event_stream(operation), content_type="text/event-stream")
    call = method(client, operation, form=form)(**arguments(operation, "minimal", stream=True))
    if form == "with_raw_response":
        response = await finished(call)
        chunks = await chunks_of(await finished(response.parse()))
    elif isinstance(client, Groq):
        with call as response:
            chunks = list(response.parse())
    else:
        async with call as response:
            chunks = await chunks_of(await response.parse())
    assert [chunk.to_dict() for chunk in chunks] == operation.chunks
    check_request(route.calls.last.request, operation, {**operation.minimal, "stream": True})


@pytest.mark.anyio
@every_stream
@pytest.mark.parametrize(("stream", "sent"), [(False, {"stream": False}), (None, {"stream": None}), (omit, {})])
async def test_stream_that_is_not_true_gives_the_model(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation, stream: Any, sent: dict[str, Any]
) -> None:
    route = respx_mock.request(operation.http_method, url(operation)).respond(json=operation.response)
    answer = await finished(method(client, operation)(**arguments(operation, "minimal", stream=stream)))
    assert type(answer) is named(operation.response_type)
    check_request(route.calls.last.request, operation, {**operation.minimal, **sent})


@pytest.mark.anyio
@every_operation
async def test_extra_arguments_reach_the_request(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation
) -> None:
    route = respx_mock.request(operation.http_method, url(operation)).respond(json=operation.response)
    extra: dict[str, Any] = {"extra_headers": {"X-A": "1"}, "extra_query": {"q": "2"}, "timeout": 3}
    await finished(method(client, operation)(**arguments(operation, "minimal", **extra)))
    request = route.calls.last.request
    assert request.headers["x-a"] == "1"
    assert dict(request.url.params) == {"q": "2"}
    assert request.extensions["timeout"]["read"] == 3


@pytest.mark.anyio
@every_operation
async def test_parameters_that_are_omitted_or_null_are_told_apart(
    client: AnyClient, respx_mock: respx.MockRouter, operation: Operation
) -> None:
    route = respx_mock.request(operation.http_method, url(operation)).respond(json=operation.response)
    optional = sorted(set(operation.full) - set(operation.minimal))
    await finished(method(client, operation)(**arguments(operation, "minimal", **dict.fromkeys(optional, omit))))
    assert json.loads(route.calls.last.request.content or b"{}") == operation.minimal
    await finished(method(client, operation)(**arguments(operation, "minimal", **dict.fromkeys(optional))))
    expected = {**dict.fromkeys(optional), **operation.minimal}
    assert json.loads(route.calls.last.request.content or b"{}") == expected


@pytest.mark.parametrize("root", [Groq, AsyncGroq])
@every_operation
def test_every_parameter_of_the_spec_is_a_keyword(root: type[AnyClient], operation: Operation) -> None:
    signature = inspect.signature(method(root(api_key="k"), operation))
    assert set(operation.full) <= set(signature.parameters)
    signature.bind(**arguments(operation, "full"))
    signature.bind(**arguments(operation, "minimal"))


# Against a server, over a socket.


@pytest.mark.anyio
@every_operation
async def test_the_local_server_gets_what_was_given(
    local_client: AnyClient, server: LocalServer, operation: Operation
) -> None:
    answer = await finished(method(local_client, operation)(**arguments(operation, "minimal")))
    assert type(answer) is named(operation.response_type)
    (request,) = server.requests
    assert (request.method, request.path) == (operation.http_method, operation.path.format(**operation.path_arguments))
    assert json.loads(request.body or b"{}") == operation.minimal
    assert request.headers["authorization"] == "Bearer k"


@pytest.mark.anyio
@every_stream
async def test_the_local_server_streams(local_client: AnyClient, operation: Operation) -> None:
    stream = await finished(method(local_client, operation)(**arguments(operation, "minimal", stream=True)))
    chunks = await chunks_of(stream)
    assert len(chunks) > 1
    assert {type(chunk) for chunk in chunks} == {named(str(operation.chunk_type))}
    assert stream.response.is_closed


@pytest.mark.anyio
@every_operation
async def test_the_local_server_is_read_through_both_response_forms(
    local_client: AnyClient, server: LocalServer, operation: Operation
) -> None:
    keywords = arguments(operation, "minimal")
    raw = await finished(method(local_client, operation, form="with_raw_response")(**keywords))
    opened = method(local_client, operation, form="with_streaming_response")(**keywords)
    if isinstance(local_client, Groq):
        with opened as response:
            answer = response.parse()
    else:
        async with opened as response:
            answer = await response.parse()
    assert type(answer) is type(await finished(raw.parse())) is named(operation.response_type)
    assert len(server.requests) == 2
