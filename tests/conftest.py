"""What tests of every kind share."""

from __future__ import annotations

import contextlib
import gc

import pytest


def pytest_collection_finish() -> None:
    """Leave what exists by now out of garbage collections: many tests collect, and would search all of it."""
    with contextlib.suppress(ImportError):  # first: it asks the collector who refers to the generators that it seeds
        import hypothesis  # noqa: F401
    if hasattr(gc, "freeze"):  # not on PyPy
        gc.freeze()


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loops that async tests run under."""
    return str(request.param)
