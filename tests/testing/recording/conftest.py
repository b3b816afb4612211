"""A server in the role of the API, and cassettes that record it."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from groq.testing import LocalServer

from ..conftest import Api

KEY = "gsk_abcdefghijklmnopqrstuvwxyz0123456789"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a key, and unset `CI`."""
    monkeypatch.setenv("GROQ_API_KEY", KEY)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def upstream() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cassettes" / "app.jsonl"


OpenCassette = Callable[..., AbstractContextManager[Api]]


@pytest.fixture
def open_cassette(upstream: LocalServer, path: Path) -> OpenCassette:
    """Return a client of a server with the cassette; options are those of the server."""

    @contextmanager
    def open_(**options: Any) -> Generator[Api]:
        with LocalServer(cassette=path, **{"upstream": upstream.base_url, **options}) as server:
            api = Api(server.port)
            try:
                yield api
            finally:
                api.connection.close()

    return open_


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
