"""Every operation against the local server, over a socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from groq import Groq, NotFoundError
from groq.testing import LocalServer

from ..support.calls import AnyClient, class_of, finished
from ..support.clients import async_client, sync_client
from ..support.forms import form
from .cases import (
    FORM,
    MINIMAL,
    Case,
    arguments,
    as_form,
    chunks_of,
    every_case,
    every_stream,
    method,
    named,
    path_of,
    response_type,
)


@pytest.fixture(params=["sync", "async"])
async def local_client(request: pytest.FixtureRequest, server: LocalServer) -> AsyncIterator[AnyClient]:
    make = sync_client if request.param == "sync" else async_client
    made: AnyClient = make(server.base_url)
    yield made
    await finished(made.close())


async def prepared(client: AnyClient, case: Case) -> dict[str, Any]:
    """Return arguments with existing ids: a new server does not have the ids of the examples."""
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
async def test_call_to_local_server_returns_response(local_client: AnyClient, server: LocalServer, case: Case) -> None:
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
async def test_stream_from_local_server_yields_chunks(local_client: AnyClient, case: Case) -> None:
    given = {**await prepared(local_client, case), "stream": True}
    stream = await finished(method(local_client, case.operation)(**given))
    chunks = await chunks_of(stream)
    assert len(chunks) > 1
    assert {type(chunk).__module__ for chunk in chunks} == {str(case.operation.chunk_type).rpartition(".")[0]}
    assert stream.response.is_closed


@pytest.mark.anyio
@every_case
async def test_response_forms_work_with_local_server(local_client: AnyClient, server: LocalServer, case: Case) -> None:
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
async def test_local_server_rejects_unknown_id(local_client: AnyClient, case: Case) -> None:
    unknown = dict.fromkeys(case.operation.path_arguments, "no such/thing ✓")
    for form_ in (None, "with_raw_response"):
        with pytest.raises(NotFoundError) as caught:
            await finished(method(local_client, case.operation, form=form_)(**unknown))
        assert caught.value.request.url.raw_path == path_of(case.operation, unknown).encode()
