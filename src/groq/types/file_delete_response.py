# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import Literal

from .._models import BaseModel

__all__ = ["FileDeleteResponse"]


class FileDeleteResponse(BaseModel):
    """A file that was deleted."""

    id: str
    """Id of the file."""

    deleted: bool
    """Whether it was deleted."""

    object: Literal["file"]
    """Always `file`."""
