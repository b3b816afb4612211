# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from typing_extensions import Literal, TypeAlias

from .._models import BaseModel
from .file_object import FileObject

__all__ = ["Data", "FileListResponse"]


class FileListResponse(BaseModel):
    """Your files."""

    data: List[FileObject]
    """The files."""

    object: Literal["list"]
    """Always `list`."""

    has_more: Optional[bool] = None
    """Whether there are more items; pass the last id as `after`."""


Data: TypeAlias = FileObject
