# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Optional

from typing_extensions import Required, TypedDict

from .._types import SequenceNotStr

__all__ = ["RerankingCreateParams"]


class RerankingCreateParams(TypedDict, total=False):
    """Parameters of a ranking."""

    docs: Required[SequenceNotStr[str]]
    """The texts to rank, from 1 to 100, none of them empty."""

    model: Required[str]
    """Id of the model to use."""

    query: Required[str]
    """The query."""

    instruction: Optional[str]
    """Instructions for the comparison."""
