"""The metrics of the enterprise plan, which have no resource, through `client.get`."""

from __future__ import annotations

from typing import Any

import pytest

from groq.testing import LocalServer

METRICS = "/v1/metrics/prometheus/api/v1"
SUCCESS = {"status": "success", "data": {"result": []}}


@pytest.mark.parametrize("end", ["", "/", "/openai/v1", "/openai/v1/"])
@pytest.mark.parametrize("path", ["query", "query_range", "series", "labels", "label/model/values", "status/tsdb"])
def test_get_reaches_metrics_with_any_base_url(path: str, end: str) -> None:
    with LocalServer() as server:
        server.reply_raw(body='{"status": "success", "data": {"result": []}}', path=f"{METRICS}/{path}")
        client = server.client(base_url=server.base_url + end)
        found = client.get(f"{METRICS}/{path}", cast_to=dict[str, Any], options={"params": {"query": "up"}})
        assert found == SUCCESS
        (request,) = server.requests
    assert request.path == f"{METRICS}/{path}"
    assert request.query == {"query": "up"}
