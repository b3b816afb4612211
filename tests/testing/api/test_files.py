"""Files: uploads are returned byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from groq.testing import LocalServer

from ..conftest import Api, form
from .uploads import FILES, PURPOSE, upload


def test_upload_returns_the_stored_file(api: Api) -> None:
    file = upload(api, b"12345", "my file.jsonl")
    assert file["id"].startswith("file_")
    assert (file["object"], file["bytes"], file["filename"]) == ("file", 5, "my file.jsonl")
    assert file["purpose"] == "batch"
    assert isinstance(file["created_at"], int)


@pytest.mark.parametrize(
    "content", [b"", b"\x00\xff\r\n\r\n--a-boundary-\r\n", bytes(range(256)) * 1000, "ünï\n".encode()]
)
def test_returns_content_byte_for_byte(api: Api, content: bytes) -> None:
    file = upload(api, content)
    response = api.get(f"{FILES}/{file['id']}/content")
    assert response.body == content
    assert response.headers["content-type"] == "application/octet-stream"


def test_lists_oldest_first_with_the_fields_of_info(api: Api) -> None:
    assert api.get(FILES).json == {"object": "list", "data": [], "has_more": False}
    files = [upload(api, name=f"{number}.jsonl") for number in range(3)]
    assert api.get(FILES).json["data"] == files
    assert [api.get(f"{FILES}/{file['id']}").json for file in files] == files
    assert len({file["id"] for file in files}) == 3


def test_deletes_file(api: Api) -> None:
    file = upload(api)
    assert api.delete(f"{FILES}/{file['id']}").json == {"id": file["id"], "object": "file", "deleted": True}
    assert api.get(FILES).json["data"] == []
    assert api.delete(f"{FILES}/{file['id']}").status == 404


@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("DELETE", ""), ("GET", "/content")])
def test_answers_404_for_unknown_file(api: Api, method: str, end: str) -> None:
    response = api.request(method, f"{FILES}/file_none{end}")
    assert response.status == 404
    assert "file_none" in response.error["message"]
    assert response.error["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ([PURPOSE], "file"),
        ([("file", ("a", b""))], "purpose"),
        ([("purpose", "assistants"), ("file", ("a", b""))], "purpose"),
        ([PURPOSE, ("file", "text")], "file"),
        ([("purpose", ("a", b"batch")), ("file", ("a", b""))], "purpose"),
        ([PURPOSE, ("file", ("a", b"")), ("file", ("b", b""))], "file"),
        ([PURPOSE, ("file", ("a", b"")), ("fiel", "x")], "fiel"),
        ([PURPOSE, ("file[]", ("a", b""))], "file[]"),
    ],
)
def test_rejects_invalid_form_by_field(api: Api, fields: Any, param: str) -> None:
    response = api.upload(FILES, *fields)
    assert (response.status, response.error["param"]) == (400, param)
    assert api.get(FILES).json["data"] == []


def test_rejects_field_that_is_not_utf_8(api: Api) -> None:
    content_type, body = form(PURPOSE)
    response = api.request(
        "POST", FILES, body.replace(b"batch", b"\xff"), {"authorization": "Bearer k", "content-type": content_type}
    )
    assert (response.status, response.error["param"]) == (400, "purpose")


def test_rejects_json_instead_of_a_form(api: Api) -> None:
    response = api.post(FILES, {"purpose": "batch"})
    assert response.status == 400
    assert "multipart/form-data" in response.error["message"]


class TestSize:
    @pytest.fixture
    def small(self) -> Iterator[Api]:
        with LocalServer(max_body_bytes=100, max_file_bytes=1_000) as server:
            api = Api(server.port)
            with closing(api.connection):
                yield api

    def test_accepts_largest_file(self, small: Api) -> None:
        assert upload(small, b"x" * 1_000)["bytes"] == 1_000

    @pytest.mark.parametrize("size", [1_001, 100_000])
    def test_rejects_larger_file(self, small: Api, size: int) -> None:
        response = small.upload(FILES, PURPOSE, ("file", ("a", b"x" * size)))
        assert response.status == 413
        assert response.error["code"] == "request_too_large"
        small.connection.close()
        assert small.get(FILES).json["data"] == []

    def test_other_bodies_have_their_own_limit(self, small: Api) -> None:
        assert small.chat("x" * 1_000).status == 413


def test_reset_drops_files_and_restarts_ids(api: Api, server: LocalServer) -> None:
    first = upload(api)
    server.reset()
    assert api.get(FILES).json["data"] == []
    assert upload(api)["id"] == first["id"]
