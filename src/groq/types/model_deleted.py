# Generated from openapi.yml by scripts/generate. Do not edit.


from .._models import BaseModel

__all__ = ["ModelDeleted"]


class ModelDeleted(BaseModel):
    """A model that was deleted."""

    id: str
    """Id of the model."""

    deleted: bool
    """Whether it was deleted."""

    object: str
    """What was deleted, `model`."""
