# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.types.shared`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .error_object import ErrorObject as ErrorObject
    from .function_definition import FunctionDefinition as FunctionDefinition
    from .function_parameters import FunctionParameters as FunctionParameters
else:
    from ..._utils._lazy import lazy_names

    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "ErrorObject": ".error_object",
            "FunctionDefinition": ".function_definition",
            "FunctionParameters": ".function_parameters",
        },
        (),
    )

__all__ = ["ErrorObject", "FunctionDefinition", "FunctionParameters"]
