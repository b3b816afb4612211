"""What tests of every kind share."""

from __future__ import annotations

import contextlib
import gc

import pytest

with contextlib.suppress(ImportError):  # tests/compat runs without it
    import hypothesis

    # A busy machine may be slow to generate the first example; the code under test is not at fault.
    slow = hypothesis.HealthCheck.too_slow
    hypothesis.settings.register_profile("busy_machine", deadline=None, suppress_health_check=[slow])
    hypothesis.settings.load_profile("busy_machine")


def pytest_collection_finish() -> None:
    """Keep existing objects out of garbage collections: many tests collect, and would search all of them."""
    if hasattr(gc, "freeze"):  # not on PyPy
        gc.freeze()


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loops that async tests run under."""
    return str(request.param)
