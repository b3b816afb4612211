# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import Literal, TypeAlias

__all__ = ["ChatCompletionRole"]

ChatCompletionRole: TypeAlias = Literal["system", "user", "assistant", "tool", "function"]
"""Role of the author of a message. `function` is deprecated, use `tool`."""
