"""Collects garbage after each module."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def _collected() -> Iterator[None]:
    """Collect garbage, so that warnings of trio do not reach the tests of another module."""
    yield
    gc.collect()
