# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import TypeAlias

from .batch import Batch, Errors, ErrorsData, RequestCounts

__all__ = ["BatchCreateResponse", "Errors", "ErrorsData", "RequestCounts"]

BatchCreateResponse: TypeAlias = Batch
