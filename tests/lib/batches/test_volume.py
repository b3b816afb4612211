"""Jobs that are split into many files, and whose results are joined."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from ...support.clients import sync_client_of
from .conftest import BATCHES, FILES, MODEL, result_line

_ID = re.compile(rb'^\{"custom_id":"([^"]+)"', re.MULTILINE)


class Api:
    """The files and batches of an API that answers every request with "Yes.", faster than the local server.

    Attributes:
        inputs: The request ids of each uploaded file.
        requests: The number of requests.
    """

    def __init__(self) -> None:
        self.inputs: list[list[bytes]] = []
        self.requests = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        path = request.url.path
        if request.method == "POST" and path == FILES:
            self.inputs.append(_ID.findall(request.read()))
            return httpx.Response(200, json={"id": str(len(self.inputs) - 1)})
        if request.method == "POST":
            return httpx.Response(200, json=self._batch(json.loads(request.read())["input_file_id"], "validating"))
        if path.startswith(BATCHES):
            return httpx.Response(200, json=self._batch(path.rpartition("/")[2], "completed"))
        before, after = json.dumps(result_line("*")).encode().split(b"*")
        ids = self.inputs[int(path.split("/")[-2].removeprefix("output-"))]
        # The API returns results in any order.
        return httpx.Response(200, content=b"".join(before + one + after + b"\n" for one in reversed(ids)))

    def _batch(self, number: str, status: str) -> dict[str, Any]:
        total = len(self.inputs[int(number)])
        counts = {"total": total, "completed": total if status == "completed" else 0, "failed": 0}
        output = {"output_file_id": f"output-{number}"} if status == "completed" else {}
        return {"id": number, "status": status, "request_counts": counts, "input_file_id": number, **output}


def split_and_join(number: int, **options: Any) -> None:
    api = Api()
    with sync_client_of(api) as client:
        results = client.batches.run((f"Is {n} even?" for n in range(number)), model=MODEL, **options)
    most = number * 5 // 12
    assert [len(ids) for ids in api.inputs] == [most, most, number - 2 * most]
    assert api.requests == 3 * 4  # upload, create, retrieve, download the output
    assert len(results) == number
    assert results.counts == {"completed": number}
    wanted = [f"request-{n}" for n in range(number)]
    assert [one.custom_id for one, _ in zip(results, range(100), strict=False)] == wanted[:100]
    some = wanted[:: number // 6]
    assert [(one.custom_id, one.status) for one in results.ordered(some)] == [(one, "completed") for one in some]


def test_lines_are_split_into_three_files_and_results_joined() -> None:
    split_and_join(1_200, max_lines=500)


def test_results_of_many_files_are_read_with_one_open_file(monkeypatch: pytest.MonkeyPatch) -> None:
    with sync_client_of(Api()) as client:
        results = client.batches.run(map(str, range(20)), model=MODEL, max_lines=1)
    files: list[Any] = []
    open_file = Path.open

    def watched(path: Path, *args: Any, **options: Any) -> Any:
        files.append(open_file(path, *args, **options))
        return files[-1]

    monkeypatch.setattr(Path, "open", watched)
    open_files = [sum(not file.closed for file in files) for _ in results]
    assert open_files == [1] * 20


@pytest.mark.thorough
@pytest.mark.timeout(120)  # takes four seconds on an idle machine
def test_120_000_lines_are_split_into_three_files_and_results_joined() -> None:
    split_and_join(120_000)
