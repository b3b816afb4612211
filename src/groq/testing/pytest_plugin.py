"""The fixture `groq_server`: a local Groq server for one test. pytest loads this module through its entry point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._local_server import LocalServer


@pytest.fixture
def groq_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A fresh `groq.testing.LocalServer`; `GROQ_BASE_URL` and `GROQ_API_KEY` point every `Groq()` to it.

    Replies left over are no error. To detect them, check at the end of a test:

        groq_server.reply("Hello!")
        ...
        assert groq_server.pending == 0

    For all tests that use the server, override the fixture in a `conftest.py`:

        @pytest.fixture
        def groq_server(groq_server):
            yield groq_server
            assert groq_server.pending == 0, "replies left over"

    A reply with `times=None` is never used up, and always counts.
    """
    from ._local_server import LocalServer  # On first use: most test runs need no server.

    with LocalServer() as server:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server
