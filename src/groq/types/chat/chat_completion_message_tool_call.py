# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import Literal

from ..._models import BaseModel

__all__ = ["ChatCompletionMessageToolCall", "Function"]


class Function(BaseModel):
    """The function and its arguments."""

    arguments: str
    """Arguments as a JSON string that the model generated. Validate them before use."""

    name: str
    """Name of the function."""


class ChatCompletionMessageToolCall(BaseModel):
    """A call of your function that the model requests."""

    id: str
    """Id of this call. Repeat it in the `tool` message with its result."""

    function: Function
    """The function and its arguments."""

    type: Literal["function"]
    """Always `function`."""
