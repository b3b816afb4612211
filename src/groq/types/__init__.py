# Generated from openapi.yml by scripts/generate. Do not edit.
"""`groq.types`: every name here is imported on first use."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import chat as chat
    from . import shared as shared
    from . import shared_params as shared_params
    from .chat_model import ChatModel as ChatModel
    from .completion_usage import CompletionUsage as CompletionUsage
    from .shared.error_object import ErrorObject as ErrorObject
    from .shared.function_definition import FunctionDefinition as FunctionDefinition
    from .shared.function_parameters import FunctionParameters as FunctionParameters
else:
    from .._utils._lazy import lazy_module

    __getattr__, __dir__ = lazy_module(
        __name__,
        {
            "ChatModel": ".chat_model",
            "CompletionUsage": ".completion_usage",
            "ErrorObject": ".shared.error_object",
            "FunctionDefinition": ".shared.function_definition",
            "FunctionParameters": ".shared.function_parameters",
        },
        ("chat", "shared", "shared_params"),
    )

__all__ = [
    "ChatModel",
    "CompletionUsage",
    "ErrorObject",
    "FunctionDefinition",
    "FunctionParameters",
    "chat",
    "shared",
    "shared_params",
]
