"""The fixture `groq_server`: a local Groq server for one test. pytest loads this module through its entry point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import pytest

if TYPE_CHECKING:
    from ._local_server import LocalServer

# Not `item.stash`: pytest 6 does not have it, and also loads this module for tests that need no server.
_servers: WeakKeyDictionary[pytest.Item, LocalServer] = WeakKeyDictionary()


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    for line in (
        "groq_server(**options): options of `groq.testing.LocalServer` for the fixture `groq_server`.",
        "groq_cassette(path, mode='auto', **options): recorded answers for it; the path starts beside the test.",
    ):
        config.addinivalue_line("markers", line)


@pytest.fixture
def groq_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalServer]:
    """A fresh `groq.testing.LocalServer`; `GROQ_BASE_URL` and `GROQ_API_KEY` point every `Groq()` to it.

    A passing test fails if it leaves scripted replies unfetched. A marker sets options of the server, such as
    `strict=False`:

        @pytest.mark.groq_server(strict=False, tools="never")
        def test_app(groq_server): ...

    Recorded answers of the API are in a file beside the test. With `GROQ_API_KEY` set, missing ones are recorded:

        @pytest.mark.groq_cassette("cassettes/app.jsonl", mode="auto")
        def test_app(groq_server): ...
    """
    from ._local_server import LocalServer  # Imported here: most test runs need no server.

    server = LocalServer(**_options(request.node))
    _servers[request.node] = server
    server.start()
    try:
        for name, value in server.env.items():
            monkeypatch.setenv(name, value)
        yield server
    finally:
        server.close()
        del _servers[request.node]  # or pytest keeps its requests and files to the end of the session


# Last: after the test itself, and only if it passed.
@pytest.hookimpl(trylast=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Fail the test if its server has unfetched replies: an error of the fixture would be raised too late."""
    server = _servers.get(item)
    if server is None or not server.strict:
        return
    try:
        server.verify()
    except AssertionError as err:
        message = str(err)
    else:
        return
    # Outside of `except`, or pytest shows this error as well, with its traceback.
    pytest.fail(message, pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Show requests without a recorded answer beside the failure that they caused."""
    server = _servers.get(item)
    if server is None or call.when != "call" or call.excinfo is None:
        return
    missing = "\n\n".join(server.unrecorded)
    if missing and missing not in str(call.excinfo.value):
        item.add_report_section("call", "groq_cassette", missing)


def _options(node: pytest.Item) -> dict[str, Any]:
    """Return the options of all markers; the closest marker overrides the others."""
    options: dict[str, Any] = {}
    for marker in reversed([*node.iter_markers("groq_server")]):
        options.update(marker.kwargs)
    cassette = node.get_closest_marker("groq_cassette")
    if cassette is not None:
        if len(cassette.args) != 1:
            raise pytest.UsageError(f"groq_cassette: expected the path of a file, got {cassette.args!r}")
        options.update(cassette.kwargs, cassette=node.path.parent / cassette.args[0])
    return options
