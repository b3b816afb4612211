"""The fixture `groq_server`: a local Groq server for one test. pytest loads this module through its entry point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._server import LocalServer


@pytest.fixture
def groq_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A fresh `groq.testing.LocalServer`; `GROQ_BASE_URL` and `GROQ_API_KEY` lead every `Groq()` to it.

    A reply that no request takes is no error. A test that wants to notice one asks at its end:

        groq_server.reply("Hello!")
        ...
        assert groq_server.pending == 0

    For all tests that use the server, put this into a `conftest.py`:

        @pytest.fixture
        def groq_server(groq_server):
            yield groq_server
            assert groq_server.pending == 0, "replies that nobody took"

    One with `times=None` is never used up, and always counts.
    """
    from ._server import LocalServer  # On first use: most test runs never ask for a server.

    with LocalServer() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server
