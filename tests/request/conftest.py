"""Fixtures for tests of requests."""

from __future__ import annotations

import pytest

from .recording import Recording


@pytest.fixture
def recording() -> Recording:
    """Return a recording of requests."""
    return Recording()
