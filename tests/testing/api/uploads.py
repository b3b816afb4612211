"""Uploading a file for a batch."""

from __future__ import annotations

from typing import Any

from ..conftest import Api

FILES = "/openai/v1/files"
PURPOSE = ("purpose", "batch")


def upload(api: Api, content: bytes = b"{}\n", name: str = "in.jsonl") -> Any:
    response = api.upload(FILES, PURPOSE, ("file", (name, content)))
    assert response.status == 200
    return response.json
