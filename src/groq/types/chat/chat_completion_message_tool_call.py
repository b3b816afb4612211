# Generated from openapi.yml by scripts/generate. Do not edit.


from typing_extensions import Literal

from ..._models import BaseModel

__all__ = ["ChatCompletionMessageToolCall", "Function"]


class Function(BaseModel):
    """The function and its arguments."""

    arguments: str
    """Arguments as a JSON string, as the model wrote them. Check before use."""

    name: str
    """Name of the function."""


class ChatCompletionMessageToolCall(BaseModel):
    """A call of a function of yours that the model asks for."""

    id: str
    """Id of this call. Repeat it in the `tool` message with its result."""

    function: Function
    """The function and its arguments."""

    type: Literal["function"]
    """Always `function`."""
