# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Union

from typing_extensions import Literal, TypeAlias

from .chat_completion_named_tool_choice_param import ChatCompletionNamedToolChoiceParam

__all__ = ["ChatCompletionToolChoiceOptionParam"]

ChatCompletionToolChoiceOptionParam: TypeAlias = Union[
    Literal["none", "auto", "required"], ChatCompletionNamedToolChoiceParam
]
"""Whether the model uses tools: `none` never, `auto` when it sees fit, `required` at least one, or the one function
that is named.
"""
