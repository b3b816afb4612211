# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Union

from typing_extensions import Literal, TypeAlias

from .chat_completion_named_tool_choice_param import ChatCompletionNamedToolChoiceParam

__all__ = ["ChatCompletionToolChoiceOptionParam"]

ChatCompletionToolChoiceOptionParam: TypeAlias = Union[
    Literal["none", "auto", "required"], ChatCompletionNamedToolChoiceParam
]
"""Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for at least one, or a
named function.
"""
