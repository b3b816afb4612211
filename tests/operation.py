"""The type of `generated_operations`: one endpoint with example arguments and responses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Operation:
    """An endpoint as the spec describes it."""

    operation_id: str
    http_method: str
    path: str
    method: str  # on a client: "chat.completions.create"
    path_arguments: dict[str, Any]
    minimal: dict[str, Any]  # the required keywords
    full: dict[str, Any]  # all keywords, except mutually exclusive ones; a file as (name, bytes)
    request_media: str | None  # "application/json", "multipart/form-data"; None without a body
    response_media: str  # "application/json", or the type of a file
    response_type: str  # dotted
    response: Any  # with every property; bytes for a file
    choices: list[tuple[dict[str, Any], str, Any]]  # keywords that select another response, with its type and value
    chunk_type: str | None  # dotted; None for an operation without a stream
    chunks: list[Any]  # the events of a stream, in order

    @property
    def streams(self) -> bool:
        return self.chunk_type is not None

    def __str__(self) -> str:
        return self.method
