# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Union

from typing_extensions import Literal

from .._models import BaseModel

__all__ = ["Embedding"]


class Embedding(BaseModel):
    """The vector of one text."""

    embedding: Union[List[float], str]
    """The vector as a list of numbers or, with `encoding_format="base64"`, as a string."""

    index: int
    """Position of the text among the input, from 0."""

    object: Literal["embedding"]
    """Always `embedding`."""
