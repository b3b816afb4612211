# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import Literal, TypeAlias

__all__ = ["ChatCompletionRole"]

ChatCompletionRole: TypeAlias = Literal["system", "user", "assistant", "tool", "function"]
"""Who speaks in a conversation. `function` is deprecated, use `tool`."""
