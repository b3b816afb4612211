"""A client of either kind whose uploads are recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ...support.fixtures import client, sleeps
from .uploads import SOUND, UploadWire

__all__ = ["client", "sleeps"]


@pytest.fixture
def wire() -> UploadWire:
    return UploadWire()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "two words.wav"
    made.write_bytes(SOUND)
    return made


@pytest.fixture(autouse=True)
def _json_is_used_for_nothing_here(wire: UploadWire) -> Iterator[None]:
    yield
    for request in wire.requests:
        with pytest.raises(ValueError, match=r"."):
            json.loads(request.content)
