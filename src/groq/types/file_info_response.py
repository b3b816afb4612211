# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import TypeAlias

from .file_object import FileObject

__all__ = ["FileInfoResponse"]

FileInfoResponse: TypeAlias = FileObject
