# Generated from openapi.yml by scripts/generate. Do not edit.

import builtins
from typing import Optional

from typing_extensions import Literal

from .._models import BaseModel

__all__ = ["Model"]


class Model(BaseModel):
    """A model that the service has."""

    id: str
    """Id of the model, as requests name it."""

    created: int
    """When it was created, in seconds since 1970 (Unix time)."""

    object: Literal["model"]
    """Always `model`."""

    owned_by: str
    """Who made the model."""

    active: Optional[bool] = None
    """Whether it answers requests now."""

    context_window: Optional[int] = None
    """Most tokens of prompt and answer together."""

    max_completion_tokens: Optional[int] = None
    """Most tokens of an answer."""

    public_apps: Optional[builtins.object] = None
    """Public applications of the model, in whatever form the service gives them."""
