"""Every operation: request, response, raw and streamed forms."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest

from groq import AsyncGroq, AsyncStream, Groq, Stream, not_given, omit

from ..support.calls import AnyClient, class_of, finished
from ..support.forms import form
from ..support.spec import check_against_spec
from .cases import (
    FORM,
    JSON,
    MINIMAL,
    Case,
    OperationWire,
    arguments,
    as_form,
    check_answer,
    check_chunks,
    check_request,
    chunks_of,
    every_case,
    every_operation,
    every_stream,
    method,
    named,
    response_type,
)


@pytest.fixture
def wire() -> OperationWire:
    return OperationWire()


# With a transport that records the requests.


@pytest.mark.anyio
@every_case
async def test_plain_call_sends_arguments_and_returns_response(
    client: AnyClient, wire: OperationWire, case: Case
) -> None:
    wire.answers(case)
    answer = await finished(method(client, case.operation)(**arguments(case)))
    check_request(wire.request, case.operation, case.given)
    await check_answer(answer, case, client)


@pytest.mark.anyio
@every_case
async def test_raw_response_has_headers_and_parses_to_response(
    client: AnyClient, wire: OperationWire, case: Case
) -> None:
    wire.answers(case)
    response = await finished(method(client, case.operation, form="with_raw_response")(**arguments(case)))
    assert class_of(response) is response_type(case, client, streamed=False)
    assert (response.status_code, response.request_id, response.is_closed) == (200, "req_1", True)
    check_request(wire.request, case.operation, case.given)
    if case.is_binary:
        await check_answer(response, case, client)
    else:
        await check_answer(await finished(response.parse()), case, client)


@pytest.mark.anyio
@every_case
async def test_streaming_response_is_read_on_demand_and_closed_at_the_end(
    client: AnyClient, wire: OperationWire, case: Case
) -> None:
    wire.answers(case)
    opened = method(client, case.operation, form="with_streaming_response")(**arguments(case))
    assert wire.requests == []
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
    check_request(wire.request, case.operation, case.given)
    if case.is_binary:
        assert answer == case.answer
    else:
        await check_answer(answer, case, client)


@pytest.mark.anyio
@every_operation
async def test_streaming_response_is_closed_unread_and_after_an_error(
    client: AnyClient, wire: OperationWire, case: Case
) -> None:
    wire.answers(case)
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


@pytest.mark.anyio
@every_stream
async def test_stream_true_yields_chunks(client: AnyClient, wire: OperationWire, case: Case) -> None:
    wire.answers(case, stream=True)
    stream = await finished(method(client, case.operation)(**arguments(case, stream=True)))
    assert class_of(stream) is (Stream if isinstance(client, Groq) else AsyncStream)
    check_chunks(await chunks_of(stream), case)
    check_request(wire.request, case.operation, {**case.given, "stream": True})
    assert stream.response.is_closed


@pytest.mark.anyio
@every_stream
@pytest.mark.parametrize("form", ["with_raw_response", "with_streaming_response"])
async def test_stream_true_of_a_response_form_parses_to_the_stream(
    client: AnyClient, wire: OperationWire, case: Case, form: str
) -> None:
    wire.answers(case, stream=True)
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
    check_request(wire.request, case.operation, {**case.given, "stream": True})


@pytest.mark.anyio
@every_stream
@pytest.mark.parametrize(("stream", "sent"), [(False, {"stream": False}), (None, {"stream": None}), (omit, {})])
async def test_falsy_stream_returns_model(
    client: AnyClient, wire: OperationWire, case: Case, stream: Any, sent: dict[str, Any]
) -> None:
    wire.answers(case)
    answer = await finished(method(client, case.operation)(**arguments(case, stream=stream)))
    assert class_of(answer) is named(case.answer_type)
    rest = {name: value for name, value in case.given.items() if name != "stream"}
    check_request(wire.request, case.operation, {**rest, **sent})


@pytest.mark.anyio
@every_operation
async def test_extra_arguments_reach_the_request(client: AnyClient, wire: OperationWire, case: Case) -> None:
    wire.answers(case)
    extra: dict[str, Any] = {"extra_headers": {"X-A": "1", "ACCEPT": "a/b"}, "extra_query": {"q": "2"}, "timeout": 3}
    await finished(method(client, case.operation)(**arguments(case, **extra)))
    assert wire.request.headers["x-a"] == "1"
    assert wire.request.headers.get_list("accept") == ["a/b"]
    assert dict(wire.request.url.params) == {"q": "2"}
    assert wire.request.extensions["timeout"]["read"] == 3
    check_against_spec(wire.request, case.operation.operation_id)


@pytest.mark.anyio
@pytest.mark.parametrize("case", [case for case in MINIMAL if case.operation.request_media], ids=str)
async def test_extra_body_overrides_body(client: AnyClient, wire: OperationWire, case: Case) -> None:
    wire.answers(case)
    extra = {"new_parameter": "x", "user": "other"}
    await finished(method(client, case.operation)(**arguments(case, extra_body=extra)))
    if case.operation.request_media == FORM:
        assert sorted(form(wire.request)) == sorted(as_form({**case.given, **extra}))
    else:
        assert json.loads(wire.request.content) == {**case.given, **extra}


@pytest.mark.anyio
@every_operation
async def test_omitted_parameters_differ_from_null(client: AnyClient, wire: OperationWire, case: Case) -> None:
    wire.answers(case)
    optional = sorted(set(case.operation.full) - set(case.operation.minimal))
    for nothing in (omit, not_given):
        await finished(method(client, case.operation)(**arguments(case, **dict.fromkeys(optional, nothing))))
        check_request(wire.requests.pop(), case.operation, case.given)
    if case.operation.request_media == JSON:
        await finished(method(client, case.operation)(**arguments(case, **dict.fromkeys(optional))))
        assert json.loads(wire.request.content) == {**dict.fromkeys(optional), **case.given}


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
