# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List

from typing_extensions import Literal

from .._models import BaseModel
from .._models.mixins import HasRateLimits
from .embedding import Embedding

__all__ = ["CreateEmbeddingResponse", "Usage"]


class Usage(BaseModel):
    """Tokens of the request."""

    prompt_tokens: int
    """Tokens of the texts."""

    total_tokens: int
    """All tokens, the same here."""


class CreateEmbeddingResponse(HasRateLimits, BaseModel):
    """The vectors of some texts."""

    data: List[Embedding]
    """One item for each text, in the order of the texts."""

    model: str
    """Id of the model that was used."""

    object: Literal["list"]
    """Always `list`."""

    usage: Usage
    """Tokens of the request."""
