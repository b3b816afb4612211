"""One server for all rows, and one event loop of each kind for each module."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator

import pytest
from anyio.from_thread import start_blocking_portal

from .callers import KINDS, CallerOf, Opens, caller_of, open_caller
from .server import FaultServer


@pytest.fixture(scope="session")
def server() -> Iterator[FaultServer]:
    """The server; each test sets its replies."""
    with FaultServer() as started:
        yield started


@pytest.fixture(autouse=True)
def _hung_up(server: FaultServer) -> Iterator[None]:
    """Disconnect all clients, so that no test gets a request of an earlier one."""
    yield
    server.hang_up()


@pytest.fixture(scope="module", params=KINDS)
def opens(request: pytest.FixtureRequest, server: FaultServer) -> Iterator[Opens]:
    """Return a function that opens clients of the server: blocking ones, and async ones for each event loop."""
    with contextlib.ExitStack() as stack:
        kind: str = request.param
        portal = None if kind == "sync" else stack.enter_context(start_blocking_portal(kind))
        yield functools.partial(open_caller, portal, server.url)


@pytest.fixture(scope="module", params=KINDS)
def answers(request: pytest.FixtureRequest) -> Iterator[CallerOf]:
    """Return a function that makes clients with a mock transport, of each kind and event loop."""
    with contextlib.ExitStack() as stack:
        kind: str = request.param
        portal = None if kind == "sync" else stack.enter_context(start_blocking_portal(kind))
        yield functools.partial(caller_of, portal)
