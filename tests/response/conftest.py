"""Collects garbage after each module."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from ..support.fixtures import client, sleeps
from .downloads import Call, file, speech

__all__ = ["client", "sleeps"]


@pytest.fixture(scope="module", autouse=True)
def _collected() -> Iterator[None]:
    """Collect garbage, so that warnings of trio do not reach the tests of another module."""
    yield
    gc.collect()


@pytest.fixture(params=["speech", "file"])
def call(request: pytest.FixtureRequest) -> Call:
    """Return `audio.speech.create` or `files.content` in one of its forms."""

    return speech if request.param == "speech" else file
