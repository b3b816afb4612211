# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Optional, Union

from typing_extensions import Literal, Required, TypedDict

from .._types import SequenceNotStr

__all__ = ["EmbeddingCreateParams"]


class EmbeddingCreateParams(TypedDict, total=False):
    """Parameters of an embedding."""

    input: Required[Union[str, SequenceNotStr[str]]]
    """The text, or at most 2048 texts (at least one)."""

    model: Required[Union[str, Literal["nomic-embed-text-v1_5"]]]
    """Id of the model to use."""

    encoding_format: Literal["float", "base64"]
    """The encoding of the vectors: lists of numbers (`float`, the default), or strings (`base64`), which are smaller.
    """

    user: Optional[str]
    """Your identifier for the end user."""
