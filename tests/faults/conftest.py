"""One server for all rows, and for those of a module one event loop of each kind."""

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
    """No test gets a request of the one before."""
    yield
    server.hang_up()


@pytest.fixture(scope="module", params=KINDS)
def opens(request: pytest.FixtureRequest, server: FaultServer) -> Iterator[Opens]:
    """Opens clients of that server: blocking ones, and those of each event loop."""
    with contextlib.ExitStack() as stack:
        kind: str = request.param
        portal = None if kind == "sync" else stack.enter_context(start_blocking_portal(kind))
        yield functools.partial(open_caller, portal, server.url)


@pytest.fixture(scope="module", params=KINDS)
def answers(request: pytest.FixtureRequest) -> Iterator[CallerOf]:
    """Makes clients whose requests a function answers: blocking ones, and those of each event loop."""
    with contextlib.ExitStack() as stack:
        kind: str = request.param
        portal = None if kind == "sync" else stack.enter_context(start_blocking_portal(kind))
        yield functools.partial(caller_of, portal)
