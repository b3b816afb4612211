"""The form of `generated_operations`: one endpoint with arguments and answers to try it with."""

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
    minimal: dict[str, Any]  # the keywords it needs
    full: dict[str, Any]  # every keyword
    response_type: str  # dotted
    response: Any  # with every property
    chunk_type: str | None  # dotted; None for an operation that does not stream
    chunks: list[Any]  # a stream in order

    @property
    def streams(self) -> bool:
        return self.chunk_type is not None

    def __str__(self) -> str:
        return self.method
