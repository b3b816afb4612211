"""Fixtures of the transport tests: engines, certificates, and an environment without proxies."""

from __future__ import annotations

import gc
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..support.engines import ENGINES, Engine, running
from ..support.tls import server_context

_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Threads, asyncio, uvloop and trio in turn."""
    with running(request.param) as engine:
        yield engine


@pytest.fixture(autouse=True)
def collect_garbage() -> Iterator[None]:
    """Collect garbage after each test, so that the test that leaks a connection fails, and not a later one."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the environment variables for proxies and certificates."""
    for name in (*_PROXIES, *(name.upper() for name in _PROXIES), "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the certificates: `root.pem` of the authority, `leaf.pem` and `leaf.key` of https://localhost."""
    folder = tmp_path_factory.mktemp("certificates")
    server_context(folder)
    return folder


@pytest.fixture
def server_tls(certificates: Path) -> ssl.SSLContext:
    """The TLS context of a server of https://localhost."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates / "leaf.pem", certificates / "leaf.key")
    return context


@pytest.fixture
def client_tls(certificates: Path) -> ssl.SSLContext:
    """The TLS context of a client that trusts the authority, for `verify`."""
    return ssl.create_default_context(cafile=str(certificates / "root.pem"))
