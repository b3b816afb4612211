# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Literal, Required, TypedDict

from .._types import FileTypes

__all__ = ["FileCreateParams"]


class FileCreateParams(TypedDict, total=False):
    """Parameters of an upload."""

    file: Required[FileTypes]
    """The file: bytes, an open binary file, a path, or a tuple `(name, content)`, `(name, content, media type)`. At
    most 200 MB and 50,000 lines.
    """

    purpose: Required[Literal["batch"]]
    """The purpose of the file, `batch`."""
