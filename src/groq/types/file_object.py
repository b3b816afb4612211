# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from typing_extensions import Literal

from .._models import BaseModel

__all__ = ["FileObject"]


class FileObject(BaseModel):
    """A file that the API stores. Use `files.content` for its content."""

    id: str
    """Id of the file."""

    bytes: Optional[int] = None
    """Size in bytes."""

    created_at: Optional[int] = None
    """When it was created, in seconds since 1970 (Unix time)."""

    filename: Optional[str] = None
    """Name of the file."""

    object: Optional[Literal["file"]] = None
    """Always `file`."""

    purpose: Optional[Literal["batch", "batch_output"]] = None
    """The purpose: `batch` for the requests of a batch and `batch_output` for its results."""
