# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.types.shared_params`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .function_definition import FunctionDefinition as FunctionDefinition
    from .function_parameters import FunctionParameters as FunctionParameters
else:
    from ..._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(
        __name__, {"FunctionDefinition": ".function_definition", "FunctionParameters": ".function_parameters"}, ()
    )

__all__ = ["FunctionDefinition", "FunctionParameters"]
