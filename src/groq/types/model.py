# Generated from openapi.yml by scripts/generate. Do not edit.

import builtins
from typing import Optional

from typing_extensions import Literal

from .._models import BaseModel

__all__ = ["Model"]


class Model(BaseModel):
    """A model of the API."""

    id: str
    """Id of the model, for requests."""

    created: int
    """When it was created, in seconds since 1970 (Unix time)."""

    object: Literal["model"]
    """Always `model`."""

    owned_by: str
    """The owner of the model."""

    active: Optional[bool] = None
    """Whether the model is available now."""

    context_window: Optional[int] = None
    """Maximum total number of tokens of prompt and answer."""

    max_completion_tokens: Optional[int] = None
    """Maximum number of tokens of an answer."""

    public_apps: Optional[builtins.object] = None
    """Public applications of the model, of any type."""
