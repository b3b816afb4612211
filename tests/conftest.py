"""What tests of every kind share."""

from __future__ import annotations

import pytest

from .support.clients import IS_FAST


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    """The event loops that async tests run under."""
    if IS_FAST and request.param == "trio":
        pytest.skip("pyreqwest needs asyncio")
    return str(request.param)
