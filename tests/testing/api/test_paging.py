"""Pages of files and batches."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing import LocalServer

from ..conftest import Api

PATHS = ["/openai/v1/files", "/openai/v1/batches"]


def fill(api: Api) -> None:
    """Make five files, and a batch of each."""
    for _ in range(5):
        file = api.upload(PATHS[0], ("purpose", "batch"), ("file", ("in.jsonl", b"{}\n"))).json
        body = {"input_file_id": file["id"], "endpoint": "/v1/chat/completions", "completion_window": "24h"}
        assert api.post(PATHS[1], body).status == 200


@pytest.mark.parametrize("path", PATHS)
class TestPages:
    def test_lists_everything_without_parameters(self, api: Api, path: str) -> None:
        assert api.get(path).json == {"object": "list", "data": [], "has_more": False}
        fill(api)
        found = api.get(path).json
        assert (len(found["data"]), found["has_more"]) == (5, False)

    @pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
    def test_pages_end_and_contain_everything_once(self, api: Api, path: str, limit: int) -> None:
        fill(api)
        pages: list[list[Any]] = []
        query = f"limit={limit}"
        while True:
            page = api.get(f"{path}?{query}").json
            pages.append(page["data"])
            if not page["has_more"]:
                break
            query = f"limit={limit}&after={page['data'][-1]['id']}"
        assert [one for page in pages for one in page] == api.get(path).json["data"]
        assert all(len(page) == limit for page in pages[:-1])

    def test_page_after_the_last_object_is_empty(self, api: Api, path: str) -> None:
        fill(api)
        last = api.get(path).json["data"][-1]["id"]
        assert api.get(f"{path}?after={last}").json == {"object": "list", "data": [], "has_more": False}

    @pytest.mark.parametrize(
        ("query", "param"), [("limit=0", "limit"), ("limit=-1", "limit"), ("limit=x", "limit"), ("after=no", "after")]
    )
    def test_rejects_invalid_parameter_by_name(self, api: Api, path: str, query: str, param: str) -> None:
        response = api.get(f"{path}?{query}")
        assert (response.status, response.error["param"]) == (400, param)


def test_client_reads_pages(server: LocalServer, api: Api) -> None:
    fill(api)
    client = server.client()
    first = client.files.list(extra_query={"limit": 2})
    rest = client.files.list(extra_query={"after": first.data[-1].id})
    assert [first.has_more, rest.has_more] == [True, False]
    assert [file.id for file in first.data + rest.data] == [file.id for file in client.files.list().data]
    batches = client.batches.list(extra_query={"limit": 1})
    assert (len(batches.data), batches.has_more) == (1, True)
