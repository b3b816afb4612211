"""Run these tests only with `scripts/test-distributed`, with a busy server that counts its answers."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from groq.testing import LocalServer
from groq.testing.api.app import App

HERE = Path(__file__).parent
# Workers import the functions of `rows` by name.
SETTINGS = {
    # The profiler calls `sys._current_frames()`, which deadlocks on Python 3.11 while a thread starts:
    # https://github.com/python/cpython/issues/106883
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "GROQ_API_KEY": "gsk_of_the_workers",
    "PYTHONPATH": str(HERE.parents[1]),
    "RAY_AUTH_MODE": "disabled",  # authentication would write a token to the home directory
    "RAY_USAGE_STATS_ENABLED": "0",
}


def is_distributed_run(config: pytest.Config) -> bool:
    return config.inipath == HERE / "distributed.ini"


def pytest_configure(config: pytest.Config) -> None:
    if is_distributed_run(config):
        for name in [name for name in os.environ if name.startswith("GROQ_") or name.lower().endswith("_proxy")]:
            del os.environ[name]
        os.environ.update(SETTINGS)


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    return None if is_distributed_run(config) else True


class BusyServer:
    """A server that fails some requests, and refuses requests over its rate limits.

    Attributes:
        kinds: The result of each request: a status, or `"disconnect"`.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kinds: list[int | str] = []
        decide = App.answer

        def answer(app: App, request: Any) -> Any:
            made = decide(app, request)
            self.kinds.append("disconnect" if made.disconnect else made.status)
            return made

        monkeypatch.setattr(App, "answer", answer)

    def counted(self) -> Counter[int | str]:
        """Return the number of requests by result since the last call."""
        counted = Counter(self.kinds)
        self.kinds.clear()
        return counted


@pytest.fixture(scope="module")
def busy() -> Iterator[BusyServer]:
    """A server for all tests of a module. The environment makes workers use it."""
    failures: dict[int | str, float] = {503: 0.01, "disconnect": 0.01, 400: 0.01}
    with pytest.MonkeyPatch.context() as patch, LocalServer(rate_limit="250/s", failures=failures) as server:
        patch.setenv("GROQ_BASE_URL", server.base_url)
        yield BusyServer(patch)
