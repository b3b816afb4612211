# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Required, TypedDict

__all__ = ["ChatCompletionFunctionCallOptionParam"]


class ChatCompletionFunctionCallOptionParam(TypedDict, total=False):
    """The function that the model must call."""

    name: Required[str]
    """Name of the function."""
