# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import TypeAlias

from .batch import Batch, Errors, ErrorsData, RequestCounts

__all__ = ["BatchCancelResponse", "Errors", "ErrorsData", "RequestCounts"]

BatchCancelResponse: TypeAlias = Batch
