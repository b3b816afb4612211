"""The fixture `groq_server`: a local Groq server for one test. pytest loads this module through its entry point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._server import LocalServer


@pytest.fixture
def groq_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A fresh `groq.testing.LocalServer`; `GROQ_BASE_URL` and `GROQ_API_KEY` lead every `Groq()` to it."""
    from ._server import LocalServer  # On first use: most test runs never ask for a server.

    with LocalServer() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server
