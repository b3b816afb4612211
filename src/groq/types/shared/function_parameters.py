# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Dict

from typing_extensions import TypeAlias

__all__ = ["FunctionParameters"]

FunctionParameters: TypeAlias = Dict[str, object]
"""Parameters of a function, as a JSON schema."""
