"""Run these tests only with `scripts/test-compat`, without telemetry or access to other machines."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from groq.testing import LocalServer

HERE = Path(__file__).parent
LOOPBACK = {None, "", "127.0.0.1", "::1", "localhost"}
# Their packages are in requirements/compat-more.txt.
NEED_3_11 = {
    f"test_{name}.py"
    for name in (
        "ag2",
        "any_llm",
        "inspect_ai",
        "langroid",
        "langtrace",
        "mem0",
        "mirascope",
        "phidata",
        "pipecat",
    )
}
SWITCHED_OFF = {
    "AGNO_TELEMETRY": "false",
    "ANONYMIZED_TELEMETRY": "false",
    "DO_NOT_TRACK": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LLM_LOAD_PLUGINS": "llm-groq",
    "MEM0_TELEMETRY": "false",
    "PHI_MONITORING": "false",
    "TRACELOOP_TELEMETRY": "false",
}

# Unset settings of the user that change the behaviour of dependants, such as proxies.
OTHERS = ("GROQ_", "LANGCHAIN_", "LANGSMITH_", "OTEL_", "SENTRY_")

attempts: list[str] = []


def is_compat_run(config: pytest.Config) -> bool:
    return config.inipath == HERE / "compat.ini"


def pytest_configure(config: pytest.Config) -> None:
    if is_compat_run(config):
        for name in [name for name in os.environ if name.startswith(OTHERS) or name.lower().endswith("_proxy")]:
            del os.environ[name]
        os.environ.update(SWITCHED_OFF, MEM0_DIR=str(Path(tempfile.gettempdir(), "mem0")))
        sys.addaudithook(refuse_other_machines)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exclude the dependants' modules from garbage collection, which speeds up the collections in the fixtures."""
    if is_compat_run(session.config):
        gc.collect()
        if hasattr(gc, "freeze"):  # not on PyPy
            gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without `scripts/test-compat`, collect only the module that reports why it is skipped: others fail to import."""
    if not is_compat_run(config) and collection_path.name.startswith("test_"):
        return collection_path.name != "test_environment.py"
    return True if sys.version_info < (3, 11) and collection_path.name in NEED_3_11 else None


def refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections to other machines. As an audit hook, it sees those of every library and thread."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name not in LOOPBACK:
        attempts.append(name)
        raise OSError(f"tests/compat must not reach the network, and something tried {name!r}")


@pytest.fixture(autouse=True)
def no_other_machine() -> Iterator[None]:
    """Fail the test even if a dependant swallowed the exception."""
    attempts.clear()
    yield
    assert attempts == [], f"tried to reach {attempts}"


@pytest.fixture(autouse=True, scope="module")
def no_garbage() -> Iterator[None]:
    """Collect the sockets that dependants left open, before modules in which a ResourceWarning is an error."""
    yield
    gc.collect()


@pytest.fixture
def server(groq_server: LocalServer) -> LocalServer:
    """A fresh local server. The environment makes every client of a dependant use it."""
    return groq_server


@pytest.fixture
def anyio_backend() -> Iterator[str]:
    """Run on asyncio, then collect async clients that a dependant left open before another event loop runs."""
    yield "asyncio"
    gc.collect()
