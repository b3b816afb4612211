"""Fixtures for tests of drop-in behaviour."""

from __future__ import annotations

import pytest

from tests.request.recording import Recording


@pytest.fixture
def recording() -> Recording:
    """Return a recording of requests."""
    return Recording()
