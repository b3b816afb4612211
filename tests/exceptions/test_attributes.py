"""Attributes of API errors."""

from __future__ import annotations

import pickle

import httpx
import pytest

from groq import (
    APIError,
    BadRequestError,
    Groq,
    InternalServerError,
)

from ..support.answers import URL
from ..support.calls import AnyClient, finished
from ..support.wire import Wire
from .calls import create, failure


@pytest.mark.anyio
async def test_error_has_all_fields_of_api_error(client: AnyClient, wire: Wire) -> None:
    details = {
        "message": "The model `x` does not exist",
        "type": "invalid_request_error",
        "code": "model_not_found",
        "param": "model",
        "failed_generation": None,
    }
    wire.answer(404, json={"error": details}, headers={"x-request-id": "req_01"})
    error = await failure(client)
    assert error.body == {"error": details}
    assert (error.type, error.code, error.param) == ("invalid_request_error", "model_not_found", "model")
    assert error.failed_generation is None
    assert error.request_id == "req_01"
    assert isinstance(error.response, httpx.Response)
    assert error.response.status_code == error.status_code == 404
    assert isinstance(error.request, httpx.Request)
    assert (error.request.method, str(error.request.url)) == ("POST", URL)
    assert error.message == f"Error code: 404 - {error.body}"
    assert error.detail == "The model `x` does not exist"
    assert str(error) == (
        "Error code: 404 - The model `x` does not exist (code: model_not_found, param: model, request id: req_01)"
    )


def test_snapshot_is_none_and_not_in_vars_by_default() -> None:
    error = APIError("m", httpx.Request("GET", URL), body=None)
    assert error.snapshot is None
    assert "snapshot" not in vars(error)
    error.snapshot = {"id": "1"}
    assert pickle.loads(pickle.dumps(error)).snapshot == {"id": "1"}


BODIES: list[tuple[bytes, object]] = [
    (b'{"error": {"message": "m", "code": "c"}}', {"error": {"message": "m", "code": "c"}}),
    (b'{"error": "just text"}', {"error": "just text"}),
    (b'{"error": null}', {"error": None}),
    (b'{"error": ["a"]}', {"error": ["a"]}),
    (b'{"message": "flat", "code": "c"}', {"message": "flat", "code": "c"}),
    (b'{"detail": "other server"}', {"detail": "other server"}),
    (b"[1, 2]", [1, 2]),
    (b'"text"', "text"),
    (b"null", None),
    (b"17", 17),
    (b"plain text \n", "plain text"),
    (b"<html><body>502 Bad Gateway</body></html>", "<html><body>502 Bad Gateway</body></html>"),
    (b"", ""),
    (b"{broken", "{broken"),
]


@pytest.mark.anyio
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize(("content", "body"), BODIES, ids=[content.decode()[:20] for content, _ in BODIES])
async def test_body_is_the_decoded_json_or_the_text(
    client: AnyClient, wire: Wire, content: bytes, body: object, stream: bool
) -> None:
    wire.answer(502, content=content)
    error = await failure(client, stream=stream)
    assert type(error) is InternalServerError
    assert error.body == body
    assert error.message.startswith("Error code: 502")
    assert error.response.content == content
    inner = body.get("error", body) if isinstance(body, dict) else None
    assert error.code == (inner.get("code") if isinstance(inner, dict) else None)


@pytest.mark.anyio
async def test_error_body_may_be_invalid_utf8(client: AnyClient, wire: Wire) -> None:
    wire.answer(500, content=b"caf\xe9", headers={"content-type": "text/plain"})
    error = await failure(client)
    assert isinstance(error.body, str)
    assert error.body.startswith("caf")
    wire.answer(500, content=b'{"error": {"message": "caf\xe9"}}')
    error = await failure(client)
    assert error.body == {"error": {"message": "caf\ufffd"}}


@pytest.mark.anyio
async def test_long_page_is_complete_in_body_and_truncated_in_message(client: AnyClient, wire: Wire) -> None:
    page = "<p>" + "x" * 100_000
    wire.answer(503, text=page)
    error = await failure(client)
    assert error.body == page
    assert len(error.message) < 1_000


@pytest.mark.anyio
async def test_request_id_is_none_without_header(client: AnyClient, wire: Wire) -> None:
    wire.answer(400, json={})
    assert (await failure(client)).request_id is None


@pytest.mark.anyio
async def test_error_in_stream_is_api_error_with_inner_object(client: AnyClient, wire: Wire) -> None:
    inner = {"message": "over capacity", "type": "internal", "code": "capacity", "failed_generation": "half"}
    event = b'event: error\ndata: {"error": {"message": "over capacity", "type": "internal", "code": "capacity",'
    wire.answer(200, content=event + b' "failed_generation": "half"}}\n\n', headers={"x-request-id": "req_02"})
    stream = await create(client, stream=True)
    with pytest.raises(APIError, match="over capacity") as caught:
        await finished(next(stream) if isinstance(client, Groq) else anext(stream))
    assert type(caught.value) is APIError
    assert caught.value.body == inner
    assert (caught.value.code, caught.value.failed_generation) == ("capacity", "half")
    assert caught.value.request_id == "req_02"


@pytest.mark.parametrize("value", [["x"], {"a": 1}, 1.5], ids=["list", "object", "number"])
def test_fields_of_another_type_are_only_in_the_body(value: object) -> None:
    error = {"message": "m", "code": value, "type": value, "param": value, "failed_generation": value}
    response = httpx.Response(400, json={"error": error}, request=httpx.Request("POST", "https://x"))
    found = BadRequestError("m", response=response, body={"error": error})
    assert (found.code, found.type, found.param, found.failed_generation) == (None,) * 4
    assert found.body == {"error": error}
